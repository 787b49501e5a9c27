"""Suggested answers for known issues: a replay on history of what they would have done."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.core.progress import Progress
from workbench.tickets.likeness import earlier_likeness, worded
from workbench.tickets.model import Ticket


@dataclass(frozen=True)
class ReplayRow:
    """What suggesting answers at a threshold would have done to past tickets.

    `answered` would have got the answer of the most alike earlier ticket; `right` of those
    ended in the same category and resolution; `bounced` did not. Where it is not known how one
    of the two ended, nobody can tell: such a ticket is one of `tickets` but not of `answered`.
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
    near = earlier_likeness([worded(t.title, t.body) for t in ordered], most=10, progress=progress)
    pairs: list[tuple[float, bool]] = []
    for ticket, candidates in zip(ordered, near, strict=True):
        for candidate in candidates:
            other = ordered[candidate.place]
            ended = other.resolved or other.closed
            if ended and ticket.created and ended <= ticket.created:
                same = _same_end(ticket, other)
                if same is not None:
                    pairs.append((candidate.score, same))
                break
    return [_row(threshold, len(ordered), pairs) for threshold in thresholds]


def _same_end(ticket: Ticket, other: Ticket) -> bool | None:
    """Whether two ended alike, None when nobody can tell.

    What neither of them has (a source without resolutions) is not compared; what only one has
    is not known of the other.
    """
    if other.id in ticket.duplicate_of:
        return True
    ends = [(ticket.category, other.category), (ticket.resolution, other.resolution)]
    told = [(mine, theirs) for mine, theirs in ends if mine or theirs]
    if any(mine and theirs and mine != theirs for mine, theirs in told):
        return False
    return True if told and all(mine and theirs for mine, theirs in told) else None


def _row(threshold: float, total: int, pairs: Sequence[tuple[float, bool]]) -> ReplayRow:
    answered = [right for score, right in pairs if score >= threshold]
    return ReplayRow(threshold, total, len(answered), sum(answered), len(answered) - sum(answered))
