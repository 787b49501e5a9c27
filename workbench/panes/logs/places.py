"""A record in words: where it stands, when it was, what is known about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.core.text import size
from workbench.panes.logs.clock import Clock
from workbench.panes.logs.inspector import Inspected
from workbench.panes.logs.readable import readable
from workbench.panes.logs.sources import length_words
from workbench.panes.logs.spoken_log import gap_words
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.rows import LEVEL_WORDS
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.log_set import LogSet
    from workbench.panes.logs.screen_reader import ScreenReader
    from workbench.panes.logs.state import LogState

_NO_TIME = -(2**63)
_MOST_LINES = 400
_MOST_BYTES = 200_000
_LONGEST_FIELD = 4_000


def place_words(logs: "LogSet", record: int) -> str:
    """'gateway.log:1,203', the file left out when only one is open."""
    file, own = logs.place(record)
    line = f"{logs.files[file].line_of_record(own) + 1:,}"
    return line if len(logs.files) == 1 else f"{logs.names[file]}:{line}"


def time_words(logs: "LogSet", record: int, clock: Clock) -> str:
    """When a record was, or that it has no time."""
    time = int(logs.times[record])
    return tr("no time") if time == _NO_TIME else clock.full(time)


def moved_words(logs: "LogSet", record: int) -> str:
    """'shown 30 min earlier than written'; empty where the times are as written."""
    shift = logs.shifts[logs.place(record)[0]]
    if not shift or int(logs.times[record]) == _NO_TIME:
        return ""
    length = length_words(abs(shift))
    if shift > 0:
        return tr("shown {length} later than written", length=length)
    return tr("shown {length} earlier than written", length=length)


def inspected(
    log: "LogState",
    readers: "Sequence[ScreenReader]",
    record: int,
    before: int | None,
    clock: Clock,
) -> Inspected:
    """Everything about a record; of a very long one the beginning."""
    logs = log.logs
    assert logs is not None
    file, own = logs.place(record)
    opened = logs.files[file]
    level = int(logs.levels[record])
    first, stop = opened.lines_of_record(own)
    format_ = opened.format_of(own)
    heading = [time_words(logs, record, clock)]
    if int(logs.times[record]) != _NO_TIME:
        heading[0] += f" {clock.zone_words()}"
    moved = moved_words(logs, record)
    if moved:
        heading.append(moved)
    heading.append(f"{logs.names[file]}, line {first + 1:,}")
    since = gap_words(logs, record, before)
    if since:
        heading.append(since)
    if format_ is not None:
        heading.append(format_.title)
    notes = [tr("Anomaly: {why}", why=why) for why in log.anomalous_records.get(record, ())]
    note = log.bookmarks.get(log.bookmark_of(record))
    if note:
        notes.append(tr("Note: {note}", note=note))
    return Inspected(
        level=level,
        level_word=LEVEL_WORDS[level],
        heading=" · ".join(heading),
        fields=_fields(log, record),
        text=_text(readers[file], first, stop),
        notes=notes,
    )


def _text(reader: "ScreenReader", first: int, stop: int) -> str:
    lines = reader.lines(first, min(stop, first + _MOST_LINES))
    shown, total = [], 0
    for data, length in lines:
        text = plain(data)
        if length > len(data):
            text += tr(" … and {size} more in this line", size=size(length - len(data)))
        shown.append(text)
        total += len(text)
        if total > _MOST_BYTES:
            break
    if stop - first > len(shown):
        shown.append(tr("… and {count} more lines", count=f"{stop - first - len(shown):,}"))
    return "\n".join(shown)


def _fields(log: "LogState", record: int) -> list[tuple[str, str]]:
    """The parsed fields, then the typed parameters of its template."""
    logs = log.logs
    assert logs is not None
    fields = logs.fields(record)
    rows = [
        (name, plain(value[:_LONGEST_FIELD].encode()))
        for name, value in fields.items()
        if name != "body"
    ]
    if "body" in fields:
        rows.append((tr("message"), plain(fields["body"][:_LONGEST_FIELD].encode())))
    if log.surveyed is not None:
        from workbench.logs.template_parameters import parameters

        template = log.template_of(record)
        if template is None:
            return rows
        rows.append((tr("template"), readable(template.text)))
        found = parameters(template.text, fields.get("body", "")[:_LONGEST_FIELD].encode())
        rows += [(f"{one.kind} {place}", one.text) for place, one in enumerate(found, 1)]
    return rows
