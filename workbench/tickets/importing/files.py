"""Reads exported files as text or as tables: encoding and CSV dialect are found out and named."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.tickets.importing.encodings import Encoding, encoding_of
from workbench.tickets.importing.packed import open_binary, read_bytes, reading
from workbench.tickets.importing.quoting import Records

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE = 65_536
_MOST_ZEROS = 0.3
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Guess:
    """A choice that was made for the user: of which field, what was chosen, and why."""

    field: str
    choice: str
    why: str


@dataclass(frozen=True)
class Table:
    """A CSV table opened: its header as written, its rows to come, and what was guessed.

    Each row is (number, cells); number 1 is the first row after the header. While the rows
    are read, `unread` gets the reasons of those (by number, empty cells) whose quotes leave
    no sense, `mended` those of rows that were read with a quote taken as text, and `cleaned`
    the number of lines that NUL bytes were taken out of.
    """

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    guesses: tuple[Guess, ...]
    unread: dict[int, str] = field(default_factory=dict)
    mended: dict[int, str] = field(default_factory=dict)
    cleaned: Counter[str] = field(default_factory=Counter)

    def reading_guesses(self) -> list[Guess]:
        """What was mended and left out so far, as guesses."""
        lines = self.cleaned["lines"]
        why = f"in {count(lines, 'line')}"
        return [*self._quoting_guess(), *([Guess("NUL bytes", "left out", why)] if lines else [])]

    def _quoting_guess(self) -> list[Guess]:
        if not self.mended:
            return []
        named = "; ".join(f"row {row}: {why}" for row, why in list(self.mended.items())[:3])
        more = f" and {len(self.mended) - 3:,} more" if len(self.mended) > 3 else ""
        return [Guess("quotes", "taken as text", f"{named}{more}")]


def read_text(path: Path) -> tuple[str, list[Guess]]:
    """The whole content as text, and the guess of its encoding where one was needed."""
    content = read_bytes(path)
    encoding = encoding_of(io.BytesIO(content))
    text = content.decode(encoding.name, errors="replace")
    return text.removeprefix("\ufeff"), _guesses(encoding)


def _guesses(encoding: Encoding) -> list[Guess]:
    return [Guess("encoding", encoding.choice, encoding.why)] if encoding.choice else []


def open_table(path: Path) -> Table:
    """Open a CSV file with a header. Raises UserError when it is empty or binary."""
    with open_binary(path) as stream, reading(path):
        encoding = encoding_of(stream)
    text = io.TextIOWrapper(open_binary(path), encoding.name, errors="replace", newline="")
    with reading(path):
        sample = text.read(_SAMPLE)
    if not sample.strip("\ufeff \r\n\t"):
        raise UserError(f"{path} is empty.", "Export it again, with its header.")
    if _is_binary(sample):
        raise UserError(f"{path} is not a text file.", "Name a CSV export.")
    text.close()
    text = io.TextIOWrapper(open_binary(path), encoding.name, errors="replace", newline="")
    cleaned: Counter[str] = Counter()
    lines = (_without_nul(line, cleaned) for line in text)
    return replace(_table(path, lines, sample, _guesses(encoding)), cleaned=cleaned)


def _is_binary(sample: str) -> bool:
    """A text may have a NUL byte that got lost in it; with other controls, it is none."""
    zeros = sample.count("\0")
    return bool(zeros) and (zeros > len(sample) * _MOST_ZEROS or bool(_CONTROL.search(sample)))


def _without_nul(line: str, cleaned: Counter[str]) -> str:
    if "\0" not in line:
        return line
    cleaned["lines"] += 1
    return line.replace("\0", "")


def _table(path: Path, lines: Iterator[str], sample: str, guesses: list[Guess]) -> Table:
    sample = sample.lstrip("\ufeff \r\n")
    first = sample.split("\n", 1)[0].strip()
    said = first[4:5] if first[:4].lower() == "sep=" and first[4:5] in _DELIMITERS else ""
    delimiter = said or _delimiter(sample)
    if delimiter != "," and not said:
        why = "it is the most frequent one in the header"
        guesses.append(Guess("delimiter", _DELIMITERS[delimiter], why))
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    records = Records(lines, delimiter)
    header = _header(records, path)
    if said:
        header = _header(records, path)
    unread: dict[int, str] = {}
    mended: dict[int, str] = {}
    rows = _rows(records, path, len(header), unread, mended)
    return Table(header, rows, tuple(guesses), unread, mended)


def _header(records: Records, path: Path) -> tuple[str, ...]:
    """The next record that says something."""
    try:
        with reading(path):
            while (cells := records.next()) is not None:
                names = tuple(name.strip().lstrip("\ufeff") for name in cells)
                if any(names):
                    return names
    except csv.Error as error:
        raise UserError(f"{path}, in the header: {error}.", "Export it again.") from error
    raise UserError(f"{path} is empty.", "Export it again, with its header.")


def _rows(
    records: Records, path: Path, width: int, unread: dict[int, str], mended: dict[int, str]
) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        with reading(path):
            while (cells := records.next(width)) is not None:
                if not cells:
                    continue
                number += 1
                if records.unread:
                    unread[number] = records.unread
                elif records.mended:
                    mended[number] = records.mended
                yield number, [] if records.unread else cells
    except csv.Error as error:
        raise UserError(f"{path}, after row {number}: {error}.", "Export it again.") from error


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
