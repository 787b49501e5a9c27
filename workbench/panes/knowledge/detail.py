"""Beside the article: outline, findings, links, history and review, each a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from workbench.ui.accessibility import named
from workbench.ui.flow import FlowRow
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.findings import Finding
    from workbench.knowledge.history import Version
    from workbench.knowledge.outline import Heading
    from workbench.knowledge.review import Comment

_ERRORS = frozenset({"front-matter", "wrong-date", "duplicate-id", "missing-part", "broken-link"})
_KIND_WORDS = {
    "spelling": "Spelling",
    "plain-language": "Plain words",
    "long-sentence": "Long sentence",
    "hard-to-read": "Hard to read",
    "passive": "Passive",
    "abbreviation": "Abbreviation",
    "missing-part": "Missing part",
    "broken-link": "Broken link",
    "no-expected-result": "No result",
    "no-rollback": "No rollback",
    "front-matter": "Front matter",
    "wrong-date": "Wrong date",
    "duplicate-id": "Id used twice",
    "stale": "Stale",
    "empty-part": "Empty part",
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link of the article, or a link to it from another page."""

    direction: str
    label: str
    path: str
    line: int
    broken: bool = False


class Detail(LateTabs):
    """The tabs. Enter on a row goes to what it names."""

    line_chosen = Signal(int, int, int)
    """Line and column (from 1) and length in the article."""
    page_chosen = Signal(str, int)
    """Another article and a line in it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("About the article"))
        self.outline: DataTable[Heading] = DataTable(
            tr("Outline"),
            [Column(tr("Heading"), lambda row: "  " * (row.level - 1) + row.text, stretch=True)],
        )
        self.findings: DataTable[Finding] = DataTable(tr("Findings"), _finding_columns())
        self.links: DataTable[LinkRow] = DataTable(tr("Links"), _link_columns())
        self.versions: DataTable[Version] = DataTable(tr("Saved versions"), _version_columns())
        self.comments: DataTable[Comment] = DataTable(tr("Review comments"), _comment_columns())
        self._review = QWidget()
        self._review_layout = QVBoxLayout(self._review)
        self._review_layout.setContentsMargins(0, 8, 0, 0)
        self._review_layout.addWidget(self.comments, 1)
        for widget, title in (
            (self.outline, tr("Outline")),
            (self.findings, tr("Findings")),
            (self.links, tr("Links")),
            (self.versions, tr("History")),
            (self._review, tr("Review")),
        ):
            self.addTab(widget, title)
        self.outline.row_activated.connect(self._heading)
        self.findings.row_activated.connect(self._finding)
        self.links.row_activated.connect(self._link)
        self.comments.row_activated.connect(self._comment)
        self.setMinimumWidth(0)

    def add_review_buttons(self, buttons: Sequence[QAbstractButton]) -> None:
        """Put buttons above the comments."""
        self._review_layout.insertWidget(0, FlowRow(buttons))

    def show_findings(self, findings: "list[Finding]") -> None:
        """Show findings; the tab says how many."""
        self.findings.show_rows(findings)
        self.setTabText(self.indexOf(self.findings), _counted(tr("Findings"), len(findings)))

    def show_links(self, rows: list[LinkRow]) -> None:
        """Show links in and out."""
        self.links.show_rows(rows)
        self.setTabText(self.indexOf(self.links), _counted(tr("Links"), len(rows)))

    def show_comments(self, comments: "list[Comment]") -> None:
        """Show comments; the tab counts the open ones."""
        self.comments.show_rows(comments)
        waiting = sum(not comment.settled for comment in comments)
        self.setTabText(self.indexOf(self._review), _counted(tr("Review"), waiting))

    def show_tab(self, table: QWidget) -> None:
        """Bring a table to the front."""
        self.setCurrentWidget(self._review if table is self.comments else table)

    def step_finding(self, from_line: int, step: int) -> "Finding | None":
        """The next (1) or previous (-1) finding as seen from a line; None when there is none."""
        rows = sorted(self.findings.rows)
        if not rows:
            return None
        if step > 0:
            found = next((row for row in rows if row.line > from_line), rows[0])
        else:
            found = next((row for row in reversed(rows) if row.line < from_line), rows[-1])
        self.findings.select_row(self.findings.rows.index(found))
        return found

    def _heading(self, row: "Heading") -> None:
        self.line_chosen.emit(row.line, 1, 0)

    def _finding(self, row: "Finding") -> None:
        self.line_chosen.emit(row.line, row.column, row.end - row.column)

    def _comment(self, row: "Comment") -> None:
        if row.line:
            self.line_chosen.emit(row.line, 1, 0)

    def _link(self, row: LinkRow) -> None:
        if row.path and not row.broken:
            self.page_chosen.emit(row.path, row.line)


def finding_state(kind: str) -> State:
    """An error must be mended; all else is advice."""
    return State.ERROR if kind in _ERRORS else State.INFO


def _counted(title: str, number: int) -> str:
    return f"{title} ({number})" if number else title


def _finding_columns() -> "list[Column[Finding]]":
    return [
        Column(tr("Line"), lambda row: str(row.line), key=lambda row: row.line, numeric=True),
        Column(
            tr("Kind"),
            lambda row: tr(_KIND_WORDS.get(row.kind, row.kind)),
            state=lambda row: finding_state(row.kind),
        ),
        Column(tr("What"), lambda row: row.message, stretch=True),
    ]


def _link_columns() -> list[Column[LinkRow]]:
    return [
        Column(
            tr("Way"),
            lambda row: row.direction,
            state=lambda row: State.ERROR if row.broken else None,
        ),
        Column(tr("Page"), lambda row: row.label, stretch=True),
        Column(tr("Line"), lambda row: str(row.line), key=lambda row: row.line, numeric=True),
    ]


def _version_columns() -> "list[Column[Version]]":
    return [
        Column(
            tr("When"),
            lambda row: row.time.astimezone().strftime("%Y-%m-%d %H:%M"),
            key=lambda row: row.time,
        ),
        Column(tr("Who"), lambda row: row.author),
        Column(tr("What"), lambda row: row.message, stretch=True),
    ]


def _comment_columns() -> "list[Column[Comment]]":
    return [
        Column(
            tr("Line"),
            lambda row: str(row.line) if row.line else tr("gone"),
            key=lambda row: row.line,
        ),
        Column(
            tr("Who"),
            lambda row: row.author,
            state=lambda row: State.GOOD if row.settled else State.WARNING,
        ),
        Column(tr("Comment"), lambda row: row.text, stretch=True),
        Column(tr("State"), lambda row: tr("settled") if row.settled else tr("open")),
    ]
