"""A new log format from sample lines: guessed, tried on lines, and made by hand where need be."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.core.errors import UserError
from workbench.logs.builtin_formats.general import ANY_STAMP
from workbench.logs.builtin_formats.parts import LEVEL
from workbench.logs.formats import PatternFormat
from workbench.logs.levels import COMMON, LETTERS
from workbench.logs.model import NO_TIME, Level
from workbench.logs.stamps import read_stamp
from workbench.logs.times import iso_of

_REACH = 240
_STAMP = re.compile(rf"(?<!\d)(?:{ANY_STAMP}|1\d{{9}}(?:\.\d{{1,9}}|\d{{3}}|\d{{6}})?)(?!\d)")
_LEVEL = re.compile(rf"(?<![\w.]){LEVEL}(?![\w.])|(?<![\w.])[DIWEFC](?=[ /|\]:])")
_BRACKETS = re.compile(
    r"[\])>}]|[ \t]*(?:\[[^\]\n]{1,80}\]|\([^)\n]{1,80}\)|<[^>\n]{1,80}>|\{[^}\n]{1,80}\})"
    r"|(?: - |: |[ \t]*\|[ \t]*|[ \t]+(?=- ))"
)
_NAME = re.compile(r"[ \t]*[\w.$/-]{1,80}(?::\d+)?(?=: |\] | - )")
_PIECE = re.compile(
    r"(?P<bracket>\[[^\]\n]*\]|\([^)\n]*\)|<[^>\n]*>|\{[^}\n]*\})|(?P<space>[ \t]+)"
    r"|(?P<number>\d+)(?![\w.])|(?P<word>[\w.$/@-]+)|(?P<sign>.)"
)
_CLOSING = {"[": "]", "(": ")", "<": ">", "{": "}"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pattern reads from one line; `fields` without time and level, body included."""

    line: str
    matched: bool
    time: str | None
    level: Level
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """A pattern tried on lines: each line's reading, and the share of lines it matches.

    `problem` says in a sentence what is wrong with the pattern, "" when nothing is.
    """

    previews: tuple[Preview, ...]
    share: float
    problem: str = ""


def guess(lines: Sequence[str]) -> str:
    """A pattern for the head of the first line that has a time, generalised for its like.

    Groups: time, level where a level word is found, field1, field2 ... for what else varies.
    Raises UserError when no line has a time.
    """
    for line in lines:
        stamp = _STAMP.search(line[:_REACH])
        if stamp is not None and read_stamp(stamp[0].strip().encode())[0] != NO_TIME:
            short, long = _pattern_of(line, stamp), _pattern_of(line, stamp, named=True)
            if len(lines) > 1:
                return max(long, short, key=lambda one: try_pattern(one, lines).share)
            return long if "field" not in short else short
    raise UserError("None of the lines has a time that is known.", "Mark the time in the pattern.")


def try_pattern(pattern: str, lines: Sequence[str]) -> Trial:
    """Read lines with a pattern, as the dialog shows it while it is typed. Raises nothing."""
    try:
        draft = make_format("draft", "Draft", pattern)
    except UserError as error:
        return Trial((), 0.0, str(error))
    previews = tuple(_preview(draft, line) for line in lines)
    wanted = [one for one in previews if one.line.strip() and one.line[:1] not in " \t"]
    share = sum(one.matched for one in wanted) / len(wanted) if wanted else 0.0
    problem = ""
    if wanted and not any(one.time for one in wanted):
        problem = "No line shows a time: check the group 'time'."
    return Trial(previews, share, problem)


def make_format(
    name: str,
    title: str,
    pattern: str,
    *,
    default: Level = Level.UNKNOWN,
    multiline: bool = True,
) -> PatternFormat:
    """A format of this pattern. Raises UserError that says what is wrong with it."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise UserError(
            f"'{name}' cannot be the name of a format.", "Use small letters, digits and _."
        )
    try:
        compiled = re.compile(pattern.encode())
    except re.error as error:
        place = "" if error.pos is None else f" at character {error.pos + 1}"
        raise UserError(
            f"The pattern cannot be read: {error.msg}{place}.", "Correct the pattern."
        ) from error
    if "time" not in compiled.groupindex and "level" not in compiled.groupindex:
        raise UserError(
            "The pattern has neither a time nor a level.",
            "Name a group 'time', as in (?P<time>...).",
        )
    if compiled.match(b""):
        raise UserError("The pattern matches an empty line.", "Let it ask for the time.")
    words = {**LETTERS, **COMMON}
    return PatternFormat(name, title, (pattern,), words, default, multiline=multiline)


def _preview(draft: PatternFormat, line: str) -> Preview:
    raw = line.encode()
    fields = draft.fields(raw)
    time = read_stamp(fields.get("time", "").strip().encode())[0] if fields else NO_TIME
    level = draft.levels.get(fields.get("level", "").strip().lower().encode(), draft.default)
    rest = {name: text for name, text in fields.items() if name not in ("time", "level")}
    return Preview(line, bool(fields), iso_of(time), level, rest)


def _pattern_of(line: str, stamp: re.Match[str], *, named: bool = False) -> str:
    """The head up to the message; `named`: a name before a colon or dash belongs to it."""
    level = _level_outside(line, stamp.span())
    end = max(stamp.end(), level.end() if level else 0)
    while more := _BRACKETS.match(line, end) or (_NAME.match(line, end) if named else None):
        end = more.end()
    parts: list[tuple[int, int, str]] = [(*stamp.span(), f"(?P<time>{_shape(stamp[0])})")]
    if level is not None:
        letters = "[A-Z]" if len(level[0]) == 1 else "[A-Za-z]+"
        parts.append((*level.span(), f"(?P<level>{letters})"))
    made, place, number = "", 0, 0
    for start, stop, pattern in sorted(parts):
        piece, number = _general(line[place:start], number)
        made += piece + pattern
        place = stop
    piece, _ = _general(line[place:end], number)
    return made + piece + ("" if piece.endswith("+") else "[ \\t]*")


def _level_outside(line: str, stamp: tuple[int, int]) -> re.Match[str] | None:
    """The first level word that is not inside the stamp."""
    for match in _LEVEL.finditer(line[:_REACH]):
        if match.end() <= stamp[0] or match.start() >= stamp[1]:
            return match
    return None


def _general(text: str, number: int) -> tuple[str, int]:
    """Text of a head as a pattern: words and brackets become fields, signs stay."""
    made = ""
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "space":
            made += "[ \\t]+"
        elif kind == "sign" or (kind == "word" and not re.search(r"\w", piece)):
            made += _escaped(piece)
        else:
            number += 1
            made += _field(kind, piece, number)
    return made, number


def _field(kind: str | None, piece: str, number: int) -> str:
    name = f"(?P<field{number}>"
    if kind == "bracket":
        opening, closing = _escaped(piece[0]), _CLOSING[piece[0]]
        return rf"{opening}{name}[^\{closing}\n]*)\{closing}"
    if kind == "number":
        return rf"{name}\d+)"
    return rf"{name}[\w.$/@-]+)"


def _shape(stamp: str) -> str:
    """A pattern for stamps like this one: digits vary, names vary, the rest stays."""
    marked = re.sub(r"(?<=\d)[.,]\d{1,9}(?=\D|$)", "\0", stamp, count=1)
    shaped = ""
    named = False
    for piece in re.findall(r"\0| +\d{1,2}(?!\d)|[+-]\d\d:?\d\d$|\d+|[A-Za-z]+|.", marked):
        if piece == "\0":
            shaped += r"[.,]\d{1,9}"
        elif named and piece[:1] == " " and piece.strip().isdigit():
            shaped += r" +\d{1,2}"
        elif piece.strip().isdigit():
            digits = len(piece.strip())
            shaped += " " * (piece[:1] == " ") + rf"\d{{{digits}}}"
        elif piece[:1] in "+-" and len(piece) > 1:
            shaped += r"[+-]\d\d" + ":" * (":" in piece) + r"\d\d"
        elif piece.isalpha() and len(piece) == 3:
            shaped += "[A-Za-z]{3}"
        else:
            shaped += _escaped(piece)
        named = piece.isalpha() and len(piece) == 3
    return shaped


def _escaped(text: str) -> str:
    """Signs that have a meaning in a pattern, written so that they stand for themselves."""
    return re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", text)
