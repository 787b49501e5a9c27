"""Moving through the logs and changing how they are shown."""

from bisect import bisect_left, bisect_right
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.panes.logs.actions import Actions
from workbench.panes.logs.readable import readable
from workbench.ui.translate import tr


class ReadingActions(Actions):
    """Commands for reading: anomalies, bookmarks, places, times, layout."""

    def commands(self) -> list[Command]:
        return [*self._going(), *self._bookmarking(), *self._showing()]

    def _going(self) -> list[Command]:
        return [
            self.command(
                "next-anomaly",
                tr("Next anomaly"),
                lambda: self.step_anomaly(1),
                keys="F8",
                why=self.why_no_anomaly,
                help_text=tr("Goes to the next finding and says why it is one."),
            ),
            self.command(
                "previous-anomaly",
                tr("Previous anomaly"),
                lambda: self.step_anomaly(-1),
                keys="Shift+F8",
                why=self.why_no_anomaly,
            ),
            self.command(
                "go-to",
                tr("Go to time or line…"),
                self.ask_place,
                keys="Ctrl+G",
                why=self.why_empty,
                help_text=tr("A time such as 2026-03-05 09:12, or a line number."),
            ),
        ]

    def _bookmarking(self) -> list[Command]:
        return [
            self.command(
                "bookmark",
                tr("Bookmark this line"),
                self.toggle_bookmark,
                keys="Ctrl+B",
                why=self.why_no_line,
            ),
            self.command(
                "bookmark-note",
                tr("Note on this line…"),
                self.note_bookmark,
                keys="Ctrl+Shift+B",
                why=self.why_no_line,
            ),
            self.command(
                "next-bookmark",
                tr("Next bookmark"),
                lambda: self.step_bookmark(1),
                keys="F2",
                why=self.why_no_bookmark,
            ),
            self.command(
                "previous-bookmark",
                tr("Previous bookmark"),
                lambda: self.step_bookmark(-1),
                keys="Shift+F2",
                why=self.why_no_bookmark,
            ),
        ]

    def _showing(self) -> list[Command]:
        levels = (
            ("low", tr("Anomalies: only the strongest")),
            ("normal", tr("Anomalies: usual sensitivity")),
            ("high", tr("Anomalies: high sensitivity")),
        )
        return [
            self.command("wrap", tr("Wrap long lines"), self.toggle_wrap, keys="Alt+Z"),
            self.command(
                "columns",
                tr("Show fields in columns"),
                self.toggle_columns,
                keys="Alt+C",
                why=self.why_empty,
                help_text=tr("Time, level and fields in columns instead of lines as written."),
            ),
            self.command(
                "zone",
                tr("Show times in another zone…"),
                self.ask_zone,
                help_text=tr("A name such as Europe/Berlin, or UTC; empty for this machine's."),
            ),
            self.command(
                "timeline-table",
                tr("Timeline as a table"),
                self._toggle_timeline,
                keys="Alt+T",
                why=self.why_empty,
            ),
            self.command(
                "copy",
                tr("Copy the selected lines"),
                self._copy,
                why=self.why_no_line,
                help_text=tr("The original bytes. Ctrl+C in the lines does the same."),
            ),
            *(
                self.command(
                    f"sensitivity-{name}", title, partial(self._survey, name), why=self.why_empty
                )
                for name, title in levels
            ),
        ]

    # reasons

    def why_no_anomaly(self) -> str | None:
        """Needs anomalies."""
        if self.pane.log.surveyed is None:
            return self.why_empty() or tr("The logs are still being looked through.")
        return None if self.pane.log.anomalies else tr("Nothing abnormal was found.")

    def why_no_bookmark(self) -> str | None:
        """Needs a bookmark."""
        return None if self.pane.log.bookmarked_records() else tr("There is no bookmark.")

    # going

    def step_anomaly(self, step: int) -> None:
        """Go to the next or previous anomaly and say why it is one."""
        log = self.pane.log
        record = self.pane.current_record
        beside = None if record is None else log.anomaly_beside(record, step)
        if beside is None:
            beside = log.anomalies[0 if step > 0 else -1]
        self.pane.go_to_record(beside.record)
        place = list(log.anomalies).index(beside) + 1
        words = tr(
            "Anomaly {place} of {total}: {reason}.",
            place=place,
            total=len(log.anomalies),
            reason=readable(beside.reason).rstrip("."),
        )
        self.pane.context.shell.say(words)
        self.pane.detail.anomalies.select_where(lambda row: row.record == beside.record)

    def ask_place(self) -> None:
        """Ask for a time or a line and go there. Raises UserError for neither."""
        answer = self.pane.context.shell.ask_text(tr("Go to"), tr("Time or line number"))
        if not answer or not answer.strip():
            return
        number = answer.strip().replace(",", "")
        if number.isdigit() and len(number) < 12:
            self.pane.lines.go_to(int(number) - 1)
            return
        time = self.pane.clock.parse(answer)
        if time is None:
            raise UserError(
                tr("“{text}” is neither a time nor a line number.", text=answer),
                tr("Write a time like 2026-03-05 09:12:30, or a number."),
            )
        self.pane.go_to_time(time)

    def step_bookmark(self, step: int) -> None:
        """Go to the next or previous bookmark."""
        visible = self.pane.visible
        if visible is None:
            return
        rows = sorted(
            row
            for row in map(visible.row_of_record, self.pane.log.bookmarked_records())
            if row is not None
        )
        if not rows:
            self.pane.context.shell.say(tr("The filters hide every bookmark."))
            return
        at = self.pane.lines.current or 0
        place = bisect_right(rows, at) if step > 0 else bisect_left(rows, at) - 1
        self.pane.lines.go_to(rows[place % len(rows)])

    # bookmarks

    def toggle_bookmark(self) -> None:
        """Set or take away the bookmark of the current line."""
        record = self.pane.current_record
        if record is None:
            return
        place = self.pane.log.bookmark_of(record)
        if place in self.pane.log.bookmarks:
            self._set_note(place, None, tr("remove a bookmark"))
        else:
            self._set_note(place, "", tr("bookmark a line"))

    def note_bookmark(self) -> None:
        """Write a note on the current line."""
        record = self.pane.current_record
        if record is None:
            return
        place = self.pane.log.bookmark_of(record)
        before = self.pane.log.bookmarks.get(place, "")
        note = self.pane.context.shell.ask_text(tr("Note on this line"), tr("Note"), before)
        if note is not None:
            self._set_note(place, note.strip(), tr("change the note of a line"))

    def _set_note(self, place: tuple[str, int], note: str | None, name: str) -> None:
        before = self.pane.log.bookmarks.get(place)

        def put(text: str | None) -> None:
            if text is None:
                self.pane.log.bookmarks.pop(place, None)
            else:
                self.pane.log.bookmarks[place] = text
            self.pane.presenter.refresh_bookmarks()

        self.pane.context.undo.do(Change(name, lambda: put(before), lambda: put(note)))

    # showing

    def toggle_wrap(self) -> None:
        """Wrap long lines, or scroll sideways."""
        self.pane.lines.set_wrap(not self.pane.lines.wrap)
        on = self.pane.lines.wrap
        self.pane.context.shell.say(
            tr("Long lines are wrapped.") if on else tr("Lines as long as they are.")
        )

    def toggle_columns(self) -> None:
        """Fields in columns, or lines as written."""
        on = not self.pane.columns_shown
        self.pane.presenter.show_columns(on)
        self.pane.context.shell.say(tr("Fields in columns.") if on else tr("Lines as written."))

    def ask_zone(self) -> None:
        """Ask for the zone in which times are shown. Raises UserError for an unknown one."""
        now = self.pane.context.settings.text("time-zone")
        answer = self.pane.context.shell.ask_text(
            tr("Zone in which times are shown"), tr("Zone, as Europe/Berlin or UTC"), now
        )
        if answer is None:
            return
        name = answer.strip()
        try:
            if name:
                ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UserError(
                tr("“{name}” is not a time zone.", name=name),
                tr("Give a name such as Europe/Berlin or UTC."),
            ) from error
        self.pane.context.settings.set("time-zone", name)

    def _toggle_timeline(self) -> None:
        self.pane.top.show_table(not self.pane.top.table_shown)

    def _copy(self) -> None:
        self.pane.lines.copy()

    def _survey(self, sensitivity: str) -> None:
        self.pane.work.survey(sensitivity)
