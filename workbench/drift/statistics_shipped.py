"""The statistics that ship: PSI, Jensen-Shannon, Hellinger, TV, KS, Wasserstein, chi-square."""

from workbench.drift import distances
from workbench.drift.binning import BY_VALUE
from workbench.drift.distances import ChiSquare
from workbench.drift.registered import DriftStatistic, Pair
from workbench.drift.samples import KolmogorovSmirnov, asymptotic_p, ks_test, wasserstein


def _ks(pair: Pair) -> KolmogorovSmirnov | None:
    """Exact where all values are there, else from the counts."""
    ours, theirs = pair.reference_values, pair.current_values
    if not pair.numeric:
        return None
    if ours is not None and theirs is not None and pair.exact:
        return ks_test(ours, theirs)
    ordinary = pair.binning.ordinary
    reference, current = pair.reference[:ordinary], pair.current[:ordinary]
    statistic = distances.binned_ks(reference, current)
    if statistic is None:
        return None
    p = asymptotic_p(statistic, int(reference.sum()), int(current.sum()))
    return KolmogorovSmirnov(statistic, p, "binned", None)


def _wasserstein(pair: Pair) -> float | None:
    """Exact where both columns fit, else between two even samples."""
    if pair.reference_values is None or pair.current_values is None:
        return None
    return wasserstein(pair.reference_values, pair.current_values)


def _chi_square(pair: Pair) -> ChiSquare | None:
    """For categories, and for numbers with one bin per value."""
    if pair.numeric and pair.binning.method != BY_VALUE:
        return None
    return distances.chi_square(*pair.coarse)


SHIPPED = (
    DriftStatistic("psi", lambda pair: distances.psi(*pair.coarse)),
    DriftStatistic("js", lambda pair: distances.js_distance(*pair.coarse)),
    DriftStatistic("hellinger", lambda pair: distances.hellinger(*pair.coarse)),
    DriftStatistic("tv", lambda pair: distances.total_variation(*pair.coarse)),
    DriftStatistic("ks", _ks),
    DriftStatistic("wasserstein", _wasserstein),
    DriftStatistic("chi2", _chi_square),
)
