"""JSONPath for checks: names, indexes, negative indexes, wildcards and `..`."""

import re

from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_STEP = re.compile(
    r"""\.\.(?P<deep>\*|[^.\[\]]+) | \.(?P<name>\*|[^.\[\]]+)
      | \[\s*(?P<index>-?\d+)\s*\] | \[\s*(?P<star>\*)\s*\]
      | \[\s*(?P<quote>['"])(?P<quoted>.*?)(?P=quote)\s*\]""",
    re.VERBOSE,
)


def select(document: JsonValue, path: str) -> list[JsonValue]:
    """Every value that the path reaches (RFC 9535 without filters and slices).

    `a.b[0]`, `.a.b[0]` and `$.a.b[0]` are the same. Raises UserError for a path that
    cannot be read.
    """
    text = path.strip().removeprefix("$")
    if text and text[0] not in ".[":
        text = f".{text}"
    values: list[JsonValue] = [document]
    position = 0
    while position < len(text):
        step = _STEP.match(text, position)
        if step is None:
            raise UserError(
                f"The path {path} cannot be read from {text[position:]!r} on.", "Write a.b[0]."
            )
        values = [found for value in values for found in _step(value, step)]
        position = step.end()
    return values


def _step(value: JsonValue, step: re.Match[str]) -> list[JsonValue]:
    if step["deep"] is not None:
        return [found for part in _descend(value) for found in _named(part, step["deep"])]
    if step["index"] is not None:
        index = int(step["index"])
        items = value if isinstance(value, list) else []
        return [items[index]] if -len(items) <= index < len(items) else []
    if step["star"] is not None:
        return _children(value)
    return _named(value, step["quoted"] if step["quote"] is not None else step["name"])


def _named(value: JsonValue, name: str) -> list[JsonValue]:
    if name == "*":
        return _children(value)
    if isinstance(value, dict) and name in value:
        return [value[name]]
    if name == "length" and isinstance(value, (list, str)):
        return [len(value)]
    if name.isdigit() and isinstance(value, list) and int(name) < len(value):
        return [value[int(name)]]
    return []


def _children(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def _descend(value: JsonValue) -> list[JsonValue]:
    return [value, *(found for child in _children(value) for found in _descend(child))]
