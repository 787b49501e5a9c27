"""Hands the line view the rows of the opened logs, one screen at a time."""

from collections import OrderedDict
from collections.abc import Callable, Container, Iterator, Sequence

from workbench.core.progress import Progress
from workbench.panes.logs.screen_reader import Clipped, ScreenReader
from workbench.panes.logs.visible import Visible
from workbench.ui.line_view.rows import LARGEST_COPY, LineRow, too_much
from workbench.ui.translate import tr

_KEPT_LINES = 4096
_READ_ROWS = 2048

Columns = Callable[[int], bytes]
"""A record laid out in columns, as bytes."""


class LogRows:
    """The rows of a Visible. `anomalies` and `bookmarks` hold record numbers."""

    def __init__(
        self,
        visible: Visible,
        readers: Sequence[ScreenReader],
        anomalies: Container[int] = frozenset(),
        bookmarks: Container[int] = frozenset(),
        columns: Columns | None = None,
    ) -> None:
        self.visible = visible
        self.anomalies = anomalies
        self.bookmarks = bookmarks
        self.columns = columns
        self._readers = readers
        self._merged = len(readers) > 1
        self._kept: OrderedDict[tuple[int, int], Clipped] = OrderedDict()

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return self.visible.row_count

    def rows(self, first: int, count: int) -> list[LineRow]:
        """Up to `count` rows from number `first`."""
        places = self.visible.lines(first, count)
        self._read([(file, line) for _, file, line, _ in places])
        return [self._row(*place) for place in places]

    def raw(self, first: int, last: int, progress: Progress | None = None) -> bytes:
        """The original bytes of the rows, one line end behind each."""
        progress = progress or Progress()
        parts: list[bytes] = []
        taken = 0
        for start in range(first, last + 1, _READ_ROWS):
            progress.report(start - first, last - first + 1, tr("copying"))
            for part in self._whole(start, min(start + _READ_ROWS, last + 1)):
                parts.append(part)
                taken += len(part) + 1
                if taken > LARGEST_COPY:
                    raise too_much(last - first + 1)
        return b"".join(part + b"\n" for part in parts)

    def _whole(self, first: int, stop: int) -> Iterator[bytes]:
        """The whole lines of some rows: neighbours in a file are read together."""
        places = [(file, line) for _, file, line, _ in self.visible.lines(first, stop - first)]
        runs = {
            file: self._readers[file].whole_lines(sorted({n for f, n in places if f == file}))
            for file in dict(places)
        }
        for file, line in places:
            yield runs[file][line]

    def forget(self) -> None:
        """Read every line again: the file changed."""
        self._kept.clear()

    def _row(self, record: int, file: int, line: int, within: int) -> LineRow:
        data, length = self._kept.get((file, line), (b"", 0))
        first = within == 0
        if self.columns is not None and record >= 0 and first:
            data = self.columns(record)
            length = len(data)
        return LineRow(
            number=line + 1,
            data=data,
            length=length,
            level=int(self.visible.logs.levels[record]) if record >= 0 else 0,
            source=file if self._merged else -1,
            moved=self.visible.logs.shifts[file] != 0,
            first=first,
            anomaly=record in self.anomalies,
            bookmark=first and record in self.bookmarks,
        )

    def _read(self, wanted: list[tuple[int, int]]) -> None:
        """Read what is not kept, lines that follow each other in one go."""
        missing = [place for place in wanted if place not in self._kept]
        start = 0
        for end in range(1, len(missing) + 1):
            if end < len(missing) and missing[end] == (
                missing[end - 1][0],
                missing[end - 1][1] + 1,
            ):
                continue
            file, line = missing[start]
            found = self._readers[file].lines(line, line + end - start)
            for offset, clipped in enumerate(found):
                self._kept[file, line + offset] = clipped
            start = end
        while len(self._kept) > max(_KEPT_LINES, len(wanted)):
            self._kept.popitem(last=False)
