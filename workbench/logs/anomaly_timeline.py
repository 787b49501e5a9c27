"""The records of a log in time order, cut into bins of equal length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.text import count, duration
from workbench.logs.model import NO_TIME

SECOND = 1_000_000_000
_WIDTHS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400)
_BINS = 1440


@dataclass(frozen=True, slots=True)
class Timeline:
    """Records sorted by time.

    `order`: int64[n] record numbers in time order; `times`: int64[n] nanoseconds in that order
    (the place in the log where there are no times); `bins`: int64[n] the bin of each;
    `is_usual`: bool[bins], bins that tell what is usual; `is_judged`: bool[bins], bins in which
    anomalies are looked for; `width`: the length of a bin in nanoseconds (or records).
    """

    order: NDArray[np.int64]
    times: NDArray[np.int64]
    bins: NDArray[np.int64]
    is_usual: NDArray[np.bool_]
    is_judged: NDArray[np.bool_]
    width: int
    timed: bool
    judged_from: int

    @property
    def near(self) -> int:
        """So many bins apart is still together: a hundredth of the log."""
        return max(len(self.is_judged) // 120, 2)

    def length(self, ticks: float) -> str:
        """A length of time in words ('10 min'), or a number of records where there is no time."""
        if not self.timed:
            return count(round(ticks), "record")
        seconds = ticks / SECOND
        return duration(seconds) if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def timeline(times: NDArray[np.int64], baseline: int = 0) -> Timeline:
    """Order records by time; the first `baseline` records only tell what is usual."""
    timed = bool(len(times) and np.count_nonzero(times != NO_TIME) * 2 >= len(times))
    parts = [(0, baseline), (baseline, len(times))] if baseline else [(0, len(times))]
    ticks = _carried(times) if timed else np.arange(len(times), dtype=np.int64)
    orders = [first + np.argsort(ticks[first:last], kind="stable") for first, last in parts]
    judged = ticks[orders[-1]]
    width = _width(judged, timed)
    bins: list[NDArray[np.int64]] = []
    sizes: list[int] = []
    for order in orders:
        own = (ticks[order] - ticks[order[:1]]) // width if len(order) else order
        bins.append(own + sum(sizes))
        sizes.append(int(own[-1]) + 1 if len(own) else 0)
    is_judged = np.repeat([*[False] * (len(parts) - 1), True], sizes)
    is_usual = ~is_judged if baseline else is_judged
    order = np.concatenate(orders)
    return Timeline(
        order, ticks[order], np.concatenate(bins), is_usual, is_judged, width, timed, baseline
    )


def _carried(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Records without a time get that of the record before them."""
    known = np.flatnonzero(times != NO_TIME)
    if not len(known):
        return times
    place = np.searchsorted(known, np.arange(len(times)), side="right") - 1
    return times[known[np.maximum(place, 0)]]


def _width(ticks: NDArray[np.int64], timed: bool) -> int:
    """A round length, so that there are some hundreds of bins."""
    span = int(ticks[-1] - ticks[0]) if len(ticks) else 0
    if not timed:
        return max(span // 800, 1)
    wanted = span / SECOND / _BINS
    return next((width for width in _WIDTHS if width >= wanted), _WIDTHS[-1]) * SECOND
