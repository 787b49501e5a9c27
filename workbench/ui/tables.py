"""The table of every pane: keyboard, position, type-ahead and copy in one place."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from workbench.ui.accessibility import announce
from workbench.ui.look import look
from workbench.ui.sparkline import SparklineDelegate
from workbench.ui.table_model import STATE_SIZE, Column, RowsModel
from workbench.ui.translate import tr
from workbench.ui.turns import in_next_turn

__all__ = ["Column", "DataTable"]

RowT = TypeVar("RowT")
_WIDEST_CHARACTERS = 60
_ROWS_MEASURED = 60
_COPIED_A_TURN = 500
_LEAST_STRETCHED = 16
"""How many letters a column that takes what is left wants before others give way to it."""


class DataTable(QTableView, Generic[RowT]):
    """A table of rows with fixed row height; a row is selected as a whole.

    Arrows, Home, End and letters (type-ahead) move, Enter activates, Ctrl+C copies the
    selected rows with tabs. The position ("3 of 25") is announced at each move.
    """

    row_selected = Signal(object)
    """The current row changed; None when there is none."""
    row_activated = Signal(object)
    """Enter or a double click on a row."""

    def __init__(
        self, name: str, columns: Sequence[Column[RowT]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows_model: RowsModel[RowT] = RowsModel(columns, self)
        self.setModel(self.rows_model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dress_header()
        for place, column in enumerate(columns):
            if column.sparkline:
                self.setItemDelegateForColumn(place, SparklineDelegate(self))
        self.doubleClicked.connect(self._double_clicked)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self._quiet = False
        self._wanted: list[int] = []
        self._measure()

    # rows

    @property
    def rows(self) -> list[RowT]:
        """The rows in the order in which they stand."""
        return self.rows_model.rows

    def show_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows; the current row stays current when it is among them."""
        held = self.current_row()
        first_time = not self.rows_model.rows
        self._quiet = True
        self.rows_model.show_rows(rows)
        if held is not None and held in self.rows_model.rows:
            self.select_row(self.rows_model.rows.index(held))
        self._quiet = False
        if first_time and rows:
            self._fit_columns()

    def add_rows(self, rows: Sequence[RowT]) -> None:
        """Add rows at the end."""
        first_time = not self.rows_model.rows
        self.rows_model.add_rows(rows)
        if first_time and rows:
            self._fit_columns()

    def current_row(self) -> RowT | None:
        """The row the keyboard is on."""
        place = self.currentIndex().row()
        return self.rows_model.rows[place] if 0 <= place < len(self.rows_model.rows) else None

    def selected_rows(self) -> list[RowT]:
        """The selected rows, top first."""
        places: set[int] = set()  # by ranges: an index each would take long for many rows
        for part in self.selectionModel().selection().toList():
            places.update(range(part.top(), part.bottom() + 1))
        return [self.rows_model.rows[place] for place in sorted(places)]

    def select_row(self, place: int) -> None:
        """Make a row, counted from 0, the current and only selected one, and show it."""
        if not 0 <= place < len(self.rows_model.rows):
            return
        index = self.rows_model.index(place, max(self.currentIndex().column(), 0))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def select_where(self, fits: Callable[[RowT], bool]) -> bool:
        """Go to the first row that fits; False when none does."""
        for place, row in enumerate(self.rows_model.rows):
            if fits(row):
                self.select_row(place)
                return True
        return False

    def position(self) -> str:
        """Where the keyboard is: "3 of 25"."""
        total = len(self.rows_model.rows)
        place = self.currentIndex().row()
        return tr("{place} of {total}", place=f"{place + 1:,}", total=f"{total:,}")

    def row_words(self, place: int) -> str:
        """A row as one spoken line: every cell after its column's title."""
        row = self.rows_model.rows[place]
        cells = [(column.title, column.text(row)) for column in self.rows_model.columns]
        return ", ".join(f"{title} {text}" for title, text in cells if text)

    def selection_text(self) -> str:
        """The selected rows (the current one when none is) as spoken lines."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        current = self.currentIndex().row()
        return "\n".join(self.row_words(place) for place in places or [current] if place >= 0)

    def copy_rows(self) -> None:
        """Copy the selected rows with tabs between cells, under the titles; many in turns."""
        columns = self.rows_model.columns
        rows = self.selected_rows()
        lines = ["\t".join(column.title for column in columns)]

        def go_on() -> None:
            begin = len(lines) - 1
            for row in rows[begin : begin + _COPIED_A_TURN]:
                lines.append("\t".join(_one_line(column.text(row)) for column in columns))
            if len(lines) <= len(rows):
                in_next_turn(self, go_on)
                return
            QGuiApplication.clipboard().setText("\n".join(lines))
            announce(self, tr("Copied {count} rows.", count=len(rows)))

        go_on()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_row() is not None
        ):
            self.row_activated.emit(self.current_row())
        elif event.key() == Qt.Key.Key_Home and not event.modifiers():
            self.select_row(0)
        elif event.key() == Qt.Key.Key_End and not event.modifiers():
            self.select_row(len(self.rows_model.rows) - 1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.select_row(0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            if self.isVisible():
                self._measure()
            else:
                self._measured = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._measured:
            self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _double_clicked(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.rows_model.rows[index.row()])

    def _moved(self, _current: QModelIndex, _before: QModelIndex) -> None:
        if self._quiet:
            return
        row = self.current_row()
        self.row_selected.emit(row)
        if row is not None and self.hasFocus():
            announce(self, self.position())

    # measures

    def _dress_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(not any(c.stretch for c in self.rows_model.columns))
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, column in enumerate(self.rows_model.columns):
            if column.stretch:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _measure(self) -> None:
        self._measured = True
        now = look()
        lines = round(self.fontMetrics().height() * now.line_spacing)
        height = max(lines + 4, now.target_height)
        self.setIconSize(QSize(now.pixels(STATE_SIZE), now.pixels(STATE_SIZE)))
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As wide as the title and the first rows need, from the text alone: no cell is drawn."""
        metrics = self.fontMetrics()
        letter = metrics.averageCharWidth()
        padding = look().pixels(28)
        self._wanted = []
        for place, column in enumerate(self.rows_model.columns):
            texts = [column.title + "  "]
            if not column.sparkline:
                texts += [column.text(row) for row in self.rows_model.rows[:_ROWS_MEASURED]]
            widest = max(metrics.horizontalAdvance(text[:_WIDEST_CHARACTERS]) for text in texts)
            wanted = column.width * letter or widest
            title = metrics.horizontalAdvance(column.title + "   ")
            extra = look().pixels(20) if column.state else 0
            self._wanted.append(max(wanted, title) + padding + extra)
            self.setColumnWidth(place, self._wanted[-1])
        self._make_room()

    def _make_room(self) -> None:
        """Hide columns that may give way, the last one first, while not all fit."""
        columns = self.rows_model.columns
        least = _LEAST_STRETCHED * self.fontMetrics().averageCharWidth()
        needed = sum(
            min(width, least) if column.stretch else width
            for column, width in zip(columns, self._wanted, strict=True)
        )
        for place in reversed(range(len(columns))):
            if columns[place].gives_way:
                narrow = needed > self.viewport().width()
                self.setColumnHidden(place, narrow)
                needed -= self._wanted[place] if narrow else 0


def _one_line(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
