"""What a pane shows when it is empty: one sentence and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget

from workbench.ui.fonts import HEADING, scaled
from workbench.ui.icons import icon
from workbench.ui.look import look


class EmptyState(QWidget):
    """One sentence in the middle and the buttons that lead on; the first is the main one.

    The buttons come from the pane (`pane.button(command_id)`), further widgets (the last
    sessions) go under them with `add`.
    """

    def __init__(
        self,
        sentence: str,
        buttons: Sequence[QAbstractButton] = (),
        *,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._buttons: tuple[QAbstractButton, ...] = ()
        self._picture = QLabel(self)
        self._picture.setVisible(bool(icon_name))
        self._picture.setAccessibleName(sentence)
        self.sentence = QLabel(sentence, self)
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(12)
        self._layout.addStretch(2)
        self._layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addWidget(self.sentence)
        for place, button in enumerate(buttons):
            if place == 0:
                button.setProperty("role", "primary")
            self.add(button)
        self._buttons = tuple(buttons)
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self._layout.addStretch(3)
        self._dress()

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        place = self._layout.count()
        last = self._layout.itemAt(place - 1)
        stretched = last is not None and last.spacerItem() is not None and place > 3
        self._layout.insertWidget(
            place - 1 if stretched else place, widget, 0, Qt.AlignmentFlag.AlignHCenter
        )

    @property
    def holds_focus(self) -> bool:
        """Whether the focus is on one of its buttons."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def say(self, sentence: str) -> None:
        """Show another sentence."""
        self.sentence.setText(sentence)
        self._picture.setAccessibleName(sentence)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            if self.isVisible():
                self._dress()
            else:
                self._dressed = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._dressed:
            self._dress()

    def _dress(self) -> None:
        self._dressed = True
        self.sentence.setFont(scaled(self.font(), HEADING))
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        for button in self._buttons:
            button.setMinimumWidth(widest)
        if self._icon_name:
            size = look().pixels(48)
            self._picture.setPixmap(icon(self._icon_name).pixmap(size, size))
