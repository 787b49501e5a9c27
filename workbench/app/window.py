"""The main window: activity bar, panes, evidence, status line; the shell that panes talk to."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.app.activity_bar import ActivityBar, scrolled
from workbench.app.current_subject import CurrentSubject
from workbench.app.notices import Notice, NoticeBar
from workbench.app.opening import open_path
from workbench.app.pages import END_PAGES, PAGES
from workbench.app.pane_stack import PaneStack
from workbench.app.services import Services
from workbench.app.shell_commands import shell_commands
from workbench.app.status_line import StatusLine
from workbench.app.voice import Voice
from workbench.core.commands import Command, CommandRegistry
from workbench.core.errors import Unavailable, UserError
from workbench.core.evidence import Evidence
from workbench.core.failures import as_user_error
from workbench.incidents.pinboard import Pinboard
from workbench.panes import registry
from workbench.storage import recent
from workbench.storage.journal import FLUSH_SECONDS
from workbench.ui.afterwards import Afterwards
from workbench.ui.command_bridge import CommandBridge
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.subject import Subject, SubjectChanged, about_words
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.dialogs import Dialogs
    from workbench.app.evidence_dock import EvidenceDock
    from workbench.app.task_list import TaskPanel

_LETTERS_FOR_TWO_COLUMNS = 130
_DOCK_SHARE = 0.25
_MOST_FOR_DOCK = 0.3
_SMALLEST = QSize(480, 320)


class MainWindow(QMainWindow):
    """One window on one workspace. Implements `workbench.ui.shell.Shell`."""

    closed = Signal(object)
    """The window was closed: itself."""

    def __init__(
        self,
        services: Services,
        *,
        open_workspace: Callable[[Path], None],
        report_bug: Callable[[BaseException], None],
    ) -> None:
        """`open_workspace` opens another window; `report_bug` gets what is not expected."""
        super().__init__()
        self.services = services
        self.open_workspace = open_workspace
        self._report_bug = report_bug
        self.setObjectName("workbench")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # never left to Python's collector
        self.setAcceptDrops(True)
        self.registry = CommandRegistry()
        self.commands = CommandBridge(self.registry, self, self.show_failure)
        self.commands.before_run = self._go_where_it_works
        self._refusal: Notice | None = None
        self.registry.on_run(self._take_refusal_back)
        services.on_error = self.show_failure
        self.context = PaneContext(
            workspace=services.workspace,
            settings=services.settings,
            tasks=services.tasks,
            commands=self.commands,
            events=services.events,
            undo=services.undo,
            secrets=services.secrets,
            journal=services.journal,
            plugins=services.plugins,
            shell=self,
        )
        self.afterwards = Afterwards(self)
        self.voice = Voice(self)
        self.subject = CurrentSubject()
        self.subject.on_change(lambda: services.events.publish(SubjectChanged(self.subject.now)))
        self.specs = registry.available()
        for command in shell_commands(self):
            self.commands.add(command)
        self.notices = NoticeBar(self.commands)
        self.stack = PaneStack([*self.specs, *PAGES, *END_PAGES], self.context)
        self._board = Pinboard(services.workspace.database)
        self.afterwards.add(lambda: self.evidence)
        self.afterwards.add(lambda: self.task_panel)
        self.status = StatusLine(services, self.commands)
        self.activity = ActivityBar(
            self.specs, [self.commands.action(f"go.{s.id}") for s in [*self.specs, *END_PAGES]],
            END_PAGES,
        )  # fmt: skip
        self._lay_out()
        self.commands.fill(self.menuBar())
        self._prepare_timers()
        self.stack.shown.connect(self._pane_shown)
        services.undo.on_change(self._name_undo)
        self._name_undo()
        self.setWindowTitle(self._title())
        self.resize(1280, 800)
        if services.workspace.read_only:
            self._say_read_only()

    # the parts

    @cached_property
    def evidence(self) -> "EvidenceDock":
        """The evidence dock; made when first asked for, at the latest after the first paint."""
        from workbench.app.evidence_dock import EvidenceDock

        dock = EvidenceDock(self.context, self._board, self.subject)
        self._split.replaceWidget(1, dock)
        self._evidence_place.deleteLater()
        self.closed.connect(dock.save_note)
        return dock

    @cached_property
    def task_panel(self) -> "TaskPanel":
        """The list of tasks, hidden at first; made as the evidence dock is."""
        from workbench.app.task_list import TaskPanel

        panel = TaskPanel(self.services.tasks, self.commands)
        panel.hide()
        self._rows.insertWidget(self._rows.indexOf(self.status), panel)
        return panel

    @property
    def current_pane(self) -> Pane | None:
        """The pane in front."""
        return self.stack.current

    def pane(self, pane_id: str) -> Pane:
        """Make the pane if need be, bring it to the front, and give it."""
        return self.stack.show_pane(pane_id)

    # what panes ask for (Shell)

    def say(self, sentence: str) -> None:
        """Show a sentence in the status line and announce it politely."""
        self.status.say(sentence)

    def show_error(
        self, error: UserError, help_title: str = "", help_with: Callable[[], None] | None = None
    ) -> None:
        """Show an expected error above the pane."""
        self.notices.show_error(error, help_title, help_with)

    def pin(self, evidence: Evidence, about: str = "") -> None:
        """Put evidence into the evidence dock, for the current ticket unless `about` says else."""
        now = self.subject.now
        about = about or (now.about if now is not None else "")
        subject = tr(" for {subject}", subject=about_words(about)) if about else ""
        said = tr("Pinned{subject}: {title}.", subject=subject, title=evidence.title)
        self.evidence.pin(evidence, about, partial(self.say, said))

    def work_on(self, subject: Subject) -> None:
        """A ticket or incident was opened: evidence pinned from now on is kept for it."""
        self.subject.follow(subject)

    def keep_for(self, subject: Subject | None) -> None:
        """Evidence is kept for this from now on, whatever ticket is opened; None: for that."""
        if subject is None:
            self.subject.release()
        else:
            self.subject.hold(subject)

    @property
    def at_work(self) -> Subject | None:
        """The ticket or incident that evidence is kept for."""
        return self.subject.now

    def show_pane(self, pane_id: str) -> None:
        """Bring a pane to the front and move the focus into it."""
        self.pane(pane_id).take_focus()

    def open_in(self, pane_id: str, evidence: Evidence) -> None:
        """Show a pane and hand it evidence to open."""
        if pane_id not in self.stack.ids:
            raise UserError(
                tr("There is no pane “{pane}” here.", pane=pane_id),
                tr("It may belong to a plugin that is switched off."),
            )
        pane = self.pane(pane_id)
        pane.open_evidence(evidence)
        pane.take_focus()

    def remember_file(self, path: Path) -> None:
        """Put a file among the recent ones; that must not fail what the user does."""
        try:
            recent.remember_file(path)
        except OSError as error:
            self.say(tr("Recent files cannot be kept: {why}.", why=error.strerror or error))

    @cached_property
    def _dialogs(self) -> "Dialogs":
        from workbench.app.dialogs import Dialogs

        return Dialogs(self)

    def ask_files(self, title: str, kinds: str = "") -> list[Path]:
        """Let the user choose files."""
        return self._dialogs.ask_files(title, kinds)

    def ask_folder(self, title: str) -> Path | None:
        """Let the user choose a folder."""
        return self._dialogs.ask_folder(title)

    def ask_save(self, title: str, name: str, kinds: str = "") -> Path | None:
        """Let the user choose where to write."""
        return self._dialogs.ask_save(title, name, kinds)

    def ask_text(self, title: str, label: str, text: str = "") -> str | None:
        """Ask for one line of text."""
        return self._dialogs.ask_text(title, label, text)

    def confirm(self, question: str, consequence: str, yes: str) -> bool:
        """Ask before what cannot be undone."""
        return self._dialogs.confirm(question, consequence, yes)

    # what happens in the window

    def show_failure(self, error: BaseException) -> None:
        """An expected error is shown; anything else is a bug and gets a report."""
        expected = as_user_error(error)
        if expected is None:
            self._report_bug(error)
        elif isinstance(expected, Unavailable):
            self._refuse(expected)
        elif expected.what:
            self.show_error(expected)

    def _refuse(self, reason: Unavailable) -> None:
        """Say why a command cannot run now, until the next one runs."""
        self._refusal = Notice(State.INFO, reason.what, reason.next_step)
        self.show_notice(self._refusal)

    def _take_refusal_back(self, _ran: Command) -> None:
        if self._refusal is not None:
            self.notices.withdraw(self._refusal)
            self._refusal = None

    def open_paths(self, paths: Sequence[Path], prefer: str = "") -> None:
        """Open files and folders, each in the pane that knows its kind; `prefer` is asked first."""
        for path in paths:
            try:
                pane = open_path(self.stack, path, prefer)
            except UserError as error:
                self.show_error(error)
            else:
                self.remember_file(path)
                pane.take_focus()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice above the pane."""
        self.notices.show_notice(notice)

    def make_all_panes(self, then: Callable[[], None]) -> None:
        """Make the panes that were never shown, one at a time, so that all commands are known."""
        self._after_making = then
        self._maker.start()

    def areas(self) -> list[QWidget]:
        """The parts between which F6 moves, in order."""
        pane = self.current_pane
        inside = list(pane.areas()) if pane is not None else []
        parts = [self.activity, *inside, self.evidence.list, self.task_panel.list]
        return [part for part in parts if part.isVisible() and part.isEnabled()]

    def show_evidence(self, *, visible: bool) -> None:
        """Show or hide the evidence dock; below the pane its heading always stays."""
        if self._split.orientation() == Qt.Orientation.Vertical:
            self.evidence.show_compact(compact=not visible)
            self._share_height()
        else:
            self.evidence.setVisible(visible)

    @property
    def evidence_is_shown(self) -> bool:
        """Whether more than the heading of the evidence dock can be seen."""
        return not self.evidence.isHidden() and not self.evidence.compact

    def closeEvent(self, event: QCloseEvent) -> None:
        if not all(pane.can_close() for pane in self.stack.made):
            event.ignore()
            return
        self.closed.emit(self)
        self.services.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        pane = self.current_pane
        event.acceptProposedAction()
        self.open_paths(paths, prefer=pane.id if pane is not None else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_split"):
            self._fold()
            self._scale_dock()

    # inside

    def _lay_out(self) -> None:
        work = QWidget(self)
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.stack, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(work)
        self._evidence_place = _evidence_place()
        self._split.addWidget(self._evidence_place)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([960, 280])
        self._letter = self.fontMetrics().averageCharWidth()
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(scrolled(self.activity))
        top.addWidget(self._split, 1)
        whole = QWidget(self)
        whole.setMinimumSize(_SMALLEST)  # what comes up in it must not enlarge the window
        self._rows = rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(top, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)

    @property
    def split_sizes(self) -> list[int]:
        """How wide the pane and the evidence dock are."""
        return self._split.sizes()

    def take_split_sizes(self, sizes: Sequence[int]) -> None:
        """Make them that wide."""
        self._split.setSizes(list(sizes))

    def _prepare_timers(self) -> None:
        self._flusher = QTimer(self)
        self._flusher.setSingleShot(True)
        self._flusher.setInterval(int(FLUSH_SECONDS * 1000))
        self._flusher.timeout.connect(self._flush)
        self.services.journal.on_note = self._note_typed
        self._maker = QTimer(self)
        self._maker.setInterval(0)
        self._maker.timeout.connect(self._make_pane)
        self._after_making: Callable[[], None] | None = None

    @Slot()
    def _flush(self) -> None:
        self.services.journal.flush()

    def _note_typed(self) -> None:
        if not self._flusher.isActive():
            self._flusher.start()

    @Slot()
    def _make_pane(self) -> None:
        made = self.stack.make_next()
        if not made:
            self._maker.stop()
        if self._after_making is not None:
            self._after_making()

    @Slot(str)
    def _pane_shown(self, pane_id: str) -> None:
        self.activity.mark(pane_id)
        self.status.forget()
        self.commands.show_groups_of(pane_id)
        self.setWindowTitle(self._title())
        self.commands.refreshed.emit()

    def _go_where_it_works(self, command: Command) -> None:
        """A command of a pane that is not in front (from the palette) shows its pane first."""
        pane = self.current_pane
        if command.scope in self.stack.ids and (pane is None or pane.id != command.scope):
            self.show_pane(command.scope)

    def _fold(self) -> None:
        """Where the text is too large for two columns the evidence goes below the pane."""
        letters = self.width() / max(self.fontMetrics().averageCharWidth(), 1)
        narrow = letters < _LETTERS_FOR_TWO_COLUMNS
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
            self.evidence.show_compact(compact=narrow)
            if narrow:
                self.evidence.show()
                self._share_height()
            else:
                dock = int(self._split.width() * _DOCK_SHARE)
                self._split.setSizes([self._split.width() - dock, dock])

    def _scale_dock(self) -> None:
        """Beside the pane the evidence grows and shrinks with the text, up to its share."""
        letter = self.fontMetrics().averageCharWidth()
        pane, dock = self._split.sizes()
        if self._split.orientation() == Qt.Orientation.Horizontal and dock:
            most = max(dock, int((pane + dock) * _MOST_FOR_DOCK))
            wanted = min(round(dock * letter / self._letter), most)
            self._split.setSizes([pane + dock - wanted, wanted])
        self._letter = letter

    def _share_height(self) -> None:
        """Below the pane the evidence takes half of the height, its heading alone a line."""
        whole = self._split.height()
        dock = self.evidence.sizeHint().height() if self.evidence.compact else whole // 2
        self._split.setSizes([whole - dock, dock])

    def _name_undo(self) -> None:
        undo, redo = self.services.undo.undo_name, self.services.undo.redo_name
        self.commands.rename("edit.undo", tr("Undo: {name}", name=undo) if undo else tr("Undo"))
        self.commands.rename("edit.redo", tr("Redo: {name}", name=redo) if redo else tr("Redo"))
        self.commands.refreshed.emit()

    def _title(self) -> str:
        parts = [self.current_pane.title] if self.current_pane is not None else []
        parts.append(self.services.workspace.folder.name)
        if self.services.workspace.read_only:
            parts.append(tr("read-only"))
        return " · ".join([*parts, QApplication.applicationDisplayName() or "Workbench"])

    def _say_read_only(self) -> None:
        from workbench.ui.states import State

        self.show_notice(
            Notice(
                State.WARNING,
                tr("This workspace is open read-only: another window has it, or it is protected."),
                tr("You can look at everything; close the other window to change something here."),
            )
        )


def _evidence_place() -> QWidget:
    """Keeps the evidence dock's place until it is made; looks like its ground."""
    place = QWidget()
    place.setObjectName("evidence-dock")
    place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return place
