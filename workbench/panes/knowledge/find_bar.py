"""Find and replace inside the article."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.ui.accessibility import named
from workbench.ui.flow import FlowRow
from workbench.ui.translate import tr


class FindBar(QWidget):
    """Two fields and their buttons; Enter finds the next, Esc closes."""

    wanted = Signal(int)
    """Go to the next (1) or previous (-1) place."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Find and replace"))
        self.field = named(QLineEdit(), tr("Find in the article"))
        self.field.setPlaceholderText(tr("Find in the article"))
        self.replacement = named(QLineEdit(), tr("Replace with"))
        self.replacement.setPlaceholderText(tr("Replace with"))
        self.match_case = named(QCheckBox(tr("Match case")), tr("Match case"))
        self._told = named(QLabel(), tr("What was found"))
        self._told.setProperty("role", "muted")
        for field in (self.field, self.replacement):
            field.setMinimumWidth(140)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)

    def add_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """Lay the fields out with these buttons after them."""
        self._layout.addWidget(
            FlowRow([self.field, self.replacement, self.match_case, *buttons, self._told])
        )

    def say(self, words: str) -> None:
        """Say what was found."""
        self._told.setText(words)

    def places(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of every place in a text."""
        sought = self.field.text()
        if not sought:
            return []
        flags = re.NOFLAG if self.match_case.isChecked() else re.IGNORECASE
        return [match.span() for match in re.finditer(re.escape(sought), text, flags)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.wanted.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
