"""Champion against challenger, valid at any number of looks: normal-mixture confidence sequence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FEWEST_UNITS = 100


class Decision(StrEnum):
    """What to do now."""

    PROMOTE = "promote"
    KEEP = "keep"
    CONTINUE = "continue"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Stakes:
    """The rules of a contest.

    `alpha` is the chance of ever calling a difference that is not there; `tau` the size of
    the difference one hopes for (the spread of the mixture), None to take it from the
    metric; `margin` how much the guardrail may fall; `worthwhile` the smallest gain worth
    a change, below which the champion is kept.
    """

    alpha: float = 0.05
    tau: float | None = None
    margin: float = 0.0
    worthwhile: float | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm, one entry per unit: its rows, the sum of the metric, that of the guardrail."""

    rows: Floats
    metric: Floats
    guardrail: Floats | None = None

    @property
    def units(self) -> int:
        """How many users or sessions."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Sequence95:
    """A difference (challenger minus champion) with its always-valid interval and p.

    `likelihood_ratio` is the mixture's; `fixed_p` is valid for one look only.
    """

    difference: float
    variance: float
    half_width: float
    likelihood_ratio: float
    always_valid_p: float
    fixed_p: float

    @property
    def lower(self) -> float:
        """The lower end of the interval."""
        return self.difference - self.half_width

    @property
    def upper(self) -> float:
        """The upper end of the interval."""
        return self.difference + self.half_width


@dataclass(frozen=True, slots=True)
class Look:
    """The state at one look; `time` is the end of the data looked at."""

    time: datetime | None
    units: int
    sequence: Sequence95


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a contest; `expected_loss` is Bayesian, shown, and never decides."""

    decision: Decision
    reason: str
    champion: str
    challenger: str
    champion_rate: float
    challenger_rate: float
    units: tuple[int, int]
    metric: Sequence95
    guardrail: Sequence95 | None
    expected_loss: float
    tau: float
    alpha: float
    looks: tuple[Look, ...] = ()
    notes: tuple[str, ...] = ()


def mixture(difference: float, variance: float, tau: float, alpha: float) -> Sequence95:
    """The normal-mixture sequential test (Robbins, 1970) of a difference of this variance.

    The always-valid p is 1 / likelihood ratio, at most 1 (Johari and others, 2017).
    """
    if variance <= 0:
        width = 0.0 if difference else math.inf
        ratio = math.inf if difference else 1.0
        return Sequence95(difference, 0.0, width, ratio, 0.0 if difference else 1.0, float("nan"))
    both = variance + tau**2
    exponent = tau**2 * difference**2 / (2 * variance * both)
    log_ratio = 0.5 * math.log(variance / both) + exponent
    half = math.sqrt(variance * both / tau**2 * math.log(both / (variance * alpha**2)))
    z = abs(difference) / math.sqrt(variance)
    return Sequence95(
        difference,
        variance,
        half,
        math.exp(min(log_ratio, 700.0)),
        math.exp(min(-log_ratio, 0.0)),
        2 * float(stats.norm.sf(z)),
    )


def rate(rows: Floats, sums: Floats) -> tuple[float, float]:
    """The rate per row and its variance with the unit as the unit (delta method)."""
    total = float(rows.sum())
    value = float(sums.sum()) / total
    residuals = sums - value * rows
    return value, float((residuals**2).sum()) / total**2


def compared(champion: Arm, challenger: Arm, tau: float, alpha: float) -> Sequence95:
    """The always-valid comparison of the metric of two arms."""
    before, v1 = rate(champion.rows, champion.metric)
    after, v2 = rate(challenger.rows, challenger.metric)
    return mixture(after - before, v1 + v2, tau, alpha)


def guarded(champion: Arm, challenger: Arm, tau: float, alpha: float) -> Sequence95 | None:
    """The same for the guardrail; None without one."""
    if champion.guardrail is None or challenger.guardrail is None:
        return None
    before, v1 = rate(champion.rows, champion.guardrail)
    after, v2 = rate(challenger.rows, challenger.guardrail)
    return mixture(after - before, v1 + v2, tau, alpha)


def usual_tau(sums: Sequence[Floats], rows: Sequence[Floats]) -> float:
    """The mixture's spread where none is given: .01 for rates, a tenth of the spread else."""
    values = np.concatenate([s / r for s, r in zip(sums, rows, strict=True)])
    if values.min() >= 0 and values.max() <= 1:
        return 0.01
    return max(0.1 * float(values.std()), 1e-12)


def decided(
    metric: Sequence95, guardrail: Sequence95 | None, stakes: Stakes, units: Sequence[int]
) -> tuple[Decision, str]:
    """The decision and why. A gain is promoted only when the guardrail is known to hold."""
    if min(units) < FEWEST_UNITS:
        return Decision.CONTINUE, f"fewer than {FEWEST_UNITS} units in one arm: too early to say"
    if guardrail is not None and guardrail.upper < -stakes.margin:
        return Decision.STOP, "the guardrail fell by more than its margin"
    if metric.upper < 0:
        return Decision.STOP, "the challenger is worse: the whole interval lies below zero"
    if metric.lower > 0:
        if guardrail is None or guardrail.lower > -stakes.margin:
            return Decision.PROMOTE, "the whole interval lies above zero" + (
                "" if guardrail is None else " and the guardrail holds"
            )
        return Decision.CONTINUE, "better, but the guardrail is not yet known to hold"
    if stakes.worthwhile is not None and metric.upper < stakes.worthwhile:
        return Decision.KEEP, "no gain worth a change is possible any more"
    return Decision.CONTINUE, "the interval holds zero: nothing is decided yet"


def expected_loss(metric: Sequence95) -> float:
    """What promoting is expected to cost (posterior mean of the loss, flat prior)."""
    spread = math.sqrt(metric.variance)
    if not spread:
        return max(-metric.difference, 0.0)
    z = metric.difference / spread
    return spread * float(stats.norm.pdf(z)) - metric.difference * float(stats.norm.cdf(-z))
