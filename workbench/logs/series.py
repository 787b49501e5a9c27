"""How unusual each value of a metric series is, judged by the values before it only.

Two questions are asked of every row: is the value outside the range seen so far, and is the
shape of the last rows unlike every shape seen before (the distance to the nearest earlier
subsequence, as in a left matrix profile; Yeh and others, 2016)? A distance counts by how far
it exceeds the largest recent one, so that the score has no unit and needs no setting.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress

_SHAPES = ((96, 1.0), (24, 0.5))
"""Lengths of the subsequences in rows, and the weight of each."""

_HALF_LIFE = 1500.0
_HISTORY = 6_000
_ANEW = 250
_FLOOR = 0.02
_QUIET = 100
"""A score is only given where it is the highest of so many rows: one alarm for one event."""

_WARM_UP = 50

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Peak:
    """The largest of past values, forgotten by half in 1,500 rows, and their mean."""

    value: float = 0.0
    mean: float = 0.0

    def after(self, value: float, rows: int) -> "_Peak":
        kept = self.value * 0.5 ** (1 / _HALF_LIFE)
        return _Peak(max(kept, value), self.mean + (value - self.mean) / rows)


def score_series(values: Floats, progress: Progress | None = None) -> Floats:
    """A score between 0 and 1 for each value; one row later never changes one earlier.

    A value that is not a number counts as the one before it.
    """
    progress = progress or Progress()
    steady = _filled(values)
    surprise = np.log1p(5 * np.minimum(_beyond_range(steady), 2.0))
    for length, weight in _SHAPES:
        surprise += weight * _excess(_novelty(steady, length, progress), length)
    surprise[:_WARM_UP] = 0.0
    return _highest_of_late(1.0 - np.exp(-surprise))


def _filled(values: Floats) -> Floats:
    """The values with gaps filled by the value before (by 0 at the beginning)."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return np.zeros(len(values))
    place = np.searchsorted(known, np.arange(len(values)), side="right") - 1
    filled = values[known[np.maximum(place, 0)]]
    return np.where(place < 0, 0.0, filled)


def _beyond_range(values: Floats) -> Floats:
    """How far each value is outside the range of those before it, in widths of that range."""
    beyond = np.zeros(len(values))
    if len(values) < 2:
        return beyond
    highest, lowest = np.maximum.accumulate(values)[:-1], np.minimum.accumulate(values)[:-1]
    outside = np.maximum(np.maximum(values[1:] - highest, lowest - values[1:]), 0.0)
    width = highest - lowest
    beyond[1:] = np.divide(outside, width, out=np.zeros_like(outside), where=width > 0)
    return beyond


def _novelty(values: Floats, length: int, progress: Progress) -> Floats:
    """The distance of the last `length` rows to the nearest such subsequence before them.

    Products of a subsequence with all earlier ones follow from those of the subsequence a row
    before (STOMP; Zhu and others, 2016); every 250 rows they are made anew against rounding.
    """
    novelty = np.zeros(len(values))
    if len(values) < 3 * length:
        return novelty
    level = values - values[0]
    sums = np.concatenate([np.zeros(1), np.cumsum(level * level)])
    products = np.zeros(0)
    for row in range(2 * length, len(level) - length + 1):
        last = row - length
        first = max(0, last - _HISTORY)
        if row % _ANEW == 0 or not len(products):
            progress.report(row, len(level), "comparing shapes")
            products = np.correlate(level[first : last + length], level[row : row + length])
        else:
            start = max(first, 1)
            moved = (
                products[len(products) - (last + 1 - start) :]
                - level[start - 1 : last] * level[row - 1]
                + level[start + length - 1 : last + length] * level[row + length - 1]
            )
            head = [level[:length] @ level[row : row + length]] if not first else []
            products = np.concatenate([head, moved])
        squares = sums[first + length : last + length + 1] - sums[first : last + 1]
        own = sums[row + length] - sums[row]
        nearest = float((squares - 2 * products).min()) + own
        novelty[row + length - 1] = max(nearest, 0.0) ** 0.5
    return novelty


def _excess(novelty: Floats, length: int) -> Floats:
    """By how much (natural logarithm) each value exceeds the largest recent one; at least 0."""
    excess = np.zeros(len(novelty))
    peak = _Peak()
    for row in range(3 * length - 1, len(novelty)):
        value = float(novelty[row])
        floor = _FLOOR * peak.mean + 1e-9
        if row > 3 * length + _WARM_UP:
            excess[row] = max(float(np.log((value + floor) / (peak.value + floor))), 0.0)
        peak = peak.after(value, row - 3 * length + 2)
    return excess


def _highest_of_late(scores: Floats) -> Floats:
    """Each score where it is above all of the hundred rows before it, else 0."""
    if not len(scores):
        return scores
    padded = np.concatenate([np.zeros(_QUIET), scores])
    before = np.lib.stride_tricks.sliding_window_view(padded, _QUIET)[:-1].max(axis=1)
    return np.where(scores > before, scores, 0.0)
