"""Pages come into the window when they are first shown, and Tab finds them where they stand."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from workbench.ui.late_pages import LateStack, LateTabs, parts_in


def page_of_two(name: str) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for number in (1, 2):
        field = QLineEdit(page)
        field.setObjectName(f"{name}{number}")
        column.addWidget(field)
    return page


def shown(qtbot: QtBot, middle: QWidget) -> QWidget:
    """A window with a field above and one below."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    above, below = QLineEdit(), QLineEdit()
    above.setObjectName("above")
    below.setObjectName("below")
    for part in (above, middle, below):
        column.addWidget(part)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=60_000)
    above.setFocus()
    return window


def fields_by_tab(window: QWidget) -> list[str]:
    """The fields in the order in which the Tab key reaches them, from the one above."""
    found: list[str] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused.objectName() in found:
            return found
        if isinstance(focused, QLineEdit):
            found.append(focused.objectName())
        window.focusNextChild()
    return found


@pytest.mark.parametrize("kind", [LateTabs, LateStack])
def test_tab_goes_through_a_late_page_where_it_stands(
    qtbot: QtBot, kind: type[LateTabs | LateStack]
) -> None:
    holder, first, second = kind(), page_of_two("first"), page_of_two("second")
    for page in (first, second):
        holder.addTab(page, "page") if isinstance(holder, LateTabs) else holder.addWidget(page)
    window = shown(qtbot, holder)
    assert fields_by_tab(window) == ["above", "first1", "first2", "below"]
    assert not window.isAncestorOf(second), "nobody has looked at it yet"
    holder.setCurrentWidget(second)
    assert holder.currentWidget() is second
    assert second.isVisible()
    above = window.findChild(QLineEdit, "above")
    assert isinstance(above, QLineEdit)
    above.setFocus()
    assert fields_by_tab(window) == ["above", "second1", "second2", "below"]
    holder.setCurrentWidget(first)
    above.setFocus()
    assert fields_by_tab(window) == ["above", "first1", "first2", "below"]


def test_pages_are_found_like_those_of_any_tab_widget(qtbot: QtBot) -> None:
    tabs, pages = LateTabs(), [page_of_two("a"), page_of_two("b"), page_of_two("c")]
    qtbot.addWidget(tabs)
    for page in pages[:2]:
        tabs.addTab(page, "page")
    tabs.insertTab(1, pages[2], "between")
    assert [tabs.widget(place) for place in range(3)] == [pages[0], pages[2], pages[1]]
    assert tabs.indexOf(pages[1]) == 2
    assert tabs.indexOf(QWidget(tabs)) == -1


def test_a_tab_that_is_removed_takes_its_page_along(qtbot: QtBot) -> None:
    tabs, first, second = LateTabs(), page_of_two("a"), page_of_two("b")
    qtbot.addWidget(tabs)
    tabs.addTab(first, "a")
    tabs.addTab(second, "b")
    tabs.removeTab(1)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert tabs.count() == 1
    assert not isValid(second)


def test_the_parts_of_late_pages_are_counted_in_the_order_in_which_they_stand(
    qtbot: QtBot,
) -> None:
    tabs = LateTabs()
    qtbot.addWidget(tabs)
    for name in ("a", "b", "c"):
        tabs.addTab(page_of_two(name), name)
    before = [part for part in parts_in(tabs) if isinstance(part, QLineEdit)]
    tabs.setCurrentIndex(2)
    after = [part for part in parts_in(tabs) if isinstance(part, QLineEdit)]
    assert before == after
    assert all(one.objectName() < two.objectName() for one, two in pairwise(before))
