"""Records laid out in columns: time, level, the format's short fields, then the message."""

from typing import TYPE_CHECKING

from workbench.panes.logs.clock import Clock
from workbench.ui.line_view.rows import LEVEL_WORDS

if TYPE_CHECKING:
    from workbench.panes.logs.log_set import LogSet

_NO_TIME = -(2**63)
_WIDEST = 28
_LEFT_OUT = frozenset({"time", "level", "body", "timestamp", "ts", "severity"})
_LONGEST = 2000


class ColumnLayout:
    """Lays records out; a column is as wide as the widest value it has shown so far."""

    def __init__(self, logs: "LogSet", clock: Clock) -> None:
        self._logs = logs
        self._clock = clock
        self._widths: dict[str, int] = {}

    def line(self, record: int) -> bytes:
        """One record in columns."""
        time = int(self._logs.times[record])
        level = int(self._logs.levels[record])
        shown = [
            self._cell("time", "" if time == _NO_TIME else self._clock.full(time)),
            self._cell("level", LEVEL_WORDS[level] if level else ""),
        ]
        fields = self._logs.fields(record)
        for name, value in fields.items():
            if name not in _LEFT_OUT and len(value) <= _WIDEST:
                shown.append(self._cell(name, value))
        body = fields.get("body", "")
        long = [
            f"{name}={value}"
            for name, value in fields.items()
            if name not in _LEFT_OUT and len(value) > _WIDEST
        ]
        return "  ".join([*shown, body, *long])[:_LONGEST].encode()

    def _cell(self, name: str, value: str) -> str:
        width = max(self._widths.get(name, 0), len(value))
        self._widths[name] = width
        return value.ljust(width)
