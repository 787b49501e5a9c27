"""Writing the incident report of the ticket at hand into a file, away from the GUI thread."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.app.current_subject import CurrentSubject
from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.ui.shell import PaneContext
from workbench.ui.subject import Subject
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.incidents.case import Case
    from workbench.incidents.report import Audience
    from workbench.incidents.report_files import Form


class IncidentReport:
    """Asks for a file and writes the report of what is at hand: drafted, or as it was edited."""

    def __init__(self, context: PaneContext, subject: CurrentSubject) -> None:
        self._context = context
        self._subject = subject

    def commands(self) -> Sequence[Command]:
        """One for each audience."""
        return (
            Command(id="evidence.report", title=tr("Write the incident report"),
                    run=partial(self._ask, "engineers"), group="Evidence",
                    help=tr("The report of this ticket, every sentence with its evidence."),
                    unavailable=self._why_not),
            Command(id="evidence.report-outside", title=tr("Write the report for stakeholders"),
                    run=partial(self._ask, "stakeholders"), group="Evidence",
                    help=tr("The report without names, internal comments and pinned content."),
                    unavailable=self._why_not),
        )  # fmt: skip

    def write(self, file: Path, audience: "Audience") -> None:
        """Write the report of what is at hand, in the form that the ending names.

        Raises UserError for another ending.
        """
        from workbench.incidents.report_files import form_of

        subject = self._subject.now
        assert subject is not None
        form = form_of(file)
        self._context.tasks.start(
            tr("Writing the report of {subject}", subject=subject.words),
            partial(self._make, subject, file, form, audience),
            on_done=partial(self._made, file),
        )

    def _ask(self, audience: "Audience") -> None:
        from workbench.incidents.report_files import FILE_KINDS  # when it is first asked for

        subject = self._subject.now
        assert subject is not None
        file = self._context.shell.ask_save(
            tr("Write the incident report"), f"report-{subject.name}.md", FILE_KINDS
        )
        if file is not None:
            self.write(file, audience)

    def _make(
        self, subject: Subject, file: Path, form: "Form", audience: "Audience", _: Progress
    ) -> "Case":
        from workbench.panes.incidents.work import read

        zone = self._context.settings.text("time-zone")
        case = read(self._context.workspace, subject, audience, zone)
        case.write(file, form)
        return case

    def _made(self, file: Path, case: "Case") -> None:
        said = tr("The report was written to {file}.", file=file)
        missing = ", ".join(part.title for part in case.parts if not part.sentences)
        if missing:
            said = tr("{said} Still missing: {missing}.", said=said, missing=missing)
        self._context.shell.say(said)

    def _why_not(self) -> str | None:
        """Why there is nothing to report on; None when there is."""
        return None if self._subject.now else tr("No ticket or incident is open.")
