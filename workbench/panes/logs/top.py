"""The timeline, or its numbers as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget

from workbench.panes.logs.timeline import Mark, Timeline
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.timeline_data import TimelineData


class TimelineArea(QStackedWidget):
    """Turns between the picture and the table twin; Enter on a row goes to that time."""

    def __init__(self) -> None:
        super().__init__()
        self.timeline = Timeline()
        self._data: TimelineData | None = None
        self._marks: Sequence[Mark] = ()
        self.table: DataTable[int] = DataTable(tr("Timeline, as a table"), self._columns())
        self.table.row_activated.connect(self._visit)
        self.addWidget(self.timeline)
        self.addWidget(self.table)
        self.setFocusProxy(self.timeline)

    @property
    def table_shown(self) -> bool:
        """Whether the table is in front."""
        return self.currentWidget() is self.table

    def show_table(self, on: bool) -> None:
        """Bring the table or the picture to the front."""
        shown = self.table if on else self.timeline
        self.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        shown.setFocus()

    def show_data(self, data: "TimelineData | None", marks: Sequence[Mark]) -> None:
        """Show counts and anomaly marks in both."""
        self._data, self._marks = data, marks
        self.timeline.show_data(data, marks)
        filled = () if data is None else [n for n in range(len(data)) if data.total(n)]
        self.table.show_rows(filled)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show other anomaly marks over the same counts."""
        self.show_data(self._data, marks)

    def sizeHint(self) -> QSize:
        return self.timeline.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.timeline.minimumSizeHint()

    def _visit(self, place: object) -> None:
        if self._data is not None and isinstance(place, int):
            self.timeline.visited.emit(self._data.begin(place))

    def _columns(self) -> list[Column[int]]:
        return [
            Column(tr("From"), self._begin, key=int),
            Column(tr("Records"), self._total, key=self._total_number, numeric=True),
            Column(tr("Errors"), self._grave, key=self._grave_number, numeric=True),
            Column(tr("Warnings"), self._warnings, key=self._warning_number, numeric=True),
            Column(tr("Anomalies"), self._reasons, stretch=True),
        ]

    def _begin(self, place: int) -> str:
        return "" if self._data is None else self.timeline.clock.full(self._data.begin(place))

    def _total_number(self, place: int) -> int:
        return 0 if self._data is None else self._data.total(place)

    def _grave_number(self, place: int) -> int:
        return 0 if self._data is None else int(self._data.grave[place])

    def _warning_number(self, place: int) -> int:
        return 0 if self._data is None else int(self._data.warnings[place])

    def _total(self, place: int) -> str:
        return f"{self._total_number(place):,}"

    def _grave(self, place: int) -> str:
        return f"{self._grave_number(place):,}"

    def _warnings(self, place: int) -> str:
        return f"{self._warning_number(place):,}"

    def _reasons(self, place: int) -> str:
        data = self._data
        if data is None:
            return ""
        return "; ".join(mark.reason for mark in self._marks if data.bin_of(mark.begin) == place)
