"""Counts of records by time and level: what the timeline above the lines shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.logs.model import NO_TIME
from workbench.panes.logs.log_set import LogSet, Longs

SECOND = 1_000_000_000
WIDTHS = (
    *(SECOND // 1000, SECOND // 100, SECOND // 10),
    *(seconds * SECOND for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)),
    *(hours * 3600 * SECOND for hours in (1, 2, 3, 6, 12, 24, 48, 168, 720)),
)
"""Round lengths of a bin, in nanoseconds."""

_MOST_BINS = 200
_GRAVE, _WARNING = 5, 4


@dataclass(frozen=True, slots=True)
class TimelineData:
    """`first`: when the first bin begins (ns UTC), `width` of a bin; int64[bins] counts each.

    `grave` are errors and worse, `warnings`, `others` the rest. No bins when no record has a time.
    """

    first: int
    width: int
    grave: Longs
    warnings: Longs
    others: Longs

    def __len__(self) -> int:
        return len(self.others)

    def total(self, place: int) -> int:
        """All records of a bin."""
        return int(self.grave[place] + self.warnings[place] + self.others[place])

    def begin(self, place: int) -> int:
        """When a bin begins, ns UTC."""
        return self.first + place * self.width

    def bin_of(self, time: int) -> int:
        """The bin that a time falls into, the nearest one when it lies outside."""
        return min(max((time - self.first) // self.width, 0), max(len(self) - 1, 0))


NOTHING = TimelineData(
    0, SECOND, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
)


def bin_records(logs: LogSet, records: Longs | None = None, bins: int = _MOST_BINS) -> TimelineData:
    """Count the records (all, or those given) in at most `bins` bins of a round length."""
    times = logs.times if records is None else logs.times[records]
    levels = logs.levels if records is None else logs.levels[records]
    known = times != NO_TIME
    if not known.any():
        return NOTHING
    span_of = logs.times[logs.times != NO_TIME]
    low, high = int(span_of.min()), int(span_of.max())
    width = next((w for w in WIDTHS if (high - low) // w + 2 <= bins), WIDTHS[-1])
    first = low // width * width
    count = (high - first) // width + 1
    places = (times[known] - first) // width
    kind = np.zeros(256, np.int64)
    kind[_WARNING], kind[_GRAVE:] = 1, 2
    counted = np.bincount(kind[levels[known]] * count + places, minlength=3 * count)
    others, warnings, grave = counted.reshape(3, count).astype(np.int64)
    return TimelineData(first, width, grave, warnings, others)


def sparklines(logs: LogSet, ids: NDArray[np.int32], templates: int, bins: int = 24) -> Longs:
    """int64[templates, bins]: how often each template comes over the whole time."""
    known = logs.times != NO_TIME
    if known.any():
        times = logs.times[known]
        low, high = int(times.min()), int(times.max())
        place = (times - low) // ((high - low) // bins + 1)
        numbers = ids[known]
    else:
        place = np.arange(logs.count, dtype=np.int64) * bins // max(logs.count, 1)
        numbers = ids
    flat = numbers.astype(np.int64) * bins + np.clip(place, 0, bins - 1)
    return np.bincount(flat, minlength=templates * bins).reshape(templates, bins)
