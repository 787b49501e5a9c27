"""What a pane shows when it is empty: one sentence and what can be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.ui.accessibility import named
from workbench.ui.fonts import HEADING, scaled
from workbench.ui.icons import icon


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of an empty pane."""

    words: str
    run: Callable[[], object]
    help: str = ""


class EmptyState(QWidget):
    """One sentence in the middle and the buttons that lead on; the first is the main one."""

    def __init__(
        self,
        sentence: str,
        offers: Sequence[Offer] = (),
        *,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(12)
        self._layout.addStretch(2)
        if icon_name:
            picture = QLabel(self)
            picture.setPixmap(icon(icon_name).pixmap(48, 48))
            picture.setAccessibleName(sentence)
            self._layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = QLabel(sentence, self)
        self.sentence.setFont(scaled(self.font(), HEADING))
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumWidth(360)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons: list[QPushButton] = []
        self._layout.addStretch(3)
        self.offer(offers)

    def say(self, sentence: str) -> None:
        """Show another sentence."""
        self.sentence.setText(sentence)

    def offer(self, offers: Sequence[Offer]) -> None:
        """Replace the buttons."""
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for position, choice in enumerate(offers):
            button = named(QPushButton(choice.words, self), choice.words, choice.help)
            button.setProperty("role", "primary" if position == 0 else "")
            button.clicked.connect(choice.run)
            if choice.help:
                button.setToolTip(choice.help)
            self._layout.insertWidget(
                self._layout.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter
            )
            self._buttons.append(button)
