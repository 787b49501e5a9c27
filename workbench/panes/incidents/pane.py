"""The incidents pane: what happened, in order, and the report that stands on it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.incidents.case import Case
from workbench.incidents.casebook import Incident
from workbench.incidents.pinboard import PinboardChanged
from workbench.incidents.reading import Part
from workbench.incidents.report import NOTE_WORDS
from workbench.incidents.timeline import Entry
from workbench.panes.incidents.acting import Acting
from workbench.panes.incidents.report_view import ReportView
from workbench.panes.incidents.rows import PART_COLUMNS, timeline_columns
from workbench.panes.incidents.work import (
    keep_report,
    read,
    read_incidents,
    stored_report,
    subject_of,
)
from workbench.ui.accessibility import named
from workbench.ui.elided import ElidedLabel
from workbench.ui.empty import EmptyState
from workbench.ui.evidence_source import open_source
from workbench.ui.flow import FlowRow
from workbench.ui.late_pages import LateTabs
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.subject import Subject, SubjectChanged
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

_SAVED_AFTER_MS = 1_000
"""How long what is typed may wait until it is kept."""


_CHOOSE = tr("Choose a ticket …")


class IncidentsPane(Pane):
    """Follows the ticket or incident that evidence is kept for."""

    id = "incidents"
    title = tr("Incidents")

    def __init__(self, context: PaneContext) -> None:
        self.acting = Acting(self)
        super().__init__(context)
        self.case: Case | None = None
        self._incidents: list[Incident] = []
        self._asked = 0
        self._unkept: str | None = None
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_SAVED_AFTER_MS)
        self._keeper.timeout.connect(self.keep)
        self.timeline = DataTable[Entry](
            tr("Timeline"), timeline_columns(context.settings.text("time-zone"))
        )
        self.timeline.row_activated.connect(self._open)
        self.report = ReportView(
            [self.button("incidents.save", tr("Save as …")),
             self.button("incidents.update", tr("Copy an update")),
             self.button("incidents.redraft", tr("Draft anew"))]
        )  # fmt: skip
        self.report.typed.connect(self._note_typing)
        self.report.audience_chosen.connect(self._turn)
        self.parts = DataTable[Part](tr("Parts of the report"), PART_COLUMNS)
        self.parts.row_activated.connect(self._to_part)
        self.checklist = _below(self.button("incidents.write-part", tr("Write this part …")),
                                self.parts)  # fmt: skip
        self._sentence = ElidedLabel()
        self._sentence.setProperty("role", "muted")
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            tr("Start from a ticket, an anomaly or an alert: open a ticket in the queue, or select"
               " in any pane what is wrong and press Ctrl+Alt+I."),
            [self.button("incidents.start"), self.button("evidence.subject", _CHOOSE),
             self.button("incidents.to-queue"), self.button("incidents.to-logs")],
            icon_name="incidents",
        )  # fmt: skip
        self._lay_out()
        context.events.subscribe(SubjectChanged, self._subject_changed)
        context.events.subscribe(PinboardChanged, self._board_changed)

    def _lay_out(self) -> None:
        top = QWidget()
        layout = QVBoxLayout(top)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(
            FlowRow([
                self.button("incidents.note", tr("Write a line …")),
                self.button("incidents.open", tr("Open")),
                self.button("evidence.subject", _CHOOSE),
                self.button("incidents.start", tr("Start an incident …")),
            ])
        )  # fmt: skip
        layout.addWidget(self._sentence)
        layout.addWidget(self.timeline, 1)
        self.pages = named(LateTabs(), tr("Report and its parts"))
        self.pages.setDocumentMode(True)
        self.pages.addTab(self.report, tr("Report"))
        self.pages.addTab(self.checklist, tr("Checklist"))
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(top)
        self._split.addWidget(self.pages)
        self._split.setSizes([300, 400])
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._split)
        self.body.addWidget(self._stack)

    def commands(self) -> Sequence[Command]:
        nothing = self.why_nothing
        return (
            *self.acting.commands(),
            self.command("open", tr("Open where the selected piece came from"), self._open_selected,
                         "Ctrl+Return", nothing),
            self.command("timeline", tr("Go to the timeline"), self._to_timeline, "Alt+1", nothing),
            self.command("report", tr("Go to the report"), self._to_report, "Alt+2", nothing),
            self.command("checklist", tr("Go to the checklist"), self._to_checklist, "Alt+3",
                         nothing),
            self.command("write-part", tr("Write the selected part of the report"),
                         self._write_part, "", nothing),
            self.command("audience", tr("Turn between engineers and stakeholders"),
                         self._turn_audience, "Alt+4", nothing),
            self.command("next-finding", tr("Next sentence that evidence does not bear out"),
                         lambda: self._step(1), "F8", nothing),
            self.command("previous-finding", tr("Sentence before that evidence does not bear out"),
                         lambda: self._step(-1), "Shift+F8", nothing),
            self.command("to-queue", tr("Go to the queue"),
                         lambda: self.context.shell.show_pane("queue")),
            self.command("to-logs", tr("Go to the logs"),
                         lambda: self.context.shell.show_pane("logs")),
        )  # fmt: skip

    def command(
        self,
        verb: str,
        title: str,
        run: Callable[[], object],
        shortcut: str = "",
        unavailable: Callable[[], str | None] | None = None,
    ) -> Command:
        """A command of this pane."""
        return Command(
            f"incidents.{verb}", title, run, self.title, shortcut=shortcut, scope=self.id,
            unavailable=unavailable,
        )  # fmt: skip

    @property
    def subject(self) -> Subject | None:
        """The ticket or incident that is shown; one that has no title here may have one."""
        now = self.context.shell.at_work
        if now is None or now.title:
            return now
        return subject_of(self.incident) if self.incident else now

    @property
    def incident(self) -> Incident | None:
        """The incident that is shown; None for a ticket."""
        now = self.context.shell.at_work
        return next((one for one in self._incidents if now and one.about == now.about), None)

    def why_nothing(self) -> str | None:
        """Why a command that needs a ticket or incident cannot run."""
        return None if self.subject else tr("No ticket or incident is open.")

    # what is shown

    def refresh(self) -> None:
        """Read the case again in the background; of several readings the last asked for counts."""
        self._asked += 1
        asked, workspace, subject = self._asked, self.context.workspace, self.subject
        audience, zone = self.report.audience, self.context.settings.text("time-zone")

        def work() -> tuple[list[Incident], Case | None]:
            incidents = read_incidents(workspace)
            case = None if subject is None else read(workspace, subject, audience, zone)
            return incidents, case

        def show(found: tuple[list[Incident], Case | None]) -> None:
            if asked == self._asked and self._unkept is None:
                self._show(*found)

        self.context.tasks.start(tr("Reading the incident"), lambda _progress: work(), on_done=show)

    def take_focus(self) -> None:
        """Bring everything up to date when the pane is shown."""
        self.refresh()
        super().take_focus()

    def _show(self, incidents: list[Incident], case: Case | None) -> None:
        self._incidents, self.case = incidents, case
        had_focus = self._empty.holds_focus
        self._stack.setCurrentWidget(self._split if case else self._empty)
        subject = self.subject
        title = f": {subject.title}" if subject and subject.title else ""
        self.header.show_open(f"{subject.words}{title}" if subject else "")
        if case is None:
            self.header.show_state(State.NEUTRAL, "")
            self.context.commands.refreshed.emit()
            return
        self.timeline.show_rows(case.entries)
        self.parts.show_rows(case.parts)
        self.report.show_case(case, writable=not self.context.workspace.read_only)
        self._sentence.setText(_timeline_words(case))
        self._show_state(case)
        if had_focus:
            self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.commands.refreshed.emit()

    def _show_state(self, case: Case) -> None:
        missing = sum(not part.sentences for part in case.parts)
        if case.findings:
            said = tr("{count} not borne out", count=len(case.findings))
            self.header.show_state(State.WARNING, said)
        elif missing:
            said = tr("{parts} missing", parts=count(missing, tr("part")))
            self.header.show_state(State.INFO, said)
        else:
            self.header.show_state(State.GOOD, tr("every part written"))

    def _subject_changed(self, _event: SubjectChanged) -> None:
        self._turn()

    def _board_changed(self, _event: PinboardChanged) -> None:
        self._turn()

    def _turn(self) -> None:
        """Show what is asked for now, after what was typed is kept."""
        if self._unkept is not None:
            self.keep()
        elif self.isVisible():
            self.refresh()

    # the report

    def _note_typing(self) -> None:
        if self.case is None:
            return
        self._unkept = self.report.editor.toPlainText()
        self.context.journal.note(_key(self.case), self._unkept)
        if not self._keeper.isActive():
            self._keeper.start()

    def keep(self) -> None:
        """Keep what was typed, then look at it anew; where that fails it stays as it is."""
        self._keeper.stop()
        case, text = self.case, self._unkept
        if case is None or text is None:
            return

        def kept() -> None:
            if self._unkept == text:
                self._unkept = None
                self.context.journal.forget(_key(case))
            self.refresh()

        if text == case.text:
            kept()
        else:
            self.acting.keep(case, text, kept)

    def stored_text(self, key: str) -> str | None:
        return stored_report(self.context.workspace, *_of_key(key))

    def recover(self, key: str, text: str) -> None:
        def put_back() -> None:
            keep_report(self.context.workspace, *_of_key(key), text)

        def done(_: None) -> None:
            self.context.journal.forget(key)
            self.refresh()

        self.context.save(put_back, done)

    def can_close(self) -> bool:
        """What was typed is kept first."""
        self.keep()
        return True

    def _step(self, by: int) -> None:
        self._to_report()
        found = self.report.step(by)
        said = tr("Every sentence is borne out by the evidence that it names.")
        if found is not None:
            said = tr("Line {line}: {message}.", line=found.line, message=found.message)
        self.context.shell.say(said)

    def _to_part(self, part: Part) -> None:
        """What is written is shown; what only people know is asked for."""
        case = self.case
        if case is None:
            return
        word = NOTE_WORDS.get(part.title)
        if part.sentences or case.edited or word is None:
            self._to_report()
            self.report.go_to_line(part.line)
        elif self.acting.why_no_change() is None:
            self.acting.write_note(f"{word.capitalize()}: ")

    def _write_part(self) -> None:
        part = self.parts.current_row()
        if part is None:
            self._to_checklist()
        else:
            self._to_part(part)

    # moving

    def _to_timeline(self) -> None:
        self.timeline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_report(self) -> None:
        self.pages.setCurrentWidget(self.report)
        self.report.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_checklist(self) -> None:
        self.pages.setCurrentWidget(self.checklist)
        self.parts.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _turn_audience(self) -> None:
        self._to_report()
        self.report.turn_audience()

    def _open(self, entry: Entry) -> None:
        open_source(self.context.shell, entry.evidence)

    def _open_selected(self) -> None:
        entry = self.timeline.current_row()
        if entry is not None:
            self._open(entry)

    # by ear, session

    def summary(self) -> str:
        subject, case = self.subject, self.case
        if subject is None or case is None:
            return tr("Incidents. No ticket or incident is open.")
        return tr(
            "Report of {subject}. {timeline} {report}",
            subject=subject.words,
            timeline=_timeline_words(case),
            report=self.report.sentence.text(),
        )

    def selection_text(self) -> str:
        cursor = self.report.editor.textCursor()
        if self.report.editor.hasFocus():
            return cursor.selectedText() or cursor.block().text()
        if self.parts.hasFocus():
            return self.parts.selection_text()
        return self.timeline.selection_text() if self.case else ""

    def where_am_i(self) -> str:
        if self.case is None:
            return super().where_am_i()
        if self.report.editor.hasFocus():
            line = self.report.editor.textCursor().blockNumber() + 1
            total = self.report.editor.blockCount()
            return tr("Report, line {line} of {total}", line=line, total=total)
        return tr("Timeline, {place}", place=self.timeline.position())

    def open_evidence(self, evidence: Evidence) -> None:
        """An incident begins with what another pane sent."""
        self.acting.start(evidence)

    def subjects(self) -> Sequence[Subject]:
        return [subject_of(incident) for incident in self._incidents]

    def areas(self) -> Sequence[QWidget]:
        if self.case is None:
            return (self._empty,)
        if self.pages.currentWidget() is self.checklist:
            return (self.timeline, self.parts)
        return (self.timeline, self.report.editor, self.report.findings)

    def state(self) -> JsonObject:
        return {
            "audience": self.report.audience,
            "page": self.pages.currentIndex(),
            "sizes": [*self._split.sizes()],
        }

    def restore(self, state: JsonObject) -> None:
        self.report.choose_audience(str(state.get("audience")))
        page, sizes = state.get("page"), state.get("sizes")
        if page in (0, 1):
            self.pages.setCurrentIndex(int(page))
        if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
            self._split.setSizes([size for size in sizes if isinstance(size, int)])


def _key(case: Case) -> str:
    """The journal's key of a report: "incidents:engineers:ticket:A-12"."""
    return f"{IncidentsPane.id}:{case.audience}:{case.about}"


def _of_key(key: str) -> tuple[str, str]:
    """Which ticket or incident a journal key is of, and for which audience."""
    _, audience, about = key.split(":", 2)
    return about, audience


def _below(button: QWidget, table: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(8)
    layout.addWidget(FlowRow([button]))
    layout.addWidget(table, 1)
    return page


def _timeline_words(case: Case) -> str:
    """How much is known, and whether all of it is as it was pinned."""
    entries = case.entries
    if not entries:
        return tr("Nothing is known of it yet. Keep something with Ctrl+E, or write a line.")
    pinned = sum(entry.pinned is not None for entry in entries)
    changed = sum(entry.pinned is not None and not entry.pinned.intact for entry in entries)
    said = tr(
        "{pieces}, {pinned} of them pinned.",
        pieces=count(len(entries), tr("piece of evidence"), tr("pieces of evidence")),
        pinned=pinned,
    )
    if changed:
        said += " " + tr("{changed} no longer as they were pinned.", changed=changed)
    return said
