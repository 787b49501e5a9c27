"""The log pane's work in the background: opening, surveying, filtering, finding."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.tasks import Task
from workbench.core.text import count
from workbench.panes.logs.filters import FilterStack, Scope
from workbench.panes.logs.state import LogState
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.logs.query import Query
    from workbench.panes.logs.growing import Grown
    from workbench.panes.logs.log_set import LogSet, Longs
    from workbench.panes.logs.opening import Opened, Reading, Surveyed
    from workbench.panes.logs.showing import Shown


class LogWork(QObject):
    """Starts the tasks, one of each kind at a time, and puts their results into the state."""

    previewed = Signal(object)
    """The first lines (bytes) of a log that is being opened."""
    opened = Signal()
    surveyed = Signal()
    shown = Signal(object)
    """A Shown: the filters were applied."""
    grown = Signal(object)
    """A Shown: the files have grown."""
    found = Signal()
    failed = Signal()
    """Opening failed (it was said already): show what there was."""

    def __init__(self, context: PaneContext, state: LogState, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._state = state
        self._tasks: dict[str, Task[Any]] = {}

    @property
    def busy(self) -> bool:
        """Whether logs are being opened."""
        task = self._tasks.get("open")
        return task is not None and task.running

    def open(self, paths: Sequence[Path], zone: str = "") -> None:
        """Open logs instead of those that are open."""
        wanted = list(paths)
        self.stop()

        def preview(progress: Progress) -> list[bytes]:
            from workbench.panes.logs.opening import preview as read_preview

            progress.check()
            return read_preview(wanted)

        def read(progress: Progress) -> "Opened":
            from workbench.panes.logs.opening import open_logs

            return open_logs(wanted, self._reading(zone), progress)

        def done(opened: "Opened") -> None:
            self._state.close()
            self._state.paths = wanted
            self._state.opened = opened
            self.opened.emit()
            self.survey()

        def failed(error: BaseException) -> None:
            self.failed.emit()
            if not isinstance(error, UserError):
                raise error
            self._context.shell.show_error(error)

        self._start(
            "preview", tr("Look at {name}", name=wanted[0].name), preview, self.previewed.emit
        )
        title = tr("Open {what}", what=_names(wanted))
        self._start("open", title, read, done, on_error=failed)

    def survey(self, sensitivity: str = "normal") -> None:
        """Look for templates and anomalies in what is open."""
        logs = self._state.logs
        if logs is None:
            return

        def look(progress: Progress) -> "Surveyed":
            from workbench.panes.logs.opening import survey_logs

            return survey_logs(logs, sensitivity, progress)

        def done(surveyed: "Surveyed") -> None:
            self._state.take_survey(surveyed)
            self.surveyed.emit()

        self._start("survey", tr("Look for what is abnormal"), look, done)

    def show(self, filters: FilterStack) -> None:
        """Apply filters."""
        scope = self._state.scope
        if scope is None:
            return

        def apply(progress: Progress) -> "Shown":
            from workbench.panes.logs.showing import make_shown

            return make_shown(Scope(scope.logs, scope.surveyed), filters, progress)

        self._start("show", tr("Filter"), apply, self.shown.emit)

    def take_growth(self, grown: "Grown") -> None:
        """Make logs that have grown ready for the screen, with the filters in use."""
        filters = self._state.filters

        def prepare(progress: Progress) -> "tuple[Opened, Shown]":
            from workbench.panes.logs.opening import Opened
            from workbench.panes.logs.showing import make_shown

            shown = make_shown(Scope(grown.logs, grown.surveyed), filters, progress)
            for reader in grown.logs.readers:
                reader.measure(progress)
            return Opened(grown.logs, shown.visible, shown.timeline, shown.errors), shown

        def done(result: "tuple[Opened, Shown]") -> None:
            self._state.opened, shown = result
            self._state.take_survey(grown.surveyed)
            self.grown.emit(shown)

        self._start("show", tr("Show new lines"), prepare, done)

    def find(self, query: "Query") -> None:
        """Look for text in all records."""
        logs = self._state.logs
        if logs is None:
            return

        def look(progress: Progress) -> "Longs":
            from workbench.panes.logs.finding import find_all

            return find_all(logs, query, progress)

        def done(records: "Longs") -> None:
            self._state.found = records
            self.found.emit()

        self._start("find", tr("Find {text}", text=query.text), look, done)

    def shift(self, file: int, nanoseconds: int) -> None:
        """Move one file's times and put all in order again."""
        logs = self._state.logs
        if logs is None:
            return

        def move(progress: Progress) -> "Opened":
            from workbench.panes.logs.opening import opened

            return opened(logs.shifted(file, nanoseconds), (), progress)

        def done(made: "Opened") -> None:
            self._state.opened = made
            self.opened.emit()
            self.survey()

        self._start("open", tr("Move the times of {name}", name=logs.names[file]), move, done)

    def run(
        self, title: str, work: Callable[[Progress], object], done: Callable[[Any], None]
    ) -> None:
        """Other work on the logs, such as an export."""
        self._start(title, title, work, done)

    def stop(self) -> None:
        """Cancel what is under way."""
        for task in self._tasks.values():
            task.cancel()

    def _start(
        self,
        kind: str,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        before = self._tasks.get(kind)
        if before is not None:
            before.cancel()

        def if_latest(result: Any) -> None:
            if self._tasks.get(kind) is task:
                done(result)

        task = self._context.tasks.start(title, work, on_done=if_latest, on_error=on_error)
        self._tasks[kind] = task

    def _reading(self, zone: str) -> "Reading":
        """How logs are read; called in the background, where plugins may be imported."""
        from workbench.logs.formats import LogFormat
        from workbench.panes.logs.opening import Reading

        given = self._context.plugins().ask("log_formats")
        formats = [one for one in given if isinstance(one, LogFormat)]
        cache = self._context.workspace.cache / "logs"
        return Reading(formats, ZoneInfo(zone) if zone else None, cache)


def _names(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return paths[0].name or str(paths[0])
    return tr("{first} and {more}", first=paths[0].name, more=count(len(paths) - 1, "more", "more"))


def names_of(logs: "LogSet") -> str:
    """What is open: 'gateway.log and 2 more'."""
    names = logs.names
    return (
        names[0]
        if len(names) == 1
        else tr("{first} and {more} more", first=names[0], more=len(names) - 1)
    )
