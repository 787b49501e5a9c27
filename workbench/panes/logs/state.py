"""What the log pane knows: the opened logs, what was found in them, bookmarks, filters."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.panes.logs.filters import FilterStack, Scope
from workbench.panes.logs.readable import readable

if TYPE_CHECKING:
    from workbench.logs.anomaly import Anomaly
    from workbench.logs.templates import Template
    from workbench.panes.logs.log_set import LogSet, Longs
    from workbench.panes.logs.opening import Opened, Surveyed

Bookmark = tuple[str, int]
"""The place of a bookmark: the file's path as opened, and the line from 0."""


@dataclass
class LogState:
    """The state behind the pane; it holds no widget and is only touched on the GUI thread."""

    paths: list[Path] = field(default_factory=list[Path])
    opened: "Opened | None" = None
    surveyed: "Surveyed | None" = None
    filters: FilterStack = field(default_factory=FilterStack)
    saved_filters: dict[str, FilterStack] = field(default_factory=dict[str, FilterStack])
    bookmarks: dict[Bookmark, str] = field(default_factory=dict[Bookmark, str])
    found: "Longs | None" = None
    _reasons: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    _anomaly_keys: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    @property
    def logs(self) -> "LogSet | None":
        """The opened logs."""
        return None if self.opened is None else self.opened.logs

    @property
    def scope(self) -> Scope | None:
        """What filters look at."""
        return None if self.opened is None else Scope(self.opened.logs, self.surveyed)

    @property
    def anomalies(self) -> "Sequence[Anomaly]":
        """The anomalies in order of time."""
        return () if self.surveyed is None else self.surveyed.anomalies

    @property
    def anomalous_records(self) -> dict[int, list[str]]:
        """The reasons by the record at which an anomaly begins."""
        return self._reasons

    def take_survey(self, surveyed: "Surveyed | None") -> None:
        """Take up what was found in the messages."""
        self.surveyed = surveyed
        self._reasons = {}
        for anomaly in self.anomalies:
            self._reasons.setdefault(anomaly.record, []).append(readable(anomaly.reason))
        self._anomaly_keys = [self.key(anomaly.record) for anomaly in self.anomalies]

    def template_of(self, record: int) -> "Template | None":
        """The template of a record; None while it is not known."""
        if self.surveyed is None or record >= len(self.surveyed.template_ids):
            return None
        number = int(self.surveyed.template_ids[record])
        return self.surveyed.templates[number] if number >= 0 else None

    def key(self, record: int) -> tuple[int, int]:
        """What records are ordered by: time, then number."""
        assert self.logs is not None
        return int(self.logs.times[record]), record

    def anomaly_beside(self, record: int, step: int) -> "Anomaly | None":
        """The next (+1) or previous (-1) anomaly seen from a record; None when there is none."""
        at = self.key(record)
        if step > 0:
            place = bisect_right(self._anomaly_keys, at)
        else:
            place = bisect_left(self._anomaly_keys, at) - 1
        return self.anomalies[place] if 0 <= place < len(self.anomalies) else None

    # bookmarks

    def bookmark_of(self, record: int) -> Bookmark:
        """Where a record's bookmark is kept: it survives reopening."""
        assert self.logs is not None
        file, own = self.logs.place(record)
        return str(self.logs.files[file].log), self.logs.files[file].line_of_record(own)

    def bookmarked_records(self) -> dict[int, str]:
        """The notes by record, for the files that are open."""
        if self.logs is None:
            return {}
        numbers = {str(file.log): place for place, file in enumerate(self.logs.files)}
        found: dict[int, str] = {}
        for (path, line), note in self.bookmarks.items():
            place = numbers.get(path)
            if place is not None and line < self.logs.files[place].line_count:
                own = self.logs.files[place].record_of_line(line)
                found[self.logs.record(place, own)] = note
        return found

    def close(self) -> None:
        """Let go of the files."""
        if self.logs is not None:
            self.logs.close()
        self.opened = None
        self.found = None
        self.take_survey(None)
