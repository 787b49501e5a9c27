"""Rewrites a Python regular expression for hyperscan, so that it gives the same lines.

Hyperscan scans many lines at once, so nothing may match across a line end; sets and classes
are written out as the ASCII characters that Python's `re` would accept. Lines with other
characters, and expressions with look-around or back-references, are left to `re`.
"""

from re import IGNORECASE, VERBOSE, Pattern
from re import _constants as codes  # pyright: ignore[reportAttributeAccessIssue] - no public name
from re import _parser as parser  # pyright: ignore[reportAttributeAccessIssue] - no public name
from re import compile as compile_regex
from typing import Any

_ASCII = [chr(number) for number in range(128)]
_NEWLINE = "\n"
_ANY = r"[^\n]"


class Untranslatable(Exception):
    """The expression holds something that hyperscan does not have."""


def translated(expression: str, flags: int = 0) -> bytes:
    """The expression for hyperscan, to be compiled in multi-line mode.

    Raises Untranslatable, and re.error for an expression that is none.
    """
    tree: Any = parser.parse(expression, flags)
    fold = bool(tree.state.flags & IGNORECASE)
    if tree.state.flags & VERBOSE:
        raise Untranslatable
    return _sequence(tree, fold=fold).encode("latin-1")


def literal_of(expression: str) -> str | None:
    """The text that an expression stands for when it has no other meaning, else None."""
    tree: Any = parser.parse(expression)
    if tree.state.flags & IGNORECASE or any(code is not codes.LITERAL for code, _ in tree):
        return None
    return "".join(chr(number) for _, number in tree)


def minds_line_ends(pattern: bytes) -> bool:
    """Whether a CR before the LF could make a difference to a translated expression."""
    return any(sign in pattern for sign in (b"$", _ANY.encode(), b"\\x0d"))


def compiled(expression: str, *, ignore_case: bool = False) -> Pattern[str]:
    """The expression for Python's `re`. Raises re.error."""
    return compile_regex(expression, IGNORECASE if ignore_case else 0)


def _sequence(nodes: Any, *, fold: bool) -> str:
    return "".join(_node(code, value, fold=fold) for code, value in nodes)


def _node(code: Any, value: Any, *, fold: bool) -> str:
    if code is codes.LITERAL:
        return _literal(value, fold=fold)
    if code is codes.ANY:
        return _ANY
    if code is codes.NOT_LITERAL:
        return _set([(codes.NEGATE, None), (codes.LITERAL, value)], fold=fold)
    if code is codes.IN:
        return _set(value, fold=fold)
    if code is codes.BRANCH:
        return f"(?:{'|'.join(_sequence(branch, fold=fold) for branch in value[1])})"
    if code is codes.SUBPATTERN:
        _, added, removed, inner = value
        fold = (fold or bool(added & IGNORECASE)) and not removed & IGNORECASE
        return f"(?:{_sequence(inner, fold=fold)})"
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, high, inner = value
        most = "" if high is codes.MAXREPEAT else high
        return f"(?:{_sequence(inner, fold=fold)}){{{low},{most}}}"
    if code is codes.AT:
        return _anchor(value)
    raise Untranslatable


def _anchor(value: Any) -> str:
    known = {
        codes.AT_BEGINNING: "^",
        codes.AT_BEGINNING_STRING: "^",
        codes.AT_END: "$",
        codes.AT_END_STRING: "$",
        codes.AT_BOUNDARY: r"\b",
    }
    if value not in known:
        raise Untranslatable
    return known[value]


def _literal(number: int, *, fold: bool) -> str:
    character = chr(number)
    if character == _NEWLINE:
        raise Untranslatable
    if number > 127:
        if fold:
            raise Untranslatable
        return _bytes(character)
    if fold and character.isalpha():
        return f"[{character.lower()}{character.upper()}]"
    return character if character.isalnum() else f"\\x{number:02x}"


def _bytes(character: str) -> str:
    written = "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    return f"(?:{written})"


def _set(items: Any, *, fold: bool) -> str:
    """A set written out as the ASCII characters in it, the line end left out."""
    negated = bool(items) and items[0][0] is codes.NEGATE
    members = items[1:] if negated else items
    chosen = [
        character
        for character in _ASCII
        if character != _NEWLINE and _in_set(character, members, fold=fold) != negated
    ]
    if not chosen:
        raise Untranslatable
    return "[" + "".join(f"\\x{ord(character):02x}" for character in chosen) + "]"


def _in_set(character: str, members: Any, *, fold: bool) -> bool:
    spellings = {character, character.lower(), character.upper()} if fold else {character}
    return any(_is_member(one, code, value) for one in spellings for code, value in members)


def _is_member(character: str, code: Any, value: Any) -> bool:
    if code is codes.LITERAL:
        return ord(character) == value
    if code is codes.RANGE:
        return bool(value[0] <= ord(character) <= value[1])
    if code is codes.CATEGORY:
        return _in_category(character, value)
    raise Untranslatable


def _in_category(character: str, category: Any) -> bool:
    tests = {
        codes.CATEGORY_DIGIT: character.isdigit(),
        codes.CATEGORY_NOT_DIGIT: not character.isdigit(),
        codes.CATEGORY_SPACE: character.isspace(),
        codes.CATEGORY_NOT_SPACE: not character.isspace(),
        codes.CATEGORY_WORD: character.isalnum() or character == "_",
        codes.CATEGORY_NOT_WORD: not (character.isalnum() or character == "_"),
    }
    if category not in tests:
        raise Untranslatable
    return tests[category]
