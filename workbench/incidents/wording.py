"""How moments are written in a report, and which words a piece of evidence bears out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import combinations

from workbench.core.text import duration
from workbench.incidents.timeline import Entry

_FACT = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b|\d[\d.,:]*\d|\d")
"""What can be checked word by word: ticket keys, numbers, dates and times of day."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Writes moments in UTC, and in the reader's zone beside it where there is one."""

    zone: tzinfo | None = None

    def words(self, moment: datetime) -> str:
        """'2026-03-06 06:54:10 UTC (07:54:10 Europe/Berlin)'."""
        told = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        if self.zone is None:
            return told
        local = moment.astimezone(self.zone)
        day = "" if local.date() == moment.astimezone(UTC).date() else f"{local:%Y-%m-%d} "
        return f"{told} ({day}{local:%H:%M:%S} {self.zone})"


def not_borne_out(sentence: str, entries: Sequence[Entry], moments: Moments) -> list[str]:
    """The keys, numbers and times in a sentence that these pieces of evidence do not bear out.

    They bear out those in their titles, texts, notes and sources; their times in UTC and in the
    zone; and how long it was from one to the other.
    """
    left = facts_in(sentence)
    words: list[str] = []
    for entry in entries:
        words += [entry.title, entry.note, entry.evidence.source]
    times = [entry.evidence.time for entry in entries if entry.evidence.time is not None]
    words += [moments.words(time) for time in times]
    words += [duration(abs((one - other).total_seconds())) for one, other in combinations(times, 2)]
    left -= facts_in("\n".join(words))
    for entry in entries:
        # A text may be a megabyte: it is taken apart only where it may tell something.
        if any(fact in entry.raw_text for fact in left):
            left -= facts_in(entry.text)
    return sorted(left)


def facts_in(text: str) -> set[str]:
    """The keys, numbers and times that a text names."""
    return {fact.rstrip(".,:") for fact in _FACT.findall(text)}
