"""The notice above the pane: an expected error or a question that can wait, with its next step."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.ui.accessibility import announce, named
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.look import color
from workbench.ui.states import State, StateChip
from workbench.ui.translate import tr

_STATE_WORDS = {
    State.ERROR: "Error",
    State.WARNING: "Attention",
    State.INFO: "Notice",
    State.GOOD: "Done",
}


class Notice(NamedTuple):
    """One notice: what happened, what to do, and the step a button offers.

    `commands` are ids of commands that stand as buttons beside it; `help_with` is a step
    of its own, titled `help_title`.
    """

    state: State
    what: str
    next_step: str = ""
    help_title: str = ""
    help_with: Callable[[], None] | None = None
    commands: tuple[str, ...] = ()


class NoticeBar(QWidget):
    """Shows one notice at a time, the latest first; the others wait behind it."""

    def __init__(self, bridge: CommandBridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._waiting: list[Notice] = []
        self._buttons: list[QWidget] = []
        self._chip = StateChip(State.INFO, tr("Notice"), self)
        self._text = named(QLabel(self), tr("Notice"))
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 8, 8, 8)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._chip)
        self._layout.addWidget(self._text, 1)
        for command in self._commands():
            bridge.add(command)
        self._help = bridge.button("notice.step")
        self._close = bridge.button("notice.close", tr("Close"))
        self._layout.addWidget(self._help)
        self._layout.addWidget(self._close)
        self.hide()

    def _commands(self) -> Sequence[Command]:
        return (
            Command(
                id="notice.step",
                title=tr("Take the notice's next step"),
                run=self._take_step,
                group="View",
                help=tr("Do what the notice above the pane proposes."),
                unavailable=self._no_step,
            ),
            Command(
                id="notice.close",
                title=tr("Close the notice"),
                run=self.close_notice,
                group="View",
                shortcut="Ctrl+Shift+N",
                help=tr("Put the notice above the pane away."),
                unavailable=self._no_notice,
            ),
        )

    @property
    def current(self) -> Notice | None:
        """The notice that is shown."""
        return self._waiting[-1] if self._waiting else None

    @property
    def waiting(self) -> list[Notice]:
        """Every notice that was not closed, the latest last."""
        return list(self._waiting)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice and announce it."""
        self._waiting = [each for each in self._waiting if each != notice] + [notice]
        self._refresh()
        urgent = notice.state is State.ERROR
        announce(self, f"{notice.what} {notice.next_step}".strip(), urgent=urgent)

    def show_error(
        self, error: UserError, help_title: str = "", help_with: Callable[[], None] | None = None
    ) -> None:
        """Show an expected error."""
        self.show_notice(Notice(State.ERROR, error.what, error.next_step, help_title, help_with))

    def close_notice(self) -> None:
        """Put the notice away and show the one behind it."""
        if self._waiting:
            self._waiting.pop()
        self._refresh()

    def withdraw(self, notice: Notice) -> None:
        """Take back a notice that has become pointless."""
        self._waiting = [each for each in self._waiting if each is not notice]
        self._refresh()

    def _take_step(self) -> None:
        notice = self.current
        if notice is not None and notice.help_with is not None:
            self.close_notice()
            notice.help_with()

    def _refresh(self) -> None:
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        notice = self.current
        self.setVisible(notice is not None)
        if notice is None:
            return
        self._chip.show_state(notice.state, tr(_STATE_WORDS.get(notice.state, "Notice")))
        behind = len(self._waiting) - 1
        more = tr("({count} more behind this)", count=behind) if behind else ""
        self._text.setText(" ".join(part for part in (notice.what, notice.next_step, more) if part))
        self._text.setAccessibleDescription(self._text.text())
        self._help.setVisible(notice.help_with is not None)
        self._help.setText(notice.help_title)
        self._help.setAccessibleName(notice.help_title)
        for command_id in notice.commands:
            button = self._bridge.button(command_id)
            self._layout.insertWidget(self._layout.count() - 2, button)
            self._buttons.append(button)
        self._bridge.refreshed.emit()

    def _no_step(self) -> str | None:
        notice = self.current
        usable = notice is not None and notice.help_with is not None
        return None if usable else tr("There is no notice with a next step.")

    def _no_notice(self) -> str | None:
        return None if self._waiting else tr("There is no notice.")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("anomaly"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, color("border"))
        super().paintEvent(event)
