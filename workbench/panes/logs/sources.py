"""The opened files as a table: letter, name, times, by how much they are moved, hidden or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.core.text import duration
from workbench.panes.logs.filters import SourceFilter
from workbench.ui.line_view.rows import source_letter
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.clock import Clock
    from workbench.panes.logs.state import LogState

_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One file: its number in the set, and what is said of it."""

    file: int
    name: str
    format: str
    records: int
    first: str
    last: str
    moved: str
    hidden: bool


class SourceTable(DataTable[SourceRow]):
    """The files that are open. Enter shows or hides one."""

    def __init__(self) -> None:
        super().__init__(tr("Files"), _columns())
        self.setAccessibleDescription(tr("Enter shows or hides a file."))

    @property
    def file(self) -> int | None:
        """The file that is chosen while the table has the focus."""
        row = self.current_row() if self.hasFocus() else None
        return None if row is None else row.file


def source_rows(log: "LogState", clock: "Clock") -> Sequence[SourceRow]:
    """A row for each file; none while nothing is open."""
    logs = log.logs
    if logs is None:
        return ()
    hidden = {one.name for one in log.filters.active if isinstance(one, SourceFilter)}
    rows: list[SourceRow] = []
    for file, (opened, name, shift) in enumerate(
        zip(logs.files, logs.names, logs.shifts, strict=True)
    ):
        span = opened.time_span()
        rows.append(
            SourceRow(
                file=file,
                name=name,
                format=opened.format.title if opened.format else tr("text"),
                records=len(opened.records),
                first=clock.full(span[0] + shift).partition(".")[0] if span else tr("no time"),
                last=clock.full(span[1] + shift).partition(".")[0] if span else "",
                moved=shift_words(shift),
                hidden=name in hidden,
            )
        )
    return rows


def shift_words(nanoseconds: int) -> str:
    """'+1 h', '-30 s', '' for as written."""
    if not nanoseconds:
        return ""
    return f"{'+' if nanoseconds > 0 else '-'}{length_words(abs(nanoseconds))}"


def length_words(nanoseconds: int) -> str:
    """'1 h 20 min', '250 ms'."""
    if nanoseconds >= _SECOND:
        return duration(nanoseconds / _SECOND)
    return f"{nanoseconds / (_SECOND / 1000):.0f} ms"


def _columns() -> list[Column[SourceRow]]:
    return [
        Column(tr("Letter"), lambda row: source_letter(row.file), key=lambda row: row.file),
        Column(tr("File"), lambda row: row.name, width=30, stretch=True),
        Column(tr("Shown"), lambda row: tr("hidden") if row.hidden else tr("shown")),
        Column(tr("Times"), lambda row: row.moved or tr("as written")),
        Column(
            tr("Records"), lambda row: f"{row.records:,}", key=lambda row: row.records, numeric=True
        ),
        Column(tr("First"), lambda row: row.first, gives_way=True),
        Column(tr("Last"), lambda row: row.last, gives_way=True),
        Column(tr("Format"), lambda row: row.format, gives_way=True),
    ]
