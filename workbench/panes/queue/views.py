"""Saved views of the queue: words and marks such as is:late, by name."""

import json
from collections.abc import Mapping, Sequence

from workbench.panes.queue.rows import QueueRow, category_words
from workbench.tickets.kept import keep_text, kept_text
from workbench.tickets.store import TicketStore
from workbench.ui.translate import tr

BUILT_IN: Mapping[str, str] = {
    tr("To do"): "is:open",
    tr("Late or due soon"): "is:urgent",
    tr("Needs a person"): "is:unsure",
    tr("With nobody"): "is:unassigned",
    tr("Waiting"): "is:waiting",
    tr("Snoozed"): "is:snoozed",
    tr("Finished"): "is:finished",
    tr("Closed by itself"): "is:self-closed",
    tr("Everything"): "is:any",
}
"""Name and query of the views that are always there."""

MARKS = ("open", "urgent", "late", "unsure", "unassigned", "waiting", "snoozed", "finished",
         "self-closed", "any")  # fmt: skip
_SETTING = "views"


def shows(row: QueueRow, query: str) -> bool:
    """Whether a row fits a query: every word must occur, every is:MARK must hold.

    Snoozed and finished tickets show only when the query asks for them.
    """
    words = query.lower().split()
    marks = [word[3:] for word in words if word.startswith("is:")]
    if not _belongs(row, marks):
        return False
    ticket = row.standing.ticket
    text = " ".join(
        [ticket.id, ticket.title, ticket.body[:2_000], ticket.status, ticket.assignee or "",
         ticket.level or "", category_words(row)]
    ).lower()  # fmt: skip
    return all(word in text for word in words if not word.startswith("is:"))


def _belongs(row: QueueRow, marks: Sequence[str]) -> bool:
    ticket = row.standing.ticket
    snoozed = row.back is not None and row.back > row.now
    holds = {
        "open": not ticket.finished and not snoozed,
        "urgent": row.clock in ("late", "soon") and not ticket.finished,
        "late": row.clock == "late" and not ticket.finished,
        "unsure": row.triage is not None and row.triage.category is None and not ticket.finished,
        "unassigned": ticket.assignee is None and not ticket.finished,
        "waiting": ticket.state == "waiting",
        "snoozed": snoozed,
        "finished": ticket.finished,
        "self-closed": row.pattern is not None,
        "any": True,
    }
    if not marks:
        return holds["open"]
    if snoozed and not {"snoozed", "any"} & set(marks):
        return False
    return all(holds.get(mark, False) for mark in marks)


def saved_views(store: TicketStore) -> dict[str, str]:
    """The views the user saved, by name."""
    found = json.loads(kept_text(store, _SETTING) or "{}")
    return {str(name): str(query) for name, query in found.items()}


def save_view(store: TicketStore, name: str, query: str | None) -> None:
    """Save a view under a name; None takes it away."""
    views = saved_views(store)
    if query is None:
        views.pop(name, None)
    else:
        views[name] = query
    keep_text(store, _SETTING, json.dumps(views, ensure_ascii=False))
