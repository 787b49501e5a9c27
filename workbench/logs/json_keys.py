"""JSON lines of any origin: where the usual keys are missing, the file's own ones are found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from workbench.logs.formats import LogFormat
from workbench.logs.json_format import JsonFormat, parse_object, read_json_time
from workbench.logs.levels import level_of_word
from workbench.logs.model import NO_TIME

_LOOKED_AT = 50
_TIME = re.compile(r"(?:ts|t|time|date|datetime|.*timestamp|log(?:ged)?time|eventtime)$")
_LEVEL = re.compile(r"(?:lvl|(?:log)?level(?:name)?|severity(?:text)?)$")
_MESSAGE = re.compile(r"(?:msg|(?:log)?message|body|text)$")
_WRAPPERS = frozenset(
    {
        "metadata", "meta", "record", "fields", "data", "log", "event", "attributes", "header",
        "context", "payload", "jsonpayload", "doc", "entry", "content", "labels", "extra",
    }
)  # fmt: skip
"""Keys of objects that hold what belongs to the whole record."""
_INNER = ("repr", "name", "text", "value")
"""Keys under which a time or a level is spelled out."""

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class AnyJsonFormat(JsonFormat):
    """A format of JSON lines that looks for its keys in the file, beside those it is given."""

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format with what time, level and message are called in these lines."""
        if super().bound_to(lines) is None:
            return None
        parsed = map(parse_object, lines)
        entries = [entry for entry in parsed if entry is not None][:_LOOKED_AT]
        bound: JsonFormat = self
        if not any(map(self._has_keys, entries)):
            keys = _keys(entries, _TIME, _is_time)
            if not keys:
                return self
            bound = replace(self, requires=("|".join(keys),), time=keys)
        known = [entry for entry in entries if bound.has_level(entry)]
        more = () if known else _keys(entries, _LEVEL, self._is_level)
        body = _keys(entries, _MESSAGE, _is_text)
        return replace(bound, level=(*bound.level, *more), message=(*bound.message, *body))

    def _is_level(self, value: object) -> bool:
        return isinstance(value, (str, int)) and bool(
            level_of_word(self.levels, str(value).encode())
        )


def _is_time(value: object) -> bool:
    return read_json_time(value)[0] != NO_TIME


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _keys(entries: Sequence[Entry], names: re.Pattern[str], good: Any) -> tuple[str, ...]:
    """The paths of such a name, those with less above them first, whose values are good."""
    found: dict[str, None] = {}
    for entry in entries:
        for path, value in _paths(entry):
            last = path.rpartition(".")[2]
            above = path.split(".")[-2:-1]
            named = _plain(last) if last not in _INNER or not above else _plain(above[0])
            if path not in found and names.match(named) and good(value):
                found[path] = None
    return tuple(sorted(found, key=lambda path: path.count(".")))


def _paths(entry: Entry, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Plain values with their paths, also in objects that stand for the record or for a value."""
    for key, value in entry.items():
        path = prefix + key
        if not isinstance(value, dict):
            yield path, value
        elif depth < 2 and (_plain(key) in _WRAPPERS or _named(key)):
            yield from _paths(cast(Entry, value), f"{path}.", depth + 1)


def _named(key: str) -> bool:
    return bool(_TIME.match(_plain(key)) or _LEVEL.match(_plain(key)))


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "", key.lower())
