"""Reads a metric series from a CSV file with a header, packed and encoded as logs may be."""

import contextlib
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.logs.source import LogPath, open_source

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of a series in file order; a value that is no number is NaN."""

    times: Sequence[str]
    texts: Sequence[str]
    values: NDArray[np.float64]


def read_series(file: Path, time: str, value: str) -> Series:
    """Read two columns. Raises UserError for a missing file or column, or one without numbers."""
    file.stat()
    with contextlib.closing(open_source(LogPath(file))) as source:
        content = source.read(0, source.size).replace(b"\0", b"")
        text = content.decode("utf-8", "replace")
    try:
        delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
        rows = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
        header = [name.strip() for name in next(rows, [])]
        places = [_place(file, header, name) for name in (time, value)]
        cells = [[_cell(row, place) for place in places] for row in rows if row]
    except csv.Error as error:
        raise UserError(f"{file} is no CSV file: {error}.", "Give a CSV file.") from error
    texts = [cell[1] for cell in cells]
    values = _numbers(texts)
    if delimiter != ",":
        commas = _numbers([text.replace(".", "").replace(",", ".") for text in texts])
        # '1.234,5' reads as a number only so; '1.5' reads either way, and is what it seems.
        values = max(values, commas, key=_how_many)
    if len(values) and not np.isfinite(values).any():
        raise UserError(f"{file}: column '{value}' holds no number.", "Name another with --value.")
    return Series([cell[0] for cell in cells], texts, values)


def _cell(row: Sequence[str], place: int) -> str:
    """The cell of a row; empty where the row is too short."""
    return row[place] if place < len(row) else ""


def _place(file: Path, header: Sequence[str], name: str) -> int:
    if name in header:
        return header.index(name)
    there = ", ".join(header[:20]) or "none"
    raise UserError(f"{file} has no column '{name}'.", f"It has: {there}.")


def _numbers(texts: Sequence[str]) -> NDArray[np.float64]:
    return np.array([_number(text) for text in texts], np.float64)


def _how_many(values: NDArray[np.float64]) -> int:
    return int(np.isfinite(values).sum())


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return float("nan")
    return number if abs(number) < 1e300 else float("nan")
