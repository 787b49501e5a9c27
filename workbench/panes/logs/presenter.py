"""Puts what the background work has found onto the log pane's widgets."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from workbench.core.text import count
from workbench.panes.logs.filling import anomaly_rows, bookmark_rows, marks, template_rows
from workbench.panes.logs.preview import PreviewRows
from workbench.panes.logs.sources import source_rows
from workbench.panes.logs.work import names_of
from workbench.ui.states import State
from workbench.ui.translate import tr
from workbench.ui.turns import in_next_turn

if TYPE_CHECKING:
    from workbench.panes.logs.growing import Grown
    from workbench.panes.logs.log_rows import LogRows
    from workbench.panes.logs.opening import Opened, Surveyed
    from workbench.panes.logs.pane import LogsPane
    from workbench.panes.logs.showing import Shown
    from workbench.panes.logs.visible import Visible


class Presenter(QObject):
    """Shows logs that were opened, surveyed, filtered, or have grown."""

    def __init__(self, pane: "LogsPane") -> None:
        super().__init__(pane)
        self._pane = pane
        self._rows: LogRows | None = None

    @Slot(object)
    def show_preview(self, lines: list[bytes]) -> None:
        """The first lines at once, while the rest is being read."""
        if lines and self._pane.work.busy and self._pane.log.opened is None:
            self._pane.pages.setCurrentWidget(self._pane.split)
            self._pane.lines.show_source(PreviewRows(lines))

    @Slot()
    def opening_failed(self) -> None:
        """Show what there was before."""
        if self._pane.log.opened is None:
            self._pane.close_logs()
        else:
            self.say_what_is_open()

    @Slot()
    def show_opened(self) -> None:
        """Show the logs that were opened."""
        opened = self._pane.log.opened
        assert opened is not None
        self._pane.pages.setCurrentWidget(self._pane.split)
        self._pane.log.take_survey(None)
        self._pane.log.found = None
        for table in (
            self._pane.detail.anomalies,
            self._pane.detail.templates,
            self._pane.detail.found,
        ):
            table.show_rows([])
        self.say_what_is_open()
        self._use(opened.visible, opened.errors)
        self._pane.lines.go_to(self._pane.wanted_row)
        if self._pane.wanted_line is not None:
            self._pane.go_to_line(*self._pane.wanted_line)
        self._pane.wanted_row, self._pane.wanted_line = 0, None
        self._pane.lines.setFocus()
        in_next_turn(self, lambda: self._show_around(opened))

    def _show_around(self, opened: "Opened") -> None:
        """Show what stands around the lines, in a turn of its own; not when others are open."""
        if self._pane.log.opened is not opened:
            return
        self._pane.top.show_data(opened.timeline, marks(self._pane.log))
        self._refresh_all()
        if opened.skipped:
            words = count(len(opened.skipped), "log was", "logs were")
            self._pane.context.shell.say(
                tr("{words} not read: {why}", words=words, why=" ".join(opened.skipped[:3]))
            )
        if self._pane.log.filters.active:
            self._pane.work.show(self._pane.log.filters)

    @Slot()
    def show_survey(self) -> None:
        """Templates and anomalies are known."""
        if self._rows is not None:
            self._rows.anomalies = self._pane.log.anomalous_records
        self._pane.detail.templates.show_rows(template_rows(self._pane.log, self._pane.clock))
        self._pane.detail.anomalies.show_rows(anomaly_rows(self._pane.log, self._pane.clock))
        self._pane.detail.count_in_titles()
        self._mark_anomalies()
        self.say_what_is_open()
        self._pane.lines.viewport().update()
        surveyed = self._pane.log.surveyed
        in_next_turn(self, lambda: self._tell_survey(surveyed))

    def _tell_survey(self, surveyed: "Surveyed | None") -> None:
        """Say what was found, in a turn of its own; not when other logs are open by then."""
        if surveyed is None or self._pane.log.surveyed is not surveyed:
            return
        self._pane.show_record()
        self._pane.context.commands.refreshed.emit()
        if not self._pane.log.anomalies:
            self._pane.context.shell.say(tr("Nothing abnormal was found."))
        else:
            found = count(len(self._pane.log.anomalies), "anomaly", "anomalies")
            self._pane.context.shell.say(tr("{found} found. F8 goes to the next.", found=found))
            self._pane.detail.show_page(self._pane.detail.anomalies)
            self._pane.detail.anomalies.select_row(0)

    @Slot(object)
    def show_shown(self, shown: "Shown") -> None:
        """The filters were applied: stay at the record where one was."""
        record = self._pane.current_record
        self._use(shown.visible, shown.errors)
        self._pane.top.show_data(shown.timeline, marks(self._pane.log))
        if record is not None and shown.visible.row_count:
            self._pane.lines.go_to(shown.visible.row_nearest(record))
        self._refresh_all()
        words = count(shown.visible.record_count, "record")
        self._pane.context.shell.say(tr("{records} shown.", records=words))

    def take_growth(self, grown: "Grown") -> None:
        """Show logs that have grown, with the filters in use."""
        self._pane.work.take_growth(grown)

    @Slot(object)
    def show_growth(self, shown: "Shown") -> None:
        """Show more of the same, where one was."""
        row, top = self._pane.lines.current, self._pane.lines.first_row
        at_end = self._pane.lines.is_at_end()
        self._use(shown.visible, shown.errors)
        self._pane.top.show_data(shown.timeline, marks(self._pane.log))
        self._pane.lines.take_place(row, top)
        if at_end:
            self._pane.lines.go_to_end()
        self.say_what_is_open()
        self.refresh_filters()

    def _use(self, visible: "Visible", errors: list[float]) -> None:
        from workbench.panes.logs.log_rows import LogRows

        opened = self._pane.log.opened
        assert opened is not None
        self._pane.visible = visible
        bookmarks = self._pane.log.bookmarked_records()
        self._rows = LogRows(visible, opened.readers, self._pane.log.anomalous_records, bookmarks)
        self._pane.lines.show_source(self._rows, sources=len(opened.logs.files) > 1)
        self._pane.lines.minimap.show_marks("error", errors)
        self._mark_anomalies()
        self.show_columns(self._pane.columns_shown)

    def _refresh_all(self) -> None:
        self.refresh_filters()
        self.refresh_bookmarks()
        self._pane.context.commands.refreshed.emit()

    def _mark_anomalies(self) -> None:
        if self._pane.visible is None:
            return
        import numpy as np

        from workbench.panes.logs.showing import shares

        records = np.array(sorted(self._pane.log.anomalous_records), np.int64)
        self._pane.lines.minimap.show_marks("anomaly", shares(self._pane.visible, records))
        self._pane.top.show_marks(marks(self._pane.log))

    def say_what_is_open(self) -> None:
        """Say in the header what is open, and its state."""
        logs = self._pane.log.logs
        if logs is None:
            return
        self._pane.header.show_open(
            tr("{names}, {records}", names=names_of(logs), records=count(logs.count, "record"))
        )
        if self._pane.following.on:
            self._pane.header.show_state(State.INFO, tr("following"))
        elif self._pane.log.surveyed is None:
            self._pane.header.show_state(State.INFO, tr("looking…"))
        elif self._pane.log.anomalies:
            found = count(len(self._pane.log.anomalies), "anomaly", "anomalies")
            self._pane.header.show_state(State.WARNING, found)
        else:
            self._pane.header.show_state(State.GOOD, tr("nothing abnormal"))

    def show_welcome(self) -> None:
        """Show the page for when nothing is open."""
        self._pane.welcome.show_recent(
            [one for one in self._pane.memory.recent if one.still_there()]
        )
        self._pane.pages.setCurrentWidget(self._pane.welcome)
        self._pane.context.commands.refreshed.emit()

    def refresh_filters(self) -> None:
        """Show the filters as they are, and how many records they let through."""
        shown = ""
        if self._pane.visible is not None and self._pane.log.filters.active:
            shown = tr(
                "{some} of {all}",
                some=f"{self._pane.visible.record_count:,}",
                all=f"{self._pane.visible.logs.count:,}",
            )
        self._pane.filter_bar.show_stack(self._pane.log.filters, self._pane.clock, shown)
        self._pane.filter_bar.show_saved(list(self._pane.log.saved_filters))
        self._show_sources()
        self._pane.context.commands.refreshed.emit()

    def _show_sources(self) -> None:
        sources, detail = self._pane.sources, self._pane.detail
        rows = source_rows(self._pane.log, self._pane.clock)
        chosen = sources.current_row()
        sources.show_rows(rows)
        if chosen is not None:
            sources.select_where(lambda row: row.file == chosen.file)
        detail.setTabVisible(detail.indexOf(sources), len(rows) > 1)

    def refresh_bookmarks(self) -> None:
        """Show the bookmarks as they are."""
        marked = self._pane.log.bookmarked_records()
        self._pane.detail.bookmarks.show_rows(bookmark_rows(marked))
        self._pane.detail.count_in_titles()
        if self._rows is not None and self._pane.visible is not None:
            import numpy as np

            from workbench.panes.logs.showing import shares

            self._rows.bookmarks = marked
            records = np.array(sorted(marked), np.int64)
            self._pane.lines.minimap.show_marks("bookmark", shares(self._pane.visible, records))
        self._pane.lines.viewport().update()
        self._pane.show_record()
        self._pane.context.commands.refreshed.emit()

    def show_columns(self, on: bool) -> None:
        """Fields in columns, or lines as written."""
        self._pane.columns_shown = on
        if self._rows is not None and self._pane.log.logs is not None:
            from workbench.panes.logs.columns import ColumnLayout

            layout = ColumnLayout(self._pane.log.logs, self._pane.clock)
            self._rows.columns = layout.line if on else None
            self._pane.lines.refresh()
