"""Log lines as evidence, and evidence back to its lines."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonValue
from workbench.core.text import count
from workbench.panes.logs.spoken_log import message_of
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.view import LineView

if TYPE_CHECKING:
    from workbench.panes.logs.log_set import LogSet
    from workbench.panes.logs.visible import Visible

_MOST_LINES = 500
_TITLE = 90
_NO_TIME = -(2**63)


def lines_as_evidence(
    view: LineView, visible: "Visible", reasons: dict[int, list[str]]
) -> Evidence | None:
    """The selected rows; None when there are none. At most 500 lines are kept."""
    chosen = view.selection()
    if chosen is None or not visible.row_count:
        return None
    first, last = chosen
    places = visible.lines(first, min(last - first + 1, _MOST_LINES))
    record, file, line, _ = places[0]
    logs = visible.logs
    rows = [row for row in (view.row(first + n) for n in range(len(places))) if row is not None]
    text = "\n".join(plain(row.data, row.encoding) for row in rows)
    if last - first + 1 > _MOST_LINES:
        text += f"\n… and {last - first + 1 - _MOST_LINES:,} more lines"
    source = f"{logs.names[file]}, line {line + 1:,}"
    if last > first:
        source += f" and {count(last - first, 'more line')}"
    opening: dict[str, JsonValue] = {
        "pane": "logs",
        "paths": [str(log.path) for log in logs.files],
        "path": str(logs.files[file].log),
        "line": line,
    }
    why: list[JsonValue] = []
    why.extend(reasons.get(record, ()))
    return Evidence(
        kind="log-lines",
        title=_title(logs, record, rows[0].data),
        source=source,
        time=_time(logs, record),
        payload={"text": text, "open": opening, "reasons": why},
    )


def _title(logs: "LogSet", record: int, line: bytes) -> str:
    words = message_of(logs, record) if record >= 0 else plain(line)
    words = " ".join((words or plain(line)).split())
    return words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"


def _time(logs: "LogSet", record: int) -> datetime | None:
    time = int(logs.times[record]) if record >= 0 else _NO_TIME
    if time == _NO_TIME:
        return None
    seconds, nanos = divmod(time, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanos // 1000)
