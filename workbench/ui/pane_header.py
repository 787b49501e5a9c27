"""The line on top of a pane: its title, what is open, a state in words, and its search."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from workbench.ui.translate import tr


class PaneHeader(QWidget):
    """Title, what is open, state chip; what a pane adds stands on the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("pane-header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel(title)
        self.title.setProperty("role", "title")
        self._open = QLabel()
        self._open.setProperty("role", "muted")
        self._open.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._chip = QLabel()
        self._chip.setProperty("role", "chip")
        self._chip.setAccessibleName(tr("State"))
        self._chip.hide()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 16, 8)
        self._layout.setSpacing(12)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self._open, 1)
        self._layout.addWidget(self._chip)

    @property
    def open_text(self) -> str:
        """What is open, as shown."""
        return self._open.text()

    def show_open(self, text: str) -> None:
        """Say what is open ("gateway.log and 2 more, 200,000 lines")."""
        self._open.setText(text)
        self._open.setToolTip(text)

    def show_state(self, text: str, kind: str = "info") -> None:
        """Say the pane's state in a word or two; `kind` is a text role: info, good, warning, error.

        An empty text hides the chip.
        """
        self._chip.setText(text)
        self._chip.setAccessibleDescription(text)
        self._chip.setProperty("kind", kind)
        self._chip.style().unpolish(self._chip)
        self._chip.style().polish(self._chip)
        self._chip.setVisible(bool(text))

    def add(self, widget: QWidget) -> None:
        """Put a widget (search field, button) at the right end."""
        self._layout.addWidget(widget)
