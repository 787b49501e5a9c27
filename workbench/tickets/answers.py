"""Ready replies, suggested answers for known issues, and a replay on history of what they do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.core.progress import Progress
from workbench.tickets.likeness import earlier_likeness, weighted
from workbench.tickets.model import Ticket

_FIELD = re.compile(r"\{([a-z_]+)\}")

READY_REPLIES: Mapping[str, str] = {
    "received": "Hello {reporter},\n\nwe have your report “{title}” ({id}) and are looking into it."
    " You will hear from us before {due}.",
    "known issue": "Hello {reporter},\n\nthis is a known issue that we are working on. Until it is"
    " solved, this helps: {workaround}",
    "solved": "Hello {reporter},\n\n“{title}” should be solved now: {resolution}\n\nPlease tell us"
    " if it is not.",
    "how to": "Hello {reporter},\n\nyou find this described here: {article}",
}
"""Name and text; {fields} are filled in from the ticket."""


def fill(text: str, ticket: Ticket, more: Mapping[str, str] | None = None) -> tuple[str, list[str]]:
    """A reply with its placeholders filled, and the names of those that nobody knows.

    Unknown ones stay as they are, so that they cannot go out unseen.
    """
    known = {
        "reporter": ticket.reporter,
        "title": ticket.title,
        "id": ticket.id,
        "resolution": ticket.resolution,
        "assignee": ticket.assignee,
        "status": ticket.status,
    } | dict(more or {})
    unknown: list[str] = []

    def put(match: re.Match[str]) -> str:
        value = known.get(match.group(1))
        if value:
            return value
        unknown.append(match.group(1))
        return match.group(0)

    return _FIELD.sub(put, text), unknown


@dataclass(frozen=True)
class ReplayRow:
    """What suggesting answers at a threshold would have done to past tickets.

    `answered` would have got the answer of the most alike earlier ticket; `right` of those
    ended in the same category and resolution; `bounced` did not.
    """

    threshold: float
    tickets: int
    answered: int
    right: int
    bounced: int


def replay(
    history: Sequence[Ticket],
    thresholds: Sequence[float] = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    progress: Progress | None = None,
) -> list[ReplayRow]:
    """Go through finished tickets in the order in which they were opened.

    Each would have been answered with the resolution of the most alike ticket that was
    finished before it was opened, if that is alike enough.
    """
    finished = [t for t in history if t.finished and t.created is not None]
    ordered = sorted(finished, key=lambda t: (t.created, t.id))
    near = earlier_likeness(
        [weighted(t.title, t.body) for t in ordered], most=10, progress=progress
    )
    pairs: list[tuple[float, bool]] = []
    for ticket, candidates in zip(ordered, near, strict=True):
        for candidate in candidates:
            other = ordered[candidate.place]
            ended = other.resolved or other.closed
            if ended and ticket.created and ended <= ticket.created:
                pairs.append((candidate.score, _same_end(ticket, other)))
                break
    return [_row(threshold, len(ordered), pairs) for threshold in thresholds]


def _same_end(ticket: Ticket, other: Ticket) -> bool:
    if other.id in ticket.duplicate_of:
        return True
    return (ticket.category, ticket.resolution) == (other.category, other.resolution)


def _row(threshold: float, total: int, pairs: Sequence[tuple[float, bool]]) -> ReplayRow:
    answered = [right for score, right in pairs if score >= threshold]
    return ReplayRow(threshold, total, len(answered), sum(answered), len(answered) - sum(answered))
