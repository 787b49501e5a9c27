"""What an import or a sync guessed and left out: a list above the queue until it is closed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import Rejected
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandButton
from workbench.ui.translate import tr

CHOICES = {"timezone": tr("Zone of times without one"), "date_order": tr("Order of dates")}
"""The fields of the import page, by the option of an import that they choose."""
_ROWS_SHOWN = 5
_BETWEEN = 5
"""Pixels around each note: a line of text alone is too low to hit."""
_MOST_LINES = 10
"""Lines of text that the list takes from the queue below it; it scrolls beyond."""


def import_notes(guesses: Sequence[Guess], rejected: Sequence[Rejected]) -> list[str]:
    """Each guess of an import, with what chooses otherwise, and the first rejected rows."""
    notes = [
        _changeable(note, CHOICES[guess.option]) if guess.option else note
        for guess, note in zip(guesses, guess_notes(guesses), strict=True)
    ]
    shown = rejected[:_ROWS_SHOWN]
    notes += [tr("Row {row}: {reason}", row=one.row, reason=one.reason) for one in shown]
    if len(rejected) > len(shown):
        more = f"{len(rejected) - len(shown):,}"
        notes.append(tr("and {count} more rejected rows", count=more))
    return notes


def _changeable(note: str, field: str) -> str:
    return tr('{note}; to change: "{field}" on the import page', note=note, field=field)


def guess_notes(guesses: Sequence[Guess]) -> list[str]:
    """Each guess in words."""
    return [tr("{field}: {choice} ({why})", field=g.field, choice=g.choice, why=g.why)
            for g in guesses]  # fmt: skip


class TakenView(QWidget):
    """Which sentence was said of what came in, and a list of what to look at in it."""

    left = Signal()
    """Esc was pressed in the list."""

    def __init__(self) -> None:
        super().__init__()
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self.list = named(_Notes(), tr("Guesses and rejected rows"))
        self._row = QHBoxLayout()
        self._row.addWidget(self._said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 0)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def close_by(self, button: CommandButton) -> None:
        """Take the button that closes it; whether it can, the button asks of what is here."""
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def add(self, sentence: str, notes: Sequence[str]) -> None:
        """Show what one export or system brought, below what the others did."""
        self._said.setText("\n".join(filter(None, [self._said.text(), sentence])))
        self.list.addItems(list(notes))
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.show()

    def forget(self) -> None:
        """Take everything away."""
        self._said.clear()
        self.list.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)


class _Notes(QListWidget):
    """Whole sentences one below the other, as high as they need, and no higher than some lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSpacing(_BETWEEN)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.model().rowsInserted.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.doItemsLayout()
        most = _MOST_LINES * self.fontMetrics().lineSpacing()
        needed = self.contentsSize().height() + 2 * self.frameWidth()
        self.setFixedHeight(min(needed, most))
