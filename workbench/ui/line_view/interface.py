"""What a screen reader sees of the line view: a list, its position, the current line as value."""

import weakref
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from workbench.ui.accessibility import register_interface


class SpokenLines(Protocol):
    """What the interface asks of the view."""

    @property
    def current(self) -> int | None:
        """The current row's number."""
        ...

    def spoken_row(self, number: int) -> str:
        """A row as it is announced."""
        ...

    def position(self) -> str:
        """Where the current row is: "3 of 25"."""
        ...


class LineViewInterface(QAccessibleWidget):
    """Role list, the view's name, the position as description, the current line as value."""

    def __init__(self, widget: QWidget, view: SpokenLines) -> None:
        super().__init__(widget, QAccessible.Role.List)
        self._view_of = weakref.ref(view)

    def text(self, kind: QAccessible.Text) -> str:
        view = self._view_of()
        if view is not None and kind == QAccessible.Text.Value:
            return "" if view.current is None else view.spoken_row(view.current)
        if view is not None and kind == QAccessible.Text.Description:
            return view.position()
        return super().text(kind)


def register(class_name: str) -> None:
    """Have Qt use this interface for the widgets of a class that offers SpokenLines."""
    register_interface(class_name, _make)


def _make(thing: QObject) -> QAccessibleInterface:
    view: QWidget = thing  # pyright: ignore[reportAssignmentType] - registered for widgets only
    return LineViewInterface(view, view)  # pyright: ignore[reportArgumentType] - as registered
