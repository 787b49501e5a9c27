"""Checks a report that was edited: what in it no evidence bears out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.incidents.reading import Part, Written
from workbench.incidents.timeline import Entry
from workbench.incidents.wording import Moments, not_borne_out


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a sentence of an edited report, in which line (from 1)."""

    line: int
    sentence: str
    message: str


def check(parts: Sequence[Part], entries: Sequence[Entry], moments: Moments) -> list[Finding]:
    """What the sentences of a report say without evidence, or against it.

    A sentence has to name evidence that exists; the ticket keys, numbers and times in it have to
    occur in that.
    """
    by_number = {entry.number: entry for entry in entries}
    return [
        Finding(one.line, one.text, message)
        for part in parts
        for one in part.sentences
        for message in _wrong(one, by_number, moments)
    ]


def _wrong(one: Written, entries: dict[int, Entry], moments: Moments) -> Iterator[str]:
    if not one.numbers:
        yield "no evidence is named"
    for number in one.numbers:
        if number not in entries:
            yield f"there is no E{number}"
    known = [entries[number] for number in one.numbers if number in entries]
    if known:
        for fact in not_borne_out(one.text, known, moments):
            yield f"'{fact}' is not in the evidence named"
