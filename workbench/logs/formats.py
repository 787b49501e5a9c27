"""What a log format is, and the commonest kind: a pattern for the head of a record.

A format is one small definition: pattern, time, level, fields, and samples that a test
checks. Built-in formats and plugins give them through the `log_formats` hook.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from workbench.logs.block import Block, Found
from workbench.logs.levels import COMMON, LevelWords, status_level
from workbench.logs.model import LATE_HEADER, Level, LineArray

Match = re.Match[bytes]
Values = Sequence[str | None]
"""One field of consecutive records; None where a record has no such field."""
_LONGEST_HEAD = 65_536
"""What lies further on in a line is not part of its head."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A line of a format and what is to be read from it: time as ISO text (UTC), level, fields."""

    line: str
    time: str | None = None
    level: Level = Level.INFO
    fields: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class HeadSpans:
    """Where the parts of one line's head are; (-1, -1) for a level that is not there.

    `status`: the level is an HTTP status. `variable_level`: lines of this kind may have a
    level. `header`: where the message begins, -1 when it is to be found when asked for.
    `closed`: the line is whole only if it ends with its last byte.
    """

    time: tuple[int, int]
    level: tuple[int, int] = (-1, -1)
    header: int = -1
    status: bool = False
    variable_level: bool = False
    closed: bool = False


class LogFormat(ABC):
    """How the lines of one kind of log are read.

    `name` identifies it; `title` is for people. `multiline`: lines that do not match
    belong to the record before; otherwise each is a record of its own. `in_any_order`: a
    stretch of lines can be read without what is before it, so by several threads.
    """

    name: str
    title: str
    multiline: bool = True
    in_any_order: bool = False
    samples: tuple[Sample, ...] = ()

    def bound_to(self, lines: Sequence[bytes]) -> "LogFormat | None":
        """The format as it applies to a file that begins with these lines, None if it does not."""
        del lines
        return self

    @abstractmethod
    def matches(self, line: bytes) -> bool:
        """Whether a record of this format begins with this line."""

    @abstractmethod
    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Read time, level and header of those rows that begin a record; mark them `number`."""

    @abstractmethod
    def fields(self, line: bytes) -> dict[str, str]:
        """The named parts of a line, the message under `body`; empty when it does not match."""

    def values(self, lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
        """Some fields of records that begin with these lines, name by name; see `fields`."""
        found = [self.fields(line) for line in lines]
        return [[fields.get(name) for fields in found] for name in names]

    def head_spans(self, line: bytes) -> HeadSpans | None:
        """Where time and level are in a line, None when there is no fixed place for them."""
        del line
        return None

    def unfinished(self, lines: bytes) -> int:
        """How many bytes at the end of whole lines begin a record that ends behind them."""
        del lines
        return 0

    def comment(self, line: bytes) -> bool:
        """Whether a line is about the file (a directive, a header row), so no record."""
        del line
        return False

    def message_start(self, line: bytes) -> int:
        """Where the message begins in a record's first line."""
        del line
        return 0


@dataclass(frozen=True)
class PatternFormat(LogFormat):
    """A format given by regular expressions for the head of a record, tried in order.

    Groups: `time`, `level`, `status` (HTTP, gives the level when there is no other) and
    `body` (where the message begins; default: behind the match); all groups are fields.
    `level_of` reads the level from the message where the head has none; `level_words` are
    words without one of which (in any case) a message surely has the default level.
    """

    name: str
    title: str
    patterns: tuple[str, ...]
    levels: LevelWords = field(default_factory=lambda: COMMON)
    default: Level = Level.INFO
    level_of: Callable[[bytes], Level | None] | None = None
    level_words: tuple[str, ...] = ()
    multiline: bool = True
    in_any_order: bool = True
    samples: tuple[Sample, ...] = ()
    comment_pattern: str | None = None

    @cached_property
    def compiled(self) -> tuple[re.Pattern[bytes], ...]:
        """The patterns as bytes, ready to match."""
        return tuple(re.compile(pattern.encode()) for pattern in self.patterns)

    @cached_property
    def _comment(self) -> re.Pattern[bytes] | None:
        return None if self.comment_pattern is None else re.compile(self.comment_pattern.encode())

    def comment(self, line: bytes) -> bool:
        """Whether the comment pattern matches the line."""
        return self._comment is not None and self._comment.match(line) is not None

    def match(self, line: bytes) -> Match | None:
        """The first pattern's match with this line."""
        for pattern in self.compiled:
            match = pattern.match(line)
            if match:
                return match
        return None

    def matches(self, line: bytes) -> bool:
        """Whether any pattern matches."""
        return self.match(line) is not None

    def fields(self, line: bytes) -> dict[str, str]:
        """All named groups that took part, and the message as `body`."""
        match = self.match(line)
        if match is None:
            return {}
        named = {
            name: value.decode("utf-8", "replace")
            for name, value in match.groupdict().items()
            if value is not None
        }
        named["body"] = line[_body_start(match) :].decode("utf-8", "replace")
        return named

    def values(self, lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
        """The groups of these names."""
        matches: list[Match | None] = list(map(self.compiled[0].match, lines))
        for row, match in enumerate(matches):
            if match is None and len(self.compiled) > 1:
                matches[row] = self.match(lines[row])
        return [
            _bodies(matches, lines) if name == "body" else self._group(matches, name)
            for name in names
        ]

    def _group(self, matches: Sequence[Match | None], name: str) -> Values:
        """One group of many matches as text."""
        having = [pattern for pattern in self.compiled if name in pattern.groupindex]
        if len(having) == len(self.compiled):
            found = [None if match is None else match[name] for match in matches]
        else:
            found = [
                match[name] if match is not None and match.re in having else None
                for match in matches
            ]
        return _texts(found)

    def message_start(self, line: bytes) -> int:
        """Where the group `body` or the rest begins."""
        match = self.match(line)
        return 0 if match is None else _body_start(match)

    def head_spans(self, line: bytes) -> HeadSpans | None:
        """The spans of the groups."""
        match = self.match(line)
        if match is None or "time" not in match.re.groupindex or match.start("time") < 0:
            return None
        names = match.re.groupindex
        group = "level" if "level" in names else "status" if "status" in names else ""
        return HeadSpans(
            match.span("time"),
            match.span(group) if group else (-1, -1),
            _body_start(match),
            group == "status",
            bool(group),
        )

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Match row by row; the stamps are read later, all at once."""
        text = block.text
        readers = [(pattern.match, *self._groups(pattern)) for pattern in self.compiled]
        known: dict[bytes, Level] = {}
        starts = block.starts[rows].tolist()
        ends = np.minimum(block.ends[rows], block.starts[rows] + _LONGEST_HEAD).tolist()
        for row, start, end in zip(rows.tolist(), starts, ends, strict=True):
            for match_at, time, level, status, body in readers:
                match = match_at(text, start, end)
                if match is None:
                    continue
                found.format[row] = number
                if time and match.start(time) >= 0:
                    begin, stop = match.span(time)
                    found.stamp_start[row] = begin
                    found.stamp_width[row] = stop - begin
                if level and (word := match[level]) is not None:
                    value = known.get(word)
                    if value is None:
                        value = known[word] = self.levels.get(word.strip().lower(), self.default)
                elif status:
                    value = status_level(match[status] or b"-")
                else:
                    value = self.default
                message = match.start(body) if body else -1
                message = message if message >= 0 else match.end()
                if self.level_of is not None and (not level or match[level] is None):
                    value = self.level_of(text[message:end]) or value
                found.level[row] = value
                found.header[row] = min(message - start, LATE_HEADER)
                break

    @staticmethod
    def _groups(pattern: re.Pattern[bytes]) -> tuple[int, int, int, int]:
        index = pattern.groupindex
        return tuple(index.get(name, 0) for name in ("time", "level", "status", "body"))  # pyright: ignore[reportReturnType] - four names


class LevelFormat(PatternFormat):
    """Lines that begin with a level and nothing else to go by.

    Where they are many, the others belong to the record before (a stack trace); where they
    are few, every line is a record of its own.
    """

    _MANY = 0.3

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat:
        """The format with `multiline` as these lines have it."""
        heads = [line for line in lines if line.strip() and line[:1] not in b" \t"]
        hits = sum(map(self.matches, heads))
        return replace(self, multiline=hits >= self._MANY * len(heads))


def _bodies(matches: Sequence[Match | None], lines: Sequence[bytes]) -> Values:
    """The messages of many lines as text."""
    pairs = zip(matches, lines, strict=True)
    return _texts([line if match is None else line[_body_start(match) :] for match, line in pairs])


def _texts(found: Sequence[bytes | None]) -> Values:
    return [None if value is None else value.decode("utf-8", "replace") for value in found]


def bodies(lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
    """Fields of lines of no format: each is its own `body`."""
    texts: Values = [line.decode("utf-8", "replace") for line in lines]
    nothing: Values = [None] * len(lines)
    return [texts if name == "body" else nothing for name in names]


def _body_start(match: Match) -> int:
    begin = match.start("body") if "body" in match.re.groupindex else -1
    return begin if begin >= 0 else match.end()
