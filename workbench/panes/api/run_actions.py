"""The runner: choose, start, stop, look at an answer, write the report."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.tasks import Task
from workbench.panes.api.commands import api_command
from workbench.panes.api.running import LiveRun, RunPlan, parts, run, start_of
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.api.pane import ApiPane
    from workbench.panes.api.run_view import RunRow

_POLL_MS = 100
_DATA = tr("Data (*.csv *.json);;All files (*)")
_REPORTS = tr("JUnit (*.xml);;JSON (*.json)")


class RunActions:
    """One run at a time; its rows come in while it goes on."""

    def __init__(self, pane: "ApiPane") -> None:
        self._pane = pane
        self._opened = False
        self._live: LiveRun | None = None
        self._running: Task[None] | None = None
        self._poll = QTimer(pane)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._show_progress)

    def commands(self) -> Sequence[Command]:
        """Open, data file, start, stop, report."""
        return (
            api_command("runner", tr("Run the collection …"), self._open, "Alt+4", self._why_none),
            api_command("run-data", tr("Choose the data file …"), self._choose_data),
            api_command(
                "run-start", tr("Start the run"), self._start, "Ctrl+Shift+Return", self._why_not
            ),
            api_command("run-stop", tr("Stop the run"), self._stop, unavailable=self._why_not_stop),
            api_command(
                "run-report", tr("Save the run's report …"), self._save, unavailable=self._why_unrun
            ),
        )

    def connect(self) -> None:
        """Listen to the page; the pane has made it."""
        self._pane.run_view.list.row_activated.connect(self._show_answer)

    def _open(self) -> None:
        entry = self._pane.entry
        assert entry is not None
        folders = entry.placed.folders if entry.placed is not None else ()
        chosen = " / ".join(folder.name for folder in folders)
        self._pane.run_view.show_parts(list(parts(entry.shelved.collection)), chosen)
        self._opened = True
        self._pane.show_work(self._pane.run_view)
        self._pane.run_view.part.setFocus()
        self._pane.context.commands.refreshed.emit()

    def _choose_data(self) -> None:
        for path in self._pane.context.shell.ask_files(tr("Choose the data file"), _DATA)[:1]:
            self._pane.run_view.data.setText(str(path))

    def _plan(self) -> RunPlan:
        view, entry = self._pane.run_view, self._pane.entry
        part = view.chosen_part()
        assert entry is not None
        assert part is not None
        intent = self._pane.calling.intent()
        return RunPlan(
            part,
            intent.environment,
            intent.secrets,
            intent.reviewed,
            view.data_file(),
            view.iterations.value(),
            view.delay.value(),
            view.stop_on_failure.isChecked(),
            intent.working_folder,
        )

    def _start(self) -> None:
        plan = self._plan()
        live = self._live = start_of(plan)
        view = self._pane.run_view
        view.begin(live)
        self._poll.start()

        def work(progress: Progress) -> None:
            run(plan, live, progress)

        self._running = self._pane.context.tasks.start(
            tr("Running {name}", name=plan.part.name),
            work,
            on_done=lambda _nothing: self._ended(),
            on_error=self._failed,
        )
        self._pane.context.commands.refreshed.emit()

    def _show_progress(self) -> None:
        self._pane.run_view.take()
        if self._running is not None and not self._running.running:
            self._ended(tr("Stopped."))

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _ended(self, how: str = "") -> None:
        self._poll.stop()
        self._running = None
        view = self._pane.run_view
        view.end(how)
        failed = any(row.state is State.ERROR for row in view.list.rows)
        state = (State.ERROR, tr("run failed")) if failed else (State.GOOD, tr("run passed"))
        self._pane.header.show_state(*state)
        self._pane.context.shell.say(view.sentence.text())
        self._pane.context.commands.refreshed.emit()

    def _failed(self, error: BaseException) -> None:
        self._ended(str(error))
        if not isinstance(error, UserError):
            raise error
        self._pane.context.shell.show_error(error)

    def _show_answer(self, row: "RunRow") -> None:
        if self._live is not None:
            self._pane.answer.show_outcome(self._live.outcome(row.execution))
            self._pane.show_request()
            self._pane.answer.tabs.setFocus()

    def _save(self) -> None:
        live = self._live
        assert live is not None
        name = live.executions[0].placed.folders[0].name
        path = self._pane.context.shell.ask_save(tr("Save the report"), f"{name}.xml", _REPORTS)
        if path is None:
            return

        def work(_progress: Progress) -> Path:
            live.write(path, name)
            return path

        self._pane.context.tasks.start(
            tr("Writing {name}", name=path.name), work, on_done=self._written
        )

    def _written(self, path: Path) -> None:
        self._pane.context.shell.say(tr("The report is written to {path}.", path=path))

    def _why_none(self) -> str | None:
        if self._pane.entry is None:
            return tr("Choose a request of a collection.")
        return None

    def _why_not(self) -> str | None:
        if self._running is not None:
            return tr("A run is under way.")
        if not self._opened:
            return tr("Choose what to run first.")
        return self._why_none()

    def _why_not_stop(self) -> str | None:
        return None if self._running is not None else tr("No run is under way.")

    def _why_unrun(self) -> str | None:
        if self._running is not None:
            return tr("A run is under way.")
        ran = self._live is not None and bool(self._live.executions)
        return None if ran else tr("Nothing was run yet.")
