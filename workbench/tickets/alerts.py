"""Alerts of the clock: one per ticket and threshold, many at once as one digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.core import time
from workbench.core.text import count
from workbench.tickets.desk import Standing
from workbench.tickets.store import TicketStore

SOON, LATE = "75%", "100%"


@dataclass(frozen=True)
class Alert:
    """A ticket that crossed a threshold of its target ('75%' or '100%')."""

    ticket: str
    threshold: str
    level: str | None
    sentence: str


def new_alerts(
    store: TicketStore, queue: Sequence[Standing], now: datetime, *, only: str | None = None
) -> list[Alert]:
    """Thresholds crossed that were not told before; they count as told from now on.

    With `only` a level (such as P1), the others wait and are told the next time. Finished,
    waiting and merged tickets never alert. A clock that is set back tells nothing twice.
    """
    told = {
        (row["ticket"], row["threshold"])
        for row in store.database.connection().execute("SELECT ticket, threshold FROM ticket_alert")
    }
    found = [alert for entry in queue for alert in _crossed(entry)
             if (alert.ticket, alert.threshold) not in told
             and only in (None, alert.level)]  # fmt: skip
    if not found:
        return []
    with store.database.write() as writer:
        writer.executemany(
            "INSERT OR IGNORE INTO ticket_alert VALUES (?, ?, ?)",
            [(alert.ticket, alert.threshold, time.iso(now)) for alert in found],
        )
    late = {alert.ticket for alert in found if alert.threshold == LATE}
    return [alert for alert in found if alert.threshold == LATE or alert.ticket not in late]


def _crossed(entry: Standing) -> list[Alert]:
    ticket, state = entry.ticket, entry.sla
    if ticket.finished or state.paused or state.share is None or ticket.duplicate_of:
        return []
    sentence = f"{ticket.id} is {state.words()}: {ticket.title}"
    crossed = [SOON] if state.share >= 0.75 else []
    crossed += [LATE] if state.share > 1 else []
    return [Alert(ticket.id, threshold, ticket.level, sentence) for threshold in crossed]


def digest(alerts: Sequence[Alert]) -> str:
    """One sentence for however many alerts: after sleep, or after a time of focus."""
    if not alerts:
        return ""
    if len(alerts) == 1:
        return f"{alerts[0].sentence}."
    late = sum(alert.threshold == LATE for alert in alerts)
    first = alerts[0].sentence
    return f"{count(late, 'ticket')} late, {len(alerts) - late} due soon. Most urgent: {first}."
