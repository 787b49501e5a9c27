"""Following logs as they grow: a look every quarter second, in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.panes.logs.actions import Actions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.growing import Grown, Watch
    from workbench.panes.logs.pane import LogsPane

_INTERVAL_MS = 250


class FollowActions(Actions):
    """The command that follows, and the looks it takes."""

    def __init__(self, pane: "LogsPane") -> None:
        super().__init__(pane)
        self._looks = _Looks(self)

    @property
    def on(self) -> bool:
        """Whether the files are followed."""
        return self._looks.timer.isActive()

    def commands(self) -> list[Command]:
        return [
            self.command(
                "follow",
                tr("Follow the files as they grow"),
                self.toggle,
                keys="Ctrl+J",
                why=self.why_empty,
                help_text=tr("New lines appear at the end; filters stay in use."),
            )
        ]

    def toggle(self) -> None:
        """Begin to follow, or stop."""
        if self.on:
            self.stop()
            self.pane.work.survey()
            self.pane.context.shell.say(tr("The files are no longer followed."))
            return
        self._looks.begin()
        self.pane.lines.go_to_end()
        self.pane.presenter.say_what_is_open()
        self.pane.context.shell.say(tr("The files are followed as they grow."))

    def stop(self) -> None:
        """Follow no more."""
        self._looks.end()
        self.pane.presenter.say_what_is_open()


class _Looks(QObject):
    """Takes one look at a time; a look that takes long makes the next one wait."""

    def __init__(self, actions: FollowActions) -> None:
        super().__init__(actions.pane)
        self._actions = actions
        self.watch: Watch | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(_INTERVAL_MS)
        self.timer.timeout.connect(self.look)
        self._looking = False

    def begin(self) -> None:
        """Begin anew."""
        self.end()
        self._looking = False
        self.timer.start()

    def end(self) -> None:
        """Let go of the files that are watched."""
        self.timer.stop()
        if self.watch is not None:
            self.watch.close()
            self.watch = None

    @Slot()
    def look(self) -> None:
        """Look for new lines, unless a look is under way."""
        pane = self._actions.pane
        logs, surveyed = pane.log.logs, pane.log.surveyed
        if logs is None or self._looking or pane.work.busy:
            return
        self._looking = True

        def work(progress: Progress) -> "Grown | None":
            from workbench.panes.logs.growing import Watch

            if self.watch is None:
                self.watch = Watch(logs)
            return self.watch.look(logs, surveyed, progress)

        pane.context.tasks.start(
            tr("Look for new lines"), work, on_done=self._done, on_error=self._failed
        )

    def _done(self, grown: "Grown | None") -> None:
        self._looking = False
        pane = self._actions.pane
        if grown is None or not self.timer.isActive():
            return
        if grown.rotated:
            names = ", ".join(grown.rotated)
            pane.context.shell.say(tr("{names} was replaced; the new file follows.", names=names))
        pane.presenter.take_growth(grown)

    def _failed(self, error: BaseException) -> None:
        self._looking = False
        self.timer.stop()
        self._actions.pane.show_failure(error)
