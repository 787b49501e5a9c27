"""Reads exported files as text or as tables: encoding and CSV dialect are found out and named."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import IO, Literal

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.tickets.importing.encodings import Encoding, encoding_of
from workbench.tickets.importing.packed import open_binary, read_bytes, reading
from workbench.tickets.importing.quoting import Records, is_consistent

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE = 65_536
_MOST_ZEROS = 0.3
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Guess:
    """A choice that was made for the user: of which field, what was chosen, and why.

    `option` names the one of the ImportOptions that chooses otherwise, if one does.
    """

    field: str
    choice: str
    why: str
    option: Literal["", "timezone", "date_order"] = ""


@dataclass(frozen=True)
class Table:
    """A CSV table opened: its header as written, its rows to come, and what was guessed.

    Each row is (number, cells); number 1 is the first row after the header. While the rows
    are read, `unread` gets the reasons of those (by number, empty cells) whose quotes leave
    no sense, `mended` those of rows that were read with a quote taken as text, `doubted` those
    that their quotes make one row though each line looks like one, and `cleaned` the number of
    lines that NUL bytes were taken out of.
    """

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]
    guesses: tuple[Guess, ...]
    unread: dict[int, str] = field(default_factory=dict)
    mended: dict[int, str] = field(default_factory=dict)
    doubted: dict[int, str] = field(default_factory=dict)
    cleaned: Counter[str] = field(default_factory=Counter)

    def reading_guesses(self) -> list[Guess]:
        """What was mended and left out so far, as guesses."""
        lines = self.cleaned["lines"]
        why = f"in {count(lines, 'line')}"
        return [
            *_quoting_guess("taken as text", self.mended),
            *_quoting_guess("taken as they stand", self.doubted),
            *([Guess("NUL bytes", "left out", why)] if lines else []),
        ]


def _quoting_guess(choice: str, rows: Mapping[int, str]) -> list[Guess]:
    if not rows:
        return []
    named = "; ".join(f"row {row}: {why}" for row, why in list(rows.items())[:3])
    more = f" and {len(rows) - 3:,} more" if len(rows) > 3 else ""
    return [Guess("quotes", choice, f"{named}{more}")]


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

    def text() -> IO[str]:
        return io.TextIOWrapper(open_binary(path), encoding.name, errors="replace", newline="")

    with text() as start, reading(path):
        sample = start.read(_SAMPLE)
    if not sample.strip("\ufeff \r\n\t"):
        raise UserError(f"{path} is empty.", "Export it again, with its header.")
    if _is_binary(sample):
        raise UserError(f"{path} is not a text file.", "Name a CSV export.")
    cleaned: Counter[str] = Counter()

    def lines(cleaned: Counter[str]) -> Iterator[str]:
        return (_without_nul(line, cleaned) for line in text())

    again = partial(lines, Counter[str]())
    table = _table(path, lines(cleaned), again, sample, _guesses(encoding))
    return replace(table, cleaned=cleaned)


def _is_binary(sample: str) -> bool:
    """A text may have a NUL byte that got lost in it; with other controls, it is none."""
    zeros = sample.count("\0")
    return bool(zeros) and (zeros > len(sample) * _MOST_ZEROS or bool(_CONTROL.search(sample)))


def _without_nul(line: str, cleaned: Counter[str]) -> str:
    if "\0" not in line:
        return line
    cleaned["lines"] += 1
    return line.replace("\0", "")


def _table(
    path: Path,
    lines: Iterator[str],
    again: Callable[[], Iterator[str]],
    sample: str,
    guesses: list[Guess],
) -> Table:
    """The table of the lines; `again` gives them once more from the first."""
    sample = sample.lstrip("\ufeff \r\n")
    first = sample.split("\n", 1)[0].strip()
    said = first[4:5] if first[:4].lower() == "sep=" and first[4:5] in _DELIMITERS else ""
    delimiter = said or _delimiter(sample)
    if delimiter != "," and not said:
        why = "it is the most frequent one in the header"
        guesses.append(Guess("delimiter", _DELIMITERS[delimiter], why))
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

    @cache
    def consistent() -> bool:
        whole = again()
        if said:
            next(line for line in whole if line.strip("\ufeff \r\n"))
        return is_consistent(whole, delimiter, len(header))

    records = Records(lines, delimiter, consistent)
    header = _header(records, path)
    if said:
        header = _header(records, path)
    table = Table(header, iter(()), tuple(guesses))
    return replace(table, rows=_rows(records, path, table))


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


def _rows(records: Records, path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows after the header; what is wrong with one is noted in the table."""
    number, width = 0, len(table.header)
    try:
        with reading(path):
            while (cells := records.next(width)) is not None:
                if not cells:
                    continue
                number += 1
                if records.unread:
                    table.unread[number] = records.unread
                elif records.mended:
                    table.mended[number] = records.mended
                elif records.doubted:
                    table.doubted[number] = records.doubted
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
