"""What a report says and what is missing: who, when, which model, and so on, found in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tickets.completeness.items import ITEMS, Item
from workbench.tickets.completeness.report_text import even, without_speech
from workbench.tickets.completeness.rules import find, find_field, speak_against
from workbench.tickets.completeness.sentences import Span, sentences

if TYPE_CHECKING:
    from workbench.tickets.completeness.recogniser import Floats

_LIKELY = 0.65
_HARDLY = 0.0003
"""From `_LIKELY` on, words that no rule knows tell an item; below `_HARDLY` in every sentence,
a rule was deceived."""


@dataclass(frozen=True)
class Completeness:
    """What was found (item and the words that say it), and the names of what is missing."""

    present: dict[str, str]
    missing: tuple[str, ...]


def check(text: str, known: Iterable[str] = ()) -> Completeness:
    """What a report says. `known` are items that are known from elsewhere (a ticket's fields).

    Rules find what they were made for; the recogniser adds what is worded otherwise, and takes
    back what only looks like it.
    """
    from workbench.tickets.completeness.recogniser import chances

    present: dict[str, str] = dict.fromkeys(known, "known from the ticket")
    whole = even(text)
    unquoted = without_speech(whole)
    places = list(sentences(unquoted))
    likely = chances([unquoted[slice(*place)].strip() for place in places])
    for number, item in enumerate(ITEMS):
        if item.name in present:
            continue
        read = whole if item.reads_quotes else unquoted
        place = find_field(item, read)
        if place is None and likely[:, number].max(initial=0) > _HARDLY:
            place = find(item, read) or _recognised(item, unquoted, places, likely[:, number])
        if place is not None:
            present[item.name] = " ".join(whole[slice(*place)].split()).lstrip(" .,;:!?|-")[:80]
    missing = tuple(item.name for item in ITEMS if item.name not in present)
    ordered = {item.name: present[item.name] for item in ITEMS if item.name in present}
    return Completeness(ordered, missing)


def _recognised(item: Item, text: str, places: Sequence[Span], likely: "Floats") -> Span | None:
    """The sentence that most likely tells an item, if rules find nothing in it against that."""
    for row in (-likely).argsort().tolist():
        if likely[row] <= _LIKELY:
            return None
        if not speak_against(item, text, places[row]):
            return places[row]
    return None


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
