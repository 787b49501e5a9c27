"""Figures over tickets, each with the number it rests on, what is left out, and what it means."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from workbench.tickets.clock import elapsed
from workbench.tickets.history import finished_spans, pauses
from workbench.tickets.model import Ticket
from workbench.tickets.sla import SlaPolicy, sla_state

SHARE, SECONDS, TICKETS = "share", "seconds", "tickets"
FINISHED, EVERYTHING = "finished", "everything"


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
    spans = finished_spans(ticket, now)
    end = spans[0][1] if spans else ticket.resolved or ticket.closed
    return _between(ticket, end)


def _opened_to_last_resolved(ticket: Ticket, _: SlaPolicy, now: datetime) -> "float | str":
    spans = finished_spans(ticket, now)
    return _between(ticket, spans[-1][1] if spans else ticket.resolved or ticket.closed)


def _between(ticket: Ticket, end: datetime | None) -> "float | str":
    if not ticket.finished:
        return "not finished"
    if ticket.created is None:
        return "no opening time"
    if end is None:
        return "no resolution time"
    if end < ticket.created:
        return "resolved before it was opened"
    return (end - ticket.created).total_seconds()


def _working_time(ticket: Ticket, policy: SlaPolicy, now: datetime) -> "float | str":
    spans = finished_spans(ticket, now)
    if not ticket.finished:
        return "not finished"
    if not spans:
        return "no opening time" if ticket.created is None else "no resolution time"
    standing = pauses(ticket, now)
    parts = [elapsed(policy.calendar, start, end, standing) for start, end in spans]
    return sum(parts, timedelta()).total_seconds()


def _first_reply(ticket: Ticket, _p: SlaPolicy, _n: datetime) -> "float | str":
    replies = [
        c.time for c in ticket.comments if c.time and c.public and c.author != ticket.reporter
    ]
    moment = ticket.first_reply or min(replies, default=None)
    if ticket.created is None or moment is None:
        return "no reply recorded" if ticket.created else "no opening time"
    return max((moment - ticket.created).total_seconds(), 0.0)


def _within_target(ticket: Ticket, policy: SlaPolicy, now: datetime) -> "float | str":
    if not ticket.finished:
        return "not finished"
    if (ticket.resolved or ticket.closed) is None:
        return "no resolution time"
    state = sla_state(ticket, policy, now)
    return "no target" if state.target is None else float(state.breached_at is None)


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
           "Median of opening to closing, by the clock on the wall.",
           lambda ticket, _p, _n: _between(ticket, ticket.closed) if ticket.closed
           else "no closing time"),
    Figure("first_reply_time", "Time to first reply", SECONDS,
           "Median of opening to the first public comment by somebody else than the reporter, by"
           " the clock on the wall.", _first_reply),
    Figure("reopened", "Reopened", SHARE,
           "Share of tickets that were reopened at least once, as counted by the source or its"
           " history; unknown without either.",
           lambda t, _p, _n: _flag(None if t.reopened is None else t.reopened > 0,
                                   "no history and no count")),
    Figure("reassigned", "Reassigned", SHARE,
           "Share of tickets that went from one person or team to another at least once; the first"
           " assignment does not count; unknown without history or a count.",
           lambda t, _p, _n: _flag(None if t.reassigned is None else t.reassigned > 0,
                                   "no history and no count")),
    Figure("made_sla", "Made SLA (recorded)", SHARE,
           "Share of tickets that the source itself marks as within its agreement, by the last"
           " mark of each ticket.",
           lambda t, _p, _n: _flag(t.made_sla, "the source does not say")),
    Figure("within_target", "Within our target", SHARE,
           "Share of finished tickets whose working time until the resolution stayed within the"
           " target of their priority.", _within_target),
)  # fmt: skip


def metrics(tickets: Sequence[Ticket], policy: SlaPolicy, now: datetime) -> list[Metric]:
    """All figures over the tickets."""
    unfinished = [ticket for ticket in tickets if not ticket.finished]
    late = [t.id for t in unfinished if sla_state(t, policy, now).breached_at is not None]
    without = sum(policy.targets.get(t.level or "") is None for t in unfinished)
    counted = [
        Metric("tickets", "Tickets", float(len(tickets)), TICKETS, len(tickets), {},
               "Tickets opened in the period."),
        Metric("unfinished", "Not finished", float(len(unfinished)), TICKETS, len(tickets), {},
               "Tickets that are neither resolved nor closed.",
               tickets=tuple(t.id for t in unfinished)),
        Metric("late", "Late now", float(len(late)), TICKETS, len(unfinished) - without,
               _reasons({"finished": len(tickets) - len(unfinished), "no target": without}),
               "Unfinished tickets whose working time exceeds their target.", tickets=tuple(late)),
    ]  # fmt: skip
    return [*counted, *(_measured(figure, tickets, policy, now) for figure in FIGURES)]


def _reasons(counts: dict[str, int]) -> dict[str, int]:
    return {reason: number for reason, number in counts.items() if number}


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


def grouped(tickets: Sequence[Ticket], by: str) -> dict[str, list[Ticket]]:
    """Tickets by team, category or priority; '(none)' where there is none."""
    found: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        key = ticket.level or ticket.priority if by == "priority" else getattr(ticket, by)
        found.setdefault(key or "(none)", []).append(ticket)
    return dict(sorted(found.items()))
