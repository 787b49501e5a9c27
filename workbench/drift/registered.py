"""Statistics of one column on both sides: what one is, and how all are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.drift.binning import Binning
from workbench.drift.columns import Kind
from workbench.drift.distances import ChiSquare
from workbench.drift.samples import KolmogorovSmirnov, Sample
from workbench.drift.statistic import Ints

Outcome = float | KolmogorovSmirnov | ChiSquare | None
"""A number, a test, or None where the statistic does not apply."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One column on both sides, as a statistic gets it.

    `reference` and `current` are counts per bin of `binning`. The values are the finite
    numbers, ascending: all where `exact`, else an even sample; None for categories.
    For a p, rows count by the design effect `design`: rows of one unit resemble each other.
    """

    binning: Binning
    reference: Ints
    current: Ints
    reference_values: Sample | None
    current_values: Sample | None
    exact: bool
    design: float = 1.0

    @property
    def numeric(self) -> bool:
        """Whether the bins hold numbers, in their order."""
        return self.binning.kind is not Kind.CATEGORICAL

    @property
    def coarse(self) -> tuple[Ints, Ints]:
        """The counts over the bins of PSI: reference, current."""
        return self.binning.coarsened(self.reference), self.binning.coarsened(self.current)


@dataclass(frozen=True, slots=True)
class DriftStatistic:
    """A statistic of `drift compare`, given through the hook `drift_statistics`.

    `name` is its key in the JSON. What raises or is not finite counts as no value.
    """

    name: str
    measure: Callable[[Pair], Outcome]


def asked(
    statistics: Sequence[DriftStatistic], pair: Pair
) -> tuple[Mapping[str, Outcome], list[str]]:
    """Every statistic's outcome by name, and a sentence for each that failed.

    Of two with one name the first counts: a plugin cannot replace what is built in.
    """
    found: dict[str, Outcome] = {}
    failures: list[str] = []
    for statistic in statistics:
        if statistic.name in found:
            continue
        try:
            found[statistic.name] = _checked(statistic.measure(pair))
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            found[statistic.name] = None
            failures.append(f"{statistic.name} failed: {type(error).__name__}: {error}")
    return found, failures


def _checked(outcome: Outcome) -> Outcome:
    """The outcome, with what only resembles a number (numpy's, a text's) made one or refused."""
    if outcome is None or isinstance(outcome, KolmogorovSmirnov | ChiSquare):
        return outcome
    return float(outcome)
