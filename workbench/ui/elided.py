"""A label of one line that gives way: what has no room ends in …, and the tool tip says it all."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_FEWEST_LETTERS = 6


class ElidedLabel(QLabel):
    """Plain text on one line. Its tool tip is its whole text, unless another one was set."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        where: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """`where` says which part of the text is left out."""
        super().__init__(parent)
        self._where = where
        self._own_tip = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()
        self._tell()

    def setToolTip(self, text: str) -> None:
        self._own_tip = bool(text)
        super().setToolTip(text)

    @property
    def shown(self) -> str:
        """The text as it is painted."""
        return self.fontMetrics().elidedText(
            self.text().replace("\n", " "), self._where, self.contentsRect().width()
        )

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        fewest = min(
            metrics.horizontalAdvance(self.text()) + 2, metrics.averageCharWidth() * _FEWEST_LETTERS
        )
        return QSize(fewest, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)  # not by the style: its class takes milliseconds of the start
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._tell()

    def _tell(self) -> None:
        """What is not seen whole is said by the tool tip."""
        if not self._own_tip:
            super().setToolTip(self.text() if self.shown != self.text() else "")
