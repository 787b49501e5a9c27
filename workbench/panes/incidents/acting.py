"""What can be done in the incidents pane: start an incident, write, keep and save the report."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.core.time import now
from workbench.core.undo import Change
from workbench.incidents.case import Case, retyped
from workbench.incidents.casebook import Casebook, Incident
from workbench.incidents.edited import update_of
from workbench.incidents.report_files import FILE_KINDS, form_of
from workbench.panes.incidents.work import moments_in, read, subject_of
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.incidents.pane import IncidentsPane


class Acting:
    """The commands that change something or write a file."""

    def __init__(self, pane: "IncidentsPane") -> None:
        self._pane = pane

    def commands(self) -> Sequence[Command]:
        """One for each."""
        command = self._pane.command
        return (
            command("start", tr("Start an incident …"), self.start, "Ctrl+N",
                    self._why_read_only),
            command("note", tr("Write a line into the timeline …"), self.write_note, "Ctrl+L",
                    self.why_no_change),
            command("save", tr("Save the report as …"), self.ask_and_save, "Ctrl+S",
                    self._why_no_case),
            command("remove", tr("Remove this incident, not its evidence"), self.remove, "",
                    self._why_no_incident),
            command("update", tr("Copy an update for stakeholders"), self.copy_update, "Alt+U",
                    self._why_no_case),
            command("redraft", tr("Draft the report anew from the evidence"), self.redraft, "",
                    self._why_no_redraft),
        )  # fmt: skip

    def start(self, first: Evidence | None = None) -> None:
        """Ask what it is called, and keep evidence for it from now on; can be undone.

        `first` is what it begins with, if there is something.
        """
        title = self._pane.context.shell.ask_text(
            tr("Start an incident"),
            tr("What it is called, in a few words:"),
            "" if first is None else first.title,
        )
        if title is not None and title.strip():
            database = self._pane.context.workspace.database
            self._pane.context.save(
                lambda: Casebook(database).start(title.strip()), partial(self._started, first)
            )

    def write_note(self, text: str = "") -> None:
        """Ask for a line and put it into the timeline, at this moment; can be undone."""
        subject = self._pane.subject
        assert subject is not None
        hint = tr('What happened or was found. "Impact: …", "Root cause: …", "What helped: …",'
                  ' "Follow-up: …" and "Summary: …" go into their part of the report.')  # fmt: skip
        given = self._pane.context.shell.ask_text(tr("Write into the timeline"), hint, text)
        said = " ".join((given or "").split())
        if said and said != text.strip():
            note = Evidence("note", said, tr("written by hand"), now(), {"text": said})
            self._pane.context.shell.pin(note, subject.about)

    def keep(self, case: Case, text: str, then: Callable[[], None]) -> None:
        """Keep a report as it was typed."""
        database = self._pane.context.workspace.database
        self._pane.context.save(
            lambda: Casebook(database).keep(case.about, case.audience, text, case.cited),
            lambda _: then(),
        )

    def redraft(self) -> None:
        """Draft the report from the evidence again; can be undone."""
        self._pane.keep()
        case, save = self._pane.case, self._pane.context.save
        database = self._pane.context.workspace.database
        assert case is not None
        text = self._pane.report.editor.toPlainText()

        def put_back() -> None:
            self.keep(case, text, self._pane.refresh)

        def discard() -> None:
            save(
                lambda: Casebook(database).discard(case.about, case.audience),
                lambda _: self._pane.refresh(),
            )

        self._pane.context.undo.do(Change(tr("draft the report anew"), undo=put_back, redo=discard))
        self._pane.context.shell.say(
            tr("The report is drafted anew. Ctrl+Z brings back what was edited.")
        )

    def copy_update(self) -> None:
        """Copy what those who wait should know now, in a few lines."""
        subject, context = self._pane.subject, self._pane.context
        assert subject is not None
        zone = context.settings.text("time-zone")

        def copy(case: Case) -> None:
            text = update_of(case.parts)
            QGuiApplication.clipboard().setText(text)
            said = tr("Copied, for stakeholders: {text}", text=" ".join(text.split()))
            context.shell.say(said if text else tr("Nothing can be said to them yet."))

        context.tasks.start(
            tr("Writing an update"),
            lambda _progress: read(context.workspace, subject, "stakeholders", zone),
            on_done=copy,
        )

    def ask_and_save(self) -> None:
        """Ask for a file and write the report into it."""
        subject = self._pane.subject
        assert subject is not None
        file = self._pane.context.shell.ask_save(
            tr("Save the report"), f"report-{subject.name}.md", FILE_KINDS
        )
        if file is not None:
            self.save(file)

    def save(self, file: Path) -> None:
        """Write the report that is shown into a file. Raises UserError for another ending."""
        form = form_of(file)
        case, context = self._pane.case, self._pane.context
        assert case is not None
        text = self._pane.report.editor.toPlainText()
        moments = moments_in(context.settings.text("time-zone"))
        context.tasks.start(
            tr("Writing the report"),
            lambda _progress: retyped(case, text, moments).write(file, form),
            on_done=lambda _: context.shell.say(tr("The report was written to {file}.", file=file)),
        )

    def why_no_change(self) -> str | None:
        """Why nothing can be written for what is shown."""
        return self._why_read_only() or self._pane.why_nothing()

    def remove(self) -> None:
        """Take the incident that is shown away; its evidence stays. Can be undone."""
        incident = self._pane.incident
        assert incident is not None
        name = tr("remove incident {number}", number=incident.number)
        self._pane.context.undo.do(
            Change(name, undo=self._put_back(incident), redo=self._take_away(incident))
        )

    def _started(self, first: Evidence | None, incident: Incident) -> None:
        context = self._pane.context
        name = tr("start “{title}”", title=incident.title)
        context.undo.record(
            Change(name, undo=self._take_away(incident), redo=self._put_back(incident))
        )
        self._show(incident)
        if first is not None:
            context.shell.pin(first, incident.about)
        context.shell.say(
            tr("Evidence is kept for incident {number} from now on: Ctrl+E in any pane.",
               number=incident.number)
        )  # fmt: skip

    def _show(self, incident: Incident | None) -> None:
        """Work on this incident; or, None, on what is open again."""
        self._pane.context.shell.keep_for(None if incident is None else subject_of(incident))
        self._pane.refresh()

    def _take_away(self, incident: Incident) -> Callable[[], None]:
        database = self._pane.context.workspace.database
        return lambda: self._pane.context.save(
            lambda: Casebook(database).remove(incident.number), lambda _: self._show(None)
        )

    def _put_back(self, incident: Incident) -> Callable[[], None]:
        database = self._pane.context.workspace.database
        return lambda: self._pane.context.save(
            lambda: Casebook(database).put_back(incident.number), lambda _: self._show(incident)
        )

    def _why_no_incident(self) -> str | None:
        if self._pane.incident is None:
            return tr("What is shown is no incident that was started here.")
        return self._why_read_only()

    def _why_read_only(self) -> str | None:
        if self._pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    def _why_no_case(self) -> str | None:
        return None if self._pane.case else tr("No ticket or incident is open.")

    def _why_no_redraft(self) -> str | None:
        case = self._pane.case
        if case is not None and not case.edited:
            return tr("Nobody has edited the report: it is as drafted.")
        return self._why_read_only() or self._why_no_case()
