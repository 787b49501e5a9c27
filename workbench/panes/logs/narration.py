"""The log pane in words: records, the selection, the summary, where one is."""

from typing import TYPE_CHECKING

from workbench.core.text import count
from workbench.panes.logs import places
from workbench.panes.logs.detail import Words
from workbench.panes.logs.readable import readable
from workbench.panes.logs.spoken_log import record_words
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.pane import LogsPane

_SPOKEN_ROWS = 400


class Narration:
    """Says what the pane shows."""

    def __init__(self, pane: "LogsPane") -> None:
        self._pane = pane

    def words(self) -> Words:
        """How the detail tables say a record."""
        return Words(
            place=self.place_words,
            time=self.time_words,
            level=self.level,
            level_word=self.level_word,
            text=self.text_of,
        )

    def place_words(self, record: int) -> str:
        """Where a record stands."""
        return (
            "" if self._pane.log.logs is None else places.place_words(self._pane.log.logs, record)
        )

    def time_words(self, record: int) -> str:
        """When a record was."""
        return (
            ""
            if self._pane.log.logs is None
            else places.time_words(self._pane.log.logs, record, self._pane.clock)
        )

    def level(self, record: int) -> int:
        """A record's level, 0 to 6."""
        return 0 if self._pane.log.logs is None else int(self._pane.log.logs.levels[record])

    def level_word(self, record: int) -> str:
        """A record's level in a word."""
        return LEVEL_WORDS[self.level(record)]

    def text_of(self, record: int) -> str:
        """The first line of a record, cut after what a table shows."""
        logs = self._pane.log.logs
        return "" if logs is None else plain(logs.first_line(record)[:500])

    def record_above(self) -> int | None:
        """The record above the current line; None when it is the same one."""
        row = self._pane.lines.current
        if row is None or self._pane.visible is None or row == 0:
            return None
        record = self._pane.visible.record_of_row(row)
        above = self._pane.visible.record_of_row(row - 1)
        return above if above != record else None

    def row_words(self, row: int) -> str:
        """A row as it is announced: as a record, with why it is abnormal."""
        logs, visible = self._pane.log.logs, self._pane.visible
        if logs is None or visible is None or not logs.count:
            line = self._pane.lines.row(row)
            return "" if line is None else plain(line.data)
        record, _, _, within = visible.lines(row, 1)[0]
        if record < 0 or within:
            line = self._pane.lines.row(row)
            return "" if line is None else plain(line.data)
        words = record_words(logs, record, self.record_above())
        reasons = self._pane.log.anomalous_records.get(record, ())
        told = [*(tr("Anomaly: {why}", why=why) for why in reasons), words]
        moved = places.moved_words(logs, record)
        return ". ".join([*told, moved] if moved else told)

    def summary(self) -> str:
        """One or two sentences: what is open, and what stands out."""
        logs = self._pane.log.logs
        if logs is None:
            return tr("Logs. Nothing is open.")
        told = [f"{count(len(logs.files), 'log')}: {self._pane.top.timeline.summary()}"]
        if self._pane.log.anomalies:
            strongest = max(self._pane.log.anomalies, key=lambda one: one.score)
            why = readable(strongest.reason).rstrip(".")
            told.append(tr("The strongest anomaly: {why}.", why=why))
        if self._pane.log.filters.active:
            told.append(
                tr("{n} are in use.", n=count(len(self._pane.log.filters.active), "filter"))
            )
        return " ".join(told)

    def selection_text(self) -> str:
        """The selection in spoken words, without ids, repeats collapsed."""
        table = self._pane.detail.table
        if table is not None and table.hasFocus():
            return table.selection_text()
        chosen, logs, visible = (
            self._pane.lines.selection(),
            self._pane.log.logs,
            self._pane.visible,
        )
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
        """Where the current line is."""
        record, logs = self._pane.current_record, self._pane.log.logs
        if record is None or logs is None:
            return tr("Logs. Nothing is open.") if logs is None else tr("Logs. No line is chosen.")
        file, own = logs.place(record)
        line = logs.files[file].line_of_record(own) + 1
        told = tr(
            "Line {line} of {lines} in {name}, {time}",
            line=f"{line:,}",
            lines=f"{logs.files[file].line_count:,}",
            name=logs.names[file],
            time=places.time_words(logs, record, self._pane.clock),
        )
        told = ", ".join(part for part in (told, places.moved_words(logs, record)) if part)
        return f"{told}. {tr('Row {position}.', position=self._pane.lines.position())}"
