"""The log pane: timeline, filters, lines and details, put together."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.panes.logs import places
from workbench.panes.logs.clock import Clock
from workbench.panes.logs.detail import DetailTabs
from workbench.panes.logs.evidence import lines_as_evidence
from workbench.panes.logs.filter_actions import FilterActions
from workbench.panes.logs.filter_bar import FilterBar
from workbench.panes.logs.find_bar import FindBar
from workbench.panes.logs.finding_actions import FindingActions
from workbench.panes.logs.follow_actions import FollowActions
from workbench.panes.logs.memory import Memory
from workbench.panes.logs.narration import Narration
from workbench.panes.logs.opening_actions import OpeningActions
from workbench.panes.logs.presenter import Presenter
from workbench.panes.logs.reading_actions import ReadingActions
from workbench.panes.logs.session import RecentLogs
from workbench.panes.logs.sources import SourceTable
from workbench.panes.logs.state import LogState
from workbench.panes.logs.taking_actions import TakingActions
from workbench.panes.logs.top import TimelineArea
from workbench.panes.logs.welcome import Welcome
from workbench.panes.logs.work import LogWork
from workbench.ui.command_bridge import CommandButton
from workbench.ui.icons import icon
from workbench.ui.late_pages import LateStack
from workbench.ui.line_view.view import LineView
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.visible import Visible

_INSPECT_MS = 60
_TOOLS = (
    ("logs.open", "open"),
    ("logs.previous-anomaly", "anomaly-previous"),
    ("logs.next-anomaly", "anomaly-next"),
    ("logs.bookmark", "bookmark"),
    ("logs.columns", "columns"),
    ("logs.wrap", "wrap"),
    ("logs.follow", "follow"),
    ("logs.export", "export"),
)
_MENU = (
    "logs.copy", "logs.bookmark", "logs.bookmark-note", "logs.only-template",
    "logs.hide-template", "logs.hide-source", "logs.shift-source", "logs.new-format",
)  # fmt: skip


class LogsPane(Pane):
    """Open logs, see what is abnormal and why, take evidence."""

    id: ClassVar[str] = "logs"
    title: ClassVar[str] = tr("Logs")

    def __init__(self, context: PaneContext) -> None:
        self.log = LogState()
        super().__init__(context)
        self.clock = Clock(context.settings.text("time-zone"))
        self.work = LogWork(context, self.log, self)
        self.visible: Visible | None = None
        self.columns_shown = False
        self.wanted_row = 0
        self.wanted_line: tuple[str, int] | None = None
        self.setAcceptDrops(True)
        self.narration = Narration(self)
        self.memory = Memory(self)
        self.presenter = Presenter(self)
        self._make_widgets()
        self._connect()
        context.settings.on_change(self._setting_changed)

    def commands(self) -> Sequence[Command]:
        self.opening = OpeningActions(self)
        self.reading = ReadingActions(self)
        self.finding = FindingActions(self)
        self.filtering = FilterActions(self)
        self.taking = TakingActions(self)
        self.following = FollowActions(self)
        groups = (
            self.opening, self.reading, self.finding, self.filtering, self.taking, self.following,
        )  # fmt: skip
        return [command for group in groups for command in group.commands()]

    # widgets

    def _make_widgets(self) -> None:
        self.welcome = Welcome([self.button("logs.open"), self.button("logs.open-folder")])
        self.top = TimelineArea()
        self.top.timeline.clock = self.clock
        self.filter_bar = FilterBar()
        self.find_bar = FindBar(
            [
                self._tool("logs.find-previous", "previous"),
                self._tool("logs.find-next", "next"),
                self._tool("logs.filter-found", "filter"),
                self._tool("logs.find-close", "close"),
            ]
        )
        self.find_bar.hide()
        self.lines = LineView(tr("Log lines"))
        self.lines.describe = self.narration.row_words
        self.detail = DetailTabs(self.narration.words())
        self.sources = SourceTable()
        self.detail.addTab(self.sources, tr("Files"))
        for command, drawing in _TOOLS:
            self.header.add(self._tool(command, drawing))
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.filter_bar, self.find_bar):
            layout.addWidget(widget)
        layout.addWidget(self.lines, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        for widget in (self.top, middle, self.detail):
            self.split.addWidget(widget)
        self.split.setCollapsible(1, False)
        self.split.setStretchFactor(1, 1)
        self.arranged = False
        self.pages = LateStack()
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.split)
        self.body.addWidget(self.pages)
        self._inspect = QTimer(self)
        self._inspect.setSingleShot(True)
        self._inspect.setInterval(_INSPECT_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.arranged:
            self.arranged = True
            self._arrange()

    def _arrange(self) -> None:
        """Share the height when nothing is remembered: the lines get the most."""
        height = max(self.height() - self.header.height(), 300)
        top = min(self.top.sizeHint().height(), height // 6)
        detail = round((height - top) * 0.36)
        self.split.setSizes([top, height - top - detail, detail])

    def _tool(self, command: str, drawing: str) -> CommandButton:
        button = self.button(command)
        button.setText("")
        button.setIcon(icon(drawing))
        button.setProperty("role", "flat")
        return button

    def _connect(self) -> None:
        self.work.previewed.connect(self.presenter.show_preview)
        self.work.opened.connect(self.presenter.show_opened)
        self.work.surveyed.connect(self.presenter.show_survey)
        self.work.shown.connect(self.presenter.show_shown)
        self.work.grown.connect(self.presenter.show_growth)
        self.work.found.connect(self.finding.show_found)
        self.work.failed.connect(self.presenter.opening_failed)
        self.lines.current_changed.connect(self._current_changed)
        self.lines.copy_wanted.connect(self.taking.copy_many)
        self.lines.menu_wanted.connect(self._show_menu)
        self.lines.activated.connect(self._show_inspector)
        self._inspect.timeout.connect(self.show_record)
        self.detail.record_chosen.connect(self.go_to_record)
        self.top.timeline.brushed.connect(self.filtering.choose_time)
        self.top.timeline.visited.connect(self.go_to_time)
        self.sources.row_activated.connect(self.filtering.switch_source)
        self.filter_bar.level_chosen.connect(self.filtering.choose_level)
        self.filter_bar.entered.connect(self._filter_entered)
        self.filter_bar.switched.connect(self.filtering.switch)
        self.filter_bar.removed.connect(self.filtering.remove)
        self.filter_bar.saved_chosen.connect(self.filtering.use_saved)
        self.find_bar.wanted.connect(self._find_wanted)
        self.find_bar.stepped.connect(self.finding.step)
        self.find_bar.closed.connect(self.finding.close)
        self.welcome.chosen.connect(self._open_recent)

    # opening and showing

    def open_logs(self, paths: list[Path]) -> None:
        """Open files and folders instead of what is open."""
        self.following.stop()
        self.header.show_state(State.INFO, tr("reading"))
        self.header.show_open(", ".join(path.name for path in paths[:3]))
        self.work.open(paths)

    def close_logs(self) -> None:
        """Close what is open and show the welcome page."""
        self.memory.remember()
        self.following.stop()
        self.work.stop()
        self.log.close()
        self.log.paths = []
        self.visible = None
        self.lines.show_source(None)
        self.top.show_data(None, ())
        self.header.show_open("")
        self.header.show_state(State.NEUTRAL, "")
        self.presenter.show_welcome()

    def show_failure(self, error: BaseException) -> None:
        """Show an expected error; anything else is a bug and is raised."""
        if not isinstance(error, UserError):
            raise error
        self.context.shell.show_error(error)

    # going

    @property
    def current_record(self) -> int | None:
        """The record of the current line."""
        row = self.lines.current
        if row is None or self.visible is None or row >= self.visible.row_count:
            return None
        return self.visible.record_of_row(row)

    @Slot(int)
    def go_to_record(self, record: int) -> None:
        """Make a record's line current; when the filters hide it, the next one."""
        if self.visible is None:
            return
        row = self.visible.row_of_record(record)
        if row is None:
            self.context.shell.say(tr("The filters hide that record; this is the next one."))
            row = self.visible.row_nearest(record)
        self.lines.go_to(row)

    def go_to_line(self, path: str, line: int) -> None:
        """Make a line of a file current."""
        logs = self.log.logs
        for file, opened in enumerate(logs.files if logs is not None else ()):
            if logs is not None and str(opened.log) == path and len(opened.records):
                self.go_to_record(logs.record(file, opened.record_of_line(line)))

    def go_to_line_when_open(self, path: str, line: int) -> None:
        """Make a line current as soon as its file is open."""
        self.wanted_line = (path, line)

    @Slot(object)
    def go_to_time(self, time: int) -> None:
        """Make the first record at or after a time current."""
        if self.visible is None:
            return
        from workbench.panes.logs.showing import place_of_time

        self.lines.go_to(self.visible.row_of_place(place_of_time(self.visible, time)))

    @Slot(object)
    def _current_changed(self, _row: object) -> None:
        self._inspect.start()

    @Slot()
    def show_record(self) -> None:
        """Show the current record in the inspector and on the timeline."""
        record, opened = self.current_record, self.log.opened
        if record is None or opened is None or record < 0:
            self.detail.inspector.show_record(None)
            return
        before = self.narration.record_above()
        shown = places.inspected(self.log, opened.readers, record, before, self.clock)
        self.detail.inspector.show_record(shown)
        time = int(opened.logs.times[record])
        self.top.timeline.show_here(None if time == -(2**63) else time)

    @Slot(object)
    def _show_inspector(self, _row: object) -> None:
        self.detail.show_page(self.detail.inspector)
        self.show_record()
        self.detail.inspector.fields.setFocus()

    @Slot(object)
    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        for command in _MENU:
            menu.addAction(self.context.commands.action(command))
        menu.exec(point)
        menu.deleteLater()

    @Slot(str)
    def _filter_entered(self, words: str) -> None:
        self._guarded(partial(self.filtering.add_words, words))

    @Slot()
    def _find_wanted(self) -> None:
        self._guarded(self.finding.start)

    def _guarded(self, run: Callable[[], None]) -> None:
        """Run what may raise a UserError and show it."""
        try:
            run()
        except UserError as error:
            self.context.shell.show_error(error)

    @Slot(object)
    def _open_recent(self, recent: RecentLogs) -> None:
        self.open_logs(recent.still_there())

    def _setting_changed(self, name: str) -> None:
        if name != "time-zone":
            return
        self.clock = Clock(self.context.settings.text("time-zone"))
        self.top.timeline.clock = self.clock
        self.top.timeline.update()
        self.presenter.show_columns(self.columns_shown)
        if self.log.surveyed is not None:
            self.presenter.show_survey()
        self.presenter.refresh_filters()
        self.show_record()

    # what the window asks

    def summary(self) -> str:
        return self.narration.summary()

    def selection_text(self) -> str:
        return self.narration.selection_text()

    def where_am_i(self) -> str:
        return self.narration.where_am_i()

    def selection_evidence(self) -> Evidence | None:
        if self.visible is None:
            return None
        return lines_as_evidence(self.lines, self.visible, self.log.anomalous_records)

    def open_evidence(self, evidence: Evidence) -> None:
        self.opening.open_evidence(evidence)

    def open_path(self, path: Path) -> bool:
        self.opening.open([path])
        return True

    def focus_search(self) -> bool:
        if self.log.opened is None:
            return False
        self.finding.open()
        return True

    def areas(self) -> Sequence[QWidget]:
        if self.pages.currentWidget() is self.welcome:
            return (self,)
        return (self.lines, self.top, self.filter_bar.entry, self.detail)

    def state(self) -> JsonObject:
        return self.memory.state()

    def restore(self, state: JsonObject) -> None:
        self.memory.restore(state)
