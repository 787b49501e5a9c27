"""Scrolling by rows beyond what Qt's 32-bit scroll bars can count."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QScrollBar

_LARGEST = 1 << 30


class RowScroll:
    """Keeps the first visible row as a Python integer and the scroll bar in step with it.

    Up to 2^30 rows the bar counts rows; above that one step of the bar is several rows,
    while keys and the wheel still move by single rows.
    """

    def __init__(self, bar: QScrollBar) -> None:
        self._bar = bar
        self._scale = 1
        self.top = 0
        self.largest = 0

    def set_range(self, largest: int, page: int) -> None:
        """The largest first row, and how many rows fit."""
        self.largest = max(largest, 0)
        self._scale = self.largest // _LARGEST + 1
        with QSignalBlocker(self._bar):
            self._bar.setRange(0, self.largest // self._scale)
            self._bar.setPageStep(max(page // self._scale, 1))
            self._bar.setSingleStep(1)
        self.go(self.top)

    def go(self, top: int) -> bool:
        """Make a row the first visible one; False when it is already."""
        wanted = min(max(top, 0), self.largest)
        changed = wanted != self.top
        self.top = wanted
        with QSignalBlocker(self._bar):
            self._bar.setValue(wanted // self._scale)
        return changed

    def follow_bar(self, value: int) -> None:
        """The bar was moved by hand."""
        if value >= self._bar.maximum():
            self.top = self.largest
        elif value != self.top // self._scale:
            self.top = min(value * self._scale, self.largest)
