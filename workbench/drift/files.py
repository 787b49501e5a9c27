"""What a table file is: compressed or not, Parquet, Arrow, JSON or delimited text."""

import csv
import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Literal

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.storage.packing import PACKING_ERRORS, ZIP_ERRORS, packing_of_file, unpacking

Format = Literal["parquet", "arrow", "json", "jsonl", "csv"]

TABLE_SUFFIXES = (".parquet", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".arrow")
_BINARY = {".parquet": "Parquet", ".arrow": "Arrow", ".feather": "Arrow"}
_PACKINGS = (".gz", ".bz2", ".xz", ".zst")
_HEAD_BYTES = 1 << 20
_CHUNK = 1 << 20
_LONG_CELL = 100_000
_LINES_IN_A_NAME = 10
_DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is written; `names` are unique, `renamed` says which were not."""

    delimiter: str
    encoding: Literal["utf-8", "utf-16", "latin-1"]
    names: tuple[str, ...]
    has_header: bool
    renamed: tuple[str, ...]


def tables_in(path: Path) -> list[Path]:
    """The path itself, or the table files of a folder (all of its most common kind)."""
    if not path.is_dir():
        if not path.exists():
            raise UserError(f"{path} is not there.", "Check the path.")
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in TABLE_SUFFIXES)
    if not found:
        raise UserError(f"{path} holds no table.", "Give a CSV, Parquet, JSON Lines or Arrow file.")
    suffixes = [file.suffix.lower() for file in found]
    usual = max(TABLE_SUFFIXES, key=suffixes.count)
    return [file for file in found if file.suffix.lower() == usual]


def unpacked(path: Path, scratch: Path, progress: Progress) -> tuple[Path, str | None]:
    """The file itself, or its content unpacked into `scratch`, and a note where one is due.

    Raises UserError for a truncated or broken archive.
    """
    if str(path) == "-":
        return _copied(sys.stdin.buffer, scratch / "stdin", progress), None
    packing = packing_of_file(path)
    if packing is None:
        return path, None
    try:
        if packing == "zip":
            return _from_zip(path, scratch, progress)
        with unpacking(path, packing) as stream:
            target = scratch / f"{path.stem}-{abs(hash(str(path)))}"
            return _copied(stream, target, progress), None
    except (*PACKING_ERRORS, *ZIP_ERRORS) as error:
        raise UserError(
            f"{path} cannot be unpacked: {error}.", "The archive is damaged or cut short."
        ) from error


def format_of(path: Path, name: str) -> Format:
    """The format, told from the content. Raises UserError for an empty or binary file."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:6] == b"ARROW1" or head[:4] == b"\xff\xff\xff\xff":
        return "arrow"
    if not head.strip():
        raise UserError(f"{name} is empty.", "A table needs a header and at least one row.")
    promised = _BINARY.get(Path(name[: len(name) - len(_packing(name))]).suffix.lower())
    if promised is not None:
        raise UserError(
            f"{name} is no {promised} file, whatever its name says.",
            "Export it again; a text needs a name that ends in .csv or .jsonl.",
        )
    if b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise UserError(
            f"{name} is a binary file of no known kind.",
            "Give a CSV, Parquet, JSON Lines or Arrow file.",
        )
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        return "jsonl"
    return "json" if first == b"[" else "csv"


def _packing(name: str) -> str:
    """The end of the name that says how the file is compressed, '' for none."""
    return next((end for end in _PACKINGS if name.lower().endswith(end)), "")


def dialect_of(path: Path, name: str) -> Dialect:
    """Read the header: encoding, delimiter, unique column names."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    encoding = _encoding(head)
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="ignore")
    try:
        delimiter = max(_DELIMITERS, key=lambda mark: _regularity(text, mark))
        first = next((row for row in _rows(text, delimiter) if row), [])
    except csv.Error as error:
        raise UserError(f"{name} has no readable header: {error}.", "Export it again.") from error
    if not first:
        raise UserError(f"{name} is empty.", "A table needs a header and at least one row.")
    if any(cell.count("\n") > _LINES_IN_A_NAME for cell in first):
        raise UserError(f"{name}, line 1: a quote in the header is not closed.", "Close it.")
    if all(_is_number(cell) for cell in first):
        names = tuple(f"column{number}" for number in range(1, len(first) + 1))
        return Dialect(delimiter, encoding, names, has_header=False, renamed=())
    names, renamed = unique_names(first)
    return Dialect(delimiter, encoding, names, has_header=True, renamed=renamed)


def unique_names(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Header cells made unique ('a', 'a (2)') without regard to case, and those renamed."""
    taken: set[str] = set()
    names: list[str] = []
    renamed: list[str] = []
    for position, cell in enumerate(header, 1):
        base = cell.strip() or f"column{position}"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base} ({number})"
        if number > 1:
            renamed.append(name)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names), tuple(renamed)


def _encoding(head: bytes) -> Literal["utf-8", "utf-16", "latin-1"]:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two at the end of the piece read is no sign of another encoding.
        return "utf-8" if error.start > len(head) - 4 else "latin-1"
    return "utf-8"


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have as many cells as the first one, and how many those are."""
    try:
        rows = [row for row in islice(_rows(text, delimiter), 30) if row]
    except csv.Error:
        # A quote that is not closed makes a cell too long to be one: every line is then a row.
        lines = text.splitlines()[:30]
        rows = [row for line in lines for row in _rows(line[:_LONG_CELL], delimiter)]
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows) if width > 1 else 0, width)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a text whose lines end in any of the three usual ways."""
    return csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _from_zip(path: Path, scratch: Path, progress: Progress) -> tuple[Path, str | None]:
    with zipfile.ZipFile(path) as archive:
        members = [
            item for item in archive.infolist() if Path(item.filename).suffix in TABLE_SUFFIXES
        ]
        if not members:
            raise UserError(f"{path} holds no table.", "Put a CSV or Parquet file into it.")
        chosen = max(members, key=lambda item: item.file_size)
        target = scratch / f"{abs(hash(str(path)))}-{Path(chosen.filename).name}"
        with archive.open(chosen) as stream:
            _copied(stream, target, progress)
    others = len(members) - 1
    note = f"{path.name}: of {others + 1} tables the largest, {chosen.filename}, was read."
    return target, note if others else None


def _copied(stream: IO[bytes], target: Path, progress: Progress) -> Path:
    with target.open("wb") as file:
        while chunk := stream.read(_CHUNK):
            progress.check()
            file.write(chunk)
    return target
