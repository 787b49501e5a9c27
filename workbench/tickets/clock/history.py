"""Reads the event log of a ticket: reopenings, reassignments, waiting, what was true when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from workbench.tickets.clock.working_time import Interval
from workbench.tickets.model import FINISHED, OPEN, WAITING, Event, Ticket
from workbench.tickets.vocabulary import holder, known_state, present

Meanings = Mapping[str, str]
"""The states of statuses (as written) that the source says; others are read by their words."""

WAITING_SINCE_UNKNOWN = "waiting, not known since when"
REOPENED_UNKNOWN = "reopened, not known when"
_LONGEST_NAME = 60


class Span(NamedTuple):
    """A time in which a ticket had one state (None: not known), and what is not known of it."""

    state: str | None
    start: datetime
    end: datetime
    why: str = ""


def reopenings(events: Iterable[Event], meanings: Meanings | None = None) -> int | None:
    """How often a status change led from finished back to unfinished.

    None where a change to or from a status that nobody knows may have been one.
    """
    number = 0
    for event in events:
        if event.kind != "status":
            continue
        old, new = (_meaning(status, meanings or {}) for status in (event.old, event.new))
        left, stayed = old is None or old in FINISHED, new is not None and new in FINISHED
        if not left or stayed:
            continue
        if old is None or new is None:
            return None
        number += 1
    return number


def _meaning(status: str | None, meanings: Meanings) -> str | None:
    """What a status means, None when nobody knows; without any status a ticket is open."""
    name = present(status)
    return OPEN if name is None else meanings.get(status or "") or known_state(name)


def reassignments(events: Iterable[Event]) -> int:
    """How often it went from one person or team to another; the first assignment is none.

    Going to nobody and then to somebody else is one.
    """
    last: dict[str, str | None] = {}
    number = 0
    for event in events:
        if event.kind in ("assignee", "team"):
            before, after = holder(event.old) or last.get(event.kind), holder(event.new)
            number += before is not None and after is not None and after != before
            last[event.kind] = after or before
    return number


def spans(ticket: Ticket, until: datetime) -> Iterator[Span]:
    """The states from creation to `until` in order.

    Where a change starts from another state than the one before it led to, a change is missing
    and the time between is not known. Nor is it known when a ticket was finished that
    was so already when it was opened. A history that is cut off is not used.
    """
    if ticket.created is None:
        return
    changes = [] if ticket.history_cut else [e for e in ticket.events if e.kind == "status"]
    if not changes:
        yield from _spans_without_history(ticket, ticket.created, until)
        return
    own = {ticket.status: ticket.state} if ticket.finished else {}
    meanings = {**own, **ticket.meanings}
    since, status, state = ticket.created, changes[0].old, _meaning(changes[0].old, meanings)
    early = True
    for change in changes:
        if change.time > until:
            break
        if change.time > since:
            left = _meaning(change.old, meanings) if present(change.old) else state
            if left != state and not {left, state} <= FINISHED:
                yield Span(None, since, change.time, "a gap in the history")
            else:
                yield Span(state, since, change.time, _doubt(state, status, early=early))
            since = change.time
        elif state is not None and since > ticket.created:
            # It was so, if only for a moment, or for a time that a clock set back hides.
            yield Span(state, since, since)
        status, state = change.new, _meaning(change.new, meanings)
        early = change.time < ticket.created and since == ticket.created
    if until > since or (until == since and state is not None):
        yield Span(state, since, until, _doubt(state, status, early=early))


def _doubt(state: str | None, status: str | None, *, early: bool) -> str:
    """What is not known of a state, which is `early` when it was reached before the opening."""
    if state is None:
        return f"unknown status '{(status or '')[:_LONGEST_NAME]}' in the history"
    return "finished before it was opened" if early and state in FINISHED else ""


def _spans_without_history(ticket: Ticket, since: datetime, until: datetime) -> Iterator[Span]:
    """What it is now, all the time; open before it was finished.

    How long one waits already that is waiting now, only its changes would tell.
    """
    if ticket.state == WAITING and not ticket.has_history:
        yield Span(None, since, until, WAITING_SINCE_UNKNOWN)
        return
    ended = ticket.resolved or ticket.closed
    between = _reopened_without_history(ticket)
    if between and not ticket.finished:
        yield Span(None, since, until, REOPENED_UNKNOWN)
        return
    if ticket.finished and ended is not None and since < ended <= until:
        yield Span(None, since, ended, REOPENED_UNKNOWN) if between else Span(OPEN, since, ended)
        since = ended
    if until > since:
        yield Span(ticket.state if ended == since or not ticket.finished else OPEN, since, until)


def _reopened_without_history(ticket: Ticket) -> bool:
    """Whether the source says that it was finished before, but not when it was open again."""
    first, last = ticket.first_resolved, ticket.resolved
    twice = first is not None and last is not None and first < last
    return not ticket.has_history and bool(ticket.reopened or twice)


def pauses(ticket: Ticket, until: datetime) -> list[Interval]:
    """When the ticket waited for somebody else or was finished: the service clock stands."""
    standing = {WAITING, *FINISHED}
    return [(span.start, span.end) for span in spans(ticket, until) if span.state in standing]


def unknown_until(ticket: Ticket, until: datetime) -> str | None:
    """Why it is not known how long a ticket was open until a moment; None when it is known.

    The clock of a ticket that is open again runs even if it began finished.
    """
    doubts = (s.why for s in spans(ticket, until) if s.state is None or (s.why and ticket.finished))
    return next(doubts, None)


def first_finish(ticket: Ticket, until: datetime) -> "datetime | str | None":
    """When it was finished for the first time, or why that is not known.

    Without history the recorded resolution; None where nothing is recorded.
    """
    for span in spans(ticket, until):
        if span.why:
            return span.why
        if span.state in FINISHED:
            return span.start
    return ticket.resolved or ticket.closed


def last_finish(ticket: Ticket, until: datetime) -> "datetime | str | None":
    """When it was finished for the last time, as `first_finish`; closing later is not another."""
    found: datetime | None = None
    for span in reversed(list(spans(ticket, until))):
        if span.why == REOPENED_UNKNOWN and found:
            break  # the last resolution is recorded, if not what was before
        if span.why:
            return span.why
        if span.state not in FINISHED:
            break
        found = span.start
    return found or ticket.resolved or ticket.closed
