"""Names and announcements for screen readers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.ui.translate import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface
    from PySide6.QtWidgets import QComboBox, QLineEdit, QTabWidget

WidgetT = TypeVar("WidgetT", bound=QWidget)
InterfaceMaker = Callable[[QObject], "QAccessibleInterface"]


def named(widget: WidgetT, name: str, description: str = "") -> WidgetT:
    """Give a widget its accessible name where it is made, and hand it back."""
    widget.setAccessibleName(name)
    if widget.inherits("QComboBox"):
        cast("QComboBox", widget).view().setAccessibleName(name)
    if widget.inherits("QTabWidget"):
        cast("QTabWidget", widget).tabBar().setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
    return widget


def add_clear_button(field: "QLineEdit") -> None:
    """Give a field the button that empties it; Qt leaves that without a name."""
    from PySide6.QtWidgets import QToolButton

    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName(tr("Clear: {name}", name=field.accessibleName()))


def make_writable(box: "QComboBox") -> None:
    """Let other values be written than a choice offers; what is written in has its name."""
    box.setEditable(True)
    line = box.lineEdit()
    if line is not None:
        line.setAccessibleName(box.accessibleName())


class Announcer(QObject):
    """Says short sentences through the screen reader, politely unless they are urgent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last = ""

    def say(self, source: QObject, sentence: str, *, urgent: bool = False) -> None:
        """Announce a sentence on behalf of a widget."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        self.last = sentence
        event = QAccessibleAnnouncementEvent(source, sentence)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)


_announcer = Announcer()


def announce(source: QObject, sentence: str, *, urgent: bool = False) -> None:
    """Announce a sentence on behalf of a widget through the application's announcer."""
    _announcer.say(source, sentence, urgent=urgent)


def last_announcement() -> str:
    """The latest sentence that was announced, for "say that again" and for tests."""
    return _announcer.last


_makers: dict[str, InterfaceMaker] = {}


def register_interface(class_name: str, make: InterfaceMaker) -> None:
    """Give widgets of a class that paints itself their own accessible interface."""
    from PySide6.QtGui import QAccessible

    if not _makers:
        QAccessible.installFactory(_interface_of)
    _makers[class_name] = make


def _interface_of(class_name: str, thing: QObject) -> "QAccessibleInterface | None":
    make = _makers.get(class_name)
    return None if make is None else make(thing)
