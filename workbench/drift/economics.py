"""Staleness against retraining: the cost of waiting as a curve, and its break-even."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StalenessCurve:
    """Cumulative cost of a stale model over time.

    `points` are (end of window, cost so far); `break_even` is when waiting has cost as
    much as retraining, None when it has not yet; `expected` extrapolates it at the pace
    so far, None at no cost.
    """

    points: tuple[tuple[datetime, float], ...]
    retraining: float
    break_even: datetime | None
    expected: datetime | None

    @property
    def so_far(self) -> float:
        """What staleness has cost until the end of the data."""
        return self.points[-1][1] if self.points else 0.0


def staleness(
    losses: Sequence[tuple[datetime, float]], retraining: float, start: datetime
) -> StalenessCurve:
    """Sum the losses (end of window, cost) since `start` and find the break-even."""
    total = 0.0
    points: list[tuple[datetime, float]] = []
    reached: datetime | None = None
    for moment, cost in losses:
        total += cost
        points.append((moment, total))
        if reached is None and total >= retraining:
            reached = moment
    expected = reached
    if reached is None and total > 0:
        expected = start + (points[-1][0] - start) * (retraining / total)
    return StalenessCurve(tuple(points), retraining, reached, expected)
