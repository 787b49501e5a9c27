"""The tasks under way: the whole list, when asked."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.app.task_sign import task_words
from workbench.core.commands import Command
from workbench.core.tasks import Task, Tasks
from workbench.ui.accessibility import named
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.flow import FlowRow
from workbench.ui.translate import tr


class TaskPanel(QWidget):
    """The list of all tasks under way, each with its progress; any of them can be cancelled."""

    def __init__(self, tasks: Tasks, bridge: CommandBridge) -> None:
        super().__init__()
        self._tasks = tasks
        self._bridge = bridge
        named(self, tr("Tasks"))
        self.setObjectName("task-panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for command in self._commands():
            bridge.add(command, self)
        self._title = QLabel(tr("Tasks"), self)
        self._title.setProperty("role", "heading")
        self.list = named(QListWidget(self), tr("Tasks under way"))
        self.list.setMinimumHeight(60)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.addWidget(self._title)
        layout.addWidget(self.list)
        layout.addWidget(
            FlowRow([bridge.button("tasks.cancel-selected"), bridge.button("tasks.cancel-all")])
        )
        self._shown: list[Task[Any]] | None = None
        tasks.on_change(self._changed)
        self._refresh()

    def _commands(self) -> Sequence[Command]:
        return (
            Command(
                id="tasks.cancel-selected",
                title=tr("Cancel the selected task"),
                run=self.cancel_selected,
                group="Tools",
                help=tr("Stop the task that is selected in the task list."),
                shortcut="Delete",
                scope="tasks",
                unavailable=self._why_not,
            ),
            Command(
                id="tasks.cancel-all",
                title=tr("Cancel all tasks"),
                run=self.cancel_all,
                group="Tools",
                help=tr("Stop everything that is under way."),
                unavailable=self._why_not,
            ),
        )

    def cancel_selected(self) -> None:
        """Stop the selected task."""
        row, shown = self.list.currentRow(), self._shown or []
        if 0 <= row < len(shown):
            shown[row].cancel()

    def cancel_all(self) -> None:
        """Stop every task."""
        for task in self._tasks.running:
            task.cancel()

    def _changed(self, _task: Task[Any]) -> None:
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        running = self._tasks.running
        row = self.list.currentRow()
        if running != self._shown:
            self._shown = running
            self.list.clear()
            for _ in running or [None]:
                self.list.addItem(QListWidgetItem())
            self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
            self._bridge.refreshed.emit()
        for place, task in enumerate(running):
            self.list.item(place).setText(task_words(task))
        if not running:
            self.list.item(0).setText(tr("No task is under way."))

    def _why_not(self) -> str | None:
        return None if self._tasks.running else tr("No task is under way.")
