"""Reads text files of unknown encoding, and JSON or YAML from them."""

import codecs
import json
from pathlib import Path
from typing import cast

from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_LARGEST = 512 * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UserError where it is missing, a folder or unreasonably large."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError(f"{path} is larger than {_LARGEST // 1_000_000} MB.", "Split it.")
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.", "Name a file.") from error


def decode(data: bytes) -> str:
    """Text by its byte order mark, else UTF-8, UTF-16 without a mark, or Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:1000]
    if b"\0" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_text(path: Path) -> str:
    """The file as text."""
    return decode(read_bytes(path))


def parse_json(text: str, source: str) -> JsonValue:
    """Parse JSON. Raises UserError naming the source, line and column."""
    try:
        return cast(JsonValue, json.loads(text.strip().lstrip("\ufeff")))
    except json.JSONDecodeError as error:
        raise UserError(
            f"{source} is not valid JSON: {error.msg}"
            f" at line {error.lineno}, column {error.colno}.",
            "Export it again.",
        ) from error
    except RecursionError as error:
        raise UserError(f"{source} is nested too deeply.", "Export it again.") from error
    except ValueError as error:
        raise UserError(f"{source} holds a number that is too long.", "Mend it.") from error


def read_object(path: Path) -> JsonObject:
    """A JSON file whose outermost value is an object."""
    value = parse_json(read_text(path), str(path))
    if not isinstance(value, dict):
        raise UserError(f"{path} holds no JSON object.", "Name a collection or environment file.")
    return value


def parse_yaml(text: str, source: str) -> JsonValue:
    """Parse YAML into plain values. Raises UserError naming the source and line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        return plain(yaml.load(text))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "cannot be parsed"
        raise UserError(
            f"{source} is not valid YAML{where}: {problem}.", "Mend the file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{source} is not valid YAML: {error}.", "Mend the file.") from error


def plain(value: object, depth: int = 0) -> JsonValue:
    """Values as JSON has them: dates and others become text, keys become text."""
    if depth > 200:
        raise ValueError("it is nested too deeply, or refers to itself")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        items = cast(dict[object, object], value).items()
        return {str(key): plain(part, depth + 1) for key, part in items}
    if isinstance(value, (list, tuple)):
        return [plain(part, depth + 1) for part in cast(list[object], value)]
    return str(value)
