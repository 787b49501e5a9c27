"""Writes the shown records into a file: as they are, or as a table with their fields."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.times import iso_of
from workbench.panes.logs.screen_reader import ScreenReader
from workbench.panes.logs.visible import Visible
from workbench.ui.line_view.rows import LEVEL_WORDS

_SAMPLE = 2_000
_BATCH = 20_000
_EVERY = 500
_FIRST_COLUMNS = ("source", "line", "time", "level", "message")

Row = dict[str, Any]


def export(
    visible: Visible, readers: Sequence[ScreenReader], path: Path, progress: Progress
) -> int:
    """Write all shown records; the ending of the name tells how. How many were written.

    Raises UserError for another ending or when it cannot be written, Cancelled; the file is
    only replaced by a whole one.
    """
    writers = {
        ".log": _write_text, ".txt": _write_text, ".csv": _write_csv,
        ".jsonl": _write_json_lines, ".ndjson": _write_json_lines, ".parquet": _write_parquet,
    }  # fmt: skip
    write = writers.get(path.suffix.lower())
    if write is None:
        raise UserError(
            f"Records cannot be written as '{path.suffix or path.name}'.",
            "Choose a name that ends with .log, .txt, .csv, .jsonl or .parquet.",
        )
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
    except OSError as error:
        raise _cannot_write(path, error) from error
    beside = Path(name)
    try:
        write(visible, readers, beside, progress)
        beside.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        beside.unlink(missing_ok=True)
    return visible.record_count


def _cannot_write(path: Path, error: OSError) -> UserError:
    return UserError(
        f"{path} cannot be written: {error.strerror or error}.",
        "Choose another folder, or make room on the disk.",
    )


def _write_text(
    visible: Visible, readers: Sequence[ScreenReader], path: Path, progress: Progress
) -> None:
    """The lines as they are in their files."""
    with path.open("wb") as file:
        for place, record in enumerate(visible.shown_records().tolist()):
            if place % _EVERY == 0:
                progress.report(place, visible.record_count, "exporting")
            number, own = visible.logs.place(record)
            for line in range(*visible.logs.files[number].lines_of_record(own)):
                file.write(readers[number].whole(line) + b"\n")


def _write_csv(
    visible: Visible, readers: Sequence[ScreenReader], path: Path, progress: Progress
) -> None:
    names = _columns(visible)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in _rows(visible, readers, progress):
            writer.writerow(row)


def _write_json_lines(
    visible: Visible, readers: Sequence[ScreenReader], path: Path, progress: Progress
) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in _rows(visible, readers, progress):
            _write_json(file, row)


def _write_json(file: IO[str], row: Row) -> None:
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_parquet(
    visible: Visible, readers: Sequence[ScreenReader], path: Path, progress: Progress
) -> None:
    """Time as a timestamp, line as an integer, everything else as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = _columns(visible)
    kinds = {"line": pa.int64(), "time": pa.timestamp("ns", tz="UTC")}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
    with pq.ParquetWriter(path, schema) as writer:
        batch: list[Row] = []
        for row in _rows(visible, readers, progress, as_number=True):
            batch.append(row)
            if len(batch) == _BATCH:
                writer.write_table(_table(batch, schema))
                batch.clear()
        writer.write_table(_table(batch, schema))


def _table(batch: list[Row], schema: Any) -> Any:
    import pyarrow as pa

    columns = [pa.array([row.get(field.name) for row in batch], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _columns(visible: Visible) -> list[str]:
    """The names of the columns: the fixed ones, then the fields seen in a sample."""
    records = visible.shown_records()
    step = max(len(records) // _SAMPLE, 1)
    names: dict[str, None] = dict.fromkeys(_FIRST_COLUMNS)
    for record in records[::step].tolist():
        number, own = visible.logs.place(record)
        names.update(dict.fromkeys(visible.logs.files[number].fields_of(own)))
    return [name for name in names if name != "body"]


def _rows(
    visible: Visible,
    readers: Sequence[ScreenReader],
    progress: Progress,
    *,
    as_number: bool = False,
) -> Iterator[Row]:
    logs = visible.logs
    names = logs.names
    for place, record in enumerate(visible.shown_records().tolist()):
        if place % _EVERY == 0:
            progress.report(place, visible.record_count, "exporting")
        number, own = logs.place(record)
        first, stop = logs.files[number].lines_of_record(own)
        fields = logs.files[number].fields_of(own)
        more = [readers[number].whole(line) for line in range(first + 1, stop)]
        body = fields.pop("body", "")
        message = "\n".join([body, *(line.decode("utf-8", "replace") for line in more)])
        time = int(logs.times[record])
        known = iso_of(time)
        yield {
            **fields,
            "source": names[number],
            "line": first + 1,
            "time": (None if known is None else time) if as_number else known,
            "level": LEVEL_WORDS[int(logs.levels[record])],
            "message": message,
        }
