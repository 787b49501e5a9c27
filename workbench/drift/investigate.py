"""Looks into the drifted columns for signs of a pipeline fault, in the order of the rows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.drift import signs
from workbench.drift.columns import Column, Kind, number_sql
from workbench.drift.comparison import ColumnComparison, Role, Shape, State
from workbench.drift.engine import Engine, identifier
from workbench.drift.latency import is_latency
from workbench.drift.sides import Side, Sides
from workbench.drift.signs import Sign
from workbench.drift.statistic import Floats
from workbench.drift.tables import ROW_NUMBER

_ROWS_LOOKED_AT = 1_000_000
_STRETCHES = 10
_FEWEST_IN_STRETCH = 50
_FAR = 4.0


def pipeline_signs(engine: Engine, sides: Sides, columns: Sequence[ColumnComparison]) -> list[Sign]:
    """Every sign of a pipeline fault, one per column at most, schema changes first."""
    found = _schema_signs(sides, columns)
    told = {sign.column for sign in found}
    found += [sign for sign in signs.exchanged_signs(columns) if sign.column not in told]
    for number, column in enumerate(columns):
        if column.name in told or column.binning is None or column.role is Role.TARGET:
            continue
        engine.progress.report(number, len(columns), f"looking into {column.name}")
        sign = _sign_of(engine, sides, column)
        if sign is not None:
            found.append(sign)
    return found


def _schema_signs(sides: Sides, columns: Sequence[ColumnComparison]) -> list[Sign]:
    found: list[Sign] = []
    gone = [c.name for c in columns if c.state is State.GONE]
    new = [c.name for c in columns if c.state is State.NEW]
    for name in gone:
        other = f"; '{new[0]}' is new" if len(gone) == len(new) == 1 else ""
        words = f"the current table has no column '{name}'{other}"
        found.append(Sign("schema-change", name, words))
    roles = {column.name: column.role for column in columns}
    for ours, theirs in sides.pairs:
        if ours and theirs and roles.get(ours.name) is Role.FEATURE:
            sign = signs.type_sign(ours, theirs)
            found += [sign] if sign else []
    return found


def _sign_of(engine: Engine, sides: Sides, column: ColumnComparison) -> Sign | None:
    unusable = signs.missing_sign(column) or signs.infinite_sign(column)
    if unusable is not None:
        return unusable
    if not column.drifted:
        return None
    theirs = sides.current.column(column.name)
    ours = sides.reference.column(column.name)
    if ours is None or theirs is None or column.binning is None:
        return None
    if column.binning.kind is Kind.CATEGORICAL:
        return _category_sign(engine, sides, column)
    if column.type != Kind.NUMERIC.value:  # lengths of texts, distances of embeddings
        return None
    return _number_sign(engine, sides, column, (ours, replace(theirs, kind=ours.kind)))


def _category_sign(engine: Engine, sides: Sides, column: ColumnComparison) -> Sign | None:
    lost = signs.lost_shares(column)
    if lost and signs.unseen_share_of(column):
        new = _new_categories(engine, sides, column)
        renamed = signs.renamed_sign(column, new, lost)
        if renamed is not None:
            return renamed
    if column.reference is None or column.current is None:
        return None
    before = column.reference / max(int(column.reference.sum()), 1)
    after = column.current / max(int(column.current.sum()), 1)
    top = int(after.argmax())
    if after[top] >= 0.98 and before[top] < 0.8:
        label = column.binning.labels[top] if column.binning else ""
        words = f"'{column.name}' is '{label}' in {after[top]:.0%} of the rows, before in"
        return Sign("stuck", column.name, f"{words} {before[top]:.0%}")
    return None


def _new_categories(
    engine: Engine, sides: Sides, column: ColumnComparison
) -> list[tuple[str, float]]:
    assert column.binning is not None, "only asked for counted columns"
    known = [*column.binning.values, *column.binning.others]
    engine.load("known", {"label": known or [""]})
    text = f"{identifier(column.name)}::VARCHAR"
    rows = engine.rows(
        f"SELECT v, count(*) AS n FROM (SELECT {text} AS v FROM {sides.current.table.source})"
        f" ANTI JOIN known ON label = v WHERE trim(v) <> ''"
        " GROUP BY v ORDER BY n DESC, v LIMIT 20"
    )
    total = max(sides.current.table.rows, 1)
    return [(str(value), int(count) / total) for value, count in rows]


def _number_sign(
    engine: Engine, sides: Sides, column: ColumnComparison, pair: tuple[Column, Column]
) -> Sign | None:
    before = column.reference_shape
    if before is None:
        return None
    latency = is_latency(column.name)
    current = ordered_values(engine, sides.current, pair[1])
    present = current[np.isfinite(current)]
    whole = _quantiles(present)
    if whole is not None:
        sign = signs.unit_sign(column.name, before, whole, rows=len(present), latency=latency)
        if sign is not None:
            return sign
    reference = ordered_values(engine, sides.reference, pair[0])
    return (
        signs.filler_sign(column.name, before, present)
        or signs.stuck_sign(column)
        or signs.run_sign(column.name, reference, current)
        or (None if latency else signs.jump_sign(column.name, before, present))
        or (None if latency else _stretch_sign(column.name, before, reference, current))
    )


def _stretch_sign(name: str, before: Shape, reference: Floats, current: Floats) -> Sign | None:
    """A change of unit in a part of the rows only, by far more than the reference's own parts."""
    usual = max((abs(_log_ratio(before, part)) for _, part in _stretches(reference)), default=0.0)
    for start, part in _stretches(current):
        quantiles = _quantiles(part)
        if quantiles is None or abs(_log_ratio(before, part)) < usual + np.log(_FAR):
            continue
        sign = signs.unit_sign(name, before, quantiles, rows=len(part), latency=False)
        if sign is not None:
            return replace(sign, words=f"{sign.words}, from about row {start + 1:,} on")
    return None


def _log_ratio(before: Shape, part: Floats) -> float:
    """The logarithm of the part's median over the reference's; 0 where there is none."""
    middle = before.quantiles[len(before.quantiles) // 2]
    if not len(part) or not middle:
        return 0.0
    ratio = abs(float(np.median(part)) / middle)
    return float(np.log(ratio)) if ratio else 0.0


def _stretches(values: Floats) -> list[tuple[int, Floats]]:
    """Tenths of the rows in order, with where they start; missing values left out."""
    length = len(values) // _STRETCHES
    if length < _FEWEST_IN_STRETCH:
        return []
    starts = [number * length for number in range(_STRETCHES)]
    parts = [(start, values[start : start + length]) for start in starts]
    return [(start, part[np.isfinite(part)]) for start, part in parts]


def _quantiles(values: Floats) -> Floats | None:
    if len(values) < _FEWEST_IN_STRETCH // 2:
        return None
    ranks = np.round(np.linspace(0, 1, 101) * (len(values) - 1)).astype(np.int64)
    return np.sort(values)[ranks]


def ordered_values(engine: Engine, side: Side, column: Column) -> Floats:
    """The numbers in order of time, else of rows; NaN where missing; evenly thinned if many."""
    stride = max(1, side.table.rows // _ROWS_LOOKED_AT)
    where = f" WHERE {ROW_NUMBER} % {stride} = 0" if stride > 1 else ""
    order = f"{side.time} NULLS LAST, {ROW_NUMBER}" if side.time else ROW_NUMBER
    loaded = engine.arrays(
        f"SELECT {number_sql(column)}::DOUBLE AS v FROM {side.table.source}{where} ORDER BY {order}"
    )["v"]
    filled = loaded.filled(np.nan) if np.ma.isMaskedArray(loaded) else loaded
    return np.asarray(filled, dtype=np.float64)
