"""The record inspector: one record's time, level, place, fields and whole text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from workbench.ui.accessibility import named
from workbench.ui.fonts import code_font
from workbench.ui.states import State, StateChip
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_LEAST_LINES = 6
_LEVEL_STATES = (
    State.UNKNOWN,
    State.NEUTRAL,
    State.NEUTRAL,
    State.INFO,
    State.WARNING,
    State.ERROR,
    State.ERROR,
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A record as it is shown: `fields` are (name, value, kind), `notes` are reasons and places."""

    level: int
    level_word: str
    heading: str
    fields: Sequence[tuple[str, str]]
    text: str
    notes: Sequence[str] = ()


class Inspector(QWidget):
    """Shows one record: a heading, its parsed fields, its lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Record"))
        self._chip = StateChip(State.UNKNOWN, "unknown")
        self._heading = QLabel()
        self._heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._heading.setWordWrap(True)
        self._notes = QLabel()
        self._notes.setWordWrap(True)
        self._notes.setProperty("role", "problem")
        self._notes.hide()
        self.fields: DataTable[tuple[str, str]] = DataTable(
            tr("Fields of the record"),
            [
                Column[tuple[str, str]](tr("Field"), lambda row: row[0]),
                Column[tuple[str, str]](tr("Value"), lambda row: row[1]),
            ],
        )
        self.text = named(QPlainTextEdit(), tr("Text of the record"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.text)
        self._split.addWidget(self.fields)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self._headline())
        layout.addWidget(self._notes)
        layout.addWidget(self._split, 1)
        self.show_record(None)

    def _headline(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._chip)
        layout.addWidget(self._heading, 1)
        return row

    @property
    def heading(self) -> str:
        """When and where the record was, as the heading says it."""
        return self._heading.text()

    def show_record(self, record: Inspected | None) -> None:
        """Show a record, or that none is chosen."""
        self._chip.setVisible(record is not None and record.level > 0)
        self.text.setFont(code_font())
        self._split.setMinimumHeight(_LEAST_LINES * self.fontMetrics().height())
        if record is None:
            self._heading.setText(tr("No line is chosen."))
            self._notes.hide()
            self.fields.show_rows([])
            self.text.setPlainText("")
            return
        self._chip.show_state(_LEVEL_STATES[record.level], record.level_word)
        self._heading.setText(record.heading)
        self._notes.setText("\n".join(record.notes))
        self._notes.setVisible(bool(record.notes))
        self.fields.show_rows(record.fields)
        self.fields.setVisible(bool(record.fields))
        self.text.setPlainText(record.text)
