"""What the filters let through, made ready for the screen in the background."""

from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.panes.logs.filters import FilterStack, Scope
from workbench.panes.logs.log_set import Longs
from workbench.panes.logs.timeline_data import TimelineData, bin_records
from workbench.panes.logs.visible import Visible, make_visible

_MARK_BINS = 1200
_GRAVE = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows, their counts over time, and where errors lie (shares of the rows)."""

    visible: Visible
    timeline: TimelineData
    errors: list[float]


def make_shown(scope: Scope, filters: FilterStack, progress: Progress) -> Shown:
    """Apply the filters. Raises UserError for one that cannot be read, Cancelled."""
    mask = filters.mask(scope, progress)
    progress.check()
    visible = make_visible(scope.logs, mask)
    timeline = bin_records(scope.logs, None if mask is None else np.flatnonzero(mask))
    return Shown(visible, timeline, error_shares(visible))


def error_shares(visible: Visible) -> list[float]:
    """Where errors are dense: a quarter of the most that any place has, and twice the usual."""
    rows = visible.rows_of_records(np.flatnonzero(visible.logs.levels >= _GRAVE))
    if not len(rows):
        return []
    counts = np.bincount(rows * _MARK_BINS // max(visible.row_count, 1), minlength=_MARK_BINS)
    return (
        np.flatnonzero(counts >= max(counts.max() / 4, 2 * counts.mean())) / _MARK_BINS
    ).tolist()


def shares(visible: Visible, records: Longs) -> list[float]:
    """Where records lie, as shares of all rows; near ones are told once."""
    count = max(visible.row_count, 1)
    rows = visible.rows_of_records(records)
    return (np.unique(rows * _MARK_BINS // count) / _MARK_BINS).tolist()


def place_of_time(visible: Visible, time: int) -> int:
    """The place, in the order shown, of the first record at or after a time; the last if none."""
    times = visible.logs.times[visible.shown_records()]
    later = np.flatnonzero(times >= time)
    return int(later[0]) if len(later) else max(len(times) - 1, 0)
