"""The rows of the queue: a ticket with its clock and the desk's suggestion, in words."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from workbench.core.text import duration
from workbench.tickets.desk import Standing, Triage
from workbench.tickets.guidance import urgency
from workbench.ui.states import State
from workbench.ui.table_model import Column
from workbench.ui.translate import tr

_CLOCK_STATES = {
    "late": State.ERROR,
    "soon": State.WARNING,
    "fine": State.GOOD,
    "waiting": State.NEUTRAL,
    "none": State.UNKNOWN,
}
_LEVEL_STATES = {"P1": State.ERROR, "P2": State.WARNING, "P3": State.INFO, "P4": State.NEUTRAL}
_SEARCHED = 2_000
_ENDED = {"resolved": tr("resolved"), "closed": tr("closed")}


@dataclass(frozen=True, eq=False)  # a row of another reading is another row
class QueueRow:
    """One ticket of the queue; `triage` is None until it is judged, `back` while not snoozed.

    `pattern` names what closed it by itself; None where a person did, or it is open.
    """

    standing: Standing
    now: datetime
    triage: Triage | None = None
    back: datetime | None = None
    pattern: str | None = None

    @property
    def id(self) -> str:
        """The ticket's id."""
        return self.standing.ticket.id

    @property
    def finished(self) -> bool:
        """Whether it is resolved or closed."""
        return self.standing.ticket.finished

    @property
    def snoozed(self) -> bool:
        """Whether it is to come back later."""
        return self.back is not None and self.back > self.now

    @cached_property
    def searched(self) -> str:
        """What the search looks through, in small letters."""
        ticket = self.standing.ticket
        texts = [ticket.id, ticket.title, ticket.body[:_SEARCHED], ticket.status]
        more = [ticket.assignee or "", ticket.level or "", category_words(self)]
        return " ".join([*texts, *more]).lower()

    @property
    def clock(self) -> str:
        """late, soon, fine, waiting or none."""
        return urgency(self.standing.sla)


def clock_words(row: QueueRow) -> str:
    """The time left in words."""
    if row.pattern is not None:
        return tr("closed by itself")
    if row.standing.ticket.finished:
        return _ENDED.get(row.standing.ticket.state, row.standing.ticket.status)
    if row.back is not None and row.snoozed:
        return tr("back in {time}", time=duration((row.back - row.now).total_seconds()))
    return row.standing.sla.words()


def clock_state(row: QueueRow) -> State:
    """The shape of the time left."""
    return State.GOOD if row.standing.ticket.finished else _CLOCK_STATES[row.clock]


def level_words(row: QueueRow) -> str:
    """The priority in a word."""
    ticket = row.standing.ticket
    return ticket.level or ticket.priority or tr("none")


def level_state(row: QueueRow) -> State:
    """The shape of a priority."""
    return _LEVEL_STATES.get(row.standing.ticket.level or "", State.UNKNOWN)


def age_words(row: QueueRow) -> str:
    """How long ago it was opened."""
    created = row.standing.ticket.created
    if created is None:
        return tr("unknown")
    return " ".join(duration((row.now - created).total_seconds()).split()[:2])


def category_words(row: QueueRow) -> str:
    """The category with its confidence, or that a person is needed and what is likely."""
    view = row.triage
    if view is None:
        return row.standing.ticket.category or tr("…")
    if view.decided:
        return tr("{category} (set)", category=view.category or "")
    if view.category and view.confidence is not None:
        return tr(
            "{category} {share} %", category=view.category, share=round(view.confidence * 100)
        )
    if view.likeliest is None:
        return tr("needs a person")
    share = round((view.confidence or view.top[0][1]) * 100)
    return tr("perhaps {category} {share} %", category=view.likeliest, share=share)


def category_state(row: QueueRow) -> State | None:
    """Good when accepted or set, unknown when a person is needed."""
    if row.triage is None:
        return None
    return State.GOOD if row.triage.category else State.UNKNOWN


COLUMNS = (
    Column[QueueRow](
        tr("Priority"), level_words, key=lambda row: row.standing.ticket.level or "P9",
        state=level_state, help=tr("P1 to P4; the word is the source's own where it is another"),
    ),
    Column[QueueRow](
        tr("Time left"), clock_words, key=lambda row: -row.standing.risk, state=clock_state,
        width=17, help=tr("Working time until the target; sorted by risk"),
    ),
    Column[QueueRow](tr("Ticket"), lambda row: row.id),
    Column[QueueRow](tr("Title"), lambda row: row.standing.ticket.title, stretch=True),
    Column[QueueRow](
        tr("Category"), category_words, state=category_state, width=27, gives_way=True,
        help=tr("What it probably is, with the confidence; “set” was decided by a person"),
    ),
    Column[QueueRow](
        tr("Age"), age_words, key=lambda row: row.standing.ticket.created or row.now, numeric=True,
        gives_way=True,
    ),
    Column[QueueRow](
        tr("With"), lambda row: row.standing.ticket.assignee or tr("nobody"), width=12,
        gives_way=True,
    ),
)  # fmt: skip
