"""States as shape, word and colour together: the shapes, and a chip widget that shows one."""

import enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.look import color, look


class State(enum.Enum):
    """What a state means; its value is the role of its colour."""

    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"
    INFO = "info"
    NEUTRAL = "muted"
    UNKNOWN = "text"


def draw_state(painter: QPainter, box: QRectF, state: State) -> None:
    """Paint the shape of a state into a square: told apart without its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = color(state.value)
    painter.setPen(QPen(ink, max(box.width() / 9, 1.3)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _PAINTERS[state](painter, box.adjusted(1, 1, -1, -1))
    painter.restore()


def _error(painter: QPainter, box: QRectF) -> None:
    """A filled octagon with a cross."""
    third_w, third_h = box.width() * 0.3, box.height() * 0.3
    corners = [
        QPointF(box.left() + third_w, box.top()), QPointF(box.right() - third_w, box.top()),
        QPointF(box.right(), box.top() + third_h), QPointF(box.right(), box.bottom() - third_h),
        QPointF(box.right() - third_w, box.bottom()), QPointF(box.left() + third_w, box.bottom()),
        QPointF(box.left(), box.bottom() - third_h), QPointF(box.left(), box.top() + third_h),
    ]  # fmt: skip
    painter.setBrush(painter.pen().color())
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(QPen(color("ground"), max(box.width() / 7, 1.3)))
    inner = box.adjusted(third_w, third_h, -third_w, -third_h)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


def _warning(painter: QPainter, box: QRectF) -> None:
    """A triangle with a bar."""
    middle = box.center().x()
    painter.drawPolygon(
        QPolygonF([QPointF(middle, box.top()), box.bottomRight(), box.bottomLeft()])
    )
    painter.drawLine(
        QPointF(middle, box.top() + box.height() * 0.4),
        QPointF(middle, box.bottom() - box.height() * 0.22),
    )


def _good(painter: QPainter, box: QRectF) -> None:
    """A tick."""
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(box.left(), box.top() + box.height() * 0.55),
                QPointF(box.left() + box.width() * 0.38, box.bottom() - box.height() * 0.1),
                QPointF(box.right(), box.top() + box.height() * 0.1),
            ]
        )
    )


def _info(painter: QPainter, box: QRectF) -> None:
    """A circle with an i."""
    painter.drawEllipse(box)
    middle = box.center().x()
    painter.drawLine(QPointF(middle, box.center().y()), QPointF(middle, box.bottom() - 3))
    painter.drawPoint(QPointF(middle, box.top() + box.height() * 0.28))


def _neutral(painter: QPainter, box: QRectF) -> None:
    """A small filled dot."""
    painter.setBrush(painter.pen().color())
    quarter = box.width() / 4
    painter.drawEllipse(box.adjusted(quarter, quarter, -quarter, -quarter))


def _unknown(painter: QPainter, box: QRectF) -> None:
    """A dashed circle."""
    pen = QPen(painter.pen().color(), max(box.width() / 10, 1.2))
    pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.drawEllipse(box)


_PAINTERS = {
    State.ERROR: _error,
    State.WARNING: _warning,
    State.GOOD: _good,
    State.INFO: _info,
    State.NEUTRAL: _neutral,
    State.UNKNOWN: _unknown,
}


class StateChip(QWidget):
    """A state in a rounded frame: its shape, its word, its colour."""

    def __init__(self, state: State, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._state = state
        self._word = word
        self.show_state(state, word)

    def show_state(self, state: State, word: str) -> None:
        """Show another state."""
        self._state, self._word = state, word
        self.setAccessibleName(word)
        self.setToolTip(word)
        self.updateGeometry()
        self.update()

    @property
    def word(self) -> str:
        """The word that is shown."""
        return self._word

    @property
    def state(self) -> State:
        """The state that is shown."""
        return self._state

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        height = max(metrics.height() + 6, 22)
        return QSize(metrics.horizontalAdvance(self._word) + height + look().pixels(14), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("raised"))
        painter.drawRoundedRect(frame, frame.height() / 2, frame.height() / 2)
        size = self.fontMetrics().ascent()
        left = look().pixels(8)
        draw_state(painter, QRectF(left, (self.height() - size) / 2, size, size), self._state)
        painter.setPen(color(self._state.value))
        words = self.rect().adjusted(left + size + look().pixels(5), 0, -4, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word)
