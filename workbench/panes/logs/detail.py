"""The detail area under the lines: record, anomalies, templates, what was found, bookmarks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.panes.logs.inspector import Inspector
from workbench.ui.accessibility import named
from workbench.ui.late_pages import LateTabs
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_LEAST_LINES = 8
_KINDS = {
    "new-template": tr("new message"),
    "burst": tr("burst"),
    "silence": tr("silence"),
    "numeric": tr("number off"),
    "sequence": tr("odd sequence"),
}


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """An anomaly as listed."""

    record: int
    time: int
    time_words: str
    kind: str
    score: float
    reason: str
    template_id: int

    @property
    def kind_words(self) -> str:
        """The kind in words."""
        return _KINDS.get(self.kind, self.kind)

    @property
    def score_words(self) -> str:
        """The score with a word: '0.92, strong'."""
        word = (
            tr("strong") if self.score >= 0.8 else tr("clear") if self.score >= 0.5 else tr("weak")
        )
        return f"{self.score:.2f}, {word}"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as listed; `first` and `last` are records, in the order shown."""

    id: int
    text: str
    count: int
    share: float
    trend: tuple[float, ...]
    first: int
    first_words: str
    last: int
    last_words: str
    level: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A record that was found or bookmarked; its text is read when it is shown."""

    record: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """How the tables say a record: its place, its time, its level (0 to 6), its text."""

    place: Callable[[int], str]
    time: Callable[[int], str]
    level: Callable[[int], int]
    level_word: Callable[[int], str]
    text: Callable[[int], str]


def level_state(level: int) -> State | None:
    """The shape of a level in tables."""
    if level >= 5:
        return State.ERROR
    return {4: State.WARNING, 3: State.INFO}.get(level)


class DetailTabs(LateTabs):
    """Five tabs; the last three grow and shrink with what was found."""

    record_chosen = Signal(int)
    """Go to this record."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Details"))
        self.tabBar().setAccessibleName(tr("Details: which"))
        self.setDocumentMode(True)
        self.inspector = Inspector()
        self.anomalies: DataTable[AnomalyRow] = DataTable(tr("Anomalies"), _anomaly_columns())
        self.templates: DataTable[TemplateRow] = DataTable(tr("Templates"), _template_columns())
        self.found: DataTable[PlaceRow] = DataTable(tr("Found"), _place_columns(words))
        self.bookmarks: DataTable[PlaceRow] = DataTable(
            tr("Bookmarks"),
            [Column[PlaceRow](tr("Note"), lambda row: row.note, width=30), *_place_columns(words)],
        )
        self._titles = [
            tr("Record"), tr("Anomalies"), tr("Templates"), tr("Found"), tr("Bookmarks"),
        ]  # fmt: skip
        self._why = QLabel()
        self._why.setWordWrap(True)
        self._why.setContentsMargins(8, 4, 8, 4)
        self._why.setAccessibleName(tr("Why this is an anomaly"))
        self._findings = QWidget()
        layout = QVBoxLayout(self._findings)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._why)
        layout.addWidget(self.anomalies, 1)
        self.anomalies.setMinimumHeight(1)  # the reason is read first: the table gives way
        self._record = named(QScrollArea(), tr("Record"))
        self._record.setFrameShape(QScrollArea.Shape.NoFrame)
        self._record.setWidgetResizable(True)
        self._record.setWidget(self.inspector)
        self._pages: dict[QWidget, QWidget] = {
            self.inspector: self._record,
            self.anomalies: self._findings,
        }
        pages = (self._record, self._findings, self.templates, self.found, self.bookmarks)
        for title, page in zip(self._titles, pages, strict=True):
            self.addTab(page, title)
        self.anomalies.row_selected.connect(self._say_why)
        self.anomalies.row_activated.connect(self._go)
        self.anomalies.row_selected.connect(self._go_quietly)
        self.templates.row_activated.connect(self._go_first)
        self.found.row_activated.connect(self._go)
        self.found.row_selected.connect(self._go_quietly)
        self.bookmarks.row_activated.connect(self._go)

    def minimumSizeHint(self) -> QSize:
        """A few lines of text under the tabs, however much the pages would like."""
        return QSize(200, _LEAST_LINES * self.fontMetrics().height())

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        self.setCurrentWidget(self._pages.get(page, page))

    @property
    def table(self) -> DataTable[Any] | None:
        """The table in front; None when it is the inspector."""
        page = self.currentWidget()
        if page is self._findings:
            return self.anomalies
        return page if isinstance(page, DataTable) else None

    def _say_why(self, row: object) -> None:
        self._why.setText(row.reason if isinstance(row, AnomalyRow) else "")

    def count_in_titles(self) -> None:
        """Say in each tab's title how many rows it has."""
        tables = (self.anomalies, self.templates, self.found, self.bookmarks)
        for place, table in enumerate(tables, 1):
            rows = len(table.rows)
            title = self._titles[place]
            self.setTabText(place, f"{title} ({rows:,})" if rows else title)

    def _go(self, row: object) -> None:
        if isinstance(row, AnomalyRow | PlaceRow):
            self.record_chosen.emit(row.record)

    def _go_quietly(self, row: object) -> None:
        """The lines follow the keyboard through a list."""
        table = self.sender()
        if isinstance(table, DataTable) and table.hasFocus():
            self._go(row)

    def _go_first(self, row: object) -> None:
        if isinstance(row, TemplateRow):
            self.record_chosen.emit(row.first)


def _anomaly_columns() -> list[Column[AnomalyRow]]:
    return [
        Column(tr("Time"), lambda row: row.time_words, key=lambda row: row.time),
        Column(tr("Kind"), lambda row: row.kind_words, state=lambda _: State.WARNING),
        Column(tr("Strength"), lambda row: row.score_words, key=lambda row: row.score),
        Column(tr("Why"), lambda row: row.reason, stretch=True),
    ]


def _template_columns() -> list[Column[TemplateRow]]:
    return [
        Column(tr("Count"), lambda row: f"{row.count:,}", key=lambda row: row.count, numeric=True),
        Column(
            tr("Share"), lambda row: f"{row.share:.1%}", key=lambda row: row.share, numeric=True
        ),
        Column(
            tr("Trend"),
            lambda row: trend_words(row.trend),
            key=lambda row: row.trend,
            sparkline=lambda row: row.trend,
            width=14,
        ),
        Column(
            tr("Template"), lambda row: row.text, state=lambda row: level_state(row.level),
            stretch=True,
        ),
        Column(tr("First"), lambda row: row.first_words),
        Column(tr("Last"), lambda row: row.last_words),
    ]  # fmt: skip


def trend_words(trend: tuple[float, ...]) -> str:
    """A sparkline in words: whether its second half has more or less than its first."""
    half = len(trend) // 2
    early, late = sum(trend[:half]), sum(trend[half:])
    if not early and not late:
        return tr("never")
    if not early:
        return tr("only late")
    if not late:
        return tr("only early")
    if late > early * 1.5:
        return tr("rising")
    return tr("falling") if early > late * 1.5 else tr("steady")


def _place_columns(words: Words) -> list[Column[PlaceRow]]:
    return [
        Column(tr("Line"), lambda row: words.place(row.record), key=lambda row: row.record),
        Column(tr("Time"), lambda row: words.time(row.record)),
        Column(
            tr("Level"),
            lambda row: words.level_word(row.record),
            key=lambda row: words.level(row.record),
            state=lambda row: level_state(words.level(row.record)),
        ),
        Column(tr("Text"), lambda row: words.text(row.record), stretch=True),
    ]
