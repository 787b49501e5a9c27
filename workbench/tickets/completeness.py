"""What a report says and what is missing: who, when, which model, and so on, found in the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.tickets.report_items import ITEMS, Item

LONGEST_REPORT = 100_000
"""Characters of a report that are searched."""
_LONG_WORD = re.compile(r"(\S{200})\S+")
"""Encoded data: its beginning tells as much, and patterns need not walk through it all."""
_SENTENCE_END = re.compile(r"[.!?;]\s|\n|\bbut\b|\bhowever\b", re.IGNORECASE)
_NOT_TOLD = re.compile(
    r"\b(?:(?:do|did|does|could|can|would)(?: not|n'?t|not)|never|no longer)\s+"
    r"(?:know|remember|recall|find|see|say|tell)\b(?!\s+(?:why|how|if|whether))|"
    r"\b(?:no idea|not sure|unsure|unclear|forgot)\b(?!\s+(?:why|how|if|whether))",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"[\s:=\"'`(]*(?:(?:is|was|are)\s+)?(?:still\s+)?"
    r"(?:unknown|not (?:yet )?known|not sure|n/?a\b|none\b|tbd|tba|to be found|unclear|\?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Completeness:
    """What was found (item and the words that say it), and the names of what is missing."""

    present: dict[str, str]
    missing: tuple[str, ...]


def check(text: str, known: Iterable[str] = ()) -> Completeness:
    """What a report says. `known` are items that are known from elsewhere (a ticket's fields)."""
    present: dict[str, str] = dict.fromkeys(known, "known from the ticket")
    beginning = _LONG_WORD.sub(r"\1", text[:LONGEST_REPORT]).replace("\u2019", "'")
    for item in ITEMS:
        words = _told(item, beginning) if item.name not in present else None
        if words is not None:
            present[item.name] = " ".join(words.split())[:80]
    missing = tuple(item.name for item in ITEMS if item.name not in present)
    ordered = {item.name: present[item.name] for item in ITEMS if item.name in present}
    return Completeness(ordered, missing)


def _told(item: Item, text: str) -> str | None:
    """The first words that tell an item; 'unknown' and 'I do not know which' tell nothing."""
    for match in item.pattern.finditer(text):
        before = _SENTENCE_END.split(text[max(match.start() - 200, 0) : match.start()])[-1]
        if _NOT_TOLD.search(before) or (item.against and item.against.search(before)):
            continue
        if _SAYS_NOTHING.fullmatch(_value(match.group(0))) or _SAYS_NOTHING.match(
            text, match.end()
        ):
            continue
        return match.group(0)
    return None


def _value(words: str) -> str:
    """What stands after the last ':' or '=' of some words; the words where there is none."""
    return re.split(r"[:=]", words)[-1].strip()


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
