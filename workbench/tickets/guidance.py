"""What to do next and why, and a ticket in two ways of telling: technical and plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.core.text import duration
from workbench.tickets.clock.sla import NO_TARGET, SlaState
from workbench.tickets.completeness.check import Completeness
from workbench.tickets.desk import Standing, Triage

_SOON = 0.75


@dataclass(frozen=True)
class NextStep:
    """The ticket to take next, and one sentence that says why and what to do with it."""

    ticket: str
    reason: str


def what_next(
    queue: Sequence[Standing], snoozed: Mapping[str, datetime], now: datetime
) -> NextStep | None:
    """The most urgent ticket that is neither waiting nor snoozed; None when there is none."""
    back = [entry for entry in queue if entry.ticket.id in snoozed
            and snoozed[entry.ticket.id] <= now]  # fmt: skip
    if back:
        ticket = back[0].ticket
        return NextStep(ticket.id, f"{ticket.id} came back: you asked to be reminded of it now.")
    ready = [
        entry
        for entry in sorted(queue, key=lambda one: -one.risk)
        if not entry.ticket.finished and not entry.sla.paused and entry.ticket.id not in snoozed
    ]
    if not ready:
        return None
    first = ready[0]
    return NextStep(first.ticket.id, f"{first.ticket.id} comes first: {_because(first, ready)}.")


def _because(first: Standing, ready: Sequence[Standing]) -> str:
    level = first.ticket.level or "no priority"
    if first.sla.remaining is None:
        return "no ticket has a clock to go by, so priority and age decide"
    said = f"{level}, {first.sla.words()}"
    others = sum(entry.sla.breached_at is not None for entry in ready if entry is not first)
    if first.sla.breached_at is not None:
        return f"{said}, the most urgent of {others + 1} late tickets" if others else said
    return f"{said}; nothing more urgent waits"


def urgency(state: SlaState) -> str:
    """How a clock stands, as one word: late, soon, fine, waiting, none."""
    if state.breached_at is not None or (state.share or 0) > 1:
        return "late"
    if state.paused:
        return "waiting"
    if state.share is None:
        return "none"
    return "soon" if state.share >= _SOON else "fine"


def technical_summary(standing: Standing, triage: Triage | None, found: Completeness) -> str:
    """For engineers: facts found in the report, state, history."""
    ticket = standing.ticket
    lines = [
        f"{ticket.id} {ticket.title}",
        f"{ticket.level or 'no priority'}, {ticket.status}, {standing.sla.words()};"
        f" assignee {ticket.assignee or 'none'}, reporter {ticket.reporter or 'unknown'}.",
    ]
    if triage is not None:
        lines.append(triage.reason)
    facts = [f"{name}: {words}" for name, words in found.present.items()]
    if facts:
        lines.append("Facts: " + "; ".join(facts) + ".")
    if found.missing:
        lines.append(f"Missing: {', '.join(found.missing)}.")
    if found.not_sure:
        lines.append(f"Not sure, as it is in {found.language}: {', '.join(found.not_sure)}.")
    changes = [f"{event.time:%Y-%m-%d %H:%M} {event.kind} {event.old or '-'} -> {event.new or '-'}"
               for event in ticket.events]  # fmt: skip
    if changes:
        lines.append("History (UTC): " + "; ".join(changes[-6:]) + ".")
    if triage is not None and triage.similar:
        lines.append(
            "Similar: " + "; ".join(f"{h.key} {h.title}" for h in triage.similar[:3]) + "."
        )
    return "\n".join(lines)


def plain_summary(standing: Standing, triage: Triage | None, found: Completeness) -> str:
    """For everybody: what it is about, who has it, by when, what we wait for."""
    ticket = standing.ticket
    who = f"{ticket.assignee} is working on it" if ticket.assignee else "Nobody has taken it yet"
    about = f" It is probably a case of {triage.category}." if triage and triage.category else ""
    clock = {
        "late": f"It should have been solved {_amount(standing.sla)} of working time ago.",
        "soon": f"It should be solved within {_amount(standing.sla)}.",
        "fine": f"It should be solved within {_amount(standing.sla)}.",
        "waiting": "We are waiting for an answer, so the clock stands.",
        "none": _no_deadline(standing.sla),
    }[urgency(standing.sla)]
    if ticket.finished:
        return f"“{ticket.title}” is solved.{about} {ticket.resolution or ''}".strip()
    wanted = f" To go on we need to know: {', '.join(found.missing)}." if found.missing else ""
    return f"“{ticket.title}”. {who}.{about} {clock}{wanted}"


def _no_deadline(state: SlaState) -> str:
    if state.unknown == NO_TARGET:
        return "It has no deadline."
    return f"By when it should be solved is not known: {state.unknown}."


def _amount(state: SlaState) -> str:
    return "some time" if state.remaining is None else duration(state.remaining.total_seconds())
