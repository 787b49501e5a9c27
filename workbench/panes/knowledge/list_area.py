"""Search first, filters, and the list of articles or hits."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.panes.knowledge.rows import ORDER, ArticleRow, columns, filtered
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.flow import FlowRow
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_TYPING_PAUSE_MS = 150
_NO_LIMIT = 16_777_215  # Qt's own word for "as high as there is room"
_STATE_WORDS = {
    "draft": "Draft",
    "in-review": "In review",
    "verified": "Verified",
    "stale": "Stale",
    "retired": "Retired",
    "wrong-date": "Date is wrong",
}


class ListArea(QWidget):
    """The left side: typing searches after a short pause; Down goes into the list."""

    asked = Signal(str)
    """The question as it stands now; "" for all articles."""
    chosen = Signal(object)
    """An ArticleRow was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.search = _SearchField()
        self.kind = named(QComboBox(), tr("Kind of article"))
        self.state = named(QComboBox(), tr("State of trust"))
        self.table: DataTable[ArticleRow] = DataTable(tr("Articles"), columns())
        self.why = named(QLabel(), tr("Why this was found"))
        self.why.setProperty("role", "muted")
        self.why.setWordWrap(True)
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows: Sequence[ArticleRow] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._fill_filters()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        self._filters = FlowRow([self.kind, self.state])
        self._folded = False
        layout.addWidget(self._filters)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.search.textChanged.connect(self._typed)
        self.search.entered.connect(self._open_first)
        self.search.left_down.connect(self._into_list)
        self.search.focused.connect(self.unfold)
        self.kind.currentIndexChanged.connect(self._filter)
        self.state.currentIndexChanged.connect(self._filter)
        self.table.row_activated.connect(self.chosen)
        self.table.row_selected.connect(self._explain)

    @property
    def question(self) -> str:
        """What is asked now."""
        return self.search.text().strip()

    def show_rows(self, rows: Sequence[ArticleRow]) -> None:
        """Show rows; filters stay, and so does the chosen article when it is among them."""
        held = self.table.current_row()
        self._rows = rows
        self._filter()
        if held is not None:
            self.table.select_where(lambda row: row.path == held.path)

    def select(self, path: str) -> None:
        """Mark an article as the one that is open."""
        current = self.table.current_row()
        if current is None or current.path != path:
            self.table.select_where(lambda row: row.path == path)

    def choose_kind(self, kind: str) -> None:
        """Filter by kind; "" for all."""
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))

    def choose_state(self, state: str) -> None:
        """Filter by state of trust; "" for all."""
        self.state.setCurrentIndex(max(self.state.findData(state), 0))

    @property
    def folded(self) -> bool:
        """Whether only the search field is shown."""
        return self._folded

    def fold(self) -> None:
        """Keep only the search field: the article needs the room."""
        self._folded = True
        self._show_parts()

    def unfold(self) -> None:
        """Show filters and list again."""
        self._folded = False
        self._show_parts()

    def offer_kinds(self, kinds: Sequence[tuple[str, str]]) -> None:
        """(name, label) of the kinds that there are."""
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(tr("All kinds"), "")
        for name, label in kinds:
            self.kind.addItem(label, name)
        self.kind.setCurrentIndex(max(self.kind.findData(chosen), 0))
        self.kind.blockSignals(False)

    def _fill_filters(self) -> None:
        self.offer_kinds(())
        self.state.addItem(tr("Any state"), "")
        for key in ORDER:
            self.state.addItem(tr(_STATE_WORDS[key]), key)

    def _typed(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        self.asked.emit(self.question)

    def _filter(self) -> None:
        kind, state = self.kind.currentData() or "", self.state.currentData() or ""
        self.table.show_rows(filtered(self._rows, kind, state))
        self._explain(self.table.current_row())

    def _open_first(self) -> None:
        """Enter in the search field: open what is chosen, else the first."""
        if self._pause.isActive():
            self._pause.stop()
            self._ask()
            return
        row = self.table.current_row() or next(iter(self.table.rows), None)
        if row is not None:
            self.chosen.emit(row)

    def _into_list(self) -> None:
        self.table.setFocus()
        if self.table.current_row() is None:
            self.table.select_row(0)

    def _explain(self, row: ArticleRow | None) -> None:
        if row is None:
            words = "" if self.table.rows else tr("Nothing fits. Use other words or filters.")
        elif row.why:
            words = f"{row.why}\n{row.snippet}"
        else:
            words = row.reason
        self.why.setText(words)
        self.why.setAccessibleDescription(words)
        self._show_parts()

    def _show_parts(self) -> None:
        for part in (self._filters, self.table):
            part.setVisible(not self._folded)
        self.setMaximumHeight(self.search.sizeHint().height() + 16 if self._folded else _NO_LIMIT)
        self.why.setVisible(not self._folded and bool(self.why.text()))


class _SearchField(QLineEdit):
    """Down leaves for the list, Enter opens, Esc clears."""

    entered = Signal()
    left_down = Signal()
    focused = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("Search articles"))
        self.setPlaceholderText(tr("Ask in your own words"))
        add_clear_button(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
