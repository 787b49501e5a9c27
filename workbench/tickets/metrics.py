"""Figures over tickets, each with the number it rests on, what is left out, and what it means."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from workbench.tickets.clock.history import first_finish, last_finish, pauses, spans, unknown_until
from workbench.tickets.clock.sla import (
    CUT,
    NO_OPENING,
    NO_RESOLUTION,
    RESOLVED_BEFORE,
    SlaPolicy,
    sla_state,
)
from workbench.tickets.clock.working_time import elapsed
from workbench.tickets.model import CLOSED, Comment, Ticket

SHARE, SECONDS, TICKETS = "share", "seconds", "tickets"
_NO_COUNT = "no history and no count"


@dataclass(frozen=True)
class Metric:
    """One figure: `value` is None where no ticket can tell.

    `n` tickets are in it, `excluded` counts the others by reason: together they are all
    tickets of the period. `count` is how many of the n a share counts.
    """

    name: str
    title: str
    value: float | None
    unit: str
    n: int
    excluded: dict[str, int]
    definition: str
    count: int | None = None
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """How a metric is made: a value per ticket, or the reason why a ticket has none."""

    name: str
    title: str
    unit: str
    definition: str
    of: Callable[[Ticket, SlaPolicy, datetime], "float | str"]


def _flag(known: bool | None, unknown: str) -> "float | str":
    return unknown if known is None else float(known)


def _opened_to_resolved(ticket: Ticket, _: SlaPolicy, now: datetime) -> "float | str":
    if ticket.first_resolved is not None and not ticket.has_history:
        return _between(ticket, ticket.first_resolved)
    if ticket.finished and ticket.history_cut:
        return CUT
    return _between(ticket, first_finish(ticket, now))


def _opened_to_last_resolved(ticket: Ticket, _: SlaPolicy, now: datetime) -> "float | str":
    return _between(ticket, last_finish(ticket, now))


def _opened_to_last_closed(ticket: Ticket, _: SlaPolicy, now: datetime) -> "float | str":
    return _between(ticket, _last_closing(ticket, now), "no closing time")


def _last_closing(ticket: Ticket, now: datetime) -> "datetime | str | None":
    """When it came to be closed as it is now: by a whole history, else as the source records it.

    A ticket that is resolved has not been closed since.
    """
    told = ticket.has_history and not ticket.history_cut
    if not told or not any(event.kind == "status" for event in ticket.events):
        return ticket.closed
    found: datetime | None = None
    for span in reversed(list(spans(ticket, now))):
        if span.why:
            return ticket.closed or span.why
        if span.state != CLOSED:
            break
        found = span.start
    return found or ticket.closed


def _between(
    ticket: Ticket, end: "datetime | str | None", unknown: str = NO_RESOLUTION
) -> "float | str":
    """Seconds from opening to a time at the end of a finished ticket, or why there are none."""
    if not ticket.finished:
        return "not finished"
    if ticket.created is None:
        return NO_OPENING
    if end is None:
        return unknown
    if isinstance(end, str):
        return end
    if end < ticket.created:
        return RESOLVED_BEFORE
    return (end - ticket.created).total_seconds()


def _working_time(ticket: Ticket, policy: SlaPolicy, now: datetime) -> "float | str":
    end = last_finish(ticket, now)
    whole = _between(ticket, end)
    if isinstance(whole, str) or ticket.created is None or not isinstance(end, datetime):
        return whole
    unknown = CUT if ticket.history_cut else unknown_until(ticket, end)
    if unknown:
        return unknown
    return elapsed(policy.calendar, ticket.created, end, pauses(ticket, end)).total_seconds()


def _first_reply(ticket: Ticket, _p: SlaPolicy, _n: datetime) -> "float | str":
    if ticket.created is None:
        return NO_OPENING
    replies = [
        c.time
        for c in ticket.comments
        if c.time and c.time >= ticket.created and _is_reply(c, ticket.reporter)
    ]
    moment = ticket.first_reply or min(replies, default=None)
    if moment is None:
        return "no reply recorded"
    if moment < ticket.created:
        return "replied before it was opened"
    return (moment - ticket.created).total_seconds()


def _is_reply(comment: Comment, reporter: str | None) -> bool:
    """Whether the desk wrote it for the reporter; what is by nobody known is none."""
    if not comment.public or comment.from_desk is False:
        return False
    return comment.from_desk is True or comment.author not in (None, reporter)


def _within_target(ticket: Ticket, policy: SlaPolicy, now: datetime) -> "float | str":
    if not ticket.finished:
        return "not finished"
    state = sla_state(ticket, policy, now)
    return state.unknown if state.target is None else float(state.breached_at is None)


def _reopened(ticket: Ticket, _p: SlaPolicy, _n: datetime) -> "float | str":
    if ticket.reopened is None and ticket.has_history:
        return "an unknown status in the history"
    return _flag(None if ticket.reopened is None else ticket.reopened > 0, _NO_COUNT)


FIGURES = (
    Figure("resolution_time", "Time to resolution (recorded)", SECONDS,
           "Median of opening to the resolution time that the source records last, by the clock on"
           " the wall.", lambda ticket, _p, _n: _between(ticket, ticket.resolved)),
    Figure("resolution_time_first", "Time to first resolution", SECONDS,
           "Median of opening to the first resolution, by the clock on the wall; without history"
           " the recorded resolution.", _opened_to_resolved),
    Figure("resolution_time_last", "Time to last resolution", SECONDS,
           "Median of opening to the last resolution, reopened time included, by the clock on the"
           " wall.", _opened_to_last_resolved),
    Figure("active_time", "Working time until resolved", SECONDS,
           "Median of working time in which the ticket was open: waiting and the time between a"
           " resolution and a reopening taken out, on the team's calendar.", _working_time),
    Figure("close_time", "Time to closing", SECONDS,
           "Median of opening to the last move into a closed status, by the clock on the wall;"
           " without a whole history the closing time that the source records.",
           _opened_to_last_closed),
    Figure("first_reply_time", "Time to first reply", SECONDS,
           "Median of opening to the first public comment by somebody else than the reporter, by"
           " the clock on the wall.", _first_reply),
    Figure("reopened", "Reopened", SHARE,
           "Share of tickets that were reopened at least once, as counted by the source or its"
           " history; unknown without either.", _reopened),
    Figure("reassigned", "Reassigned", SHARE,
           "Share of tickets that went from one person or team to another at least once; the first"
           " assignment does not count; unknown without history or a count.",
           lambda t, _p, _n: _flag(None if t.reassigned is None else t.reassigned > 0, _NO_COUNT)),
    Figure("made_sla", "Made SLA (recorded)", SHARE,
           "Share of tickets that the source itself marks as within its agreement, by the last"
           " mark of each ticket.",
           lambda t, _p, _n: _flag(t.made_sla, "the source does not say")),
    Figure("within_target", "Within our target", SHARE,
           "Share of finished tickets whose working time until the resolution stayed within the"
           " target of their priority.", _within_target),
)  # fmt: skip


def metrics(
    tickets: Sequence[Ticket], policy: SlaPolicy, now: datetime, undated: int = 0
) -> list[Metric]:
    """All figures over the tickets of a period.

    `undated` is how many further tickets no period can hold, because nobody knows when they
    were opened: every figure excludes them.
    """
    unfinished = tuple(ticket.id for ticket in tickets if not ticket.finished)
    found = [
        Metric("tickets", "Tickets", float(len(tickets)), TICKETS, len(tickets), {},
               "Tickets opened in the period."),
        Metric("unfinished", "Not finished", float(len(unfinished)), TICKETS, len(tickets), {},
               "Tickets that are neither resolved nor closed.", tickets=unfinished),
        _late(tickets, policy, now),
        *(_measured(figure, tickets, policy, now) for figure in FIGURES),
    ]  # fmt: skip
    left = Counter({NO_OPENING: undated})
    return [replace(metric, excluded=dict(Counter(metric.excluded) + left)) for metric in found]


def _late(tickets: Sequence[Ticket], policy: SlaPolicy, now: datetime) -> Metric:
    excluded = Counter("finished" for ticket in tickets if ticket.finished)
    late: list[str] = []
    for ticket in tickets:
        state = None if ticket.finished else sla_state(ticket, policy, now)
        if state is not None and state.target is None:
            excluded[state.unknown] += 1
        elif state is not None and state.breached_at is not None:
            late.append(ticket.id)
    n = len(tickets) - excluded.total()
    nobody_tells = n == 0 and set(excluded) - {"finished"}
    return Metric("late", "Late now", None if nobody_tells else float(len(late)), TICKETS, n,
                  dict(excluded), "Unfinished tickets whose working time exceeds their target.",
                  tickets=tuple(late))  # fmt: skip


def _measured(
    figure: Figure, tickets: Sequence[Ticket], policy: SlaPolicy, now: datetime
) -> Metric:
    values: list[float] = []
    ids: list[str] = []
    excluded: Counter[str] = Counter()
    for ticket in tickets:
        value = figure.of(ticket, policy, now)
        if isinstance(value, str):
            excluded[value] += 1
            continue
        values.append(value)
        if figure.unit == SECONDS or value:
            ids.append(ticket.id)
    share = figure.unit == SHARE
    result = None if not values else sum(values) / len(values) if share else median(values)
    counted = int(sum(values)) if share else None
    return Metric(figure.name, figure.title, result, figure.unit, len(values), dict(excluded),
                  figure.definition, counted, tuple(ids))  # fmt: skip


def in_period(
    tickets: Sequence[Ticket], since: datetime | None, until: datetime | None
) -> list[Ticket]:
    """Tickets opened from `since` (included) to `until` (excluded); undated ones only without."""
    if since is None and until is None:
        return list(tickets)
    return [
        ticket
        for ticket in tickets
        if ticket.created is not None
        and (since is None or ticket.created >= since)
        and (until is None or ticket.created < until)
    ]


def undated(
    tickets: Sequence[Ticket], since: datetime | None, until: datetime | None
) -> list[Ticket]:
    """The tickets that a period leaves out because nobody knows when they were opened."""
    whole = since is None and until is None
    return [] if whole else [ticket for ticket in tickets if ticket.created is None]


def grouped(tickets: Sequence[Ticket], by: str) -> dict[str, list[Ticket]]:
    """Tickets by team, category or priority; '(none)' where there is none."""
    found: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        key = ticket.level or ticket.priority if by == "priority" else getattr(ticket, by)
        found.setdefault(key or "(none)", []).append(ticket)
    return dict(sorted(found.items()))
