"""Tabs and stacks whose pages come into the window when they are first shown.

To show a pane, or to give a window another look, takes as long as all the parts in it, whether
they are seen or not: pages that nobody has looked at lie on a shelf outside the window. To the
users of these classes a page is where it belongs from the beginning.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget


class Place(QWidget):
    """Holds the place of a page; the page itself is put in when it is wanted."""

    def __init__(self, page: QWidget, shelf: QWidget) -> None:
        super().__init__()
        self.page = page
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        page.setParent(shelf)

    def put_in(self) -> None:
        """Put the page in; the Tab key reaches it after what stands before it."""
        if self.page.parentWidget() is self:
            return
        parts = [part for part in _in_focus_order(self.page) if _takes_focus(part)]
        self._column.addWidget(self.page)
        self.page.show()
        before = _last_before(self)
        for part in parts:
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part
        if self.hasFocus() and parts:  # Qt gave it to the page in front, which was empty
            parts[0].setFocus()


class LateTabs(QTabWidget):
    """A tab widget with late pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outside = QWidget()
        self.destroyed.connect(self._outside.deleteLater)
        self.currentChanged.connect(self._put_in)

    def addTab(self, page: QWidget, title: str) -> int:  # pyright: ignore[reportIncompatibleMethodOverride] - no icons here
        return self.insertTab(self.count(), page, title)

    def insertTab(self, place: int, page: QWidget, title: str) -> int:  # pyright: ignore[reportIncompatibleMethodOverride] - no icons here
        return super().insertTab(place, Place(page, self._outside), title)

    def removeTab(self, place: int) -> None:
        """Take a tab away; its page goes too."""
        held = super().widget(place)
        super().removeTab(place)
        for gone in (_page_of(held), held):
            if gone is not None:
                gone.deleteLater()

    def widget(self, place: int) -> QWidget | None:
        return _page_of(super().widget(place))

    def indexOf(self, page: QWidget) -> int:
        return next((at for at in range(self.count()) if self.widget(at) is page), -1)

    def currentWidget(self) -> QWidget:
        page = self.widget(self.currentIndex())
        assert page is not None, "there are no tabs"
        return page

    def setCurrentWidget(self, page: QWidget) -> None:
        self.setCurrentIndex(self.indexOf(page))

    @Slot(int)
    def _put_in(self, place: int) -> None:
        _put_in(super().widget(place))


class LateStack(QStackedWidget):
    """A stack with late pages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outside = QWidget()
        self.destroyed.connect(self._outside.deleteLater)
        self.currentChanged.connect(self._put_in)

    def addWidget(self, page: QWidget) -> int:
        return super().addWidget(Place(page, self._outside))

    def widget(self, place: int) -> QWidget | None:
        return _page_of(super().widget(place))

    def indexOf(self, page: QWidget) -> int:
        return next((at for at in range(self.count()) if self.widget(at) is page), -1)

    def currentWidget(self) -> QWidget | None:
        return self.widget(self.currentIndex())

    def setCurrentWidget(self, page: QWidget) -> None:
        self.setCurrentIndex(self.indexOf(page))

    @Slot(int)
    def _put_in(self, place: int) -> None:
        _put_in(super().widget(place))


def parts_in(top: QWidget) -> Iterator[QWidget]:
    """All widgets in a widget, a stack's pages in their order, also those not put in yet."""
    for child in _children(top):
        yield child
        yield from parts_in(child)


def _children(top: QWidget) -> list[QWidget]:
    """The widgets right in a widget. Qt lists a stack's pages by which was in front last."""
    if isinstance(top, Place):
        return [top.page]
    found = [one for one in top.children() if isinstance(one, QWidget) and not one.isWindow()]
    if isinstance(top, QStackedWidget):
        held = [QStackedWidget.widget(top, place) for place in range(top.count())]
        pages = [one for one in held if one is not None]
        found = [*pages, *(one for one in found if one not in pages)]
    return found


def _page_of(held: QWidget | None) -> QWidget | None:
    return held.page if isinstance(held, Place) else held


def _put_in(held: QWidget | None) -> None:
    if isinstance(held, Place):
        held.put_in()


def _in_focus_order(page: QWidget) -> Iterator[QWidget]:
    yield page
    part = page.nextInFocusChain()
    while part is not None and part is not page and page.isAncestorOf(part):
        yield part
        part = part.nextInFocusChain()


def _takes_focus(part: QWidget) -> bool:
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.focusProxy() is None


def _last_before(place: QWidget) -> QWidget | None:
    """The last part before a place that the Tab key reaches: Qt puts nothing after others."""
    part = place.previousInFocusChain()
    while part is not None and part is not place and not part.isWindow():
        if _takes_focus(part) and not place.isAncestorOf(part):
            return part
        part = part.previousInFocusChain()
    return None
