"""A line of two parts that become two lines when they do not fit beside each other."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from workbench.ui.item_layout import ItemLayout


class FoldingLayout(ItemLayout):
    """The first widget takes the room; the second stands beside it, or below when narrow.

    `least` is how wide the first must stay, in letters of the parent's font.
    """

    def __init__(self, parent: QWidget, least: int, gap: int = 8) -> None:
        super().__init__(parent, gap)
        self._least = least

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        return self._place(QRect(0, 0, inner, 0), move=False) + margins.top() + margins.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self.visible_items()]
        wide = sum(hint.width() for hint in hints) + self._gap * max(len(hints) - 1, 0)
        return self._with_margins(wide, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        least = [item.minimumSize() for item in self.visible_items()]
        return self._with_margins(
            max((size.width() for size in least), default=0),
            max((size.height() for size in least), default=0),
        )

    def _with_margins(self, width: int, height: int) -> QSize:
        return QSize(width, height).grownBy(self.contentsMargins())

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Set both parts out; the height that takes."""
        parts = self.visible_items()
        if len(parts) == 2 and self._fits(rect.width(), parts[1]):
            beside = parts[1].sizeHint().width()
            widths = [rect.width() - beside - self._gap, beside]
            height = max(map(_height, parts, widths))
            if move:
                first = QRect(rect.x(), rect.y(), widths[0], height)
                parts[0].setGeometry(first)
                parts[1].setGeometry(_middle(parts[1], rect.right() + 1 - beside, rect, height))
            return height
        y = rect.y()
        for part in parts:
            height = _height(part, rect.width())
            if move:
                part.setGeometry(QRect(rect.x(), y, rect.width(), height))
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    def _fits(self, width: int, second: QLayoutItem) -> bool:
        parent = self.parentWidget()
        letter = parent.fontMetrics().averageCharWidth() if parent else 0
        return width - self._gap - second.sizeHint().width() >= self._least * letter


def _height(item: QLayoutItem, width: int) -> int:
    tall = item.heightForWidth(width) if item.hasHeightForWidth() else -1
    return tall if tall >= 0 else item.sizeHint().height()


def _middle(item: QLayoutItem, x: int, rect: QRect, height: int) -> QRect:
    """An item of its own height in the middle of a line's height."""
    size = item.sizeHint()
    return QRect(x, rect.y() + (height - size.height()) // 2, size.width(), size.height())
