"""The row in which text is looked for: what, how, and how many were found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.ui.accessibility import named
from workbench.ui.flow import FlowLayout
from workbench.ui.translate import tr


class FindBar(QWidget):
    """Enter looks for the text or goes to the next place, Shift+Enter to the one before."""

    wanted = Signal()
    """What is looked for changed, or Enter was pressed on something new."""
    stepped = Signal(int)
    """To the next (1) or previous (-1) place."""
    closed = Signal()

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self.setAccessibleName(tr("Find"))
        self.field = _FindField(self)
        self.regex = named(QCheckBox(tr("Regex")), tr("Regular expression"))
        self.match_case = named(QCheckBox(tr("Match case")), tr("Match case"))
        self.whole_word = named(QCheckBox(tr("Whole word")), tr("Whole word"))
        self._told = named(QLabel(), tr("What was found"))
        self._told.setProperty("role", "muted")
        options = QWidget()
        flow = FlowLayout(options)
        for box in (self.regex, self.match_case, self.whole_word):
            box.toggled.connect(self._option_changed)
            flow.addWidget(box)
        for button in buttons:
            flow.addWidget(button)
        flow.addWidget(self._told)
        self.field.setMinimumWidth(160)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self.field, 2)
        layout.addWidget(options, 3)

    def say(self, words: str) -> None:
        """Show what was found."""
        self._told.setText(words)
        self._told.setAccessibleDescription(words)

    def _option_changed(self) -> None:
        if self.field.text():
            self.wanted.emit()


class _FindField(QLineEdit):
    def __init__(self, bar: FindBar) -> None:
        super().__init__()
        self._bar = bar
        self._searched = ""
        self.setAccessibleName(tr("Find in the logs"))
        self.setPlaceholderText(tr("Find in the logs"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._bar.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self.text() and self.text() != self._searched:
                self._searched = self.text()
                self._bar.wanted.emit()
            elif self.text():
                self._bar.stepped.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)
