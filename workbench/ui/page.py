"""A page that is read from top to bottom: a scrolled column on the ground of the theme."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.ui.accessibility import named

_WIDTH_IN_LETTERS = 84
_LEAST_IN_LETTERS = 24


class Page(QScrollArea):
    """Widgets one below the other in `column`, no wider than one can read, with wide margins."""

    def __init__(self, name: str, widest: int = _WIDTH_IN_LETTERS) -> None:
        """`widest` is in letters: more than 84 only for a page that holds a table."""
        super().__init__()
        self._widest = widest
        named(self, name)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        viewport = QWidget()
        self.setViewport(viewport)
        self._sheet = sheet = QWidget()
        self.column = QVBoxLayout(sheet)
        self.column.setContentsMargins(32, 16, 32, 24)
        self.column.setSpacing(8)
        self.setWidget(sheet)
        for part in (sheet, viewport):
            part.setBackgroundRole(QPalette.ColorRole.Base)
            part.setAutoFillBackground(True)
        sheet.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """As wide as one can read, as high as the text then needs: Qt asks for neither here."""
        margins = self.column.contentsMargins()
        letters = self.fontMetrics().averageCharWidth() * self._widest
        widest = letters + margins.left() + margins.right()
        self._sheet.setMaximumWidth(widest)
        if self.column.hasHeightForWidth():
            width = min(self.viewport().width(), widest)
            self._sheet.setMinimumHeight(self.column.heightForWidth(width))


class Prose(QLabel):
    """A paragraph for reading: plain text, line height 1.5."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights: dict[int, int] = {}
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text; a line break stays one."""
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
        self.setText(f'<p style="line-height: 150%">{plain}</p>')
        self.setAccessibleName(text)
        self._heights.clear()

    def heightForWidth(self, width: int) -> int:
        """As Qt has it; remembered, for it sets the text anew each time a layout asks."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """As wide as one can read: Qt would look for a pleasing shape, in many trials."""
        width = self.fontMetrics().averageCharWidth() * _WIDTH_IN_LETTERS
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        letters = self.fontMetrics()
        return QSize(letters.averageCharWidth() * _LEAST_IN_LETTERS, letters.height())

    def changeEvent(self, event: QEvent) -> None:
        self._heights.clear()
        super().changeEvent(event)
