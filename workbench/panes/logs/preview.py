"""The first lines of a log, shown while the rest of it is still being read."""

from workbench.core.progress import Progress
from workbench.ui.line_view.rows import CLIPPED_BYTES, LineRow


class PreviewRows:
    """Rows without levels or marks."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines

    @property
    def row_count(self) -> int:
        """How many lines were read."""
        return len(self._lines)

    def rows(self, first: int, count: int) -> list[LineRow]:
        """Up to `count` rows from number `first`."""
        chosen = self._lines[first : first + count]
        return [
            LineRow(first + place + 1, line[:CLIPPED_BYTES], len(line))
            for place, line in enumerate(chosen)
        ]

    def raw(self, first: int, last: int, progress: Progress | None = None) -> bytes:  # noqa: ARG002 - nothing to report
        """The bytes of the rows; there are only a few."""
        return b"".join(line + b"\n" for line in self._lines[first : last + 1])
