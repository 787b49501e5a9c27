"""Tickets in the workspace's database: importing them, finding them, changing them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import NamedTuple

from workbench.core import time
from workbench.core.errors import UserError
from workbench.storage.database import Database
from workbench.tickets.capture import capture_closure, capture_correction, decided_by_a_person
from workbench.tickets.model import FINISHED, Comment, Event, Ticket
from workbench.tickets.schema import SCHEMA

_JSON = ("labels", "duplicate_of", "other", "meanings")
_MOMENTS = ("created", "updated", "resolved", "closed", "first_reply", "first_resolved")
_FLAGS = ("made_sla", "has_history", "history_cut")
_APART = ("comments", "events")
_COLUMNS = tuple(field.name for field in fields(Ticket) if field.name not in _APART)


@dataclass(frozen=True)
class Stored:
    """What an import did to the store, in tickets."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Handled(NamedTuple):
    """How many tickets of a category somebody of a team has finished, or has open."""

    finished: bool
    category: str | None
    assignee: str | None
    team: str | None
    tickets: int


class TicketStore:
    """The tickets of one workspace."""

    def __init__(self, database: Database) -> None:
        """Open (and, when writable, bring up to date) the tickets' tables."""
        database.use(SCHEMA)
        self.database = database

    def put(self, tickets: Iterable[Ticket], origin: str = "import") -> Stored:
        """Add or update tickets, all or none.

        A category that a person set in the window stays. Closures, and categories changed after
        one, are captured in the same transaction.
        Importing the same again changes nothing. `origin` is import, api or window.
        """
        added = changed = unchanged = 0
        with self.database.write() as writer:
            for ticket in tickets:
                digest = ticket.content_hash()
                name, before = _place(writer, ticket)
                if before is not None and before["content_hash"] == digest:
                    unchanged += 1
                    continue
                decided = decided_by_a_person(writer, name) if before else None
                kept = replace(ticket, category=decided) if decided else ticket
                _write(writer, name, kept, digest)
                state = before["state"] if before else None
                if state in FINISHED:
                    capture_correction(writer, replace(ticket, id=name), origin)
                else:
                    capture_closure(writer, replace(ticket, id=name), state, origin)
                added, changed = added + (before is None), changed + (before is not None)
        return Stored(added, changed, unchanged)

    def get(self, ticket_id: str) -> Ticket:
        """One ticket with its comments and events. Raises UserError when there is none."""
        found = list(self.select("WHERE id = ?", (ticket_id,)))
        if not found:
            raise UserError(
                f"There is no ticket '{ticket_id}'.", "See 'workbench tickets list' for the ids."
            )
        return found[0]

    def all(self, *, unfinished: bool = False) -> list[Ticket]:
        """Every ticket with its comments and events, by id."""
        return list(self.select("WHERE state IN ('open', 'waiting')" if unfinished else ""))

    def select(self, where: str = "", values: Sequence[object] = ()) -> Iterator[Ticket]:
        """Tickets that meet an SQL condition over the ticket table, in the order of their ids."""
        reader = self.database.connection()
        chosen = f"SELECT id FROM ticket {where}"
        events = _grouped(reader, "ticket_event", chosen, values)
        comments = _grouped(reader, "ticket_comment", chosen, values)
        for row in reader.execute(f"SELECT * FROM ticket {where} ORDER BY id", values):
            yield _ticket(row, comments.get(row["id"], []), events.get(row["id"], []))

    def newest(self, most: int) -> list[Ticket]:
        """At most so many tickets, by id: unfinished ones before finished, then the newest."""
        where = (
            "WHERE id IN (SELECT id FROM ticket"
            " ORDER BY state IN ('open', 'waiting') DESC, created DESC LIMIT ?)"
        )
        return list(self.select(where, (most,)))

    def handled(self) -> list[Handled]:
        """Who has handled, and is handling, how many tickets of what kind."""
        rows = self.database.connection().execute(
            "SELECT state NOT IN ('open', 'waiting') AS finished, category, assignee, team,"
            " count(*) FROM ticket GROUP BY 1, 2, 3, 4 ORDER BY min(id)"
        )
        return [Handled(bool(row[0]), *row[1:]) for row in rows]

    def count(self) -> int:
        """How many tickets there are."""
        return int(self.database.connection().execute("SELECT count(*) FROM ticket").fetchone()[0])


def _place(writer: sqlite3.Connection, ticket: Ticket) -> tuple[str, sqlite3.Row | None]:
    """The id under which a ticket is kept, and its row from before, if there is one.

    That is the ticket's own id, unless another source has one of that name.
    """
    longer = f"{ticket.source}:{ticket.id}"
    rows = writer.execute(
        "SELECT id, source, source_id, content_hash, state FROM ticket WHERE id IN (?, ?)",
        (ticket.id, longer),
    ).fetchall()
    own = next((row for row in rows if (row["source"], row["source_id"]) ==
                (ticket.source, ticket.id)), None)  # fmt: skip
    if own is not None:
        return own["id"], own
    return (longer if any(row["id"] == ticket.id for row in rows) else ticket.id), None


def _write(writer: sqlite3.Connection, name: str, ticket: Ticket, digest: str) -> None:
    columns = ("source_id", "content_hash", *_COLUMNS)
    values = [ticket.id, digest, *(_stored(ticket, column) for column in _COLUMNS)]
    values[2] = name
    marks = ", ".join("?" * len(columns))
    updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "id")
    writer.execute(
        f"INSERT INTO ticket ({', '.join(columns)}) VALUES ({marks})"
        f" ON CONFLICT (id) DO UPDATE SET {updates}",
        values,
    )
    writer.execute("DELETE FROM ticket_event WHERE ticket = ?", (name,))
    writer.execute("DELETE FROM ticket_comment WHERE ticket = ?", (name,))
    writer.executemany(
        "INSERT INTO ticket_event VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (name, place, time.iso(event.time), event.kind, event.old, event.new, event.author)
            for place, event in enumerate(ticket.events)
        ],
    )
    writer.executemany(
        "INSERT INTO ticket_comment VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                name,
                place,
                time.iso(comment.time),
                comment.author,
                comment.body,
                comment.public,
                comment.from_desk,
            )
            for place, comment in enumerate(ticket.comments)
        ],
    )


def _stored(ticket: Ticket, column: str) -> object:
    value = getattr(ticket, column)
    if column in _JSON:
        return json.dumps(value if isinstance(value, tuple) else dict(value), ensure_ascii=False)
    if column in _MOMENTS:
        return time.iso(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _grouped(
    reader: sqlite3.Connection, table: str, chosen: str, values: Sequence[object]
) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {}
    for row in reader.execute(
        f"SELECT * FROM {table} WHERE ticket IN ({chosen}) ORDER BY ticket, place", values
    ):
        found.setdefault(row["ticket"], []).append(row)
    return found


def _ticket(row: sqlite3.Row, comments: list[sqlite3.Row], events: list[sqlite3.Row]) -> Ticket:
    values = {column: row[column] for column in _COLUMNS}
    for column in _MOMENTS:
        values[column] = _moment(values[column])
    for column in _FLAGS:
        values[column] = None if values[column] is None else bool(values[column])
    for column in ("labels", "duplicate_of"):
        values[column] = () if values[column] == "[]" else tuple(json.loads(values[column]))
    for column in ("other", "meanings"):
        values[column] = {} if values[column] == "{}" else json.loads(values[column])
    return Ticket(
        **values,
        comments=tuple(
            Comment(_moment(c["time"]), c["author"], c["body"], bool(c["public"]),
                    None if c["from_desk"] is None else bool(c["from_desk"]))
            for c in comments
        ),
        events=tuple(
            Event(datetime.fromisoformat(e["time"]), e["kind"], e["old"], e["new"], e["author"])
            for e in events
        ),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)
