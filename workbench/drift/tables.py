"""Opens an exported table as something DuckDB can stream, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.drift.broken_lines import LONGEST_LINE, census, copy_readable
from workbench.drift.engine import Engine, identifier, literal
from workbench.drift.files import Dialect, dialect_of, format_of, tables_in, unpacked

ROW_NUMBER = "file_row_number"
_NESTED = ("STRUCT", "MAP", "UNION")
_VECTOR_TYPES = ("FLOAT", "DOUBLE", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT")
_USUAL_TYPES = (
    "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT",
    "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "TIMESTAMP", "DATE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column as the file has it: its name and its DuckDB type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be queried.

    `source` goes after FROM; it has the columns and `file_row_number` (from 0, per file).
    `notes` are sentences about what was done to read it; `as_in_file` is False where columns
    of unusual types are read as texts or numbers.
    """

    name: str
    source: str
    columns: tuple[RawColumn, ...]
    rows: int
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    as_in_file: bool = True

    def has(self, column: str) -> bool:
        """Whether it has a column of exactly this name."""
        return any(known.name == column for known in self.columns)


def even_rows(rows: int, wanted: int, stretches: int) -> str:
    """A WHERE clause for evenly spaced stretches of rows, empty when all are wanted.

    Stretches instead of every k-th row: whole parts of the file are then never read.
    """
    if rows <= wanted:
        return ""
    length, step = wanted // stretches, rows / stretches
    starts = [int(number * step) for number in range(stretches)]
    ranges = [f"{ROW_NUMBER} BETWEEN {start} AND {start + length - 1}" for start in starts]
    return f" WHERE {' OR '.join(ranges)}"


def open_table(engine: Engine, path: Path) -> Table:
    """Open a CSV, Parquet, JSON Lines, JSON or Arrow file, or a folder of them.

    Text is turned into Parquet in the engine's scratch folder once, in a stream.
    Raises UserError for what cannot be read.
    """
    files = [path] if str(path) == "-" else tables_in(path)
    notes: list[str] = []
    parquet: list[Path] = []
    for number, file in enumerate(files):
        engine.progress.report(number, len(files), f"reading {file.name}")
        ready, found = _as_parquet(engine, file)
        parquet.append(ready)
        notes += found
    return _table(engine, "stdin" if str(path) == "-" else path.name, parquet, notes)


def _table(engine: Engine, name: str, parquet: Sequence[Path], notes: list[str]) -> Table:
    listed = ", ".join(literal(str(file)) for file in parquet)
    # Joining by name reads every footer anew: of a table with thousands of columns, 10 ms a query.
    joined = "union_by_name=true, " if len(parquet) > 1 else ""
    source = f"read_parquet([{listed}], {joined}file_row_number=true)"
    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {source}")
        rows = int(engine.rows(f"SELECT count(*) FROM {source}")[0][0])
    except duckdb.Error as error:
        raise _unreadable(name, error) from error
    columns = [RawColumn(str(row[0]), str(row[1])) for row in described if row[0] != ROW_NUMBER]
    if not columns:
        raise UserError(f"{name} has no columns.", "Export it again with a header.")
    read = {raw.name: _as_plain(raw) for raw in columns}
    unusual = [f"{sql} AS {identifier(key)}" for key, (sql, _) in read.items() if sql]
    if unusual:
        source = f"(SELECT * REPLACE ({', '.join(unusual)}) FROM {source})"
    plain = tuple(RawColumn(raw.name, read[raw.name][1]) for raw in columns)
    return Table(name, source, plain, rows, tuple(parquet), tuple(notes), not unusual)


def _as_plain(raw: RawColumn) -> tuple[str, str]:
    """How a column of an unusual type is read, in SQL, and its type then; '' for a usual one."""
    quoted, type_ = identifier(raw.name), raw.type
    if type_.endswith("]"):
        inner = type_[: type_.rindex("[")]
        return ("", type_) if inner in _VECTOR_TYPES else (f"to_json({quoted})::VARCHAR", "VARCHAR")
    if type_.startswith(_NESTED):
        return f"to_json({quoted})::VARCHAR", "VARCHAR"
    if type_ == "INTERVAL":
        return f"epoch({quoted})::DOUBLE", "DOUBLE"
    usual = type_ == "VARCHAR" or type_.startswith(_USUAL_TYPES)
    return ("", type_) if usual else (f"{quoted}::VARCHAR", "VARCHAR")


def _as_parquet(engine: Engine, file: Path) -> tuple[Path, list[str]]:
    ready, note = unpacked(file, engine.scratch, engine.progress)
    notes = [note] if note else []
    kind = format_of(ready, file.name)
    if kind == "parquet":
        return ready, notes
    target = engine.scratch / f"{len(list(engine.scratch.iterdir()))}.parquet"
    try:
        if kind == "csv":
            notes += _csv_to_parquet(engine, ready, file.name, target)
        elif kind == "arrow":
            _arrow_to_parquet(engine, ready, target)
        else:
            _json_to_parquet(engine, ready, file.name, kind, target)
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise _unreadable(file.name, error) from error
    return target, notes


def _csv_to_parquet(engine: Engine, file: Path, name: str, target: Path) -> list[str]:
    dialect = dialect_of(file, name)
    notes = [f"{name}: a second column of that name is called '{new}'." for new in dialect.renamed]
    if not dialect.has_header:
        notes.append(f"{name}: the first line holds numbers only, so the columns are numbered.")
    try:
        notes += _read_csv(engine, file, name, dialect, target)
    except (duckdb.InvalidInputException, UnicodeDecodeError) as error:
        undecodable = isinstance(error, UnicodeDecodeError) or "unicode" in str(error).lower()
        if not undecodable or dialect.encoding != "utf-8":
            raise
        notes.append(f"{name}: not UTF-8 throughout, read as Latin-1.")
        notes += _read_csv(engine, file, name, replace(dialect, encoding="latin-1"), target)
    return notes


def _read_csv(engine: Engine, file: Path, name: str, dialect: Dialect, target: Path) -> list[str]:
    """Copy to Parquet; where lines were left out, a note says how many and which is the first."""
    # A Parquet file that was queried is not written anew: the engine keeps its footer.
    trial = target.with_suffix(".trial")
    rejected = _copy_csv(engine, file, dialect, trial)
    if not rejected and not _has_swallowed(engine, file, dialect, trial):
        trial.rename(target)
        return []
    readable = target.with_suffix(".readable")
    copied = copy_readable(file, name, dialect, readable, engine.progress)
    _copy_csv(engine, readable, replace(dialect, encoding="utf-8", has_header=False), target)
    for done in (trial, readable):
        done.unlink()
    rows = _rows_of(engine, target)
    lost = copied.lost + copied.records - rows
    if not lost:
        return []
    first = f"; the first is line {copied.first:,}" if copied.first else ""
    left = f"the other {count(rows, 'row')} {'is' if rows == 1 else 'are'} used"
    return [f"{name}: {count(lost, 'line')} could not be read{first}; {left}."]


def _copy_csv(engine: Engine, file: Path, dialect: Dialect, target: Path) -> bool:
    """Copy to Parquet, every column as text; gives whether lines did not fit."""
    engine.make_room(len(dialect.names))
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in dialect.names)
    read = (
        f"read_csv({literal(str(file))}, auto_detect=false, columns={{{types}}},"
        f" header={str(dialect.has_header).lower()}, delim={literal(dialect.delimiter)},"
        f" quote='\"', escape='\"', encoding={literal(dialect.encoding)}, null_padding=true,"
        " strict_mode=true, allow_quoted_nulls=false, store_rejects=true, rejects_limit=1,"
        f" max_line_size={LONGEST_LINE}, buffer_size=8000000, parallel=false)"
    )
    engine.run(f"COPY (SELECT * FROM {read}) TO {literal(str(target))} (FORMAT parquet)")
    rejected = engine.rows("SELECT line FROM reject_errors LIMIT 1")
    engine.run("DELETE FROM reject_errors")
    return bool(rejected)


def _has_swallowed(engine: Engine, file: Path, dialect: Dialect, parquet: Path) -> bool:
    """Whether a quote that was not closed may have made one value of many rows.

    DuckDB takes such a value for a long text, and at the end of the file for a closed one.
    """
    seen = census(file, engine.progress)
    if seen.quotes % 2 or seen.lines - dialect.has_header <= _rows_of(engine, parquet):
        return bool(seen.quotes % 2)
    between = len(dialect.names) - 1
    mark = literal(dialect.delimiter)
    like_a_row = f"lambda part: length(part) - length(replace(part, {mark}, '')) = {between}"
    found = [
        f"(contains({quoted}, chr(10))"
        f" AND len(list_filter(string_split({quoted}, chr(10)), {like_a_row})) > 1)"
        for quoted in map(identifier, dialect.names)
    ]
    source = f"read_parquet({literal(str(parquet))})"
    return between > 0 and bool(
        engine.rows(f"SELECT 1 FROM {source} WHERE {' OR '.join(found)} LIMIT 1")
    )


def _rows_of(engine: Engine, parquet: Path) -> int:
    return int(engine.rows(f"SELECT count(*) FROM read_parquet({literal(str(parquet))})")[0][0])


def _json_to_parquet(engine: Engine, file: Path, name: str, kind: str, target: Path) -> None:
    form = "newline_delimited" if kind == "jsonl" else "array"
    # Left to itself, DuckDB makes one column "json" of what is no record, or has 200 fields.
    read = (
        f"read_json({literal(str(file))}, format='{form}', maximum_object_size=16000000,"
        " records='true', map_inference_threshold=-1)"
    )
    try:
        described = engine.rows(f"DESCRIBE SELECT * FROM {read}")
    except duckdb.BinderException as error:
        raise UserError(
            f"{name} holds no records with named fields.",
            'Each line, or each item of the list, has to be an object such as {"age": 41}.',
        ) from error
    picked = [f"{_flat(name, type_)} AS {identifier(name)}" for name, type_, *_ in described]
    chosen = f"SELECT {', '.join(picked)} FROM {read}"
    engine.run(f"COPY ({chosen}) TO {literal(str(target))} (FORMAT parquet)")


def _flat(name: str, type_: str) -> str:
    """A JSON column as a plain value: nested ones and mixed ones become text."""
    if type_ == "JSON":
        return f"json_extract_string({identifier(name)}, '$')"
    return (
        f"to_json({identifier(name)})::VARCHAR" if type_.startswith(_NESTED) else identifier(name)
    )


def _arrow_to_parquet(engine: Engine, file: Path, target: Path) -> None:
    import pyarrow as pa
    from pyarrow import ipc, parquet

    try:
        with pa.memory_map(str(file)) as source:
            seekable = source.read(6) == b"ARROW1"
            source.seek(0)
            reader = ipc.open_file(source) if seekable else ipc.open_stream(source)
            with parquet.ParquetWriter(target, reader.schema) as writer:
                batches = (
                    (reader.get_batch(i) for i in range(reader.num_record_batches))
                    if seekable
                    else iter(reader)
                )
                for batch in batches:
                    engine.progress.check()
                    writer.write_batch(batch)
    except pa.ArrowInvalid as error:
        raise _unreadable(file.name, error) from error


def _unreadable(name: str, error: Exception) -> UserError:
    reason = str(error).split("\n", maxsplit=1)[0].rstrip(". ")
    return UserError(
        f"{name} cannot be read as a table: {reason}.",
        "Give a CSV, Parquet, JSON Lines or Arrow file.",
    )
