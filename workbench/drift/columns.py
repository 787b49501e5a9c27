"""What a column holds: a number, a category, text, a time, an identifier, an embedding."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from workbench.drift.engine import Engine, identifier
from workbench.drift.stamps import NUMERIC_STAMP
from workbench.drift.tables import ROW_NUMBER, RawColumn, Table, even_rows

SAMPLE_ROWS = 20_000
MISSING_WORDS = ("na", "n/a", "null", "none", "nil", "?", "-", "#n/a", "<na>")
"""Texts that mean 'no value' in a column of numbers."""

INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "U")
_FLOATS = ("FLOAT", "DOUBLE", "DECIMAL")
_NUMBER_TYPES = ("VARCHAR", "BOOLEAN", *INTEGERS, *_FLOATS)
_REALS = ("FLOAT", "DOUBLE")
_FIRST_ROWS = 2_000
_MOSTLY = 0.95
_CATEGORIES_AT_MOST = 1_000
_ID_NAMES = ("_id", "-id", " id", "uuid", "guid", ".id")


class Kind(StrEnum):
    """What a column is treated as."""

    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    TEXT = "text"
    EMBEDDING = "embedding"
    TIME = "time"
    ID = "id-like"
    EMPTY = "empty"


class Spelling(StrEnum):
    """How numbers are written in a column of texts."""

    PLAIN = "plain"
    COMMA_THOUSANDS = "1,234.5"
    COMMA_DECIMAL = "1.234,5"
    TRUTH = "true, false"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it holds.

    `type` is the type in the file; `spelling` is set for numbers written as text, `centroid`
    for embeddings (the reference's mean vector).
    """

    name: str
    type: str
    kind: Kind
    spelling: Spelling | None = None
    centroid: tuple[float, ...] = ()

    @property
    def measured(self) -> str:
        """What is counted where that is not the value itself: the length, the distance."""
        if self.kind is Kind.TEXT:
            return "length in characters"
        return "distance to the reference's mean vector" if self.kind is Kind.EMBEDDING else ""

    @property
    def is_text_in_file(self) -> bool:
        """Whether the file holds texts."""
        return self.type == "VARCHAR"


def columns_of(engine: Engine, table: Table) -> list[Column]:
    """Say what every column holds, from an evenly spaced sample of the table.

    Of floating-point numbers only the first rows are read: all that matters is whether there
    is a value. What is empty in the sample is looked for in all rows.
    """
    chosen = ", ".join(f"{identifier(raw.name)}" for raw in table.columns if raw.type not in _REALS)
    where = even_rows(table.rows, SAMPLE_ROWS, 20)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE looked AS SELECT {chosen or '1'} FROM {table.source}{where}"
    )
    try:
        seen = _present(engine, table, [raw for raw in table.columns if raw.type in _REALS])
        return [
            Column(raw.name, raw.type, Kind.NUMERIC)
            if raw.name in seen
            else _column(engine, raw, table)
            for raw in table.columns
        ]
    finally:
        engine.run("DROP TABLE looked")


def _present(engine: Engine, table: Table, columns: Sequence[RawColumn]) -> set[str]:
    """The columns with a value: in the first rows, else in any."""
    first = f"{table.source} WHERE {ROW_NUMBER} < {_FIRST_ROWS}"
    seen = _with_values(engine, first, columns)
    others = [raw for raw in columns if raw.name not in seen]
    return seen | _with_values(engine, table.source, others)


def _with_values(engine: Engine, source: str, columns: Sequence[RawColumn]) -> set[str]:
    if not columns:
        return set()
    counts = ", ".join(f"count({identifier(raw.name)})" for raw in columns)
    found = engine.rows(f"SELECT {counts} FROM {source}")[0]
    return {raw.name for raw, count in zip(columns, found, strict=True) if count}


def as_number(column: Column) -> Column | None:
    """The column that somebody names as one of numbers; None where it holds none.

    Whole numbers that look like identifiers are numbers then, and so are true and false.
    """
    written = column.is_text_in_file and column.spelling is None
    if column.kind in (Kind.NUMERIC, Kind.EMPTY):
        return column
    if column.kind is Kind.ID and not written:
        return replace(column, kind=Kind.NUMERIC)
    return replace(column, kind=Kind.NUMERIC) if column.spelling is Spelling.TRUTH else None


def number_sql(column: Column) -> str:
    """The column as a number in SQL: null where it is missing or does not read as one."""
    quoted, type_ = identifier(column.name), column.type
    if column.kind is Kind.TEXT:
        return f"length({quoted}::VARCHAR)"
    if column.kind is Kind.EMBEDDING:
        return _distance(column)
    if not type_.startswith(_NUMBER_TYPES) or type_.endswith("]"):
        return "NULL::DOUBLE"  # a column that holds numbers on the other side only
    if type_ == "BOOLEAN":
        return f"{quoted}::TINYINT"
    if type_.startswith("DECIMAL") or type_ == "HUGEINT":
        return f"{quoted}::DOUBLE"
    if type_ != "VARCHAR":
        return quoted
    return _parsed(quoted, column.spelling)


def _distance(column: Column) -> str:
    """The distance to the centroid; null for a vector of another length or with gaps."""
    if not column.type.endswith("]"):
        return "NULL::DOUBLE"
    quoted, length = f"{identifier(column.name)}::DOUBLE[]", len(column.centroid)
    vector = f"[{', '.join(repr(value) for value in column.centroid)}]::DOUBLE[{length}]"
    distance = f"array_distance(TRY_CAST({quoted} AS DOUBLE[{length}]), {vector})"
    return f"CASE WHEN list_count({quoted}) = {length} THEN {distance} END"


def _parsed(quoted: str, spelling: Spelling | None) -> str:
    text = f"trim({quoted})"
    if spelling is Spelling.TRUTH:
        return f"TRY_CAST({text} AS BOOLEAN)::TINYINT"
    if spelling is Spelling.COMMA_THOUSANDS:
        text = f"replace({text}, ',', '')"
    elif spelling is Spelling.COMMA_DECIMAL:
        text = f"replace(replace({text}, '.', ''), ',', '.')"
    return f"TRY_CAST({text} AS DOUBLE)"


def missing_word_sql(name: str) -> str:
    """Whether a text means 'no value', in SQL."""
    words = ", ".join(f"'{word}'" for word in MISSING_WORDS)
    return f"lower(trim({identifier(name)})) IN ({words})"


def _column(engine: Engine, raw: RawColumn, table: Table) -> Column:
    type_ = raw.type
    if type_ in _REALS:
        return Column(raw.name, type_, Kind.EMPTY)
    if type_.endswith("]"):
        return Column(raw.name, type_, Kind.EMBEDDING)
    if type_.startswith(("TIMESTAMP", "DATE")):
        return Column(raw.name, type_, Kind.TIME)
    if type_ == "VARCHAR":
        return _text_column(engine, raw, table)
    if type_ == "BOOLEAN" or type_.startswith((*INTEGERS, *_FLOATS)):
        return _number_column(engine, raw, table)
    return Column(raw.name, type_, Kind.EMPTY)


def _number_column(engine: Engine, raw: RawColumn, table: Table) -> Column:
    quoted = identifier(raw.name)
    present, distinct = engine.rows(
        f"SELECT count({quoted}), count(DISTINCT {quoted}) FROM looked"
    )[0]
    if not present and not _with_values(engine, table.source, [raw]):
        return Column(raw.name, raw.type, Kind.EMPTY)
    identifies = raw.type.startswith(INTEGERS) and _numbers_identify(
        engine, raw.name, quoted, (present, distinct, table.rows)
    )
    return Column(raw.name, raw.type, Kind.ID if identifies else Kind.NUMERIC)


def _text_column(engine: Engine, raw: RawColumn, table: Table) -> Column:
    facts = _text_facts(engine, raw.name)
    present, distinct = facts["present"], facts["distinct"]
    if not present:
        some = _with_values(engine, table.source, [raw])
        return Column(raw.name, "VARCHAR", Kind.CATEGORICAL if some else Kind.EMPTY)
    for spelling, reads in (
        (Spelling.PLAIN, facts["plain"]),
        (Spelling.COMMA_THOUSANDS, facts["thousands"]),
        (Spelling.COMMA_DECIMAL, facts["decimal_comma"]),
    ):
        if reads >= _MOSTLY * present:
            identifies = facts["whole"] >= _MOSTLY * present and _numbers_identify(
                engine,
                raw.name,
                _parsed(identifier(raw.name), spelling),
                (present, distinct, table.rows),
            )
            kind = Kind.ID if identifies else Kind.NUMERIC
            return Column(raw.name, "VARCHAR", kind, spelling)
    if facts["truths"] == present:
        return Column(raw.name, "VARCHAR", Kind.CATEGORICAL, Spelling.TRUTH)
    return Column(raw.name, "VARCHAR", _text_kind(raw.name, facts))


def _numbers_identify(
    engine: Engine, name: str, number: str, counted: tuple[int, int, int]
) -> bool:
    """Whether whole numbers are identifiers: named so, or one dense run without repeats.

    `counted` holds the values present, the different ones, and the rows of the table.
    """
    present, distinct, rows = counted
    if _is_named_id(name):
        return distinct > 50
    if present < 100 or distinct < present:
        return False
    low, high = engine.rows(f"SELECT min({number}), max({number}) FROM looked")[0]
    return high - low < 2 * rows


def _text_facts(engine: Engine, name: str) -> dict[str, Any]:
    """Counts over the sample; texts that mean 'no value' and empty ones are left out."""
    quoted = f"{identifier(name)}::VARCHAR"
    names = (
        "present",
        "distinct",
        "plain",
        "thousands",
        "decimal_comma",
        "whole",
        "truths",
        "times",
        "words",
    )
    values = engine.rows(
        "SELECT count(v), count(DISTINCT v), count(TRY_CAST(v AS DOUBLE)),"
        r" count_if(regexp_full_match(v, '[-+]?([1-9]\d{0,2}(,\d{3})+|\d+)(\.\d+)?')),"
        r" count_if(regexp_full_match(v, '[-+]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?')),"
        r" count_if(regexp_full_match(v, '[-+]?\d+')), count(TRY_CAST(v AS BOOLEAN)),"
        " count_if(TRY_CAST(v AS TIMESTAMPTZ) IS NOT NULL AND length(v) >= 8"
        f" OR regexp_full_match(v, '{NUMERIC_STAMP}')),"
        " coalesce(avg(length(v) - length(replace(v, ' ', '')) + 1), 0)"
        f" FROM (SELECT trim({quoted}) AS v FROM looked"
        f" WHERE {quoted} <> '' AND NOT {missing_word_sql(name)})"
    )[0]
    return dict(zip(names, values, strict=True))


def _text_kind(name: str, facts: dict[str, Any]) -> Kind:
    present, distinct = facts["present"], facts["distinct"]
    if facts["times"] >= _MOSTLY * present:
        return Kind.TIME
    varied = distinct > max(50, 0.5 * present)
    if varied and facts["words"] >= 3:
        return Kind.TEXT
    if distinct > _CATEGORIES_AT_MOST and varied:
        return Kind.ID
    if facts["words"] >= 6 and distinct > 50:
        return Kind.TEXT
    unrepeated = present >= 100 and distinct >= 0.99 * present
    named = _is_named_id(name) and distinct > 50
    return Kind.ID if unrepeated or named else Kind.CATEGORICAL


def _is_named_id(name: str) -> bool:
    lower = name.casefold()
    return (
        lower in ("id", "key", "instant", "index")
        or lower.endswith(_ID_NAMES)
        or name.endswith("Id")
    )


def both_sides(
    reference: Sequence[Column], current: Sequence[Column]
) -> list[tuple[Column | None, Column | None]]:
    """Pair the columns by name, in the reference's order, then those only in the current."""
    theirs = {column.name: column for column in current}
    known = {column.name for column in reference}
    paired: list[tuple[Column | None, Column | None]] = [
        (column, theirs.get(column.name)) for column in reference
    ]
    paired += [(None, column) for column in current if column.name not in known]
    return paired
