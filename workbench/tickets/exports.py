"""Opens exported files: compression, encoding and CSV dialect are found out and named."""

import bz2
import codecs
import csv
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from workbench.core.errors import UserError

_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Guess:
    """A choice that was made for the user: of which field, what was chosen, and why."""

    field: str
    choice: str
    why: str


@dataclass(frozen=True)
class Table:
    """A CSV table opened: its header as written, its rows to come, and what was guessed.

    Each row is (number, cells); number 1 is the first row after the header.
    """

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    guesses: tuple[Guess, ...]


def read_bytes(path: Path) -> bytes:
    """The whole content, decompressed. Raises UserError when it cannot be."""
    with open_binary(path) as stream:
        try:
            return stream.read()
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise damaged(path, error) from error


def read_start(path: Path, size: int) -> bytes:
    """The first bytes of the content. Raises UserError when it cannot be read."""
    with open_binary(path) as stream:
        try:
            return stream.read(size)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise damaged(path, error) from error


def open_binary(path: Path) -> IO[bytes]:
    """Open a file for reading; gz, bz2, xz, zst and a zip of one file are decompressed."""
    if path.is_dir():
        raise UserError(f"{path} is a folder.", "Name the file in it.")
    with path.open("rb") as file:
        start = file.read(6)
    if start[:2] == b"\x1f\x8b":
        return cast(IO[bytes], gzip.open(path))
    if start[:3] == b"BZh":
        return cast(IO[bytes], bz2.open(path))
    if start == b"\xfd7zXZ\x00":
        return cast(IO[bytes], lzma.open(path))
    if start[:4] == b"\x28\xb5\x2f\xfd":
        import zstandard

        return io.BufferedReader(
            cast(io.RawIOBase, zstandard.ZstdDecompressor().stream_reader(path.open("rb")))
        )
    if start[:4] == b"PK\x03\x04":
        return _only_member(path)
    return path.open("rb")


def _only_member(path: Path) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(path)
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) != 1:
            raise UserError(
                f"{path} holds {len(files)} files.", "Unpack it and name the one to read."
            )
        return archive.open(files[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> UserError:
    """The sentence for a compressed file that is cut off or damaged."""
    return UserError(f"{path} is cut off or damaged: {error}.", "Export it again.")


def read_text(path: Path) -> tuple[str, list[Guess]]:
    """The whole content as text, and the guess of its encoding where one was needed."""
    content = read_bytes(path)
    encoding, guesses = _encoding_of(io.BytesIO(content), path)
    return content.decode(encoding, errors="replace"), guesses


def _encoding_of(stream: IO[bytes], path: Path) -> tuple[str, list[Guess]]:
    """The encoding of a stream, which is read to its end."""
    try:
        start = stream.read(4)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise damaged(path, error) from error
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if start.startswith(mark):
            return name, []
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        chunk = start
        while chunk:
            decoder.decode(chunk)
            chunk = stream.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        why = "the file is not valid UTF-8 and has no byte order mark"
        return "cp1252", [Guess("encoding", "Windows-1252", why)]
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise damaged(path, error) from error
    return "utf-8", []


def open_table(path: Path) -> Table:
    """Open a CSV file with a header. Raises UserError when it is empty or binary."""
    with open_binary(path) as stream:
        encoding, guesses = _encoding_of(stream, path)
    text = io.TextIOWrapper(open_binary(path), encoding, errors="replace", newline="")
    sample = text.read(65_536)
    if not sample.strip("\ufeff \r\n\t"):
        raise UserError(f"{path} is empty.", "Export it again, with its header.")
    if "\0" in sample:
        raise UserError(f"{path} is not a text file.", "Name a CSV export.")
    text.close()
    text = io.TextIOWrapper(open_binary(path), encoding, errors="replace", newline="")
    delimiter = _delimiter(sample)
    if delimiter != ",":
        name = {";": "semicolon", "\t": "tab", "|": "bar"}[delimiter]
        guesses.append(Guess("delimiter", name, "it is the most frequent one in the header"))
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=delimiter)
    header = tuple(name.strip().lstrip("\ufeff") for name in next(reader))
    return Table(header, _rows(reader, path), tuple(guesses))


def _rows(reader: "Iterator[list[str]]", path: Path) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in reader:
            if cells:
                number += 1
                yield number, cells
    except csv.Error as error:
        raise UserError(f"{path}, after row {number}: {error}.", "Export it again.") from error
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        raise damaged(path, error) from error


def _delimiter(sample: str) -> str:
    """The delimiter that occurs most often in the header, outside quotes."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    quoted = False
    for character in sample:
        if character == '"':
            quoted = not quoted
        elif character == "\n" and not quoted:
            break
        elif not quoted and character in counts:
            counts[character] += 1
    return max(_DELIMITERS, key=lambda delimiter: counts[delimiter])


def column(table: Table, name: str, path: Path) -> int:
    """The position of a column, by its exact name or regardless of case. Raises UserError."""
    names = list(table.header)
    if name in names:
        return names.index(name)
    lowered = [known.lower() for known in names]
    if name.lower() in lowered:
        return lowered.index(name.lower())
    raise UserError(f"{path} has no column '{name}'.", f"It has: {', '.join(names[:30])}.")
