"""Training/serving skew: the same keys on both sides, compared row by row."""

import math
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.drift.columns import Column, Kind, columns_of, number_sql
from workbench.drift.engine import Engine, engine, identifier
from workbench.drift.tables import Table, open_table

_RELATIVE = 1e-6
_NUMBERS = (Kind.NUMERIC,)
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


def skew(
    training: Path, serving: Path, key: tuple[str, ...], progress: Progress | None = None
) -> Skew:
    """Join on the key and compare every common column. Raises UserError.

    Numbers count as equal within a millionth; keys that occur twice on a side are left out.
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
    columns = [{c.name: c for c in columns_of(running, table)} for table in (ours, theirs)]
    common = [name for name in columns[0] if name in columns[1] and name not in key]
    if not common:
        raise UserError("The tables share no column but the key.", "Compare other exports.")
    for name, table in (("ours", ours), ("theirs", theirs)):
        joined = "concat_ws(chr(31), " + ", ".join(_key_sql(name) for name in key)
        picked = ", ".join(identifier(one) for one in common)
        running.run(
            f"CREATE TEMP TABLE {name} AS SELECT {joined}) AS {_KEY}, {picked}"
            f" FROM {table.source} QUALIFY count(*) OVER (PARTITION BY {_KEY}) = 1"
        )
    matched = _count(running, f"ours JOIN theirs USING ({_KEY})")
    kept = [_count(running, name) for name in ("ours", "theirs")]
    found: list[Mismatch] = []
    for number, name in enumerate(common):
        running.progress.report(number, len(common), f"comparing {name}")
        found.append(_mismatch(running, columns[0][name], columns[1][name], matched))
    found.sort(key=lambda one: (-one.share, one.column))
    only = [name for name in [*columns[0], *columns[1]] if name not in common and name not in key]
    return Skew(
        matched,
        kept[0] - matched,
        kept[1] - matched,
        ours.rows + theirs.rows - sum(kept),
        tuple(found),
        tuple(only),
        (*ours.notes, *theirs.notes, *([] if matched else [_unmatched(running, ours, theirs)])),
    )


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


def _key_sql(name: str) -> str:
    """A part of the key as text; what some exports write as 7.0 is the key 7."""
    return rf"regexp_replace(trim({identifier(name)}::VARCHAR), '^(-?\d+)\.0+$', '\1')"


def _count(running: Engine, source: str) -> int:
    return int(running.rows(f"SELECT count(*) FROM {source}")[0][0])


def _mismatch(running: Engine, ours: Column, theirs: Column, matched: int) -> Mismatch:
    quoted = identifier(ours.name)
    both = f"ours JOIN theirs USING ({_KEY})"
    numeric = ours.kind in _NUMBERS and theirs.kind in _NUMBERS
    left = _side(ours, "ours", numeric=numeric)
    right = _side(theirs, "theirs", numeric=numeric)
    close = f"a = b OR abs(a - b) <= {_RELATIVE} * greatest(abs(a), abs(b))"
    same = close if numeric else "a = b"
    differs = f"(a IS NULL) <> (b IS NULL) OR (a IS NOT NULL AND NOT ({same}))"
    texts = f"ours.{quoted}::VARCHAR AS x, theirs.{quoted}::VARCHAR AS y"
    pairs = f"SELECT {_KEY} AS k, {left} AS a, {right} AS b, {texts} FROM {both}"
    ways = _number_ways() if numeric else _text_ways()
    rows = running.rows(
        f"SELECT way, count(*) AS n FROM (SELECT {ways} AS way FROM ({pairs}) WHERE {differs})"
        " GROUP BY way ORDER BY n DESC, way"
    )
    total = sum(int(row[1]) for row in rows)
    examples = (
        running.rows(f"SELECT k, x, y FROM ({pairs}) WHERE {differs} ORDER BY k LIMIT 3")
        if total
        else []
    )
    return Mismatch(
        ours.name,
        total / matched if matched else math.nan,
        str(rows[0][0]) if rows else "none" if matched else "insufficient-data",
        total,
        tuple((_readable(key), before, after) for key, before, after in examples),
    )


def _side(column: Column, side: str, *, numeric: bool) -> str:
    """The column's value qualified with its side."""
    quoted = identifier(column.name)
    if not numeric:
        return f"{side}.{quoted}::VARCHAR"
    sql = number_sql(column)
    return f"({sql.replace(quoted, f'{side}.{quoted}')})::DOUBLE"


def _number_ways() -> str:
    return (
        "CASE WHEN b IS NULL THEN 'missing-in-serving' WHEN a IS NULL THEN 'missing-in-training'"
        " WHEN a <> 0 AND b <> 0 AND abs(abs(log10(abs(b / a))) - round(abs(log10(abs(b / a)))))"
        " < 1e-6 AND abs(log10(abs(b / a))) > 0.5 THEN 'scaled'"
        " WHEN round(a) = round(b) OR round(a, 2) = round(b, 2) OR round(a, 4) = round(b, 4)"
        " THEN 'rounded' ELSE 'value' END"
    )


def _text_ways() -> str:
    return (
        "CASE WHEN b IS NULL THEN 'missing-in-serving' WHEN a IS NULL THEN 'missing-in-training'"
        " WHEN lower(trim(a)) = lower(trim(b)) THEN 'text' ELSE 'value' END"
    )
