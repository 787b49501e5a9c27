"""Training/serving skew: the same keys on both sides, compared row by row."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.drift.columns import INTEGERS, Column, Kind, as_number, columns_of, number_sql
from workbench.drift.engine import Engine, engine, identifier
from workbench.drift.tables import Table, open_table
from workbench.drift.windows import times_sql

_RELATIVE = 1e-6
_NEAR_ZERO = 1e-12
_MOST_DECIMALS = 6
_FEWEST_RATIOS = 10
_OTHER_SCALE = 0.01
_KEY = '"workbench key"'


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One column: the share of matched rows in which both sides differ, and how.

    `kind` is the most frequent way: missing-in-serving, missing-in-training, scaled,
    rounded, text, value, or none; `examples` are (key, training, serving). Without a matched
    row `share` is NaN and `kind` insufficient-data.
    """

    column: str
    share: float
    kind: str
    rows: int
    examples: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Skew:
    """How many keys met, how many did not, and the columns by share of mismatches."""

    rows_matched: int
    only_in_training: int
    only_in_serving: int
    repeated_keys: int
    mismatches: tuple[Mismatch, ...]
    only_columns: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A column of both tables in SQL, such that what means the same is equal.

    `how` is number, whole, time or text.
    """

    how: str
    ours: str
    theirs: str
    notes: tuple[str, ...] = ()


def skew(
    training: Path, serving: Path, key: tuple[str, ...], progress: Progress | None = None
) -> Skew:
    """Join on the key and compare every common column. Raises UserError.

    Numbers count as equal within a millionth, whole ones only when they are the same. Keys that
    occur twice on a side are left out, and rows without a key.
    """
    if not key:
        raise UserError("No key is named.", "Say --key COL, or --key COL,COL.")
    with engine(progress) as running:
        tables = [open_table(running, path) for path in (training, serving)]
        for table in tables:
            for name in key:
                if not table.has(name):
                    known = ", ".join(column.name for column in table.columns[:12])
                    raise UserError(f"{table.name} has no column '{name}'.", f"Columns: {known}.")
        return _joined(running, tables[0], tables[1], key)


def _joined(running: Engine, ours: Table, theirs: Table, key: tuple[str, ...]) -> Skew:
    tables = (ours, theirs)
    columns = [{c.name: c for c in columns_of(running, table)} for table in tables]
    common = [name for name in columns[0] if name in columns[1] and name not in key]
    if not common:
        raise UserError("The tables share no column but the key.", "Compare other exports.")
    keys = [_read_key(running, tables, (columns[0][name], columns[1][name])) for name in key]
    keyless = [
        _keep(running, "ours", ours, [one.ours for one in keys], common),
        _keep(running, "theirs", theirs, [one.theirs for one in keys], common),
    ]
    matched = _count(running, f"ours JOIN theirs USING ({_KEY})")
    kept = [_count(running, name) for name in ("ours", "theirs")]
    notes = [*ours.notes, *theirs.notes, *(note for one in keys for note in one.notes)]
    for table, rows in zip(tables, keyless, strict=True):
        if rows:
            notes.append(f"{table.name}: left out: {count(rows, 'row')} without a key.")
    found: list[Mismatch] = []
    for number, name in enumerate(common):
        running.progress.report(number, len(common), f"comparing {name}")
        read = _read(running, tables, (columns[0][name], columns[1][name]))
        notes += read.notes
        found.append(_mismatch(running, name, read, matched))
    found.sort(key=lambda one: (-one.share, one.column))
    only = [name for name in [*columns[0], *columns[1]] if name not in common and name not in key]
    if not matched:
        notes.append(_unmatched(running, ours, theirs))
    return Skew(
        matched,
        kept[0] - matched,
        kept[1] - matched,
        ours.rows + theirs.rows - sum(keyless) - sum(kept),
        tuple(found),
        tuple(only),
        tuple(notes),
    )


def _keep(
    running: Engine, name: str, table: Table, key: Sequence[str], columns: Sequence[str]
) -> int:
    """Keep the rows whose key occurs once; gives how many have none."""
    picked = ", ".join(identifier(one) for one in columns)
    whole = " AND ".join(f"{part} <> ''" for part in key)
    running.run(
        f"CREATE TEMP TABLE {name} AS SELECT concat_ws(chr(31), {', '.join(key)}) AS {_KEY},"
        f" {picked} FROM {table.source} WHERE {whole}"
        f" QUALIFY count(*) OVER (PARTITION BY {_KEY}) = 1"
    )
    return table.rows - _count(running, f"{table.source} WHERE {whole}")


def _unmatched(running: Engine, ours: Table, theirs: Table) -> str:
    """Why nothing was compared, with a key of each side to look at."""
    shown: list[str] = []
    for name, table in (("ours", ours), ("theirs", theirs)):
        keys = running.rows(f"SELECT min({_KEY}) FROM {name}")
        if keys[0][0] is None:
            return f"{table.name} has no key that occurs once, so no rows could be compared."
        shown.append(f"'{_readable(keys[0][0])}'")
    return (
        f"No key of {ours.name} occurs in {theirs.name}, so no rows could be compared:"
        f" they look like {shown[0]} and {shown[1]}."
    )


def _readable(key: object) -> str:
    return str(key).replace("\x1f", ", ")


def _read_key(running: Engine, tables: tuple[Table, Table], pair: tuple[Column, Column]) -> _Read:
    """A part of the key as text."""
    if pair[0].kind is Kind.TIME and pair[1].kind is Kind.TIME:
        read = _read_times(running, tables, pair)
        return _Read("time", f"{read.ours}::VARCHAR", f"{read.theirs}::VARCHAR", read.notes)
    return _Read("text", _plain_text(pair[0]), _plain_text(pair[1]))


def _read(running: Engine, tables: tuple[Table, Table], pair: tuple[Column, Column]) -> _Read:
    ours, theirs = pair
    if ours.kind is Kind.TIME and theirs.kind is Kind.TIME:
        return _read_times(running, tables, pair)
    if Kind.ID in (ours.kind, theirs.kind):
        return _Read("text", _plain_text(ours), _plain_text(theirs))
    left, right = as_number(ours), as_number(theirs)
    if left is None or right is None or Kind.EMPTY in (ours.kind, theirs.kind):
        quoted = f"{identifier(ours.name)}::VARCHAR"
        return _Read("text", quoted, quoted)
    if left.type.startswith(INTEGERS) and right.type.startswith(INTEGERS):
        return _Read("whole", f"{number_sql(left)}::HUGEINT", f"{number_sql(right)}::HUGEINT")
    return _Read("number", _finite_or_missing(left), _finite_or_missing(right))


def _read_times(running: Engine, tables: tuple[Table, Table], pair: tuple[Column, Column]) -> _Read:
    left, right = times_sql(running, list(zip(tables, pair, strict=True)), "UTC")
    return _Read("time", left.sql, right.sql, (*left.notes, *right.notes))


def _finite_or_missing(column: Column) -> str:
    """A number, also an infinite one; NaN is missing."""
    number = f"({number_sql(column)})::DOUBLE"
    return f"CASE WHEN NOT isnan({number}) THEN {number} END"


def _plain_text(column: Column) -> str:
    """An identifier as text; what some exports write as 7.0 is 7."""
    quoted = identifier(column.name)
    return rf"regexp_replace(trim({quoted}::VARCHAR), '^(-?\d+)\.0+$', '\1')"


def _count(running: Engine, source: str) -> int:
    return int(running.rows(f"SELECT count(*) FROM {source}")[0][0])


def _mismatch(running: Engine, name: str, read: _Read, matched: int) -> Mismatch:
    quoted = identifier(name)
    pairs = (
        f"(SELECT {_KEY} AS k, {read.ours} AS a, {quoted}::VARCHAR AS x FROM ours) JOIN"
        f" (SELECT {_KEY} AS k, {read.theirs} AS b, {quoted}::VARCHAR AS y FROM theirs) USING (k)"
    )
    differs = (
        f"(a IS NULL) <> (b IS NULL)"
        f" OR (a IS NOT NULL AND b IS NOT NULL AND NOT ({_same(read.how)}))"
    )
    rows = running.rows(
        f"SELECT way, count(*) AS n FROM (SELECT {_ways(read.how)} AS way FROM {pairs}"
        f" WHERE {differs}) GROUP BY way ORDER BY n DESC, way"
    )
    total = sum(int(row[1]) for row in rows)
    kind = str(rows[0][0]) if rows else "none" if matched else "insufficient-data"
    if kind == "value" and read.how in ("number", "whole") and _one_ratio(running, pairs, differs):
        kind = "scaled"
    examples = (
        running.rows(f"SELECT k, x, y FROM {pairs} WHERE {differs} ORDER BY k LIMIT 3")
        if total
        else []
    )
    return Mismatch(
        name,
        total / matched if matched else math.nan,
        kind,
        total,
        tuple((_readable(key), before, after) for key, before, after in examples),
    )


def _same(how: str) -> str:
    """Whether two values that are there are the same, in SQL."""
    if how != "number":
        return "a = b"
    whole = "a = trunc(a) AND b = trunc(b) AND abs(a) < 9e15"
    gap = f"greatest({_RELATIVE} * greatest(abs(a), abs(b)), {_NEAR_ZERO})"
    close = f"isfinite(a) AND isfinite(b) AND abs(a - b) <= {gap}"
    return f"a = b OR ({close} AND NOT ({whole}))"


def _one_ratio(running: Engine, pairs: str, differs: str) -> bool:
    """Whether nearly all values that differ do so by one factor, and many values do."""
    ratio = "b::DOUBLE / a::DOUBLE"
    usable = f"({differs}) AND a <> 0 AND b <> 0 AND isfinite({ratio})"
    values, low, high = running.rows(
        f"SELECT count(DISTINCT a), quantile_cont({ratio}, 0.05), quantile_cont({ratio}, 0.95)"
        f" FROM {pairs} WHERE {usable}"
    )[0]
    return (
        values >= _FEWEST_RATIOS
        and high - low <= 2 * _RELATIVE * abs(high)
        and abs(high - 1) > _OTHER_SCALE
    )


def _ways(how: str) -> str:
    """How two values differ, in SQL."""
    one_sided = (
        "CASE WHEN b IS NULL THEN 'missing-in-serving' WHEN a IS NULL THEN 'missing-in-training'"
    )
    if how == "text":
        a, b = ("lower(trim(nfc_normalize(a)))", "lower(trim(nfc_normalize(b)))")
        return f"{one_sided} WHEN {a} = {b} THEN 'text' ELSE 'value' END"
    if how == "time":
        return f"{one_sided} ELSE 'value' END"
    return (
        f"{one_sided} WHEN a <> 0 AND b <> 0"
        " AND abs(abs(log10(abs(b / a))) - round(abs(log10(abs(b / a)))))"
        " < 1e-6 AND abs(log10(abs(b / a))) > 0.5 THEN 'scaled'"
        f" WHEN {_shortened('a', 'b')} OR {_shortened('b', 'a')} THEN 'rounded' ELSE 'value' END"
    )


def _shortened(full: str, short: str) -> str:
    """Whether `short` has fewer decimals than `full` and is the same but for these.

    Zero tells nothing: it is what a gap is filled with.
    """
    found = [
        f"({short} = round({short}, {places}) AND {full} <> round({full}, {places})"
        f" AND abs({full} - {short}) < {10.0**-places})"
        for places in range(_MOST_DECIMALS + 1)
    ]
    return f"({short} <> 0 AND ({' OR '.join(found)}))"
