"""Whether the calendar explains a difference: the reference re-weighted to the same season mix."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.drift.comparison import ColumnComparison
from workbench.drift.counts import Counted, DuckCounter
from workbench.drift.engine import Engine
from workbench.drift.sides import Sides
from workbench.drift.statistic import Ints, measures_of
from workbench.drift.thresholds import by_sample_size

_CALENDARS = {
    "weekday": "isodow({})",
    "hour of day": "hour({})",
    "weekday and hour": "isodow({}) * 24 + hour({})",
    "month": "month({})",
    "month and hour": "month({}) * 24 + hour({})",
}
_COVERED = 0.98
_COLUMNS_LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class Explained:
    """A drifted column that looks normal next to reference rows of the same seasons."""

    column: str
    calendar: str


def explained_by_season(
    engine: Engine, sides: Sides, drifted: Sequence[ColumnComparison]
) -> list[Explained]:
    """The drifted columns that a calendar explains. Empty without a time on both sides."""
    ours, theirs = sides.reference, sides.current
    if ours.time is None or theirs.time is None or not drifted:
        return []
    usable = [name for name in _CALENDARS if _mixes_differ(engine, sides, name)]
    found: list[Explained] = []
    for column in drifted[:_COLUMNS_LOOKED_AT]:
        calendar = next((name for name in usable if _explains(engine, sides, column, name)), None)
        if calendar is not None:
            found.append(Explained(column.name, calendar))
    return found


def _season_sql(calendar: str, time: str) -> str:
    return "(" + _CALENDARS[calendar].replace("{}", time) + ")"


def _mixes_differ(engine: Engine, sides: Sides, calendar: str) -> bool:
    """Whether the seasons are known to the reference and come in another mix."""
    mixes: list[dict[int, float]] = []
    for side in (sides.reference, sides.current):
        rows = engine.rows(
            f"SELECT s, count(*) FROM (SELECT {_season_sql(calendar, str(side.time))} AS s"
            f" FROM {side.table.source}) WHERE s IS NOT NULL GROUP BY s"
        )
        total = sum(int(row[1]) for row in rows)
        mixes.append({int(season): int(count) / total for season, count in rows})
    before, after = mixes
    known = sum(share for season, share in after.items() if season in before)
    moved = sum(abs(share - before.get(season, 0.0)) for season, share in after.items())
    return known >= _COVERED and moved > 0.05 and len(before) > 1


def _explains(engine: Engine, sides: Sides, column: ColumnComparison, calendar: str) -> bool:
    binning = column.binning
    ours = sides.reference.column(column.name)
    theirs = sides.current.column(column.name)
    if binning is None or ours is None or theirs is None:
        return False
    before, after = (
        DuckCounter(engine, side.table, _season_sql(calendar, str(side.time))).count(known, binning)
        for side, known in ((sides.reference, ours), (sides.current, theirs))
    )
    expected = _reweighted(before, after)
    return all(
        not by_sample_size(measure, binning, (expected, after.total), checks=1).drifted
        for measure in measures_of(binning, expected)
    )


def _reweighted(before: Counted, after: Counted) -> Ints:
    """The reference's counts per bin in the current's mix of seasons, scaled to its weight."""
    reference = dict(zip(before.windows, before.by_window(), strict=True))
    current = dict(zip(after.windows, after.by_window().sum(axis=1), strict=True))
    common = [season for season in current if season in reference]
    mix = np.array([current[season] for season in common], dtype=np.float64)
    mix /= mix.sum()
    rows = np.array([reference[season].sum() for season in common], dtype=np.float64)
    shares = np.array([reference[season] for season in common]) / rows[:, None]
    effective = 1 / float((mix**2 / rows).sum())
    return np.round((mix[:, None] * shares).sum(axis=0) * effective).astype(np.int64)
