"""Formats in which every line is one JSON object: the keys that hold time, level and message."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from workbench.core.jsontypes import JsonObject
from workbench.logs.block import Block, Found
from workbench.logs.formats import HeadSpans, LogFormat, Sample, Values
from workbench.logs.free_text import level_in_head
from workbench.logs.levels import COMMON, LevelWords, level_of_word, status_level
from workbench.logs.model import NO_TIME, UNKNOWN_HEADER, ByteArray, Level, LineArray
from workbench.logs.stamps import ZONED, read_stamp, read_texts
from workbench.logs.text_levels import TEXT_REACH, TextLevels
from workbench.logs.times import from_epoch
from workbench.logs.words import WordFinder

if TYPE_CHECKING:  # pyarrow takes memory and time that logs of other kinds do not need
    from workbench.logs.json_columns import Column

_MISSING = object()
_OBJECT = re.compile(rb"\s*\{")
_TEXT_VALUE = re.compile(rb'[ \t]*:[ \t]*"')
_OPEN, _CLOSE = ord("{"), ord("}")
_SECONDS_AND_NANOS = (("seconds", "nanos"), ("epochSecond", "nanoOfSecond"))
"""How protocol buffers and log4j write a moment."""
_FEW_ROWS = 64
_PARTS, _DEEPEST = 8, 2
"""Rows that cannot be read together are divided into so many parts, so often."""


@dataclass(frozen=True)
class JsonFormat(LogFormat):
    """JSON lines of one origin.

    `requires`: keys that must be there (`a.b` goes into an object; `a|b`: either).
    `time`, `level`, `message`: keys in order of preference. `level_of` reads the level
    from the whole object where no level key is there, `text_level` are keys whose text is
    looked through for one.
    """

    name: str
    title: str
    requires: tuple[str, ...]
    time: tuple[str, ...]
    level: tuple[str, ...] = ()
    message: tuple[str, ...] = ("message", "msg")
    levels: LevelWords = field(default_factory=lambda: COMMON)
    default: Level = Level.INFO
    level_of: Callable[[Mapping[str, Any]], Level | None] | None = None
    text_level: tuple[str, ...] = ()
    multiline: bool = True
    in_any_order: bool = True
    samples: tuple[Sample, ...] = ()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when any line begins like an object."""
        return self if any(map(_OBJECT.match, lines)) else None

    def matches(self, line: bytes) -> bool:
        """Whether the line is an object with the required keys."""
        entry = parse_object(line)
        return entry is not None and self._has_keys(entry)

    def _has_keys(self, entry: JsonObject) -> bool:
        return all(
            any(_at(entry, key) is not _MISSING for key in keys.split("|"))
            for keys in self.requires
        )

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Parse in columns, what those cannot hold row by row; the stamps are read all at once."""
        closed = block.data[np.minimum(block.starts[rows], len(block.data) - 1)] == _OPEN
        closed &= block.data[np.maximum(block.ends[rows] - 1, 0)] == _CLOSE
        self._scan_columns(block, rows[closed], number, found)
        self._scan_rows(block, rows[found.format[rows] != number], number, found)

    def _scan_columns(
        self, block: Block, rows: LineArray, number: int, found: Found, depth: int = 0
    ) -> None:
        """Read the rows whose values are where they usually are; the others stay unread."""
        if len(rows) < _FEW_ROWS:
            return
        from workbench.logs.json_columns import Unreadable

        text = block.text
        if len(rows) < len(block) or b"\r" in text or not text.endswith(b"\n"):
            text = b"\n".join(map(block.line, rows.tolist())) + b"\n"
        try:
            self._keep_columns(block, rows, number, found, self._columns(text, len(rows)))
        except Unreadable:
            if depth < _DEEPEST:
                for part in np.array_split(rows, _PARTS):
                    self._scan_columns(block, part, number, found, depth + 1)

    def _columns(self, text: bytes, count: int) -> "dict[str, Column]":
        from workbench.logs.json_columns import read_columns

        paths = self._paths
        if self._path_finder is not None:
            _, numbers = self._path_finder.places(text)
            paths = tuple(paths[number] for number in sorted(numbers.tolist()))
        return read_columns(text, count, paths, parse_object)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        required = [key for keys in self.requires for key in keys.split("|")]
        return tuple(dict.fromkeys([*required, *self.time, *self.level]))

    @cached_property
    def _path_finder(self) -> WordFinder | None:
        """Finds the last key of each path."""
        names = (re.escape(path.rpartition(".")[2]) for path in self._paths)
        return WordFinder.of(tuple(f'"{name}"' for name in names), same_case=True, once=True)

    def _keep_columns(
        self,
        block: Block,
        rows: LineArray,
        number: int,
        found: Found,
        columns: "Mapping[str, Column]",
    ) -> None:
        good = np.ones(len(rows), np.bool_)
        for keys in self.requires:
            there = [columns[key].there for key in keys.split("|") if key in columns]
            good &= np.any(there, axis=0) if there else False
        times = np.full(len(rows), NO_TIME, np.int64)
        flags = np.zeros(len(rows), np.uint8)
        for column in (columns[key] for key in self.time if key in columns):
            given, given_flags = column.times()
            new = (times == NO_TIME) & good
            # a text that is no stamp is left to the rows: no later key is asked for the time
            good &= ~(new & column.there & (given == NO_TIME))
            times[new], flags[new] = given[new], given_flags[new]
        levels = np.zeros(len(rows), np.uint8)
        for column in (columns[key] for key in self.level if key in columns):
            levels = np.where(levels == 0, column.mapped(self._meaning), levels)
        if self.time:
            good &= times != NO_TIME
        if self.level_of is not None:
            good &= levels != 0
        done, levels = rows[good], levels[good]
        unknown = np.flatnonzero(levels == 0)
        if len(unknown):
            levels[unknown] = self.levels_in_texts(block, done[unknown])
        found.format[done] = number
        found.time[done], found.flags[done] = times[good], flags[good]
        found.level[done] = levels
        found.header[done] = UNKNOWN_HEADER

    def _meaning(self, word: str) -> int:
        return int(level_of_word(self.levels, word.encode()) or 0)

    def levels_in_texts(self, block: Block, rows: LineArray) -> ByteArray:
        """The levels in the texts of rows (ascending), the default where there is none."""
        begins = np.zeros(len(rows), np.int64)
        for places in self._text_places(block):
            after = np.append(places, len(block.data) + 1)
            first = after[np.searchsorted(places, block.starts[rows], side="right")]
            begins = np.where((begins == 0) & (first <= block.ends[rows]), first, begins)
        levels = np.full(len(rows), self.default, np.uint8)
        there = np.flatnonzero(begins)
        given = self._text_levels.read(block.text, begins[there], block.ends[rows[there]])
        levels[there] = np.where(given == 0, self.default, given)
        return levels

    def _text_places(self, block: Block) -> Iterator[LineArray]:
        """Where the texts under each text key begin, key by key."""
        if self._text_keys is not None:
            places, keys = self._text_keys.places(block.text)
            for number in range(len(self.text_level)):
                yield places[keys == number]

    @cached_property
    def _text_keys(self) -> WordFinder | None:
        """Finds the beginning of the text under each text key."""
        names = (re.escape(name) for name in self.text_level)
        return WordFinder.of(tuple(f'"{name}"[^:\n]*:[^"\n]*"' for name in names), same_case=True)

    @cached_property
    def _text_levels(self) -> TextLevels:
        return TextLevels()

    def _scan_rows(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        stamped: list[int] = []
        texts: list[bytes] = []
        for row in rows.tolist():
            line = block.line(row)
            entry = parse_object(line)
            if entry is None or not self._has_keys(entry):
                continue
            found.format[row] = number
            found.level[row] = self._level(entry, line)
            found.header[row] = UNKNOWN_HEADER
            value = self._time_value(entry)
            if isinstance(value, str):
                stamped.append(row)
                texts.append(value.strip().encode())
            else:
                found.time[row], found.flags[row] = read_json_time(value)
        if stamped:
            found.time[stamped], found.flags[stamped] = read_texts(texts)

    def _time_value(self, entry: JsonObject) -> object:
        """The first value that is there under a time key."""
        for key in self.time:
            value = _at(entry, key)
            if value is _MISSING or value is None:
                continue
            if isinstance(value, str) or read_json_time(value)[0] != NO_TIME:
                return value
        return None

    def head_spans(self, line: bytes) -> HeadSpans | None:
        """The spans of time and level where they are plain values."""
        entry = parse_object(line)
        if entry is None or not self._has_keys(entry):
            return None
        time = self._span(line, entry, self.time)
        if time is None:
            return None
        level = self._span(line, entry, self.level)
        word = line[slice(*level)].strip().lower() if level else b""
        known = level if word in self.levels else None
        return HeadSpans(time, known or (-1, -1), variable_level=bool(self.level), closed=True)

    @staticmethod
    def _span(line: bytes, entry: JsonObject, keys: tuple[str, ...]) -> tuple[int, int] | None:
        """Where the first value that is there stands in the line, when it stands as it is."""
        for key in keys:
            value = _at(entry, key)
            if value is _MISSING or value is None or isinstance(value, (bool, dict, list)):
                continue
            name = key if key in entry else key.rpartition(".")[2]
            pattern = re.escape(json.dumps(name).encode()) + rb'[ \t]*:[ \t]*"?'
            match = re.search(pattern + b"(" + re.escape(str(value).encode()) + b")", line)
            return match.span(1) if match else None
        return None

    def has_level(self, entry: JsonObject) -> bool:
        """Whether a level is under one of the level keys."""
        return self._named_level(entry) is not None

    def _named_level(self, entry: JsonObject) -> Level | None:
        for key in self.level:
            value = _at(entry, key)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                level = level_of_word(self.levels, str(value).encode())
                if level is not None:
                    return level
        return None

    def _level(self, entry: JsonObject, line: bytes) -> Level:
        level = self._named_level(entry)
        if level is not None:
            return level
        if self.level_of is not None:
            return self.level_of(entry) or self.default
        return self.level_in_text(line) or self.default

    def level_in_text(self, line: bytes) -> Level | None:
        """The level in the text of the first text key that the line has."""
        for key in self.text_level:
            name = b'"%s"' % key.encode()
            place = line.find(name)
            if place >= 0:
                begin = line.find(b'"', line.find(b":", place + len(name))) + 1
                return level_in_head(line[begin : begin + TEXT_REACH])
        return None

    def fields(self, line: bytes) -> dict[str, str]:
        """Every key with its value as text; nested keys are joined with dots."""
        entry = parse_object(line)
        if entry is None:
            return {}
        flat = flattened(entry)
        for key in self.message:
            value = _at(entry, key)
            if isinstance(value, str):
                flat["body"] = value.rstrip("\n")
                break
        return flat

    def values(self, lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
        """The values under these keys, as text."""
        from workbench.logs.json_columns import Unreadable, read_columns

        text = b"\n".join(lines) + b"\n"
        paths = [path for name in names for path in (self.message if name == "body" else (name,))]
        try:
            columns = read_columns(text, len(lines), paths, parse_object)
            return [self._texts(name, columns, text, len(lines)) for name in names]
        except (Unreadable, UnicodeDecodeError):
            entries = [parse_object(line) or {} for line in lines]
            return [[self._text_at(entry, name) for entry in entries] for name in names]

    def _texts(
        self, name: str, columns: "Mapping[str, Column]", text: bytes, count: int
    ) -> list[str | None]:
        if name == "body":
            bodies: list[str | None] = [None] * count
            for path in self.message:
                if path in columns and columns[path].holds_text:
                    found = columns[path].texts()
                    bodies = [
                        new if old is None else old for old, new in zip(bodies, found, strict=True)
                    ]
            return [body and body.rstrip("\n") for body in bodies]
        if name in columns:
            return columns[name].texts()
        if b'"%s"' % name.rpartition(".")[2].encode() in text:
            from workbench.logs.json_columns import Unreadable

            raise Unreadable
        return [None] * count

    def _text_at(self, entry: JsonObject, name: str) -> str | None:
        if name == "body":
            texts = (_at(entry, path) for path in self.message)
            body = next((text for text in texts if isinstance(text, str)), None)
            return body and body.rstrip("\n")
        value = _at(entry, name)
        if value is _MISSING or value is None or isinstance(value, dict):
            return None
        return value if isinstance(value, str) else json.dumps(value)

    def message_start(self, line: bytes) -> int:
        """Where the message's text begins in the line; 0 when it is not found as it stands."""
        place = self._flat_message_start(line) if line.count(b"{") == 1 else None
        if place is not None:
            return place
        entry = parse_object(line)
        if entry is None:
            return 0
        for key in self.message:
            value = _at(entry, key)
            if isinstance(value, str):
                name = json.dumps(key.rsplit(".", 1)[-1]).encode()
                place = line.find(b'"', line.find(b":", line.find(name) + len(name)))
                return place + 1 if place >= 0 else 0
        return 0

    def _flat_message_start(self, line: bytes) -> int | None:
        """The same for a line without inner objects, without parsing; None where that is not sure.

        In a string the quotes of a key would be escaped, so a quoted name is a key or a value.
        """
        for name in self._message_names:
            place = line.find(name)
            if place < 0:
                continue
            value = _TEXT_VALUE.match(line, place + len(name))
            if value is None or line.find(name, value.end()) >= 0:
                return None
            return value.end()
        return 0

    @cached_property
    def _message_names(self) -> tuple[bytes, ...]:
        return tuple(json.dumps(key).encode() for key in self.message)


@lru_cache(maxsize=8)
def parse_object(line: bytes) -> JsonObject | None:
    """The JSON object on a line, None when the line is none."""
    if line.lstrip()[:1] != b"{":
        return None
    try:
        entry: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast(JsonObject, entry) if isinstance(entry, dict) else None


def _at(entry: Mapping[str, Any], key: str) -> Any:
    """The value under a key, or under a path of keys joined with dots."""
    if key in entry:
        return entry[key]
    head, dot, rest = key.partition(".")
    inside = entry.get(head) if dot else None
    return _at(cast(Mapping[str, Any], inside), rest) if isinstance(inside, dict) else _MISSING


def flattened(entry: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested keys joined with dots, values as text."""
    flat: dict[str, str] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            flat.update(flattened(cast(Mapping[str, Any], value), f"{prefix}{key}."))
        else:
            flat[prefix + key] = value if isinstance(value, str) else json.dumps(value)
    return flat


def read_json_time(value: object) -> tuple[int, int]:
    """Nanoseconds and flags of a time in JSON: a stamp, or a number of s, ms, us or ns."""
    if isinstance(value, dict):
        wrapped = cast(Mapping[str, object], value)
        for key in ("$date", "$numberLong"):
            if key in wrapped:
                return read_json_time(wrapped[key])
        for key, rest in _SECONDS_AND_NANOS:
            seconds, nanos = wrapped.get(key), wrapped.get(rest, 0)
            if isinstance(seconds, int) and isinstance(nanos, int):
                return from_epoch(seconds) + nanos, ZONED
        return NO_TIME, 0
    if isinstance(value, bool):
        return NO_TIME, 0
    if isinstance(value, (int, float)):
        return from_epoch(value), ZONED
    if isinstance(value, str):
        return read_stamp(value.strip().encode())
    return NO_TIME, 0


def level_of_http_status(key: str) -> Callable[[Mapping[str, Any]], Level | None]:
    """Reads the level of an object from the HTTP status under `key`."""

    def read(entry: Mapping[str, Any]) -> Level | None:
        value = _at(entry, key)
        return None if value is _MISSING else status_level(str(value).encode())

    return read
