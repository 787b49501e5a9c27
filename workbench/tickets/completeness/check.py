"""What a report says and what is missing: who, when, which model, and so on, found in the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.tickets.completeness.items import ITEMS, Item
from workbench.tickets.completeness.items.words import EMPTY, UNKNOWN
from workbench.tickets.completeness.report_text import even, hide, without_speech

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
_SAYS_NOTHING = re.compile(rf"[ :=\"'(*]*(?:(?:is|was|are) )?{EMPTY}", re.IGNORECASE)
_LABEL = r"[^\w\n]{0,4}[\w/ ]{1,30}[\"*_]{0,2} ?[:=]"
_NEXT_FIELD = re.compile(rf"{_LABEL}|#|\*\*[^*\n]{{1,40}}\*\* ?(?:\n|\Z)")
_LEFT_OPEN = re.compile(
    rf"[ :=\"'(*-]*(?:(?:is|was|are) )?{UNKNOWN}|"
    rf"(?<![.;,!?])[ \w]{{0,12}}[\"*_]{{0,2}} ?[:=](?: ?{EMPTY}| *(?:\Z|\n\s*{_LABEL}))|"
    rf"\*\*\s*(?:\*\*|\Z)",
    re.IGNORECASE,
)
"""What follows a match that tells nothing after all."""


@dataclass(frozen=True)
class Completeness:
    """What was found (item and the words that say it), and the names of what is missing."""

    present: dict[str, str]
    missing: tuple[str, ...]


def check(text: str, known: Iterable[str] = ()) -> Completeness:
    """What a report says. `known` are items that are known from elsewhere (a ticket's fields)."""
    present: dict[str, str] = dict.fromkeys(known, "known from the ticket")
    whole = even(text)
    unquoted = without_speech(whole)
    for item in ITEMS:
        words = None
        if item.name not in present:
            words = _told(item, whole if item.reads_quotes else unquoted, whole)
        if words is not None:
            present[item.name] = " ".join(words.split())[:80]
    missing = tuple(item.name for item in ITEMS if item.name not in present)
    ordered = {item.name: present[item.name] for item in ITEMS if item.name in present}
    return Completeness(ordered, missing)


def _told(item: Item, text: str, whole: str) -> str | None:
    """The first words that tell an item; 'unknown' and 'I do not know which' tell nothing."""
    place = _field(item, text) or _words(item, hide(item.decoy, text))
    return whole[slice(*place)] if place else None


def _field(item: Item, text: str) -> tuple[int, int] | None:
    """Where a field of the item has a value that says something."""
    for label in item.field.finditer(text):
        end = label.end()
        if "\n" in label.group(0) and _NEXT_FIELD.match(text, end):
            continue
        if item.fitting.match(text, end) and not _SAYS_NOTHING.match(text, end):
            value = re.compile(r"[^\n;]{0,60}").match(text, end)
            return label.start(), value.end() if value else end
    return None


def _words(item: Item, text: str) -> tuple[int, int] | None:
    """Where words tell the item."""
    for match in item.pattern.finditer(text):
        before = _SENTENCE_END.split(text[max(match.start() - 200, 0) : match.start()])[-1]
        if _NOT_TOLD.search(before) or item.not_after.search(before):
            continue
        if _SAYS_NOTHING.match(_value(match.group(0))) or _LEFT_OPEN.match(text, match.end()):
            continue
        return match.span()
    return None


def _value(words: str) -> str:
    """What stands after the last ':' or '=' of some words; 'it' where there is none."""
    *label, value = re.split(r"[:=]", words)
    return value.strip() if label else "it"


def reply(result: Completeness, name: str | None = None) -> str:
    """A polite answer in plain words that asks for what is missing, and only for that."""
    greeting = f"Hello {name}," if name else "Hello,"
    if not result.missing:
        return (
            f"{greeting}\n\nthank you, your report has everything we need. We are looking into it"
            " and will write as soon as we know more."
        )
    asked = [item.question for item in ITEMS if item.name in result.missing]
    questions = "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))
    lead = "thank you for your report. To find the cause we still need"
    wanted = "one thing" if len(asked) == 1 else "a few things"
    closing = (
        "Answer what you can; leave out what you do not know."
        " Please do not send passwords or personal data."
    )
    return f"{greeting}\n\n{lead} {wanted}:\n\n{questions}\n\n{closing}"
