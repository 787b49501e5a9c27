"""A row of buttons that goes on in the next line when there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QSizePolicy, QWidget

from workbench.ui.item_layout import ItemLayout


class FlowLayout(ItemLayout):
    """Widgets from left to right, wrapped as words are."""

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self.visible_items()]
        heights = [item.sizeHint().height() for item in self.visible_items()]
        return QSize(sum(widths) + self._gap * max(len(widths) - 1, 0), max(heights, default=0))

    def minimumSize(self) -> QSize:
        return QSize(
            max((item.sizeHint().width() for item in self.visible_items()), default=0),
            max((item.sizeHint().height() for item in self.visible_items()), default=0),
        )

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Set the items out, each in the middle of its line's height; the height that takes."""
        y = rect.y()
        for line in self._lines(rect.width()):
            height = max(item.sizeHint().height() for item in line)
            x = rect.x()
            for item in line:
                size = item.sizeHint()
                if move:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, top), size))
                x += size.width() + self._gap
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """The items, line by line: a new line where the next one does not fit."""
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self.visible_items():
            wide = item.sizeHint().width()
            if not lines or wide > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= wide + self._gap
        return lines


class FlowRow(QWidget):
    """A widget that holds such a row."""

    def __init__(self, widgets: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = FlowLayout(self)
        for widget in widgets:
            layout.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
