"""Which records of a log pass by level, time and fields."""

from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.field_filter import FieldFilter
from workbench.logs.logfile import LogFile
from workbench.logs.model import NO_TIME, BoolArray, Level, TimeArray

_AT_ONCE = 8192


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Records pass that pass every part; nothing set lets all pass.

    `levels`: these only. `since`, `until`: nanoseconds UTC, until not included; a record
    without a time counts with that of the record before it. `fields`: see field_filter.
    """

    levels: frozenset[Level] = frozenset()
    since: int | None = None
    until: int | None = None
    fields: FieldFilter | None = None


def passing(file: LogFile, filters: RecordFilter, progress: Progress | None = None) -> BoolArray:
    """Which records pass, one entry a record. Fields are read only where the rest passes.

    Raises Cancelled.
    """
    progress = progress or Progress()
    shown = np.ones(len(file.records), np.bool_)
    if filters.levels:
        shown &= np.isin(file.records.level, [int(level) for level in filters.levels])
    if filters.since is not None or filters.until is not None:
        times = carried_times(file.records.time)
        shown &= times != NO_TIME
        if filters.since is not None:
            shown &= times >= filters.since
        if filters.until is not None:
            shown &= times < filters.until
    if filters.fields is not None:
        shown &= by_fields(file, filters.fields, shown, progress)
    return shown


def carried_times(times: TimeArray) -> TimeArray:
    """Times in which a record without one has that of the record before it."""
    known = times != NO_TIME
    if known.all():
        return times
    last = np.maximum.accumulate(np.where(known, np.arange(len(times)), -1))
    return np.where(last >= 0, times[np.maximum(last, 0)], NO_TIME)


def by_fields(
    file: LogFile, test: FieldFilter, among: BoolArray, progress: Progress | None = None
) -> BoolArray:
    """Which of some records pass a filter on fields, one entry a record. Raises Cancelled."""
    progress = progress or Progress()
    found = np.zeros(len(among), np.bool_)
    numbers = np.flatnonzero(among)
    try:
        for start in range(0, len(numbers), _AT_ONCE):
            progress.report(start, len(numbers), "filtering by fields")
            part = numbers[start : start + _AT_ONCE]
            found[part] = test.passing(file.values_of_many(part, test.names), progress)
    finally:
        test.close()
    return found
