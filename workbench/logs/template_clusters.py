"""Rows of tokens to groups: rows that differ only in parameters belong together.

Rows of one length and one order of punctuation are split from the top: as long as some
column holds words that tell messages apart, the group is split at that column.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.logs.template_masks import PARAMETER, is_delimiter, is_identifier, words
from workbench.logs.template_rows import FREE, is_constant_name, is_state

Row = tuple[str, ...]

_FIRST_LIMIT = 12
_WORD_LIMIT = 8
_OBJECT_LIMIT = 4
_IDENTIFIER_LIMIT = 2
_QUOTED_LIMIT = 3
_FEWEST_SCATTERED, _SCATTERED, _FEWEST_ANCHORS = 6, 1.5, 3
_STATE_LIMIT = 24
_BEFORE_OBJECTS = words(
    "for by from to at on in into via of named called client server service node device job task"
    " queue topic table file namespace deployment bucket tenant region zone project model volume"
)
_QUOTES = frozenset([("[", "]"), ("'", "'"), ('"', '"'), ("<", ">"), ("`", "'")])


Place = tuple[str, str]
"""The tokens before and behind a column."""


def cluster(rows: Sequence[Row], counts: Sequence[int] | None = None) -> list[list[int]]:
    """Group rows; gives the row numbers of each group, in order of their first row.

    `counts` says how many messages have each row, where that is known.

    Done twice: a place that held many words the first time ('for ... from') holds a value
    wherever it comes.
    """
    by_frame: dict[Row, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_frame[_frame(row)].append(number)
    frames = list(by_frame.values())
    splitter = _Splitter(rows, counts)
    groups = [group for members in frames for group in splitter.split(members, frozenset())]
    places = _places_of_values(rows, groups)
    if places:
        groups = [group for members in frames for group in splitter.split(members, places)]
    return sorted(_merge_alike(rows, groups), key=min)


def _places_of_values(rows: Sequence[Row], groups: list[list[int]]) -> frozenset[Place]:
    """The places that hold many different words in one group."""
    found: set[Place] = set()
    for group in groups:
        if len(group) <= _WORD_LIMIT:
            continue
        columns = _columns(rows, group)
        for i in range(1, len(columns) - 1):
            place = _place(columns, i)
            if place and not columns[i].is_value and len(columns[i].words) > _WORD_LIMIT:
                found.add(place)
    return frozenset(found)


def _columns(rows: Sequence[Row], group: list[int]) -> list["Column"]:
    return [Column(set(values)) for values in zip(*(rows[n] for n in group), strict=True)]


def _place(columns: Sequence["Column"], i: int) -> Place | None:
    """The place of column i, None at an end of the row and beside what varies or no word."""
    if not 0 < i < len(columns) - 1:
        return None
    before, after = _only(columns[i - 1]), _only(columns[i + 1])
    if before is None or after is None or not before[:1].isalpha():
        return None
    return before, after


def _frame(row: Row) -> Row:
    """Length and punctuation: what rows of one group always share."""
    return tuple(token if is_delimiter(token) else "" for token in row)


@dataclass(frozen=True, slots=True)
class _Splitter:
    """Splits the rows of one frame."""

    rows: Sequence[Row]
    counts: Sequence[int] | None

    def split(self, members: list[int], values: frozenset[Place]) -> list[list[int]]:
        """The groups among these rows; `values` are places known to hold values."""
        pending, done = [members], []
        while pending:
            group = pending.pop()
            messages = None if self.counts is None else sum(self.counts[n] for n in group)
            column = _telling_column(self.rows, group, values, messages)
            if column is None:
                done.append(group)
                continue
            parts: dict[str, list[int]] = defaultdict(list)
            for number in group:
                parts[_bare(self.rows[number][column])].append(number)
            pending.extend(parts.values())
        return done


def _bare(token: str) -> str:
    return token.removeprefix(FREE)


def _telling_column(
    rows: Sequence[Row], group: list[int], values: frozenset[Place], messages: int | None
) -> int | None:
    """The column whose words tell messages apart, or None where all differences are values.

    `messages` is how many the group stands for.
    """
    if len(group) == 1:
        return None
    columns = _columns(rows, group)
    varying = [i for i, column in enumerate(columns) if len(column.tokens) > 1]
    anchors = sum(column.is_anchor for column in columns)
    mixed = [i for i in varying if columns[i].is_mixed]
    framed = messages is not None and anchors >= max(_FEWEST_ANCHORS, len(varying))
    telling = [
        i
        for i in varying
        if not columns[i].holds_values(1 if _place(columns, i) in values else _limit(columns, i))
        or (columns[i].is_mixed and (anchors < 2 or (len(mixed) > 1 and len(columns[i].words) < 3)))
    ]
    if framed:
        telling = [i for i in telling if not columns[i].is_scattered(messages or 0)]
    closed = sum(columns[i].is_blank for i in varying)
    if not telling and anchors < len(varying) - closed:
        telling = [i for i in varying if not columns[i].is_blank]
    return min(telling, key=lambda i: (len(columns[i].tokens), i), default=None)


@dataclass(frozen=True, slots=True)
class Column:
    """The different tokens of one column of a group."""

    tokens: set[str]

    @property
    def words(self) -> set[str]:
        """The tokens that are not parameters, without the mark of a value."""
        return {_bare(token) for token in self.tokens if token != PARAMETER}

    @property
    def is_anchor(self) -> bool:
        """One word in every row."""
        return len(self.tokens) == 1 and any(c.isalpha() for c in next(iter(self.tokens)))

    @property
    def is_blank(self) -> bool:
        """Every token stands in the place of a value or is a parameter."""
        return all(token.startswith(FREE) or token == PARAMETER for token in self.tokens)

    @property
    def is_value(self) -> bool:
        """Every token stands in the place of a value, is a parameter or has digits in it."""
        return all(token.startswith(FREE) or PARAMETER in token for token in self.tokens)

    @property
    def is_mixed(self) -> bool:
        """Parameters in some rows and words in others."""
        return not self.is_value and any(
            PARAMETER in token or token.startswith(FREE) for token in self.tokens
        )

    def is_scattered(self, messages: int) -> bool:
        """Several words, nearly every one in one message only: names, not kinds of messages."""
        words = self.words
        return (
            len(words) >= _FEWEST_SCATTERED
            and messages < _SCATTERED * len(words)
            and not any(is_state(word) or is_constant_name(word) for word in words)
        )

    def holds_values(self, limit: int) -> bool:
        """Whether the differences are values: more than `limit` different words."""
        if self.is_value:
            return True
        words = self.words
        if any(is_state(word) for word in words):
            return len(words) > _STATE_LIMIT
        if self.is_mixed:
            return True
        if limit > _QUOTED_LIMIT and any(is_constant_name(word) for word in words):
            return len(words) > _STATE_LIMIT
        return len(words) > limit


def _limit(columns: Sequence[Column], i: int) -> int:
    """How many different words column i may have before it is a parameter."""
    before = _only(columns[i - 1]) if i else None
    after = _only(columns[i + 1]) if i + 1 < len(columns) else None
    named = all(is_identifier(word) for word in columns[i].words)
    if after == "=":
        return _STATE_LIMIT
    if before is None:
        return _IDENTIFIER_LIMIT if named and i else _FIRST_LIMIT
    if (before, after) in _QUOTES:
        return _QUOTED_LIMIT
    if (before, after) == ("(", ")") and i > 1 and _only(columns[i - 2]) == PARAMETER:
        return _QUOTED_LIMIT
    if named:
        return _IDENTIFIER_LIMIT
    return _OBJECT_LIMIT if before in _BEFORE_OBJECTS else _WORD_LIMIT


def _only(column: Column) -> str | None:
    return next(iter(column.tokens)) if len(column.tokens) == 1 else None


def template_of(rows: Sequence[Row], group: Sequence[int]) -> Row:
    """The tokens that all rows of a group (of one length) share, PARAMETER where they differ."""
    columns = zip(*(rows[number] for number in group), strict=True)
    return tuple(_common(set(column)) for column in columns)


def _common(values: set[str]) -> str:
    words = {_bare(value) for value in values}
    return words.pop() if len(words) == 1 else PARAMETER


def _merge_alike(rows: Sequence[Row], groups: list[list[int]]) -> list[list[int]]:
    """Join groups with the same words, whatever stands in brackets or before a port."""
    known: dict[Row, list[int]] = defaultdict(list)
    for group in groups:
        known[_without_repeats(template_of(rows, group))] += group
    merged: dict[Row, list[int]] = defaultdict(list)
    for template, group in known.items():
        address = _without_ports(template)
        merged[_without_asides(address if address in known else template)] += group
    return list(merged.values())


def _without_repeats(template: Row) -> Row:
    """The template with parameters side by side as one."""
    out: list[str] = []
    for token in template:
        if token != PARAMETER or out[-1:] != [PARAMETER]:
            out.append(token)
    return tuple(out)


def _without_asides(template: Row) -> Row:
    """The template without '()' and '(<*>)'."""
    out: list[str] = []
    for token in template:
        out.append(token)
        if out[-3:] == ["(", PARAMETER, ")"]:
            del out[-3:]
        elif out[-2:] == ["(", ")"]:
            del out[-2:]
    return tuple(out) or template


def _without_ports(template: Row) -> Row:
    """The template with 'name:<*>' and 'name(<*>)' read as one address."""
    out: list[str] = []
    for token in template:
        out.append(token)
        if out[-2:] == [":", PARAMETER] and len(out) > 2 and not is_delimiter(out[-3]):
            out[-3:] = [PARAMETER]
        elif out[-3:] == ["(", PARAMETER, ")"] and len(out) > 3 and not is_delimiter(out[-4]):
            out[-4:] = [PARAMETER]
    return tuple(out)
