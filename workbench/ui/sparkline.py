"""A sparkline: a few bars that show how a count went over time, without axes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from workbench.ui.look import color
from workbench.ui.table_model import SPARKLINE, Index


def draw_sparkline(painter: QPainter, box: QRect, numbers: Sequence[float]) -> None:
    """Paint one bar per number, the largest as high as the box."""
    largest = max(numbers, default=0)
    if largest <= 0:
        return
    width = box.width() / len(numbers)
    ink = color("accent")
    for place, number in enumerate(numbers):
        if number > 0:
            height = max(number / largest * box.height(), 1.5)
            left = box.left() + place * width
            bar = QRectF(left, box.bottom() - height + 1, max(width - 1, 1), height)
            painter.fillRect(bar, ink)


class SparklineDelegate(QStyledItemDelegate):
    """Paints the sparkline of a cell that has one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        numbers = index.data(SPARKLINE)
        if numbers is not None:
            box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - stubs omit it
            draw_sparkline(painter, box.adjusted(6, 4, -6, -4), numbers)
