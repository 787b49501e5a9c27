"""The page on past answers: what suggesting them would have done, and issues that come again."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.storage.workspace import Workspace
from workbench.tickets.store import TicketStore
from workbench.ui.table_model import Column
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_MOST = 5_000
"""The newest tickets that are compared with each other."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A likeness from which on answers would have been suggested, and what came of it."""

    least: float
    answered: int
    right: int
    bounced: int


@dataclass(frozen=True, slots=True)
class Recurring:
    """An issue that came more than once: its first ticket, that one's title, all its tickets."""

    first: str
    title: str
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Everything the page shows; `finished` past tickets were replayed."""

    finished: int
    thresholds: tuple[Threshold, ...]
    recurring: tuple[Recurring, ...]


def read_past(workspace: Workspace, progress: Progress) -> Past:
    """Replay suggested answers on the finished tickets, and group what is alike."""
    from workbench.tickets.answers import replay
    from workbench.tickets.clusters import keep_clusters

    store = TicketStore(workspace.database)
    tickets = store.newest(_MOST)
    rows = replay(tickets, progress=progress)
    titles = {ticket.id: ticket.title for ticket in tickets}
    return Past(
        max((row.tickets for row in rows), default=0),
        tuple(Threshold(row.threshold, row.answered, row.right, row.bounced) for row in rows),
        tuple(
            Recurring(found.id, titles.get(found.id, ""), found.tickets)
            for found in keep_clusters(store, tickets)
        ),
    )


def share_words(threshold: Threshold) -> str:
    """The share of answers that were right; unknown where none would have been given."""
    if not threshold.answered:
        return tr("unknown")
    return tr("{share} %", share=f"{threshold.right / threshold.answered * 100:.1f}")


_THRESHOLD_COLUMNS = (
    Column[Threshold](tr("Alike from"), lambda t: f"{t.least:.1f}", numeric=True),
    Column[Threshold](
        tr("Answered"), lambda t: f"{t.answered:,}", key=lambda t: t.answered, numeric=True,
        help=tr("Past tickets that would have got the answer of an earlier one"),
    ),
    Column[Threshold](
        tr("Right"), lambda t: f"{t.right:,}", key=lambda t: t.right, numeric=True,
        help=tr("They ended in the same category and resolution"),
    ),
    Column[Threshold](
        tr("Bounced"), lambda t: f"{t.bounced:,}", key=lambda t: t.bounced, numeric=True,
        help=tr("They ended otherwise: the answer would have come back"),
    ),
    Column[Threshold](tr("Right of answered"), share_words, stretch=True),
)  # fmt: skip
_RECURRING_COLUMNS = (
    Column[Recurring](
        tr("Tickets"), lambda r: f"{len(r.tickets):,}", key=lambda r: len(r.tickets), numeric=True
    ),
    Column[Recurring](tr("First"), lambda r: r.first, width=14),
    Column[Recurring](tr("Title"), lambda r: r.title, stretch=True),
    Column[Recurring](tr("All of them"), lambda r: ", ".join(r.tickets), width=20),
)


class PastPage(QWidget):
    """Two tables: the replay by threshold, and the issues that came again."""

    ticket_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.sentence = QLabel(tr("Past tickets are being compared…"))
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(8, 8, 8, 4)
        self.thresholds = DataTable[Threshold](tr("Suggested answers on history"),
                                               _THRESHOLD_COLUMNS)  # fmt: skip
        self.recurring = DataTable[Recurring](tr("Issues that came again"), _RECURRING_COLUMNS)
        self.recurring.row_activated.connect(self._chosen)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.thresholds)
        parts.addWidget(self.recurring)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.sentence)
        layout.addWidget(parts, 1)

    def show_past(self, past: Past) -> None:
        """Show the replay and the groups, with a sentence that sums them up."""
        self.sentence.setText(in_words(past))
        self.thresholds.show_rows(past.thresholds)
        self.recurring.show_rows(past.recurring)

    def areas(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        return (self.thresholds, self.recurring)

    def _chosen(self, row: Recurring) -> None:
        self.ticket_chosen.emit(row.first)


def in_words(past: Past) -> str:
    """The page in two sentences. Nothing is sent or merged by itself, and it says so."""
    answered = [row for row in past.thresholds if row.answered]
    again = tr(
        "{issues} came more than once. These are suggestions: nothing is sent or merged by itself.",
        issues=count(len(past.recurring), tr("issue")),
    )
    if not answered:
        return tr("No past ticket is enough like an earlier, finished one.") + " " + again
    best = max(answered, key=lambda row: (row.right / row.answered, row.answered))
    return (
        tr(
            "Of {finished}, {answered} would have got an answer from a likeness of {least} on,"
            " and {bounced} of those would have bounced.",
            finished=count(past.finished, tr("finished ticket")),
            answered=f"{best.answered:,}",
            least=f"{best.least:.1f}",
            bounced=f"{best.bounced:,}",
        )
        + " "
        + again
    )
