"""What a single token says about itself: surely a parameter, an identifier, or a word.

Tokens come with their digits collapsed: every run of digits is one 0.
"""

import re

PARAMETER = "<*>"
"""How a parameter is written in a template."""

Token = tuple[str, bool]
"""Text, and whether it is glued to the token before it."""

DELIMITERS = "=:,;()[]{}<>\"'|`"
"""Each of these is a token of its own."""


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


_TOP_DOMAINS = (
    "com|net|org|edu|gov|mil|io|local|internal|lan|intranet|corp|svc|arpa|info|biz|cloud|"
    "uk|de|fr|nl|be|it|es|pt|pl|cz|at|ch|se|no|fi|dk|ru|ua|cn|hk|tw|jp|kr|in|sg|my|th|vn|"
    "au|nz|br|ar|mx|cl|co|ca|us|tr|gr|ro|hu|bg|il|za|eu"
)
HOST = (
    r"(?:[a-z0-9_-]+\.)+(?:com|net|org|edu|gov|io|local|internal|lan)\.?"
    rf"|(?:[a-z0-9_-]+\.){{2,}}(?:{_TOP_DOMAINS})\.?"
)
"""The pattern of a host's name, in any case: always a parameter."""
_HOST = re.compile(HOST, re.IGNORECASE)
_MAIL = re.compile(r"[^@]+@[^@]*[\w-]+[^@]*")
_PATH = re.compile(
    r"~?/.*[^/].*|[^/]*/[^/]+/.+|.*://.*|[A-Za-z]:\\.*|[^\\]*\\.+\\.*|\.{1,2}/.+|.*\..*\..*/.+"
)
_PACKAGE = re.compile(r"(?:com|org|net|io|edu|gov|de|cn|uk|ru|jp)(?:\.[a-z0-9_]+){2,}")
_NUMBER = re.compile(r"[^A-Za-z]*0[^A-Za-z]*")
_HEX = re.compile(
    r"[^A-Za-z0-9]*(?:0[xX])?(?:[0a-f]+(?:[-_.:][0a-f]+)*|[0A-F]+(?:[-_.:][0A-F]+)*)[^A-Za-z0-9]*"
)
_LONG_HEX = re.compile(r"[^A-Za-z0-9]*(?:[a-f]{8,}|[A-F]{8,})[^A-Za-z0-9]*")
_CODE_LINE = re.compile(r"[\w.-]+\.(?:c|cc|cpp|h|hpp|py|java|go|rs|js|ts|rb|cs|kt|scala|php|m|mm)")
_ESCAPE = "\\0"
"""A character written as its octal number, digits collapsed: \\042 is a quote."""

_WORD = re.compile(r"[A-Za-z]+")
_TAIL = re.compile(r"0([^0A-Za-z]*[A-Za-z]{3,}[^0]*)$")


def mask(token: str) -> str:
    """PARAMETER, or the token with its digit parts written as PARAMETER, or the token itself."""
    if _WORD.fullmatch(token):
        return PARAMETER if _LONG_HEX.fullmatch(token) else token
    if "0" not in token:
        return PARAMETER if _names_a_place(token) or _LONG_HEX.fullmatch(token) else token
    if _ESCAPE in token and token.count("0") > token.count(_ESCAPE):
        return mask(token.replace(_ESCAPE, ""))
    if _ESCAPE in token and any(character.isalpha() for character in token):
        return token.replace(_ESCAPE, '"')
    if _NUMBER.fullmatch(token) or _HEX.fullmatch(token) or _names_a_place(token):
        return PARAMETER
    return _identifier(token)


def _names_a_place(token: str) -> bool:
    """A path, an address on the web, a host or a mail address."""
    if "/" in token or "\\" in token:
        return _PATH.fullmatch(token) is not None
    if "@" in token:
        return _MAIL.fullmatch(token) is not None
    return "." in token and bool(_HOST.fullmatch(token) or _PACKAGE.fullmatch(token))


def _identifier(token: str) -> str:
    """A word with digits: what stands before the digits stays, as in 'blk_<*>'."""
    first = token.index("0")
    head = token[:first]
    if not head.strip("-+~<#$*.!") or _looks_random(token):
        return PARAMETER
    tail = _TAIL.search(token)
    head = head if head.rstrip("-").isalpha() else head.rstrip("-")
    return head + PARAMETER + (tail.group(1) if tail and token.count("0") == 1 else "")


def _looks_random(token: str) -> bool:
    """Letters and digits in turn, as in a message id: 'jA0J0WSU0'."""
    return len(token) >= 8 and len(re.findall(r"[A-Za-z]0(?=[A-Za-z])", token)) >= 2


def is_delimiter(token: str) -> bool:
    """A single punctuation character that separates words."""
    return len(token) == 1 and token in DELIMITERS


def is_identifier(token: str) -> bool:
    """A word that looks like the name of one thing: digits, dots, underscores, dashes inside."""
    if PARAMETER in token:
        return True
    inner = token.strip(".-_*!?#")
    return len(token) == 1 or (
        any(mark in inner for mark in "._-/@\\:$%+~#") and any(c.isalpha() for c in inner)
    )


def is_code_file(token: str) -> bool:
    """The name of a source file, which is part of the program's text."""
    return _CODE_LINE.fullmatch(token) is not None
