"""What the line view asks for: rows, a few at a time, by number."""

from typing import NamedTuple, Protocol

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count, size
from workbench.ui.translate import tr

LARGEST_COPY = 64_000_000
"""More bytes than this are exported, not copied."""

CLIPPED_BYTES = 64 * 1024
"""No more of a line is read for the screen; the rest is told as a size."""

LEVEL_WORDS = ("unknown", "trace", "debug", "info", "warning", "error", "fatal")
"""The words of the levels, by number."""

LEVEL_LETTERS = "·TDIWEF"
"""One letter for each level, by number."""


class LineRow(NamedTuple):
    """One row: its line number in the file (from 1), its bytes, and what stands in the gutter.

    `length` is the whole line's length in bytes, `data` at most CLIPPED_BYTES of it.
    `level` is 0 (unknown) to 6 (fatal), `source` the number of the file in a merged view,
    -1 for a single file, `moved` when its times are not shown as written. `first` is False
    on a record's further lines.
    """

    number: int
    data: bytes
    length: int
    level: int = 0
    source: int = -1
    first: bool = True
    anomaly: bool = False
    bookmark: bool = False
    encoding: str = "utf-8"
    moved: bool = False


class RowSource(Protocol):
    """Where the rows come from. Every call returns at once: it reads at most one screen."""

    @property
    def row_count(self) -> int:
        """How many rows there are now."""
        ...

    def rows(self, first: int, count: int) -> list[LineRow]:
        """Up to `count` rows from number `first` (from 0)."""
        ...

    def raw(self, first: int, last: int, progress: Progress | None = None) -> bytes:
        """The original bytes of the rows `first` to `last`, line ends included.

        The one call that takes its time: of many rows in a task, with its `progress`. Raises
        UserError when they are more than LARGEST_COPY, and Cancelled.
        """
        ...


def too_much(rows: int) -> UserError:
    """More is selected than the clipboard takes."""
    words = count(rows, "line is", "lines are")
    return UserError(
        tr(
            "{words} too much for the clipboard (over {most}).",
            words=words,
            most=size(LARGEST_COPY),
        ),
        tr("Select less, or export the lines to a file."),
    )


def source_letter(source: int) -> str:
    """A, B, ... Z, A2, B2, ... for a source's number."""
    turn, place = divmod(source, 26)
    return chr(ord("A") + place) + (str(turn + 1) if turn else "")
