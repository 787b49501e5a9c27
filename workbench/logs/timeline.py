"""How many records of each level lie in each stretch of time: the histogram above the lines."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.logs.model import NO_TIME, BoolArray, ByteArray, Level, TimeArray

_PART = 1 << 20


@dataclass(frozen=True, slots=True)
class Timeline:
    """`counts[level, bin]` of records; bin i covers `start + i*width` to the next (ns UTC).

    `without_time` records are in no bin.
    """

    start: int
    width: int
    counts: npt.NDArray[np.int64]
    without_time: int

    @property
    def stop(self) -> int:
        """Where the last bin ends."""
        return self.start + self.width * self.counts.shape[1]

    def bin_of(self, time: int) -> int:
        """The bin that holds a time, clipped to the first and last."""
        return min(max((time - self.start) // self.width, 0), self.counts.shape[1] - 1)

    def range_of(self, first_bin: int, last_bin: int) -> tuple[int, int]:
        """The time range [since, until) of some bins, for a filter."""
        return self.start + first_bin * self.width, self.start + (last_bin + 1) * self.width


def timeline(
    times: TimeArray,
    levels: ByteArray,
    bins: int,
    *,
    shown: BoolArray | None = None,
    span: tuple[int, int] | None = None,
) -> Timeline | None:
    """Count records in `bins` equal stretches of `span` (default: all times).

    `shown` leaves records out. None when no record has a time.
    """
    known = times != NO_TIME
    without = int(len(times) - np.count_nonzero(known))
    if span is None:
        if not known.any():
            return None
        span = int(times.min(where=known, initial=np.iinfo(np.int64).max)), int(times.max())
    start, stop = span
    width = max(-(-(stop - start + 1) // bins), 1)
    counts = np.zeros(len(Level) * bins, np.int64)
    for place in range(0, len(times), _PART):
        part = slice(place, place + _PART)
        chosen = (times[part] >= start) & (times[part] <= stop)
        if shown is not None:
            chosen &= shown[part]
        where = (times[part][chosen] - start) // width
        cells = levels[part][chosen].astype(np.int64) * bins + where
        counts += np.bincount(cells, minlength=len(counts))
    return Timeline(start, width, counts.reshape(len(Level), bins), without)
