"""Reads the event log of a ticket: reopenings, reassignments, waiting, what was true when."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from workbench.tickets.clock import Interval
from workbench.tickets.model import FINISHED, WAITING, Event, Ticket
from workbench.tickets.vocabulary import state_of


def reopenings(events: Iterable[Event]) -> int:
    """How often a status change led from finished back to unfinished."""
    return sum(
        event.kind == "status"
        and state_of(event.old) in FINISHED
        and state_of(event.new) not in FINISHED
        for event in events
    )


def reassignments(events: Iterable[Event]) -> int:
    """How often it went from one person or team to another; the first assignment is none."""
    return sum(
        event.kind in ("assignee", "team") and bool(event.old and event.new) for event in events
    )


def states(ticket: Ticket, until: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    """The states from creation to `until`, as (state, from, to) in order."""
    if ticket.created is None:
        return
    changes = [event for event in ticket.events if event.kind == "status"]
    state = state_of(changes[0].old) if changes and changes[0].old else _first_state(ticket)
    since = ticket.created
    for change in changes:
        if change.time > until:
            break
        if change.time > since:
            yield state, since, change.time
            since = change.time
        state = state_of(change.new)
    if not changes and ticket.finished:
        ended = ticket.resolved or ticket.closed
        if ended is not None and since < ended <= until:
            yield "open", since, ended
            state, since = ticket.state, ended
    if until > since:
        yield state, since, until


def _first_state(ticket: Ticket) -> str:
    """A ticket without a recorded change: what it is now, or open before it was finished."""
    return "open" if ticket.finished else ticket.state


def pauses(ticket: Ticket, until: datetime) -> list[Interval]:
    """When the ticket waited for somebody else or was finished: the service clock stands."""
    standing = {WAITING, *FINISHED}
    return [(start, end) for state, start, end in states(ticket, until) if state in standing]


def finished_spans(ticket: Ticket, until: datetime) -> list[Interval]:
    """From opening (or reopening) to finishing, each span of work that was finished."""
    found: list[Interval] = []
    began: datetime | None = None
    for state, start, _ in states(ticket, until):
        if state in FINISHED:
            if began is not None:
                found.append((began, start))
            began = None
        elif began is None:
            began = start
    return found
