"""The log pane: timeline, filters, lines and details, put together."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.core.time import now
from workbench.panes.logs import places
from workbench.panes.logs.clock import Clock
from workbench.panes.logs.detail import DetailTabs, Words
from workbench.panes.logs.evidence import lines_as_evidence
from workbench.panes.logs.filling import anomaly_rows, bookmark_rows, marks, template_rows
from workbench.panes.logs.filter_actions import FilterActions
from workbench.panes.logs.filter_bar import FilterBar
from workbench.panes.logs.find_bar import FindBar
from workbench.panes.logs.finding_actions import FindingActions
from workbench.panes.logs.follow_actions import FollowActions
from workbench.panes.logs.opening_actions import OpeningActions
from workbench.panes.logs.preview import PreviewRows
from workbench.panes.logs.reading_actions import ReadingActions
from workbench.panes.logs.session import MOST_RECENT, RecentLogs, Remembered, remembered
from workbench.panes.logs.spoken_log import record_words
from workbench.panes.logs.state import LogState
from workbench.panes.logs.taking_actions import TakingActions
from workbench.panes.logs.top import TimelineArea
from workbench.panes.logs.welcome import Welcome
from workbench.panes.logs.work import LogWork, names_of
from workbench.ui.command_bridge import CommandButton
from workbench.ui.icons import icon
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.line_view.view import LineView
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.states import State
from workbench.ui.tables import DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.growing import Grown
    from workbench.panes.logs.log_rows import LogRows
    from workbench.panes.logs.showing import Shown
    from workbench.panes.logs.visible import Visible

_INSPECT_MS = 60
_SPOKEN_ROWS = 400
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
        self._rows: LogRows | None = None
        self._wanted_row = 0
        self._wanted_line: tuple[str, int] | None = None
        self._recent: tuple[RecentLogs, ...] = ()
        self.setAcceptDrops(True)
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
        self.lines.describe = self._row_words
        self.detail = DetailTabs(self._words())
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
        self.lines.setMinimumHeight(80)
        self.detail.setMinimumHeight(100)
        self._arranged = False
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.split)
        self.body.addWidget(self._pages)
        self._inspect = QTimer(self)
        self._inspect.setSingleShot(True)
        self._inspect.setInterval(_INSPECT_MS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            self._arrange()

    def _arrange(self) -> None:
        """Share the height when nothing is remembered: the lines get the most."""
        top, height = self.top.sizeHint().height(), max(self.height() - 60, 300)
        detail = round((height - top) * 0.36)
        self.split.setSizes([top, height - top - detail, detail])

    def _tool(self, command: str, drawing: str) -> CommandButton:
        button = self.button(command)
        button.setText("")
        button.setIcon(icon(drawing))
        button.setProperty("role", "flat")
        return button

    def _connect(self) -> None:
        self.work.previewed.connect(self._show_preview)
        self.work.opened.connect(self._show_opened)
        self.work.surveyed.connect(self._show_survey)
        self.work.shown.connect(self._show_shown)
        self.work.grown.connect(self._show_growth)
        self.work.found.connect(self.finding.show_found)
        self.work.failed.connect(self._opening_failed)
        self.lines.current_changed.connect(self._current_changed)
        self.lines.menu_wanted.connect(self._show_menu)
        self.lines.activated.connect(self._show_inspector)
        self._inspect.timeout.connect(self._show_record)
        self.detail.record_chosen.connect(self.go_to_record)
        self.top.timeline.brushed.connect(self.filtering.choose_time)
        self.top.timeline.visited.connect(self.go_to_time)
        self.filter_bar.level_chosen.connect(self.filtering.choose_level)
        self.filter_bar.entered.connect(self._filter_entered)
        self.filter_bar.switched.connect(self.filtering.switch)
        self.filter_bar.removed.connect(self.filtering.remove)
        self.filter_bar.saved_chosen.connect(self.filtering.use_saved)
        self.find_bar.wanted.connect(self._find_wanted)
        self.find_bar.stepped.connect(self.finding.step)
        self.find_bar.closed.connect(self.finding.close)
        self.welcome.chosen.connect(self._open_recent)

    def _words(self) -> Words:
        return Words(
            place=self._place_words,
            time=self._time_words,
            level=self._level,
            level_word=self._level_word,
            text=self._text_of,
        )

    # opening and showing

    def open_logs(self, paths: list[Path]) -> None:
        """Open files and folders instead of what is open."""
        self.following.stop()
        self.header.show_state(State.INFO, tr("reading"))
        self.header.show_open(", ".join(path.name for path in paths[:3]))
        self.work.open(paths)

    def close_logs(self) -> None:
        """Close what is open and show the welcome page."""
        self._remember()
        self.following.stop()
        self.work.stop()
        self.log.close()
        self.log.paths = []
        self.visible = self._rows = None
        self.lines.show_source(None)
        self.top.show_data(None, ())
        self.header.show_open("")
        self.header.show_state(State.NEUTRAL, "")
        self._show_welcome()

    @Slot(object)
    def _show_preview(self, lines: list[bytes]) -> None:
        """The first lines at once, while the rest is being read."""
        if lines and self.work.busy and self.log.opened is None:
            self._pages.setCurrentWidget(self.split)
            self.lines.show_source(PreviewRows(lines))

    @Slot()
    def _opening_failed(self) -> None:
        if self.log.opened is None:
            self.close_logs()
        else:
            self.say_what_is_open()

    @Slot()
    def _show_opened(self) -> None:
        opened = self.log.opened
        assert opened is not None
        self._pages.setCurrentWidget(self.split)
        self.log.take_survey(None)
        self.log.found = None
        for table in (self.detail.anomalies, self.detail.templates, self.detail.found):
            table.show_rows([])
        self.say_what_is_open()
        self._use(opened.visible, [])
        self.top.show_data(opened.timeline, ())
        self.lines.go_to(self._wanted_row)
        if self._wanted_line is not None:
            self.go_to_line(*self._wanted_line)
        self._wanted_row, self._wanted_line = 0, None
        self._refresh_all()
        if opened.skipped:
            words = count(len(opened.skipped), "log was", "logs were")
            self.context.shell.say(
                tr("{words} not read: {why}", words=words, why=" ".join(opened.skipped[:3]))
            )
        if self.log.filters.active:
            self.work.show(self.log.filters)
        self.lines.setFocus()

    @Slot()
    def _show_survey(self) -> None:
        """Templates and anomalies are known."""
        if self._rows is not None:
            self._rows.anomalies = self.log.anomalous_records
        self.detail.templates.show_rows(template_rows(self.log, self.clock))
        self.detail.anomalies.show_rows(anomaly_rows(self.log, self.clock))
        self.detail.count_in_titles()
        self._mark_anomalies()
        self.say_what_is_open()
        self.lines.viewport().update()
        self._show_record()
        self.context.commands.refreshed.emit()
        found = count(len(self.log.anomalies), "anomaly", "anomalies")
        self.context.shell.say(tr("{found} found. F8 goes to the next.", found=found))
        if self.log.anomalies:
            self.detail.show_page(self.detail.anomalies)

    @Slot(object)
    def _show_shown(self, shown: "Shown") -> None:
        """The filters were applied: stay at the record where one was."""
        record = self.current_record
        self._use(shown.visible, shown.errors)
        self.top.show_data(shown.timeline, marks(self.log))
        if record is not None and shown.visible.row_count:
            self.lines.go_to(shown.visible.row_nearest(record))
        self._refresh_all()
        words = count(shown.visible.record_count, "record")
        self.context.shell.say(tr("{records} shown.", records=words))

    def take_growth(self, grown: "Grown") -> None:
        """Show logs that have grown, with the filters in use."""
        self.work.take_growth(grown)

    @Slot(object)
    def _show_growth(self, shown: "Shown") -> None:
        row, top = self.lines.current, self.lines.first_row
        at_end = self.lines.is_at_end()
        self._use(shown.visible, shown.errors)
        self.top.show_data(shown.timeline, marks(self.log))
        self.lines.take_place(row, top)
        if at_end:
            self.lines.go_to_end()
        self.say_what_is_open()
        self.refresh_filters()

    def show_failure(self, error: BaseException) -> None:
        """Show an expected error; anything else is a bug and is raised."""
        if not isinstance(error, UserError):
            raise error
        self.context.shell.show_error(error)

    def _use(self, visible: "Visible", errors: list[float]) -> None:
        from workbench.panes.logs.log_rows import LogRows
        from workbench.panes.logs.showing import error_shares

        opened = self.log.opened
        assert opened is not None
        self.visible = visible
        bookmarks = self.log.bookmarked_records()
        self._rows = LogRows(visible, opened.readers, self.log.anomalous_records, bookmarks)
        self.lines.show_source(self._rows, sources=len(opened.logs.files) > 1)
        self.lines.minimap.show_marks("error", errors or error_shares(visible))
        self._mark_anomalies()
        self.show_columns(self.columns_shown)

    def _refresh_all(self) -> None:
        self.refresh_filters()
        self.refresh_bookmarks()
        self.context.commands.refreshed.emit()

    def _mark_anomalies(self) -> None:
        if self.visible is None:
            return
        import numpy as np

        from workbench.panes.logs.showing import shares

        records = np.array(sorted(self.log.anomalous_records), np.int64)
        self.lines.minimap.show_marks("anomaly", shares(self.visible, records))
        self.top.show_marks(marks(self.log))

    def say_what_is_open(self) -> None:
        """Say in the header what is open, and its state."""
        logs = self.log.logs
        if logs is None:
            return
        self.header.show_open(
            tr("{names}, {records}", names=names_of(logs), records=count(logs.count, "record"))
        )
        if self.following.on:
            self.header.show_state(State.INFO, tr("following"))
        elif self.log.surveyed is None:
            self.header.show_state(State.INFO, tr("looking…"))
        elif self.log.anomalies:
            found = count(len(self.log.anomalies), "anomaly", "anomalies")
            self.header.show_state(State.WARNING, found)
        else:
            self.header.show_state(State.GOOD, tr("nothing abnormal"))

    def _show_welcome(self) -> None:
        self.welcome.show_recent([one for one in self._recent if one.still_there()])
        self._pages.setCurrentWidget(self.welcome)
        self.context.commands.refreshed.emit()

    def refresh_filters(self) -> None:
        """Show the filters as they are, and how many records they let through."""
        shown = ""
        if self.visible is not None and self.log.filters.active:
            shown = tr(
                "{some} of {all}",
                some=f"{self.visible.record_count:,}",
                all=f"{self.visible.logs.count:,}",
            )
        self.filter_bar.show_stack(self.log.filters, self.clock, shown)
        self.filter_bar.show_saved(list(self.log.saved_filters))
        self.context.commands.refreshed.emit()

    def refresh_bookmarks(self) -> None:
        """Show the bookmarks as they are."""
        marked = self.log.bookmarked_records()
        self.detail.bookmarks.show_rows(bookmark_rows(marked))
        self.detail.count_in_titles()
        if self._rows is not None and self.visible is not None:
            import numpy as np

            from workbench.panes.logs.showing import shares

            self._rows.bookmarks = marked
            records = np.array(sorted(marked), np.int64)
            self.lines.minimap.show_marks("bookmark", shares(self.visible, records))
        self.lines.viewport().update()
        self._show_record()
        self.context.commands.refreshed.emit()

    def show_columns(self, on: bool) -> None:
        """Fields in columns, or lines as written."""
        self.columns_shown = on
        if self._rows is not None and self.log.logs is not None:
            from workbench.panes.logs.columns import ColumnLayout

            layout = ColumnLayout(self.log.logs, self.clock)
            self._rows.columns = layout.line if on else None
            self.lines.refresh()

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
        self._wanted_line = (path, line)

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
    def _show_record(self) -> None:
        """Show the current record in the inspector and on the timeline."""
        record, opened = self.current_record, self.log.opened
        if record is None or opened is None or record < 0:
            self.detail.inspector.show_record(None)
            return
        before = self._record_above()
        shown = places.inspected(self.log, opened.readers, record, before, self.clock)
        self.detail.inspector.show_record(shown)
        time = int(opened.logs.times[record])
        self.top.timeline.show_here(None if time == -(2**63) else time)

    @Slot(object)
    def _show_inspector(self, _row: object) -> None:
        self.detail.show_page(self.detail.inspector)
        self._show_record()
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
        self.show_columns(self.columns_shown)
        if self.log.surveyed is not None:
            self._show_survey()
        self.refresh_filters()
        self._show_record()

    # a record in words

    def _place_words(self, record: int) -> str:
        return "" if self.log.logs is None else places.place_words(self.log.logs, record)

    def _time_words(self, record: int) -> str:
        return "" if self.log.logs is None else places.time_words(self.log.logs, record, self.clock)

    def _level(self, record: int) -> int:
        return 0 if self.log.logs is None else int(self.log.logs.levels[record])

    def _level_word(self, record: int) -> str:
        return LEVEL_WORDS[self._level(record)]

    def _text_of(self, record: int) -> str:
        opened = self.log.opened
        if opened is None:
            return ""
        file, own = opened.logs.place(record)
        line = opened.logs.files[file].line_of_record(own)
        return plain(opened.readers[file].lines(line, line + 1)[0][0][:500])

    def _record_above(self) -> int | None:
        row = self.lines.current
        if row is None or self.visible is None or row == 0:
            return None
        record = self.visible.record_of_row(row)
        above = self.visible.record_of_row(row - 1)
        return above if above != record else None

    def _row_words(self, row: int) -> str:
        """A row as it is announced: as a record, with why it is abnormal."""
        logs, visible = self.log.logs, self.visible
        if logs is None or visible is None or not logs.count:
            line = self.lines.row(row)
            return "" if line is None else plain(line.data)
        record = visible.record_of_row(row)
        if record is None or visible.row_of_record(record) != row:
            line = self.lines.row(row)
            return "" if line is None else plain(line.data)
        words = record_words(logs, record, self._record_above())
        reasons = self.log.anomalous_records.get(record, ())
        return ". ".join([*(tr("Anomaly: {why}", why=why) for why in reasons), words])

    # what the window asks

    def summary(self) -> str:
        logs = self.log.logs
        if logs is None:
            return tr("Logs. Nothing is open.")
        told = [f"{count(len(logs.files), 'log')}: {self.top.timeline.summary()}"]
        if self.log.anomalies:
            strongest = max(self.log.anomalies, key=lambda one: one.score)
            told.append(tr("The strongest anomaly: {why}.", why=strongest.reason.rstrip(".")))
        if self.log.filters.active:
            told.append(tr("{n} are in use.", n=count(len(self.log.filters.active), "filter")))
        return " ".join(told)

    def selection_text(self) -> str:
        table = self.detail.currentWidget()
        if isinstance(table, DataTable) and table.hasFocus():
            return table.selection_text()
        chosen, logs, visible = self.lines.selection(), self.log.logs, self.visible
        if chosen is None or logs is None or visible is None:
            return ""
        last = min(chosen[1], chosen[0] + _SPOKEN_ROWS)
        records = dict.fromkeys(p[0] for p in visible.lines(chosen[0], last - chosen[0] + 1))
        told, before = [], None
        for record in records:
            if record >= 0:
                told.append(record_words(logs, record, before))
                before = record
        return "\n".join(told)

    def where_am_i(self) -> str:
        record, logs = self.current_record, self.log.logs
        if record is None or logs is None:
            return tr("Logs. Nothing is open.") if logs is None else tr("Logs. No line is chosen.")
        file, own = logs.place(record)
        line = logs.files[file].line_of_record(own) + 1
        told = tr(
            "Line {line} of {lines} in {name}, {time}",
            line=f"{line:,}",
            lines=f"{logs.files[file].line_count:,}",
            name=logs.names[file],
            time=places.time_words(logs, record, self.clock),
        )
        return f"{told}. {tr('Row {position}.', position=self.lines.position())}"

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
        if self._pages.currentWidget() is self.welcome:
            return (self,)
        return (self.lines, self.top, self.filter_bar.entry, self.detail)

    def state(self) -> JsonObject:
        return Remembered(
            paths=tuple(str(path) for path in self.log.paths),
            row=self.lines.current or 0,
            wrap=self.lines.wrap,
            columns=self.columns_shown,
            filters=self.log.filters,
            saved=self.log.saved_filters,
            bookmarks=self.log.bookmarks,
            recent=self._recent_with_now(),
            sizes=tuple(self.split.sizes()),
        ).as_json()

    def restore(self, state: JsonObject) -> None:
        before = remembered(state)
        self.log.filters = before.filters
        self.log.saved_filters = dict(before.saved)
        self.log.bookmarks = dict(before.bookmarks)
        self._recent = before.recent
        self.lines.set_wrap(before.wrap)
        self.columns_shown = before.columns
        self._wanted_row = before.row
        if len(before.sizes) == 3:
            self._arranged = True
            self.split.setSizes(list(before.sizes))
        paths = RecentLogs(before.paths, "").still_there()
        if paths:
            self.open_logs(paths)
        else:
            self._show_welcome()

    def _remember(self) -> None:
        self._recent = self._recent_with_now()

    def _recent_with_now(self) -> tuple[RecentLogs, ...]:
        paths = tuple(str(path) for path in self.log.paths)
        if not paths:
            return self._recent
        others = [one for one in self._recent if one.paths != paths]
        return (RecentLogs(paths, now().isoformat()), *others)[:MOST_RECENT]
