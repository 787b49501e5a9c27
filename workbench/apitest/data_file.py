"""Data files of a run: one row per iteration, from CSV or JSON."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.apitest.formats.text import parse_json, read_text
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_INTEGER = re.compile(r"^[-+]?[1-9]+[0-9]*$")
_NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")


def read_rows(path: Path) -> list[JsonObject]:
    """The rows of a data file; the format is seen from its content, as Postman does.

    Raises UserError for an empty file, and for one named .json that holds no JSON: as CSV it
    would be one line of column names.
    """
    text = read_text(path).strip()
    if text.startswith(("[", "{")) or path.suffix.lower() == ".json":
        value = parse_json(text, str(path))
        if not isinstance(value, (list, dict)):
            raise UserError(f"{path} holds no list of rows.", "Give an array of objects.")
        rows = value if isinstance(value, list) else []
        return [row if isinstance(row, dict) else {} for row in rows]
    records = [record for record in _records(text) if record]
    if not records:
        raise UserError(f"{path} holds no rows.", "Give a CSV file with a header line, or JSON.")
    header = [str(name) for name, _ in records[0]]
    return [
        {
            name: _value(text, quoted=quoted)
            for name, (text, quoted) in zip(header, row, strict=False)
        }
        for row in records[1:]
    ]


def row_of(rows: list[JsonObject], iteration: int) -> JsonObject:
    """The row of an iteration; the last one is used again when there are too few."""
    return rows[min(iteration, len(rows) - 1)] if rows else {}


def _value(text: str, *, quoted: bool) -> JsonValue:
    """Numbers outside quotes become numbers, as Postman's runner reads them."""
    if quoted or not text:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _NUMBER.match(text):
        number = float(text)
        if math.isfinite(number):
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
    return text


def _records(text: str) -> Iterator[list[tuple[str, bool]]]:
    """CSV with quotes, also inside unquoted text; space around a field is dropped."""
    row: list[tuple[str, bool]] = []
    field: list[str] = []
    quoted = inside = False
    index = 0
    while index < len(text):
        sign = text[index]
        if inside:
            if sign == '"' and text[index + 1 : index + 2] == '"':
                field.append('"')
                index += 1
            elif sign == '"':
                inside = False
            else:
                field.append(sign)
        elif sign == '"' and not "".join(field).strip():
            field, quoted, inside = [], True, True
        elif sign in ",\n\r":
            row.append(_field(field, quoted=quoted))
            field, quoted = [], False
            if sign != ",":
                index += sign == "\r" and text[index + 1 : index + 2] == "\n"
                yield row
                row = []
        elif not (quoted and sign.isspace()):
            field.append(sign)
        index += 1
    row.append(_field(field, quoted=quoted))
    yield row


def _field(characters: list[str], *, quoted: bool) -> tuple[str, bool]:
    text = "".join(characters)
    return (text, True) if quoted else (text.strip(), False)
