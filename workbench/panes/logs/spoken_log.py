"""Log records in spoken words: level, time since the last one, message without ids."""

from typing import TYPE_CHECKING

from workbench.core.text import duration
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.spoken import speakable
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.log_set import LogSet

_NO_TIME = -(2**63)
_BILLION = 1_000_000_000
_LONGEST = 400


def record_words(logs: "LogSet", record: int, before: int | None) -> str:
    """One record as it is spoken; `before` is the record shown above it."""
    level = LEVEL_WORDS[int(logs.levels[record])]
    told = [level.capitalize()] if int(logs.levels[record]) else []
    since = gap_words(logs, record, before)
    if since:
        told.append(since)
    told.append(speakable(message_of(logs, record)))
    return ", ".join(part for part in told if part)


def gap_words(logs: "LogSet", record: int, before: int | None) -> str:
    """The time since the record above: '4 s later'; empty where one of them has no time."""
    if before is None:
        return ""
    now, then = int(logs.times[record]), int(logs.times[before])
    if _NO_TIME in (now, then):
        return ""
    seconds = (now - then) / _BILLION
    if abs(seconds) < 1:
        return ""
    if seconds > 0:
        return tr("{time} later", time=duration(seconds))
    return tr("{time} earlier", time=duration(-seconds))


def message_of(logs: "LogSet", record: int) -> str:
    """The message of a record without its head, as far as it is spoken."""
    return plain(logs.fields(record).get("body", "")[:_LONGEST].encode())
