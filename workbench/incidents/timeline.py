"""Everything that is known of an incident, in the order in which it happened, numbered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.core.evidence import Evidence
from workbench.core.redaction import redact
from workbench.incidents.pinboard import Pinned


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of evidence under the number that a report cites it by ("E3").

    `pinned` is None for what a ticket tells of itself.
    """

    number: int
    evidence: Evidence
    pinned: Pinned | None = None

    @property
    def note(self) -> str:
        """What a person wrote beside it, secrets masked."""
        return "" if self.pinned is None else redact(self.pinned.note.strip())

    @property
    def remark(self) -> str:
        """What a person wrote: the note beside it, or else itself where it is one."""
        return self.note or (self.title if self.evidence.kind == "note" else "")

    @property
    def title(self) -> str:
        """What it is, in one line, secrets masked."""
        return redact(" ".join(self.evidence.title.split()))

    @property
    def text(self) -> str:
        """Its content, secrets masked."""
        return redact(self.raw_text).strip()

    @property
    def raw_text(self) -> str:
        """Its content as it is: to look into, not to show."""
        text = self.evidence.payload.get("text")
        return text if isinstance(text, str) else ""

    @property
    def public(self) -> bool:
        """Whether people outside the team may read it: never what somebody pinned."""
        return self.pinned is None and self.evidence.payload.get("public") is True


def timeline(told: Sequence[Evidence], pinned: Sequence[Pinned]) -> tuple[Entry, ...]:
    """What a ticket told and what was pinned, oldest first; what has no time comes last."""
    pieces: list[tuple[Evidence, Pinned | None]] = [(piece, None) for piece in told]
    pieces += [(piece.evidence, piece) for piece in pinned]
    last = datetime.max.replace(tzinfo=UTC)
    pieces.sort(key=lambda pair: pair[0].time or last)
    return tuple(Entry(number, *pair) for number, pair in enumerate(pieces, start=1))
