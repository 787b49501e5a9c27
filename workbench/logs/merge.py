"""Several logs as one: where each record is placed in time, and what the logs are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from workbench.logs.filters import carried_times
from workbench.logs.logfile import LogFile
from workbench.logs.model import NO_TIME, TimeArray
from workbench.logs.source import LogPath


@dataclass(frozen=True, slots=True)
class MergeSource:
    """One log in a merge: `shift` nanoseconds are added to its times."""

    file: LogFile
    shift: int = 0


def sort_times(source: MergeSource) -> TimeArray:
    """The time by which each record of a source is placed, its shift included.

    A record without a time stays with the one before it; those at a log's head without any
    come just before its first time, and a log without times comes first.
    """
    times = carried_times(source.file.records.time)
    known = times != NO_TIME
    if not known.all():
        first = times[np.argmax(known)] if known.any() else np.int64(NO_TIME + 1)
        times = np.where(known, times, first)
    return times + source.shift if source.shift else times


def short_names(logs: Sequence[LogPath]) -> list[str]:
    """A short name for each log, as much of the path as tells them apart."""
    paths = [PurePath(str(log)) for log in logs]
    depth = 1
    while depth < 20:
        names = ["/".join(path.parts[-depth:]) for path in paths]
        if len(set(names)) == len(names):
            return names
        depth += 1
    return [str(path) for path in paths]
