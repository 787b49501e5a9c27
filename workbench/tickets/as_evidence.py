"""A ticket's story as evidence: opened, changed, commented, and how it stands."""

from datetime import datetime

from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.storage.database import Database
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.store import TicketStore

_WORDS = {"status": "state"}


def story_of(database: Database, ticket: str) -> list[Evidence]:
    """What the ticket of that id tells of itself; nothing where there is none."""
    return [
        piece
        for found in TicketStore(database).select("WHERE id = ?", (ticket,))
        for piece in story(found)
    ]


def story(ticket: Ticket) -> list[Evidence]:
    """What the ticket tells of itself.

    Kinds are ticket-opened, ticket-change, ticket-comment and ticket-state, the last once. A
    payload holds the text, who did it ("by"), whether the reporter's side may read it ("public")
    and whether the ticket is finished.
    """
    opened = f"{ticket.id} opened: {ticket.title}"
    return [
        _piece(ticket, "ticket-opened", opened, ticket.created, ticket.body, by=ticket.reporter),
        *(_change(ticket, event) for event in ticket.events),
        *(_comment(ticket, comment) for comment in ticket.comments),
        _standing(ticket),
    ]


def _change(ticket: Ticket, event: Event) -> Evidence:
    change = f"{event.old or 'nothing'} to {event.new or 'nothing'}"
    title = f"{ticket.id} {_WORDS.get(event.kind, event.kind)}: {change}"
    public = event.kind in ("status", "priority")
    return _piece(ticket, "ticket-change", title, event.time, public=public, by=event.author)


def _comment(ticket: Ticket, comment: Comment) -> Evidence:
    title = f"{ticket.id} {'comment' if comment.public else 'internal comment'}"
    return _piece(ticket, "ticket-comment", title, comment.time, comment.body,
                  public=comment.public, by=comment.author)  # fmt: skip


def _standing(ticket: Ticket) -> Evidence:
    facts = [
        f"state {ticket.status or ticket.state}",
        f"priority {ticket.priority or ticket.level or 'unknown'}",
        *([f"resolution {ticket.resolution}"] if ticket.resolution else []),
    ]
    title = f"{ticket.id} when last read: {', '.join(facts)}"
    ended = ticket.resolved or ticket.closed if ticket.finished else None
    return _piece(ticket, "ticket-state", title, ended or ticket.updated, finished=ticket.finished)


def _piece(
    ticket: Ticket,
    kind: str,
    title: str,
    time: datetime | None,
    text: str = "",
    *,
    public: bool = True,
    by: str | None = None,
    finished: bool = False,
) -> Evidence:
    payload: JsonObject = {
        "text": text,
        "open": {"pane": "queue", "ticket": ticket.id},
        "public": public,
        "by": by,
        "finished": finished,
    }
    return Evidence(kind, title, f"{ticket.source} {ticket.id}", time, payload)
