"""The task under way, in the status line: what it is, how far it is, and the way to stop it."""

from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from workbench.core.commands import Command
from workbench.core.tasks import Task, Tasks
from workbench.ui.accessibility import announce, named
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.elided import ElidedLabel
from workbench.ui.translate import tr

_SIGN_AFTER_MS = 100
_DETAILS_AFTER_MS = 1000


def task_words(task: Task[Any]) -> str:
    """A task in words: "Reading gateway.log, 45 %, 90,000 lines"."""
    parts = [task.title]
    if task.share is not None:
        parts.append(tr("{percent} %", percent=round(task.share * 100)))
    if task.message:
        parts.append(task.message)
    return ", ".join(parts)


class TaskSign(QWidget):
    """In the status line: after 100 ms what is under way, after a second progress and cancel."""

    def __init__(self, tasks: Tasks, bridge: CommandBridge) -> None:
        super().__init__()
        self._tasks = tasks
        self._bridge = bridge
        bridge.add(
            Command(
                id="tasks.cancel",
                title=tr("Cancel the latest task"),
                run=self.cancel_latest,
                group="Tools",
                help=tr("Stop the task that was started last."),
                shortcut="Shift+Esc",
                unavailable=self._why_not,
            )
        )
        self._label = named(ElidedLabel(parent=self), tr("Task"))
        self._bar = named(QProgressBar(self), tr("Progress of the task"))
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(120)
        self._cancel = bridge.button("tasks.cancel", tr("Cancel"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._label)
        layout.addWidget(self._bar)
        layout.addWidget(self._cancel)
        self._sign = _once(self, _SIGN_AFTER_MS, self._refresh)
        self._details = _once(self, _DETAILS_AFTER_MS, self._show_details)
        self._detailed = False
        tasks.on_change(self._changed)
        self._hide()

    @property
    def text(self) -> str:
        """What is shown; empty when nothing is."""
        return "" if self._label.isHidden() else self._label.text()

    def cancel_latest(self) -> None:
        """Stop the task that was started last."""
        running = self._tasks.running
        if running:
            running[-1].cancel()
            announce(self, tr("Cancelled: {title}.", title=running[-1].title))

    def _changed(self, _task: Task[Any]) -> None:
        if not self._tasks.running:
            self._sign.stop()
            self._details.stop()
            self._hide()
            self._bridge.refreshed.emit()
        elif not self._label.isHidden():
            self._refresh()
        elif not self._sign.isActive():
            self._sign.start()
            self._details.start()

    @Slot()
    def _show_details(self) -> None:
        self._detailed = True
        self._refresh()
        self._bridge.refreshed.emit()

    @Slot()
    def _refresh(self) -> None:
        running = self._tasks.running
        if not running:
            self._hide()
            return
        task = running[-1]
        others = len(running) - 1
        more = tr(" and {count} more", count=others) if others else ""
        self._label.setText(task_words(task) + more)
        self._label.show()
        self.show()
        self._bar.setRange(0, 0 if task.share is None else 1000)
        self._bar.setValue(round((task.share or 0) * 1000))
        self._bar.setAccessibleDescription(task_words(task))
        self._bar.setVisible(self._detailed)
        self._cancel.setVisible(self._detailed)

    def _hide(self) -> None:
        self._detailed = False
        self.hide()  # it must not take room in the line
        for widget in (self._label, self._bar, self._cancel):
            widget.hide()

    def _why_not(self) -> str | None:
        return None if self._tasks.running else tr("No task is under way.")


def _once(parent: TaskSign, delay: int, then: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(delay)
    timer.timeout.connect(then)
    return timer
