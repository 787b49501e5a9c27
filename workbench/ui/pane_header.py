"""The line on top of a pane: its title, what is open, a state in words, and its search."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from workbench.ui.elided import ElidedLabel
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.look import look
from workbench.ui.states import State, StateChip


class PaneHeader(QWidget):
    """Title, what is open, state chip; what a pane adds stands on the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("pane-header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = QLabel(title, self)
        self._title.setProperty("role", "heading")
        self._open = ElidedLabel(parent=self)
        self._open.setProperty("role", "muted")
        self._chip = StateChip(State.NEUTRAL, "", self)
        self._chip.hide()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 8)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._open, 1)
        self._layout.addWidget(self._chip)
        self._enlarge_title()

    @property
    def open_text(self) -> str:
        """What is open, as shown."""
        return self._open.text()

    def show_open(self, text: str) -> None:
        """Say what is open ("gateway.log and 2 more, 200,000 lines")."""
        self._open.setText(text)

    def show_state(self, state: State, words: str) -> None:
        """Say the pane's state in a word or two; empty words hide the chip."""
        self._chip.show_state(state, words)
        self._chip.setVisible(bool(words))

    def add(self, widget: QWidget) -> None:
        """Put a widget (search field, button) at the right end."""
        self._layout.addWidget(widget)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._enlarge_title()

    def _enlarge_title(self) -> None:
        """The title in step with the text; the line is as high as one with buttons in it."""
        margins = self._layout.contentsMargins()
        self.setMinimumHeight(look().target_height + margins.top() + margins.bottom())
        self._title.setFont(scaled(self.font(), HEADING, bold=True))
