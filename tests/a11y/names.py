"""Walks what a screen reader is given of a window, and finds the controls without a name."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

_Role = QAccessible.Role
_CONTROLS = {
    _Role.Button, _Role.ButtonDropDown, _Role.ButtonMenu, _Role.Canvas, _Role.Chart,
    _Role.CheckBox, _Role.ComboBox, _Role.Dial, _Role.EditableText, _Role.Graphic, _Role.Link,
    _Role.List, _Role.MenuItem, _Role.PageTab, _Role.PageTabList, _Role.ProgressBar,
    _Role.RadioButton, _Role.Slider, _Role.SpinBox, _Role.Table, _Role.Tree,
}  # fmt: skip
_CLASSES_NAMED = 4
_MOST_CHILDREN = 300
"""Of tables and long lists the first cells will do: they come from one model."""


class Control(NamedTuple):
    """A control as a screen reader finds it; `made_by` are the classes it stands in."""

    role: str
    name: str
    made_by: str


def controls_of(window: QWidget) -> list[Control]:
    """Every control of a window or dialog as it is."""
    return [
        Control(node.role().name, node.text(QAccessible.Text.Name).strip(), _made_by(node))
        for node in _walk(QAccessible.queryAccessibleInterface(window))
        if node.role() in _CONTROLS and not _is_separator(node)
    ]


def nameless(controls: list[Control]) -> list[Control]:
    """Those that a screen reader could only call by their role."""
    return [control for control in controls if not control.name]


def show_every_page(top: QWidget) -> None:
    """Bring every tab and page to the front once, then the one that was there again."""
    for kind in (QTabWidget, QStackedWidget):
        for pages in top.findChildren(kind):
            before = pages.currentIndex()
            for place in range(pages.count()):
                pages.setCurrentIndex(place)
            pages.setCurrentIndex(before)


def _walk(node: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if node is None or not node.isValid():
        return
    yield node
    for place in range(min(node.childCount(), _MOST_CHILDREN)):
        yield from _walk(node.child(place))


def _made_by(node: QAccessibleInterface) -> str:
    thing, kinds = node.object(), list[str]()
    while thing is not None and len(kinds) < _CLASSES_NAMED:
        kinds.append(type(thing).__name__)
        thing = thing.parent()
    return " in ".join(kinds)


def _is_separator(node: QAccessibleInterface) -> bool:
    """The lines between menu entries are menu items to Qt."""
    return node.role() == _Role.MenuItem and not node.state().focusable
