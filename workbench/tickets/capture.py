"""Captures what people decide about tickets: the only thing the triage learns from.

A decision is written in the transaction that makes the change, so that no crash can come
between them.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from workbench.core import time
from workbench.tickets.model import FINISHED, Ticket

CATEGORY, CLOSED, ROUTE, PRIORITY = "category", "closed", "route", "priority"
WINDOW, IMPORT, API, AUTOMATIC = "window", "import", "api", "automatic"


@dataclass(frozen=True)
class Decision:
    """One decision: `kind` is category, closed, route or priority; `origin` says by what way.

    `confirmed` is False for what the product did by itself; such rows never train.
    """

    number: int
    ticket: str
    time: datetime
    kind: str
    value: str | None
    previous: str | None
    origin: str
    confirmed: bool
    text: str


def capture(
    writer: sqlite3.Connection,
    ticket: Ticket,
    kind: str,
    value: str | None,
    *,
    previous: str | None = None,
    origin: str = WINDOW,
    confirmed: bool = True,
    when: datetime | None = None,
) -> None:
    """Write a decision into the log, inside the caller's transaction."""
    text = ticket.text.encode("utf-8", "replace").decode()
    writer.execute(
        "INSERT INTO ticket_decision"
        " (ticket, time, kind, value, previous, origin, confirmed, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (ticket.id, time.iso(when or time.now()), kind, value, previous, origin, confirmed, text),
    )


def capture_closure(
    writer: sqlite3.Connection,
    ticket: Ticket,
    state_before: str | None,
    origin: str,
    why: str | None = None,
) -> None:
    """Capture that a ticket is finished now and was not before, with the category it ended with.

    What a person decided in the window holds against what its source says. A category that the
    product set by itself, and nobody confirmed, does not train; neither does a ticket that the
    product closed by itself (`why` is the pattern's name).
    """
    if not ticket.finished or state_before in FINISHED:
        return
    category = decided_by_a_person(writer, ticket.id) or ticket.category
    automatic = writer.execute(
        "SELECT 1 FROM ticket_decision WHERE ticket = ? AND kind = ? AND value = ?"
        " AND origin = ? AND number > coalesce((SELECT max(number) FROM ticket_decision"
        " WHERE ticket = ? AND kind = ? AND confirmed), 0)",
        (ticket.id, CATEGORY, category, AUTOMATIC, ticket.id, CATEGORY),
    ).fetchone()
    ended = ticket.resolved or ticket.closed or ticket.updated
    capture(
        writer,
        ticket,
        CLOSED,
        category,
        previous=why,
        origin=origin,
        confirmed=automatic is None and category is not None and origin != AUTOMATIC,
        when=ended,
    )


def capture_correction(writer: sqlite3.Connection, ticket: Ticket, origin: str) -> None:
    """Capture the category that a ticket's source gave it after it was finished.

    It is a newer decision only where it differs from what was captured last. What a person
    decided in the window stays, and a category that was taken away decides nothing.
    """
    if not ticket.finished or ticket.category is None:
        return
    last = writer.execute(
        "SELECT value FROM ticket_decision WHERE ticket = ? AND kind IN (?, ?)"
        " ORDER BY number DESC LIMIT 1",
        (ticket.id, CATEGORY, CLOSED),
    ).fetchone()
    by_a_person = decided_by_a_person(writer, ticket.id)
    before = None if last is None else last["value"]
    if by_a_person is None and before != ticket.category:
        capture(writer, ticket, CATEGORY, ticket.category, previous=before, origin=origin,
                when=ticket.updated)  # fmt: skip


def decided_by_a_person(reader: sqlite3.Connection, ticket_id: str) -> str | None:
    """The category that a person set or confirmed last in the window."""
    row = reader.execute(
        "SELECT value FROM ticket_decision"
        " WHERE ticket = ? AND kind = ? AND origin = ? AND confirmed ORDER BY number DESC LIMIT 1",
        (ticket_id, CATEGORY, WINDOW),
    ).fetchone()
    return None if row is None else row["value"]


def training_rows(reader: sqlite3.Connection) -> list[Decision]:
    """The newest confirmed category of every ticket, oldest decision first.

    A later confirmed decision on the same ticket replaces an earlier one.
    """
    rows = reader.execute(
        "SELECT * FROM ticket_decision WHERE number IN ("
        " SELECT max(number) FROM ticket_decision"
        " WHERE confirmed AND kind IN ('category', 'closed') AND value IS NOT NULL"
        " GROUP BY ticket) ORDER BY time, number"
    )
    return [_decision(row) for row in rows]


_UNDECIDED = (
    "NOT EXISTS (SELECT 1 FROM ticket_decision d WHERE d.ticket = ticket.id AND d.confirmed"
    " AND d.kind IN ('category', 'closed') AND d.value IS NOT NULL)"
)


def undecided_texts(reader: sqlite3.Connection, most: int) -> list[str]:
    """The texts of the newest tickets, so many at most, whose category nobody has decided."""
    rows = reader.execute(
        f"SELECT title, body FROM ticket WHERE {_UNDECIDED} ORDER BY created DESC, id LIMIT ?",
        (most,),
    )
    return [f"{row['title']}\n{row['body']}".strip() for row in rows]


def undecided_count(reader: sqlite3.Connection) -> int:
    """How many tickets there are whose category nobody has decided."""
    return reader.execute(f"SELECT count(*) FROM ticket WHERE {_UNDECIDED}").fetchone()[0]


def decisions(reader: sqlite3.Connection, ticket: str | None = None) -> list[Decision]:
    """All decisions, of one ticket or of all, in the order in which they were made."""
    where, values = ("WHERE ticket = ?", (ticket,)) if ticket else ("", ())
    rows = reader.execute(f"SELECT * FROM ticket_decision {where} ORDER BY number", values)
    return [_decision(row) for row in rows]


def _decision(row: sqlite3.Row) -> Decision:
    return Decision(
        row["number"],
        row["ticket"],
        datetime.fromisoformat(row["time"]),
        row["kind"],
        row["value"],
        row["previous"],
        row["origin"],
        bool(row["confirmed"]),
        row["text"],
    )
