"""Rows of any kind as a Qt table model: columns are functions of a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QIcon, QPainter, QPixmap

from workbench.ui.look import look
from workbench.ui.states import State, draw_state

RowT = TypeVar("RowT")
Index = QModelIndex | QPersistentModelIndex

STATE_SIZE = 14
"""How large the shape of a state is beside a text, at 100 %."""

_SHARPNESS = 3
"""Shapes are painted larger than they are shown: screens differ."""

SPARKLINE = Qt.ItemDataRole.UserRole + 1
"""The role under which a cell gives the numbers of its sparkline."""


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """One column: its title and what a row shows in it.

    `key` gives what to sort by (the text when it is left out), `state` a state whose shape
    stands before the text, `sparkline` numbers drawn behind it (the text then says in words
    what they show), `width` is in characters, 0 for as wide as its content. A column that
    `gives_way` is not shown where the table is too narrow for all; it is still spoken.
    """

    title: str
    text: Callable[[RowT], str]
    key: Callable[[RowT], Any] | None = None
    numeric: bool = False
    state: Callable[[RowT], State | None] | None = None
    sparkline: Callable[[RowT], Sequence[float]] | None = None
    help: str = ""
    width: int = 0
    stretch: bool = False
    gives_way: bool = False


class RowsModel(QAbstractTableModel, Generic[RowT]):
    """A list of rows, sorted by one column or in the order given."""

    def __init__(self, columns: Sequence[Column[RowT]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self.rows: list[RowT] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: Sequence[RowT]) -> None:
        """Show other rows, sorted as before."""
        self.beginResetModel()
        self.rows = list(rows)
        if self._sorted_by is not None:
            self._arrange(*self._sorted_by)
        self.endResetModel()

    def add_rows(self, rows: Sequence[RowT]) -> None:
        """Add rows at the end, where they do not move what is being read."""
        if not rows:
            return
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self.endInsertRows()

    def refresh(self) -> None:
        """Read every cell again."""
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.numeric)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.sparkline else column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(row)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.numeric)
        if role == Qt.ItemDataRole.DecorationRole and column.state:
            state = column.state(row)
            return None if state is None else state_icon(state)
        if role == SPARKLINE and column.sparkline:
            return column.sparkline(row)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns):
            return
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self.rows[index.row()] for index in before]
        self._arrange(column, order)
        places = {id(row): number for number, row in enumerate(self.rows)}
        after = [
            self.index(places[id(row)], index.column())
            for row, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arrange(self, column: int, order: Qt.SortOrder) -> None:
        chosen = self.columns[column]
        key = chosen.key or chosen.text
        self.rows.sort(
            key=lambda row: _none_first(key(row)), reverse=order == Qt.SortOrder.DescendingOrder
        )


def _none_first(value: Any) -> tuple[bool, Any]:
    """A missing value sorts before every value, whatever their type."""
    return (value is not None, value)


def _alignment(numeric: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


_icons: dict[tuple[State, str, float], QIcon] = {}


def state_icon(state: State) -> QIcon:
    """The shape of a state, in the colours and size that are applied now; selected or not."""
    now = look()
    known = (state, now.theme.name, now.zoom)
    if known not in _icons:
        size = now.pixels(STATE_SIZE)
        picture = QPixmap(size * _SHARPNESS, size * _SHARPNESS)
        picture.setDevicePixelRatio(_SHARPNESS)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        draw_state(painter, QRectF(0, 0, size, size), state)
        painter.end()
        _icons[known] = QIcon(picture)
        _icons[known].addPixmap(picture, QIcon.Mode.Selected)
    return _icons[known]
