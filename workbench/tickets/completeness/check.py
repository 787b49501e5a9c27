"""What a report says and what is missing: who, when, which model, and so on, found in the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.tickets.completeness.items import ITEMS, Item
from workbench.tickets.completeness.language import other_language
from workbench.tickets.completeness.own_words import CLOSING, LEAD, LEAD_UNREAD, own_words
from workbench.tickets.completeness.report_text import even, without_speech
from workbench.tickets.completeness.rules import find_field, matches, tells_nothing
from workbench.tickets.completeness.sentences import Span, sentences

if TYPE_CHECKING:
    from workbench.tickets.completeness.recogniser import Floats

_CERTAIN = 0.97
_LIKELY = 0.65
_HARDLY = 0.005
"""From `_LIKELY` on, words that no rule knows tell an item, from `_CERTAIN` on even where a rule
takes them for a decoy; below `_HARDLY`, a rule that found an item in a sentence was deceived."""


_LONGEST_SHOWN = 80
_SHOWN_BEFORE = 24
_MOST_MATCHES = 20
_A_NAME = re.compile(r"[^\W\d_][^\d@_]*")
"""What a person is greeted by; an address or an account's id is no name."""

_WORD = re.compile(r"\w")
_REST_OF_WORD = re.compile(r"(?<=[\w\"'])[\w'-]+")


@dataclass(frozen=True)
class Completeness:
    """What was found (item and the words that say it), and the names of what is missing.

    Of a report in another `language` than English ('' for English) nothing is called missing:
    what was not found is `not_sure`.
    """

    present: dict[str, str]
    missing: tuple[str, ...]
    not_sure: tuple[str, ...] = ()
    language: str = ""

    @property
    def asked_for(self) -> tuple[str, ...]:
        """What a reply asks for."""
        return self.missing or self.not_sure


def check(text: str, known: Iterable[str] = ()) -> Completeness:
    """What a report says. `known` are items that are known from elsewhere (a ticket's fields).

    Rules find what they were made for; the recogniser adds what is worded otherwise, and takes
    back what only looks like it.
    """
    present: dict[str, str] = dict.fromkeys(known, "known from the ticket")
    whole = even(own_words(text))
    unquoted = without_speech(whole)
    places = list(sentences(unquoted))
    likely = _likely(unquoted, places)
    for number, item in enumerate(ITEMS):
        if item.name in present:
            continue
        read = whole if item.reads_quotes else unquoted
        field = find_field(item, read)
        found = field or _found(item, read, places, likely[:, number])
        place = found or _recognised(item, unquoted, places, likely[:, number])
        if place is None:
            continue
        sentence = _sentence(place, places)
        if field:
            sentence = field[0], sentence[1]  # a label begins something of its own
        elif found and item.is_a_name:
            sentence = found  # a name says all without its sentence
        else:
            place = _around(place, sentence, whole)
        present[item.name] = _shown(whole, place, sentence)
    absent = tuple(item.name for item in ITEMS if item.name not in present)
    ordered = {item.name: present[item.name] for item in ITEMS if item.name in present}
    language = other_language(whole)
    return Completeness(ordered, () if language else absent, absent if language else (), language)


def _likely(text: str, places: Sequence[Span]) -> "Floats":
    """How likely each sentence tells each item, read without what is never a word of the item."""
    from workbench.tickets.completeness.recogniser import chances

    said = [text[slice(*place)].strip() for place in places]
    found = chances(said)
    for number, item in enumerate(ITEMS):
        for row, words in enumerate(said):
            rest = item.something_else.sub(" ", words)
            if rest != words:
                found[row, number] = chances([rest])[0, number]
    return found


def _sentence(place: Span, places: Sequence[Span]) -> Span:
    """The sentence of a place, or all those that it touches."""
    touched = [(begin, end) for begin, end in places if begin < place[1] and place[0] < end]
    return min([place, *touched])[0], max(end for _, end in [place, *touched])


def _around(match: Span, sentence: Span, text: str) -> Span:
    """The sentence of a match; of a long one, what begins a few words before it."""
    (begin, end), (first, last) = match, sentence
    if end - first > _LONGEST_SHOWN:
        near = text.rfind(" ", first, max(begin - _SHOWN_BEFORE, first))
        first = near + 1 if near >= 0 else begin
    return first, last


def _shown(text: str, place: Span, sentence: Span) -> str:
    """The words of a place on one line, the last of them whole; "…" where the sentence has more."""
    rest = _REST_OF_WORD.match(text, place[1])
    begin, end = place[0], rest.end() if rest else place[1]
    words = " ".join(text[begin:end].split()).strip(" ,;:|-").lstrip(".!?")
    more = _WORD.search(text, end, sentence[1]) is not None
    if len(words) > _LONGEST_SHOWN:
        words = words[: _LONGEST_SHOWN + 1].rpartition(" ")[0] or words[:_LONGEST_SHOWN]
        more = True
    before = "\u2026 " if _WORD.search(text, sentence[0], begin) else ""
    return f"{before}{words} \u2026" if more else before + words


def _found(item: Item, text: str, places: Sequence[Span], likely: "Floats") -> Span | None:
    """Where a rule finds an item in a sentence that may tell it: the longest such match."""
    told: list[Span] = []
    for begin, end in matches(item, text):
        touched = [row for row, place in enumerate(places) if place[0] < end and begin < place[1]]
        if likely[touched].max(initial=0) > _HARDLY:
            told.append((begin, end))
        if len(told) == _MOST_MATCHES:
            break
    return max(told, key=lambda place: place[1] - place[0], default=None)


def _recognised(item: Item, text: str, places: Sequence[Span], likely: "Floats") -> Span | None:
    """The sentence that most likely tells an item, if rules find nothing in it against that."""
    for row in (-likely).argsort().tolist():
        if likely[row] <= _LIKELY:
            return None
        begin, end = places[row]
        decoy = likely[row] <= _CERTAIN and item.decoy.search(text, begin, end)
        if not decoy and not tells_nothing(item, text, places[row]):
            return places[row]
    return None


def reply(result: Completeness, name: str | None = None) -> str:
    """A polite answer in plain words that asks for what is missing, and only for that.

    Of a report in a language that is not read, for what it does not say yet.
    """
    greeting = f"Hello {name}," if name and _A_NAME.fullmatch(name) else "Hello,"
    if not result.asked_for:
        return (
            f"{greeting}\n\nthank you, your report has everything we need. We are looking into it"
            " and will write as soon as we know more."
        )
    asked = [item.question for item in ITEMS if item.name in result.asked_for]
    questions = "\n".join(f"{number}. {question}" for number, question in enumerate(asked, 1))
    wanted = "one thing" if len(asked) == 1 else "a few things"
    lead = LEAD_UNREAD if result.language else f"{LEAD} {wanted}:"
    return f"{greeting}\n\n{lead}\n\n{questions}\n\n{CLOSING}"
