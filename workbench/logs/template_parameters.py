"""The parameters of one message: their values, and what kind of thing each is."""

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.logs.template_masks import PARAMETER

_KINDS = (
    (
        "duration",
        r"[-+<]?\d+(?:\.\d+)?\s?(?:ns|us|µs|ms|msec|s|secs?|seconds?|min|minutes?|h|hours?)",
    ),
    ("duration", r"\d+:\d\d(?::\d\d(?:\.\d+)?)?"),
    ("ip", r"/?\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?"),
    ("ip", r"\[?(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}\]?"),
    ("number", r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?\s?(?:%|[kKMGT]?i?B|bytes|[KMG])?"),
    ("path", r"~?/\S*|[A-Za-z]:\\.*|\w+://\S+|\.{1,2}/\S*|\S+/\S+/\S*"),
    ("id", r"(?=\S*\d)\S+"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_LOOSE = re.compile(r"[^\s=,;()\[\]{}<>\"'|]*\d[^\s=,;()\[\]{}<>\"'|]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value: `kind` is number, duration, ip, id, path or word."""

    text: str
    kind: str


def parameters(template: str, message: bytes) -> list[Parameter]:
    """The values that stand at each <*> of the template's text, in order.

    A message that leaves out an optional part of its template gives what looks like a value.
    """
    text = message.decode("utf-8", "replace")
    found = _pattern(template).fullmatch(text.strip())
    values = found.groups() if found else _LOOSE.findall(text)
    return [Parameter(value.strip(), kind_of(value.strip())) for value in values]


def kind_of(value: str) -> str:
    """What a value is: number, duration, ip, id, path or word."""
    return next((kind for kind, shape in _PATTERNS if shape.fullmatch(value)), "word")


@lru_cache(maxsize=4096)
def _pattern(template: str) -> re.Pattern[str]:
    """The template as a pattern: any space for a space, anything for <*>."""
    parts = [_constant(part) for part in template.split(PARAMETER)]
    return re.compile("(.*?)".join(parts), re.DOTALL)


def _constant(text: str) -> str:
    return r"\s*".join(re.escape(piece) for piece in re.split(r"\s+", text))
