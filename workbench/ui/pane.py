"""The base of every pane: its header, its commands, and what the window asks of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.ui.command_bridge import CommandButton
from workbench.ui.empty import EmptyState
from workbench.ui.pane_header import PaneHeader
from workbench.ui.shell import PaneContext
from workbench.ui.subject import Subject


class QuickItem(NamedTuple):
    """One thing that quick open offers: its title, a line below it, and what opens it."""

    title: str
    detail: str
    open: Callable[[], None]


class Pane(QWidget):
    """One pane. A subclass sets `id` and `title` and overrides what applies to it.

    The base registers `commands()` before the subclass makes its widgets, so that
    `button(command_id)` works there. Widgets go into `self.body`. The constructor must
    stay under 50 ms: no file is read and nothing heavy is imported in it.
    """

    id: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, context: PaneContext) -> None:
        super().__init__()
        self.context = context
        self.setObjectName(f"pane-{self.id}")
        self.setAccessibleName(self.title)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.header = PaneHeader(self.title)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addLayout(self.body, 1)
        for command in self.commands():
            context.commands.add(command, self)

    def commands(self) -> Sequence[Command]:
        """The pane's commands: ids "PANE.verb", `scope` = the pane's id, `group` = its title."""
        return ()

    def button(self, command_id: str, text: str = "") -> CommandButton:
        """A button for one of the commands (there is no other kind of button in a pane)."""
        return self.context.commands.button(command_id, text)

    # What the window asks; a pane that has nothing to say keeps the default.

    def summary(self) -> str:
        """One or two spoken sentences: what this is, and what stands out."""
        return f"{self.title}. {self.header.open_text}".strip()

    def selection_text(self) -> str:
        """What "Speak" reads: the selection in spoken words; empty for none."""
        return ""

    def where_am_i(self) -> str:
        """Where the focus is, as "line 1,203 of 40,000 in gateway.log"."""
        return f"{self.title}. {self.header.open_text}".strip()

    def selection_evidence(self) -> Evidence | None:
        """What Ctrl+E pins: the selection as evidence; None when nothing is selected."""
        return None

    def open_evidence(self, evidence: Evidence) -> None:
        """Show where the evidence came from (payload["open"]), or use what another pane sent."""

    def open_path(self, path: Path) -> bool:  # noqa: ARG002 - for overriding
        """Open a dropped or chosen file or folder; False when it is not this pane's kind."""
        return False

    def quick_items(self) -> Sequence[QuickItem]:
        """What quick open (Ctrl+P) offers from here: tickets, articles, open files, requests."""
        return ()

    def subjects(self) -> Sequence[Subject]:
        """The tickets or incidents of this pane for which evidence can be kept."""
        return ()

    def focus_search(self) -> bool:
        """Put the focus into the pane's search field (Ctrl+F); False when it has none."""
        return False

    def areas(self) -> Sequence[QWidget]:
        """The parts between which F6 moves, in order: each takes focus (or has a focus proxy)."""
        return (self,)

    def take_focus(self) -> None:
        """Put the focus where work goes on; called when the pane is shown."""
        first = self.areas()[0]
        if first is self:
            empty = [each for each in self.findChildren(EmptyState) if each.isVisible()]
            first = empty[0] if empty else first
        if first is self:
            self.focusNextChild()
        else:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def state(self) -> JsonObject:
        """What to remember for the next start: open files, filters, sizes, place; JSON."""
        return {}

    def restore(self, state: JsonObject) -> None:
        """Take up a state given by `state()`, perhaps by an older version: trust no field."""

    def stored_text(self, key: str) -> str | None:  # noqa: ARG002 - for overriding
        """The saved text behind a journal key; None when what it belonged to is gone."""
        return None

    def recover(self, key: str, text: str) -> None:
        """Put typing back that a crash had cut off."""

    def can_close(self) -> bool:
        """Whether the window may close now (a pane may ask and say no)."""
        return True
