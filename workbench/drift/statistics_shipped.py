"""The statistics that ship: PSI, Jensen-Shannon, Hellinger, TV, KS, Wasserstein, chi-square."""

from dataclasses import replace

from scipy import special

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
        found = ks_test(ours, theirs)
        return found and _with_effective_rows(found, pair, len(ours), len(theirs))
    ordinary = pair.binning.ordinary
    reference, current = pair.reference[:ordinary], pair.current[:ordinary]
    statistic = distances.binned_ks(reference, current)
    if statistic is None:
        return None
    n, m = int(reference.sum()), int(current.sum())
    found = KolmogorovSmirnov(statistic, asymptotic_p(statistic, n, m), "binned", None)
    return _with_effective_rows(found, pair, n, m)


def _with_effective_rows(found: KolmogorovSmirnov, pair: Pair, n: int, m: int) -> KolmogorovSmirnov:
    """The test with the p of n and m rows divided by the design effect."""
    if pair.design <= 1:
        return found
    n, m = (max(round(rows / pair.design), 1) for rows in (n, m))
    p = asymptotic_p(found.statistic, n, m)
    return replace(found, p=p, method=f"{found.method}, p by effective rows")


def _wasserstein(pair: Pair) -> float | None:
    """Exact where both columns fit, else between two even samples."""
    if pair.reference_values is None or pair.current_values is None:
        return None
    return wasserstein(pair.reference_values, pair.current_values)


def _chi_square(pair: Pair) -> ChiSquare | None:
    """For categories, and for numbers with one bin per value."""
    if pair.numeric and pair.binning.method != BY_VALUE:
        return None
    found = distances.chi_square(*pair.coarse)
    if found is None or pair.design <= 1:
        return found
    # Rao and Scott (1981), first order.
    return replace(found, p=float(special.chdtrc(found.df, found.statistic / pair.design)))


SHIPPED = (
    DriftStatistic("psi", lambda pair: distances.psi(*pair.coarse)),
    DriftStatistic("js", lambda pair: distances.js_distance(*pair.coarse)),
    DriftStatistic("hellinger", lambda pair: distances.hellinger(*pair.coarse)),
    DriftStatistic("tv", lambda pair: distances.total_variation(*pair.coarse)),
    DriftStatistic("ks", _ks),
    DriftStatistic("wasserstein", _wasserstein),
    DriftStatistic("chi2", _chi_square),
)
