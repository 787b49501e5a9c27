"""A line's bytes as text that is safe to show: colours kept, hidden characters made visible."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_PLAIN = re.compile(rb"[^\x20-\x7e]")
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_TAB = 8
_CACHED_BYTES = 2048

_HIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_CONTROL_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI"
    " DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_ANSI_ROLES = {
    1: "error",
    2: "good",
    3: "warning",
    4: "info",
    5: "accent",
    6: "info",
}


class Run(NamedTuple):
    """Characters `start` to `stop` in the colour of a role."""

    start: int
    stop: int
    role: str


class Display(NamedTuple):
    """What is shown of a line: its text and the parts that carry a colour of their own."""

    text: str
    runs: tuple[Run, ...] = ()
    simple: bool = True
    """Whether every character is one column wide."""


def display(data: bytes, encoding: str = "utf-8") -> Display:
    """The text of a line as it is shown.

    ANSI colours become theme roles; every other control character, and every bidi,
    zero-width or otherwise invisible one, is replaced by a visible sign.
    """
    if len(data) <= _CACHED_BYTES:
        return _cached(data, encoding)
    return _made(data, encoding)


@lru_cache(maxsize=4096)
def _cached(data: bytes, encoding: str) -> Display:
    return _made(data, encoding)


def _made(data: bytes, encoding: str) -> Display:
    if not _PLAIN.search(data):
        return Display(data.decode("ascii"))
    text = data.decode(encoding, errors="backslashreplace")
    if "\x1b" in text:
        return _colored(text)
    text = _visible(text)
    return Display(text, (), _one_column_each(text))


def _colored(text: str) -> Display:
    parts: list[str] = []
    runs: list[Run] = []
    length, place, role = 0, 0, ""
    for found in _SGR.finditer(text):
        piece = _visible(text[place : found.start()])
        parts.append(piece)
        if role and piece:
            runs.append(Run(length, length + len(piece), role))
        length += len(piece)
        place = found.end()
        role = _role(found.group(1), role)
    piece = _visible(text[place:])
    parts.append(piece)
    if role and piece:
        runs.append(Run(length, length + len(piece), role))
    whole = "".join(parts)
    return Display(whole, tuple(runs), _one_column_each(whole))


def _role(codes: str, before: str) -> str:
    """The role after an SGR sequence; colours outside the basic ones are left out."""
    role = before
    numbers = [int(code) if code else 0 for code in codes.split(";")]
    if numbers[0] in (38, 48):
        return before
    for number in numbers:
        if number in (0, 39):
            role = ""
        elif 30 <= number <= 37:
            role = _ANSI_ROLES.get(number - 30, "muted")
        elif 90 <= number <= 97:
            role = _ANSI_ROLES.get(number - 90, "muted")
    return role


def _visible(text: str) -> str:
    if "\t" in text:
        text = text.expandtabs(_TAB)
    return _HIDDEN.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    """A visible sign for an invisible character: its short name, or its code point."""
    code = ord(found.group())
    if code < 0x20:
        return f"⟨{_control_names()[code]}⟩"
    return "⟨DEL⟩" if code == 0x7F else f"⟨U+{code:04X}⟩"


@lru_cache(maxsize=1)
def _control_names() -> Sequence[str]:
    return _CONTROL_NAMES.split()


def _one_column_each(text: str) -> bool:
    return text.isascii() or not any(
        unicodedata.east_asian_width(c) in "WF" or unicodedata.combining(c)
        for c in text
        if ord(c) > 0x2FF
    )


def plain(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a line without colours, safe to speak or to put into a table."""
    return display(data, encoding).text
