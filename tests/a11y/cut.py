"""What is cut off in a window: words that have no room, and widgets that stick out of their parent.

A label that ends in … and says the rest in its tool tip is not cut, nor is what a visible
scroll bar reaches.
"""

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QScrollArea,
    QTabBar,
    QWidget,
)

from workbench.ui.elided import ElidedLabel

_SLACK = 1


def cut_texts(window: QWidget) -> list[str]:
    """One sentence for each visible label, button and tab whose words do not fit."""
    parts = [part for part in window.findChildren(QWidget) if part.isVisible()]
    return [
        f"{type(part).__name__} “{words}”: {problem}"
        for part in parts
        for words, problem in _problems(part)
    ]


def _problems(part: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(part, ElidedLabel):
        if part.shown != part.text() and not part.toolTip():
            yield part.text(), "left out, and no tool tip says it"
    elif isinstance(part, QLabel) and part.text():
        yield from _label_problems(part)
    elif isinstance(part, QAbstractButton) and part.text() and part.width() < _needed(part):
        yield part.text(), f"{part.width()} px wide, needs {_needed(part)}"
    elif isinstance(part, QTabBar):
        yield from _tab_problems(part)
    if isinstance(part, QLabel | QAbstractButton) and part.text():
        yield from _sticking_out(part, part.text())


def _label_problems(label: QLabel) -> Iterator[tuple[str, str]]:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() + _SLACK < needed:
            yield label.text(), f"{label.height()} px high, needs {needed}"
    elif label.width() + _SLACK < label.sizeHint().width():
        yield label.text(), f"{label.width()} px wide, needs {label.sizeHint().width()}"


def _tab_problems(bar: QTabBar) -> Iterator[tuple[str, str]]:
    for tab in range(bar.count()):
        if bar.isTabVisible(tab) and bar.tabText(tab) not in bar.tabToolTip(tab):
            needed = bar.fontMetrics().horizontalAdvance(bar.tabText(tab).replace("&", ""))
            if bar.tabRect(tab).width() < needed:
                yield bar.tabText(tab), f"{bar.tabRect(tab).width()} px wide, needs {needed}"


def _sticking_out(part: QWidget, words: str) -> Iterator[tuple[str, str]]:
    """Whether an ancestor that cannot be scrolled hides a piece of it."""
    above = part
    while not above.isWindow():
        parent = above.parentWidget()
        assert parent is not None, "only a window has no parent"
        area = parent.parentWidget()
        if isinstance(area, QScrollArea) and parent is area.viewport():
            yield from _out_of_reach(part, words, area)
            return
        if isinstance(area, QAbstractScrollArea):
            return
        place = QRect(part.mapTo(parent, part.rect().topLeft()), part.size())
        if not parent.rect().adjusted(-2, -2, 2, 2).contains(place):
            yield words, f"sticks out of {parent.accessibleName() or type(parent).__name__}"
            return
        above = parent


def _out_of_reach(part: QWidget, words: str, area: QScrollArea) -> Iterator[tuple[str, str]]:
    """In a scroll area everything must be reached by scrolling up and down alone."""
    inside = area.widget()
    assert inside is not None
    place = QRect(part.mapTo(inside, part.rect().topLeft()), part.size())
    if place.right() > max(area.viewport().width(), 1) + 2:
        yield words, f"is right of what {area.accessibleName() or 'a scroll area'} shows"


def _needed(button: QAbstractButton) -> int:
    room = 24 if isinstance(button, QCheckBox) else 0
    return button.fontMetrics().horizontalAdvance(button.text().replace("&", "")) + room
