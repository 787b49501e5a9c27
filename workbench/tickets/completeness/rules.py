"""What the rules of an item say of a text: where it is told, and what speaks against it."""

import re
from collections.abc import Iterator

from workbench.tickets.completeness.items import Item
from workbench.tickets.completeness.items.words import EMPTY, UNKNOWN
from workbench.tickets.completeness.report_text import hide
from workbench.tickets.completeness.sentences import Span

_FRAME = " *#_:|=?-"
"""What stands around a label."""

_SENTENCE_END = re.compile(
    r"[.!?;]\s|\n|\b(?:but|however|while|whereas|though|although)\b|"
    r" and (?=(?:it|we|i|they|gets?|got|returns?|shows?|gives?|says|is|was)\b)| [-\u2013\u2014] ",
    re.IGNORECASE,
)
_NOT_TOLD = re.compile(
    r"\b(?:(?:do|did|does|could|can|would)(?: not|n'?t|not)|never|no longer)\s+(?:"
    r"(?:know|remember|recall)\b(?!\s+(?:why|how)\b)|(?:find|see|say|tell)(?: (?:you|us|me))?"
    r"(?: (?:an?|any|the|which|what|its|your|our|where))?(?: \w+)?\s*$)|"
    r"\b(?:no idea|not sure|unsure|unclear|forgot)\b(?!\s+(?:why|how)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\W*(?:(?:and|so|also|hi|hello|hey|ok|sorry|please)\W+)*(?:do|does|can|could|will|would|is|are|"
    r"may|should|what|where|which|who|how|have|has)\b(?![^?\n]*\b(?:why|since|but|instead|although|"
    r"error|[45]\d\d)\b)[^.!?\n]{0,140}\?",
    re.IGNORECASE,
)
"""A question of the customer's own: it names things and tells nothing."""

_SAYS_NOTHING = re.compile(rf"[ :=\"'(*]*(?:(?:is|was|are) )?{EMPTY}", re.IGNORECASE)
_VALUE = re.compile(r"[^\n;]{0,60}?(?=[.!?] |[\n;]|\Z)|[^\n;]{0,60}")
_LABEL = r"[^\w\n]{0,4}[\w/ ]{1,30}[\"*_]{0,2} ?[:=]"
_NEXT_FIELD = re.compile(rf"{_LABEL}|#|\*\*[^*\n]{{1,40}}\*\* ?(?:\n|\Z)")
_LEFT_OPEN = re.compile(
    rf"[ :=\"'(*-]*(?:(?:is|was|are) )?{UNKNOWN}|"
    rf"(?<![.;,!?])[ \w]{{0,12}}[\"*_]{{0,2}} ?[:=](?: ?{EMPTY}| *(?:\Z|\n\s*{_LABEL}))|"
    rf"\*\*\s*(?:\*\*|\Z)",
    re.IGNORECASE,
)
"""What follows a match that tells nothing after all."""


def matches(item: Item, text: str) -> Iterator[Span]:
    """Where words tell the item; 'I do not know which' tells nothing."""
    read = hide(item.something_else, hide(item.decoy, text))
    for match in item.pattern.finditer(read):
        before = _SENTENCE_END.split(read[max(match.start() - 200, 0) : match.start()])[-1]
        if _is_asked(item, read, match.start() - len(before)):
            continue
        if _NOT_TOLD.search(before) or item.not_after.search(before):
            continue
        if _SAYS_NOTHING.match(_value(match.group(0))) or _LEFT_OPEN.match(read, match.end()):
            continue
        yield match.span()


def find_field(item: Item, text: str) -> Span | None:
    """Where a field of the item has a value that says something; 'unknown' says nothing."""
    read = hide(item.something_else, text)
    for label in item.field.finditer(read):
        end = label.end()
        if "\n" in label.group(0) and _NEXT_FIELD.match(read, end):
            continue
        if item.fitting.match(read, end) and not _SAYS_NOTHING.match(read, end):
            value = _VALUE.match(read, end)
            return label.start(), value.end() if value else end
    return None


def tells_nothing(item: Item, text: str, place: Span) -> bool:
    """Whether a sentence asks for the item, or says that nothing is known or filled in."""
    begin, end = place
    return bool(
        _NOT_TOLD.search(text[begin:end])
        or _is_asked(item, text, begin)
        or _is_empty_field(item, text, begin, end)
    )


def _is_asked(item: Item, text: str, begin: int) -> bool:
    return not item.told_by_questions and _ASKS.match(text, begin) is not None


def _is_empty_field(item: Item, text: str, begin: int, end: int) -> bool:
    """Whether a sentence is a label of the item and nothing behind it."""
    label = item.field.search(text, begin, end)
    if label is not None and _SAYS_NOTHING.match(text, label.end()):
        return True
    return re.fullmatch(item.labels, text[begin:end].strip(_FRAME), re.IGNORECASE) is not None


def _value(words: str) -> str:
    """What stands after the last ':' or '=' of some words; 'it' in an address or without one."""
    *label, value = re.split(r"[:=]", words)
    return value.strip() if label and "/" not in words else "it"
