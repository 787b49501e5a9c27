"""What people do with tickets here: decide, route, close, snooze; each can be taken back."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from workbench.core import time
from workbench.tickets.capture import (
    CATEGORY,
    ROUTE,
    WINDOW,
    capture,
    capture_closure,
)
from workbench.tickets.model import OPEN, RESOLVED, Ticket
from workbench.tickets.store import TicketStore

_KEPT = ("status", "state", "assignee", "team", "category", "resolution", "resolved", "updated")
"""The columns that an action may change."""


@dataclass(frozen=True)
class Done:
    """An action that was made: its name for the undo list, and how to take it back."""

    name: str
    undo: Callable[[], None]


def decide_category(store: TicketStore, tickets: Sequence[Ticket], category: str) -> Done:
    """A person sets or confirms the category: this is what the triage learns from."""

    def write(writer: sqlite3.Connection, ticket: Ticket) -> None:
        capture(writer, ticket, CATEGORY, category, previous=ticket.category)
        writer.execute("UPDATE ticket SET category = ? WHERE id = ?", (category, ticket.id))

    return _act(store, tickets, f"set category {category} for {_names(tickets)}", write)


def assign(
    store: TicketStore, tickets: Sequence[Ticket], person: str | None, team: str | None = None
) -> Done:
    """Give tickets to a person or team."""
    to = person or team or "nobody"

    def write(writer: sqlite3.Connection, ticket: Ticket) -> None:
        capture(writer, ticket, ROUTE, to, previous=ticket.assignee)
        _event(writer, ticket, "assignee", ticket.assignee, person)
        writer.execute(
            "UPDATE ticket SET assignee = ?, team = coalesce(?, team) WHERE id = ?",
            (person, team, ticket.id),
        )

    return _act(store, tickets, f"give {_names(tickets)} to {to}", write)


def resolve(
    store: TicketStore,
    tickets: Sequence[Ticket],
    resolution: str,
    *,
    origin: str = WINDOW,
    why: str | None = None,
) -> Done:
    """Mark tickets as resolved; the resolution is captured in the same transaction.

    `why` names the pattern where nobody but the product closed it.
    """

    def write(writer: sqlite3.Connection, ticket: Ticket) -> None:
        now = time.now()
        _event(writer, ticket, "status", ticket.status, "Resolved")
        writer.execute(
            "UPDATE ticket SET state = ?, status = 'Resolved', resolution = ?, resolved = ?"
            " WHERE id = ?",
            (RESOLVED, resolution, time.iso(now), ticket.id),
        )
        closed = replace(ticket, state=RESOLVED, resolution=resolution, resolved=now)
        capture_closure(writer, closed, ticket.state, origin, why)

    return _act(store, tickets, f"resolve {_names(tickets)}", write)


def reopen(store: TicketStore, tickets: Sequence[Ticket]) -> Done:
    """Make finished tickets open again.

    Where no history says when a ticket was resolved, that is noted too: the clock counts it.
    """

    def write(writer: sqlite3.Connection, ticket: Ticket) -> None:
        ended = ticket.resolved or ticket.closed
        if ended is not None and not any(event.kind == "status" for event in ticket.events):
            _event(writer, ticket, "status", None, ticket.status, at=ended)
        _event(writer, ticket, "status", ticket.status, "Reopened")
        writer.execute(
            "UPDATE ticket SET state = ?, status = 'Reopened', resolution = NULL, resolved = NULL"
            " WHERE id = ?",
            (OPEN, ticket.id),
        )

    return _act(store, [one for one in tickets if one.finished], f"reopen {_names(tickets)}", write)


def snooze(store: TicketStore, tickets: Sequence[Ticket], until: datetime, note: str = "") -> Done:
    """Let tickets come back at a moment."""

    def write(writer: sqlite3.Connection, ticket: Ticket) -> None:
        writer.execute(
            "INSERT INTO ticket_reminder VALUES (?, ?, ?) ON CONFLICT (ticket)"
            " DO UPDATE SET due = excluded.due, note = excluded.note",
            (ticket.id, time.iso(until), note),
        )

    return _act(store, tickets, f"snooze {_names(tickets)}", write)


def wake(store: TicketStore, ticket_ids: Sequence[str]) -> None:
    """Take tickets out of snooze."""
    with store.database.write() as writer:
        writer.executemany("DELETE FROM ticket_reminder WHERE ticket = ?",
                           [(ticket_id,) for ticket_id in ticket_ids])  # fmt: skip


def snoozed(store: TicketStore) -> dict[str, datetime]:
    """When which ticket comes back."""
    rows = store.database.connection().execute("SELECT ticket, due FROM ticket_reminder")
    return {row["ticket"]: datetime.fromisoformat(row["due"]) for row in rows}


def _names(tickets: Sequence[Ticket]) -> str:
    return tickets[0].id if len(tickets) == 1 else f"{len(tickets)} tickets"


def _event(
    writer: sqlite3.Connection,
    ticket: Ticket,
    kind: str,
    old: str | None,
    new: str | None,
    *,
    at: datetime | None = None,
) -> None:
    writer.execute(
        "INSERT INTO ticket_event SELECT ?, coalesce(max(place), -1) + 1, ?, ?, ?, ?, NULL"
        " FROM ticket_event WHERE ticket = ?",
        (ticket.id, time.iso(at or time.now()), kind, old, new, ticket.id),
    )


def _act(
    store: TicketStore,
    tickets: Sequence[Ticket],
    name: str,
    write: Callable[[sqlite3.Connection, Ticket], None],
) -> Done:
    """Make an action on all tickets in one transaction, and remember how things were."""
    before: list[_Before] = []
    with store.database.write() as writer:
        last = writer.execute("SELECT coalesce(max(number), 0) FROM ticket_decision").fetchone()[0]
        for ticket in tickets:
            before.append(_before(writer, ticket.id))
            write(writer, ticket)
        made = writer.execute("SELECT max(number) FROM ticket_decision").fetchone()[0] or last

    def undo() -> None:
        with store.database.write() as writer:
            for entry in before:
                _restore(writer, entry)
            writer.execute(
                "DELETE FROM ticket_decision WHERE number > ? AND number <= ?", (last, made)
            )

    return Done(name, undo)


@dataclass(frozen=True)
class _Before:
    """A ticket's row, its number of events, and its reminder before an action."""

    id: str
    values: tuple[object, ...]
    events: int
    reminder: tuple[object, ...] | None


def _before(writer: sqlite3.Connection, ticket_id: str) -> _Before:
    row = writer.execute(
        f"SELECT {', '.join(_KEPT)} FROM ticket WHERE id = ?", (ticket_id,)
    ).fetchone()
    events = writer.execute(
        "SELECT coalesce(max(place), -1) FROM ticket_event WHERE ticket = ?", (ticket_id,)
    ).fetchone()[0]
    reminder = writer.execute(
        "SELECT ticket, due, note FROM ticket_reminder WHERE ticket = ?", (ticket_id,)
    ).fetchone()
    return _Before(ticket_id, tuple(row), events, tuple(reminder) if reminder else None)


def _restore(writer: sqlite3.Connection, entry: _Before) -> None:
    sets = ", ".join(f"{column} = ?" for column in _KEPT)
    writer.execute(f"UPDATE ticket SET {sets} WHERE id = ?", (*entry.values, entry.id))
    writer.execute(
        "DELETE FROM ticket_event WHERE ticket = ? AND place > ?", (entry.id, entry.events)
    )
    writer.execute("DELETE FROM ticket_reminder WHERE ticket = ?", (entry.id,))
    if entry.reminder:
        writer.execute("INSERT INTO ticket_reminder VALUES (?, ?, ?)", entry.reminder)
