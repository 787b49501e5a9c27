"""Closing by itself: only for patterns that the team named and switched on; listed, reversible."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.tickets import acting
from workbench.tickets.capture import AUTOMATIC, CLOSED
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

_LONGEST = 10_000


@dataclass(frozen=True)
class ClosePattern:
    """A kind of ticket that needs nobody: `words` must occur in its text.

    Nothing is closed while `on` is False, which is the default.
    """

    name: str
    words: re.Pattern[str]
    resolution: str
    on: bool = False


@dataclass(frozen=True)
class SelfClosed:
    """A ticket that was closed by itself: by which pattern, when, and whether it still is."""

    ticket: str
    pattern: str
    time: datetime
    still_closed: bool


def close_known(store: TicketStore, patterns: Sequence[ClosePattern]) -> list[tuple[str, str]]:
    """Close open tickets that a switched-on pattern fits; gives ticket id and pattern name.

    A ticket that somebody has, or that was closed like this once and reopened, is left alone.
    What is closed like this never trains.
    """
    active = [pattern for pattern in patterns if pattern.on]
    if not active:
        return []
    before = {entry.ticket for entry in closed_by_itself(store)}
    done: list[tuple[str, str]] = []
    for ticket in store.all(unfinished=True):
        found = next((pattern for pattern in active if _fits(pattern, ticket)), None)
        if found and ticket.assignee is None and ticket.id not in before:
            acting.resolve(store, [ticket], found.resolution, origin=AUTOMATIC, why=found.name)
            done.append((ticket.id, found.name))
    return done


def closed_by_itself(store: TicketStore) -> list[SelfClosed]:
    """Every ticket that was ever closed by itself, the newest first."""
    rows = store.database.connection().execute(
        "SELECT d.ticket, d.previous, d.time, t.state FROM ticket_decision d"
        " JOIN ticket t ON t.id = d.ticket WHERE d.kind = ? AND d.origin = ?"
        " ORDER BY d.number DESC",
        (CLOSED, AUTOMATIC),
    )
    return [
        SelfClosed(
            row["ticket"],
            row["previous"] or "",
            datetime.fromisoformat(row["time"]),
            row["state"] in ("resolved", "closed"),
        )
        for row in rows
    ]


def _fits(pattern: ClosePattern, ticket: Ticket) -> bool:
    return pattern.words.search(ticket.text[:_LONGEST]) is not None
