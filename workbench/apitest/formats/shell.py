"""Splits a command line into words as bash, cmd or PowerShell would, nothing expanded."""

import re
from typing import Literal

Dialect = Literal["bash", "cmd", "powershell"]
SEPARATOR = "\0;"
"""A word that ends a command (`;`, `&&`, `|`, a line end)."""

_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}
_BACKTICKS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}

_BYTES = re.compile("[\udc80-\udcff]+")
_BASH_SIGNS = re.compile(r"\\\s*$|(^|\s)\$?'", re.MULTILINE)
_COMMAND = re.compile(r"^(?=[ \t]*(?:\$[ \t]*)?curl(?:\.exe)?\s)", re.MULTILINE)


def dialect_of(text: str) -> Dialect:
    """Which shell a command was copied for, by its quoting and line ends."""
    if re.search(r"\^\s*$", text, re.MULTILINE):
        return "cmd"
    if not _BASH_SIGNS.search(text) and re.search(r'(^|\s)\^"|\^%\^', text):
        return "cmd"
    if re.search(r"`\s*$", text, re.MULTILINE) or re.search(r"\bcurl\.exe\b", text):
        return "powershell"
    return "bash"


def words(text: str, dialect: Dialect | None = None) -> list[str]:
    """The words of all commands; SEPARATOR stands between commands.

    Bytes that are no UTF-8 ($'\\xff') stand as Python's surrogate escapes.
    A text may hold commands that were copied for different shells.
    """
    blocks = _COMMAND.split(text)
    if dialect is None and len({dialect_of(block) for block in blocks if block.strip()}) > 1:
        return [word for block in blocks for word in (*words(block, dialect_of(block)), SEPARATOR)]
    shell = dialect or dialect_of(text)
    source = text.replace("\r\n", "\n")
    if shell == "cmd":
        return _cmd(source)
    return _powershell(source) if shell == "powershell" else _bash(source)


class _Words:
    """Gathers characters into words."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._current: list[str] | None = None

    def add(self, text: str) -> None:
        if self._current is None:
            self._current = []
        self._current.append(text)

    def end(self) -> None:
        if self._current is not None:
            self.done.append(_BYTES.sub(_utf8, "".join(self._current)))
            self._current = None

    def separate(self) -> None:
        self.end()
        if self.done and self.done[-1] != SEPARATOR:
            self.done.append(SEPARATOR)

    @property
    def inside(self) -> bool:
        return self._current is not None


def _bash(text: str) -> list[str]:
    found, index = _Words(), 0
    while index < len(text):
        sign = text[index]
        if sign == "\\":
            if text[index + 1 : index + 2] != "\n":
                found.add(text[index + 1 : index + 2])
            index += 2
        elif sign == "'":
            end = text.find("'", index + 1)
            end = len(text) if end < 0 else end
            found.add(text[index + 1 : end])
            index = end + 1
        elif sign == '"':
            index = _double_quoted(text, index + 1, found)
        elif text.startswith("$'", index):
            index = _ansi_quoted(text, index + 2, found)
        elif sign == "#" and not found.inside:
            end = text.find("\n", index)
            index = len(text) if end < 0 else end
        elif sign in "\n;|&":
            found.separate()
            index += 1
        elif sign.isspace():
            found.end()
            index += 1
        else:
            found.add(sign)
            index += 1
    found.end()
    return found.done


def _double_quoted(text: str, index: int, found: _Words) -> int:
    found.add("")
    while index < len(text) and text[index] != '"':
        if text[index] == "\\" and text[index + 1 : index + 2] in ('"', "\\", "$", "`", "\n"):
            index += 1
            if text[index] == "\n":
                index += 1
                continue
        found.add(text[index])
        index += 1
    return index + 1


def _ansi_quoted(text: str, index: int, found: _Words) -> int:
    found.add("")
    while index < len(text) and text[index] != "'":
        if text[index] != "\\":
            found.add(text[index])
            index += 1
            continue
        code = re.match(
            r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))",
            text[index:],
        )
        if code:
            byte, short, long, octal = code.groups()
            if short or long:
                sign = chr(int(short or long, 16))
            else:
                number = int(octal, 8) & 0xFF if octal else int(byte, 16)
                sign = chr(number) if number < 0x80 else chr(0xDC00 + number)
            if sign == "\0":  # a word of bash ends at a NUL
                return _after_quote(text, index + code.end())
            found.add(sign)
            index += code.end()
        else:
            sign = text[index + 1 : index + 2]
            found.add(_ESCAPES.get(sign, sign))
            index += 2
    return index + 1


def _after_quote(text: str, index: int) -> int:
    """Behind the quote that ends an ANSI-quoted piece."""
    while index < len(text) and text[index] != "'":
        index += 2 if text[index] == "\\" else 1
    return index + 1


def _utf8(run: re.Match[str]) -> str:
    """Bytes that are UTF-8 as their signs."""
    return run.group().encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _cmd(text: str) -> list[str]:
    """cmd's carets go first, then the program's own rule for quotes and backslashes."""
    plain: list[str] = []
    index, quoted = 0, False
    while index < len(text):
        sign = text[index]
        if sign == "^" and not quoted:
            if text[index + 1 : index + 2] == "\n":
                # A line end that is escaped twice is a line end inside a quoted argument.
                index += 2
                if text[index : index + 1] == "\n":
                    plain.append("\n")
                    index += 1
                continue
            plain.append(text[index + 1 : index + 2])
            index += 2
            continue
        if sign == '"':
            quoted = not quoted
        plain.append("\0" if sign in "&|\n" and not quoted else sign)
        index += 1
    return _microsoft("".join(plain))


def _microsoft(text: str) -> list[str]:
    r"""The C runtime's rule: \" is a quote, "" inside quotes is a quote."""
    found, index, quoted = _Words(), 0, False
    while index < len(text):
        sign = text[index]
        if sign == "\\":
            run = re.match(r"\\+", text[index:])
            count = len(run.group()) if run else 1
            index += count
            if text[index : index + 1] == '"':
                found.add("\\" * (count // 2))
                if count % 2:
                    found.add('"')
                    index += 1
            else:
                found.add("\\" * count)
            continue
        if sign == '"':
            if quoted and text[index + 1 : index + 2] == '"':
                found.add('"')
                index += 1
            else:
                quoted = not quoted
                found.add("")
        elif sign == "\0":
            found.separate()
        elif sign.isspace() and not quoted:
            found.end()
        else:
            found.add(sign)
        index += 1
    found.end()
    return found.done


def _powershell(text: str) -> list[str]:
    found, index = _Words(), 0
    while index < len(text):
        sign = text[index]
        if sign == "`":
            following = text[index + 1 : index + 2]
            if following == "\n":
                found.end()
            else:
                found.add(_BACKTICKS.get(following, following))
            index += 2
        elif sign == "'":
            index = _until(text, index + 1, "'", found, escape=False)
        elif sign == '"':
            index = _until(text, index + 1, '"', found, escape=True)
        elif sign in "\n;|":
            found.separate()
            index += 1
        elif sign.isspace():
            found.end()
            index += 1
        else:
            found.add(sign)
            index += 1
    found.end()
    return found.done


def _until(text: str, index: int, quote: str, found: _Words, *, escape: bool) -> int:
    r"""To the closing quote; doubled it is itself. `\"` is how old versions pass quotes on."""
    found.add("")
    while index < len(text):
        sign = text[index]
        if sign == quote and text[index + 1 : index + 2] != quote:
            return index + 1
        if sign == quote:
            index += 1
        elif escape and sign == "`":
            index += 1
            sign = _BACKTICKS.get(text[index : index + 1], text[index : index + 1])
        elif sign == "\\" and text[index + 1 : index + 2] == '"':
            index += 1
            sign = '"'
            if quote == '"' and text[index + 1 : index + 2] == '"':
                index += 1
        found.add(sign)
        index += 1
    return index
