"""The score of the Numenta Anomaly Benchmark, standard profile (Lavin and Ahmad, 2015).

One threshold for all series is chosen as the benchmark does: the one with the best score.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FALSE_ALARM = 0.11
_MISSED = 1.0
_PROBATION = 0.15
_LONGEST_PROBATION = 750


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one series and its anomaly windows as (first row, last row)."""

    scores: NDArray[np.float64]
    windows: list[tuple[int, int]]


def nab_score(series: list[Scored]) -> tuple[float, float]:
    """The normalised score (0: no alarm at all, 100: perfect) and the threshold chosen."""
    found = np.unique(np.concatenate([one.scores for one in series]))
    thresholds = found[found > 0]
    if len(thresholds) > 1000:
        thresholds = np.quantile(thresholds, np.linspace(0, 1, 1000))
    windows = sum(len(one.windows) for one in series)
    raw = [sum(_raw(one, limit) for one in series) for limit in thresholds]
    if not raw or not windows:
        return 0.0, 1.0
    best = int(np.argmax(raw))
    normalised = 100 * (raw[best] + _MISSED * windows) / (2 * windows)
    return max(normalised, 0.0), float(thresholds[best])


def _raw(one: Scored, limit: float) -> float:
    """The sum of what alarms earn and cost in one series."""
    start = min(int(_PROBATION * len(one.scores)), _LONGEST_PROBATION)
    alarms = np.flatnonzero(one.scores >= limit)
    alarms = alarms[alarms >= start]
    total, outside = 0.0, np.ones(len(alarms), np.bool_)
    for first, last in one.windows:
        inside = (alarms >= first) & (alarms <= last)
        outside &= ~inside
        if inside.any():
            earliest = int(alarms[inside][0])
            place = -(last - earliest + 1) / (last - first + 1)
            total += float(_sigmoid(place) / _sigmoid(-1.0))
        else:
            total -= _MISSED
    for alarm in alarms[outside]:
        past = [(first, last) for first, last in one.windows if last < alarm]
        place = (alarm - past[-1][1]) / max(past[-1][1] - past[-1][0], 1) if past else 4.0
        total += _FALSE_ALARM * float(_sigmoid(place))
    return total


def _sigmoid(place: float) -> float:
    return 2 / (1 + np.exp(5 * min(place, 10.0))) - 1
