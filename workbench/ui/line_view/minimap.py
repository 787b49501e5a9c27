"""The strip beside the lines that shows where in the whole file marks lie."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.ui.look import color, look

LANES = (("error", "error"), ("anomaly", "warning"), ("found", "accent"), ("bookmark", "text"))
"""The kinds of marks, each in a lane of its own from left to right, and their colour roles."""

_WIDTH_OF_LANE = 6


class Minimap(QWidget):
    """Marks of the whole file: each kind in its own lane, so that place tells it, not colour."""

    jumped = Signal(float)
    """A click at a share of the file's length."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._marks: dict[str, Sequence[float]] = {}
        self._screen = (0.0, 1.0)

    def wanted_width(self) -> int:
        """The strip's width in pixels."""
        return look().pixels(_WIDTH_OF_LANE * len(LANES) + 4)

    def show_marks(self, kind: str, shares: Sequence[float]) -> None:
        """Show the marks of a kind, each as a share (0 to 1) of the file's length."""
        self._marks[kind] = shares
        words = ", ".join(f"{len(found):,} {name}" for name, found in self._marks.items() if found)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def show_screen(self, top: float, height: float) -> None:
        """Show which part of the file is on the screen."""
        if (top, height) != self._screen:
            self._screen = (top, height)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.jumped.emit(min(max(event.position().y() / max(self.height(), 1), 0.0), 1.0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("surface"))
        height = self.height()
        lane = (self.width() - 4) / len(LANES)
        for place, (kind, role) in enumerate(LANES):
            ink = color(role)
            left = 2 + place * lane
            for pixel in {int(share * (height - 3)) for share in self._marks.get(kind, ())}:
                painter.fillRect(QRectF(left, pixel, lane - 1, 3), ink)
        top, share = self._screen
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(0.5, top * height, self.width() - 1, max(share * height, 6.0))
        painter.drawRect(box)
