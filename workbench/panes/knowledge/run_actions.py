"""Following an article step by step, and what becomes of the record."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.core.commands import Command
from workbench.core.time import now
from workbench.panes.knowledge.actions import Actions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.runs import Run, RunUnderWay

MAIN = ("step-done",)
OTHERS = (
    "step-skipped",
    "step-failed",
    "copy-command",
    "step-back",
    "step-next",
    "pin-run",
    "run-end",
)


class RunActions(Actions):
    """Commands of the run mode."""

    _under_way: "RunUnderWay | None" = None

    def commands(self) -> list[Command]:
        why = self.why_no_run
        return [
            self.command("run", tr("Follow step by step"), self.start, keys="F5",
                         why=self.why_not_writable,
                         help_text=tr("One step at a time; the record becomes evidence.")),
            self.command("step-done", tr("Done"), self.done, keys="Ctrl+Return", why=why),
            self.command("step-skipped", tr("Skip"), self.skip, why=why),
            self.command("step-failed", tr("Did not work"), self.fail, why=why),
            self.command("step-next", tr("Next step"), lambda: self.move(1), keys="Alt+Right",
                         why=why),
            self.command("step-back", tr("Previous step"), lambda: self.move(-1), keys="Alt+Left",
                         why=why),
            self.command("step-reopen", tr("Reopen this step"), self.reopen, why=why),
            self.command("copy-command", tr("Copy the command"), self.copy_command,
                         keys="Ctrl+Shift+C", why=self.why_no_command),
            self.command("pin-run", tr("Pin the record as evidence"), self.pin, why=why),
            self.command("run-end", tr("End the run"), self.end, why=why),
        ]  # fmt: skip

    def why_no_run(self) -> str | None:
        """Needs a run on screen."""
        shown = self.pane.views.running and self.pane.run_view.run is not None
        return None if shown else tr("No run is under way. F5 starts one.")

    def why_no_command(self) -> str | None:
        """Needs a step with a command."""
        reason = self.why_no_run()
        if reason is None and not self._run.steps[self.pane.run_view.number].commands:
            return tr("This step has no command.")
        return reason

    @property
    def _run(self) -> "Run":
        run = self.pane.run_view.run
        assert run is not None
        return run

    def start(self) -> None:
        """Start a run, or go on with the one that was not ended."""
        from workbench.knowledge.runs import RunUnderWay, begin

        pane = self.pane
        pane.desk.save_if_changed()
        article = pane.desk.article
        assert article is not None
        under_way = next((run for run in pane.runs.of(article.path) if run.ended is None), None)
        run = under_way or begin(article, pane.desk.author, now())
        self._under_way = RunUnderWay(pane.runs, run)
        self._keep(run)
        pane.views.show_run()
        self._show(run, run.next_step or 0)
        trust = article.trust(pane.library.today())
        if not trust.trusted:
            pane.context.shell.say(
                tr("Careful: {state}. {why}", state=trust.state.label, why=trust.reason)
            )

    def done(self) -> None:
        """The step is done; go to the next."""
        from workbench.knowledge.runs import DONE

        self._finish(DONE)

    def skip(self) -> None:
        """The step is left out, with a reason."""
        from workbench.knowledge.runs import SKIPPED

        view = self.pane.run_view
        reason = view.reason.text() or self.pane.context.shell.ask_text(
            tr("Skip the step"), tr("Why is it left out?")
        )
        if reason:
            view.reason.setText(reason)
            self._finish(SKIPPED)

    def fail(self) -> None:
        """The step did not work."""
        from workbench.knowledge.runs import FAILED

        self._finish(FAILED)

    def move(self, step: int) -> None:
        """Look at the next or previous step."""
        run, number = self._run, self.pane.run_view.number + step
        if 0 <= number < len(run.steps):
            self._show(run, number)

    def reopen(self) -> None:
        """Take the step's mark back."""
        from workbench.knowledge.runs import reopen

        number = self.pane.run_view.number
        self._show(self._keep(reopen(self._run, number)), number)

    def note(self, text: str) -> None:
        """Keep the note of the step."""
        from workbench.knowledge.runs import annotate

        view = self.pane.run_view
        if view.run is not None:
            view.run = self._keep(annotate(view.run, view.number, text))

    def add_evidence(self, title: str, content_hash: str) -> None:
        """Note evidence on the step."""
        from workbench.knowledge.runs import annotate

        view = self.pane.run_view
        note = view.note.toPlainText()
        evidence = (f"{title} [{content_hash[:12]}]",)
        self._show(self._keep(annotate(self._run, view.number, note, evidence)), view.number)

    def copy_command(self) -> None:
        """Put the step's commands on the clipboard."""
        commands = self._run.steps[self.pane.run_view.number].commands
        QGuiApplication.clipboard().setText("\n".join(commands))
        self.pane.context.shell.say(tr("The command is copied."))

    def pin(self) -> None:
        """Pin the record as it is now."""
        from workbench.knowledge.runs import as_evidence

        self.pane.context.shell.pin(as_evidence(self._run))

    def end(self) -> None:
        """End the run, pin its record, and go back to the article."""
        from workbench.knowledge.runs import as_evidence, end

        pane = self.pane
        run = self._keep(end(self._run, now()))
        pane.context.shell.pin(as_evidence(run))
        pane.run_view.stop()
        pane.views.show_article()
        pane.context.shell.say(
            tr(
                "The run is ended: {progress}. Its record is among the evidence.",
                progress=run.progress,
            )
        )

    def _keep(self, run: "Run") -> "Run":
        """Save the run, in its turn; it is shown at once."""
        under_way = self._under_way
        assert under_way is not None
        self.pane.context.save(lambda: under_way.save(run))
        return run

    def _finish(self, state: str) -> None:
        from workbench.knowledge.runs import finish

        view = self.pane.run_view
        run = finish(
            self._run,
            view.number,
            now(),
            state=state,
            signed_by=view.signed_by.text(),
            reason=view.reason.text(),
        )
        self._keep(run)
        following = run.next_step
        if following is None:
            self._show(run, view.number)
            self.pane.context.shell.say(
                tr("All steps are dealt with. End the run when it is over.")
            )
        else:
            self._show(run, following)

    def _show(self, run: "Run", number: int) -> None:
        view = self.pane.run_view
        view.show_run(run, number)
        step = run.steps[number]
        (view.signed_by if step.needs_sign_off and step.state == "to do" else view.note).setFocus()
        self.pane.context.commands.refreshed.emit()
