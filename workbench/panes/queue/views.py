"""Saved views of the queue: words and marks such as is:late, by name."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from workbench.panes.queue.rows import QueueRow
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

_HOLD: Mapping[str, Callable[[QueueRow], bool]] = {
    "open": lambda row: not row.finished and not row.snoozed,
    "urgent": lambda row: not row.finished and row.clock in ("late", "soon"),
    "late": lambda row: not row.finished and row.clock == "late",
    "unsure": lambda row: (
        not row.finished and row.triage is not None and row.triage.category is None
    ),
    "unassigned": lambda row: not row.finished and row.standing.ticket.assignee is None,
    "waiting": lambda row: row.standing.ticket.state == "waiting",
    "snoozed": lambda row: row.snoozed,
    "finished": lambda row: row.finished,
    "self-closed": lambda row: row.pattern is not None,
    "any": lambda _row: True,
}
MARKS = tuple(_HOLD)
_USUAL = frozenset({"open"})
_SETTING = "views"


class Filter:
    """Which of some rows fit a query: every word must occur, every is:MARK must hold.

    Snoozed and finished tickets show only when the query asks for them. While words are
    typed, what the marks keep is looked up once.
    """

    def __init__(self, rows: Sequence[QueueRow] = ()) -> None:
        self._rows = rows
        self._marks: frozenset[str] | None = None
        self._kept: list[QueueRow] = []

    def shown(self, query: str) -> list[QueueRow]:
        """The rows that fit, in their order."""
        words = query.lower().split()
        marks = frozenset(word[3:] for word in words if word.startswith("is:")) or _USUAL
        if marks != self._marks:
            self._marks, self._kept = marks, _marked(self._rows, marks)
        wanted = [word for word in words if not word.startswith("is:")]
        return [row for row in self._kept if all(word in row.searched for word in wanted)]


def _marked(rows: Iterable[QueueRow], marks: Set[str]) -> list[QueueRow]:
    if not marks <= set(MARKS):
        return []
    hold = [_HOLD[mark] for mark in marks]
    if not {"snoozed", "any"} & marks:
        hold.append(lambda row: not row.snoozed)
    return [row for row in rows if all(holds(row) for holds in hold)]


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
