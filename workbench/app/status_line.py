"""The status line: tasks, what was said last, and the state of the workbench in words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.app.services import Services
from workbench.app.task_sign import TaskSign
from workbench.ui.accessibility import announce, named
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.elided import ElidedLabel
from workbench.ui.states import State, StateChip
from workbench.ui.translate import tr


class StatusLine(QWidget):
    """One line at the foot of the window."""

    def __init__(self, services: Services, bridge: CommandBridge) -> None:
        super().__init__()
        self.setObjectName("status-line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        named(self, tr("Status"))
        self.said = named(ElidedLabel(parent=self), tr("Latest message"))
        self.tasks = TaskSign(services.tasks, bridge)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 2)
        layout.setSpacing(12)
        layout.addWidget(self.said, 1)
        layout.addWidget(self.tasks)
        if services.workspace.read_only:
            layout.addWidget(StateChip(State.WARNING, tr("read-only"), self))
        if services.safe_mode:
            layout.addWidget(StateChip(State.WARNING, tr("safe mode"), self))
        self._speech = StateChip(State.NEUTRAL, tr("speech: quiet"), self)
        layout.addWidget(self._speech)
        layout.addWidget(_offline(self))
        folder = services.workspace.folder
        words = tr("Workspace: {name}", name=folder.name)
        place = named(ElidedLabel(words, self), tr("Workspace"))
        place.setToolTip(str(folder))
        place.setAccessibleDescription(str(folder))
        layout.addWidget(place)

    def say(self, sentence: str) -> None:
        """Show a sentence and announce it politely."""
        self.said.setText(sentence)
        self.said.setAccessibleDescription(sentence)
        announce(self, sentence)

    def forget(self) -> None:
        """Take the latest message away: another pane is in front, and it is not its own."""
        self.said.setText("")
        self.said.setAccessibleDescription("")

    def show_speech(self, *, speaking: bool, available: bool = True) -> None:
        """Say whether something is being spoken, or that speech is missing."""
        if not available:
            self._speech.show_state(State.WARNING, tr("speech: not installed"))
        elif speaking:
            self._speech.show_state(State.INFO, tr("speech: speaking"))
        else:
            self._speech.show_state(State.NEUTRAL, tr("speech: quiet"))


def _offline(parent: QWidget) -> StateChip:
    chip = StateChip(State.GOOD, tr("offline"), parent)
    chip.setToolTip(
        tr("The workbench uses no network, except where you send a request in the API pane.")
    )
    return chip
