"""YouTrack's REST JSON: custom fields, stamps in milliseconds, activities as history."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.history import reassignments, reopenings
from workbench.tickets.importers.csv_rows import Once
from workbench.tickets.importing import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    json_records,
)
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.vocabulary import level_of, state_of

Fields = Mapping[str, Any]
_KINDS = {"state": "status", "status": "status", "stage": "status", "priority": "priority",
          "assignee": "assignee", "team": "team", "subsystem": "category",
          "category": "category", "resolved": "resolved"}  # fmt: skip


def _recognises(seen: Peek) -> bool:
    record = seen.record
    return "customFields" in record or str(record.get("$type", "")) == "Issue" or (
        "idReadable" in record
    )  # fmt: skip


def _read(
    path: Path, _options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    once = Once(log)
    for number, issue in enumerate(json_records(path), 1):
        progress.report(number, None, "reading tickets")
        log.read += 1
        if set(issue) <= {"id", "$type"}:
            log.reject(number, "it holds an id only")
            continue
        key = issue.get("idReadable") or issue.get("id")
        if once.accepts(str(key) if key else None, number):
            yield ticket_from(issue)
    if once.accepted == 0 and log.rejected:
        raise UserError(
            f"{path} holds ids only.",
            "YouTrack gives no more without 'fields': export with"
            " fields=idReadable,summary,description,created,updated,resolved,"
            "customFields(name,value(name,fullName,login)).",
        )


def ticket_from(issue: Fields) -> Ticket:
    """A ticket from one issue object with its custom fields and, if there, activities."""
    custom = {
        str(field.get("name")).lower(): _value(field.get("value"))
        for field in _list(issue.get("customFields"))
    }
    resolved = moment(issue.get("resolved"))
    status = custom.get("state") or custom.get("status") or custom.get("stage") or ""
    activities = issue.get("activities")
    events = events_from(_list(activities))
    known = isinstance(activities, list)
    return Ticket(
        id=str(issue.get("idReadable") or issue.get("id")),
        source="youtrack",
        title=str(issue.get("summary") or ""),
        body=str(issue.get("description") or ""),
        status=status,
        state=state_of(status, finished=resolved is not None),
        priority=custom.get("priority"),
        level=level_of(custom.get("priority")),
        kind=custom.get("type"),
        category=custom.get("category") or custom.get("subsystem"),
        resolution=custom.get("resolution"),
        assignee=custom.get("assignee"),
        team=custom.get("team"),
        reporter=_value(issue.get("reporter")),
        created=moment(issue.get("created")),
        updated=moment(issue.get("updated")),
        resolved=resolved,
        labels=tuple(name for tag in _list(issue.get("tags")) if (name := _value(tag))),
        has_history=known,
        reopened=reopenings(events) if known else None,
        reassigned=reassignments(events) if known else None,
        comments=tuple(
            Comment(moment(c.get("created")), _value(c.get("author")), str(c.get("text") or ""))
            for c in _list(issue.get("comments"))
            if not c.get("deleted")
        ),
        events=events,
    )


def events_from(activities: list[Any]) -> tuple[Event, ...]:
    """The changes in a list of activity items, oldest first."""
    found: list[Event] = []
    for item in activities:
        field = item.get("field") or {}
        name = str(field.get("name") or item.get("targetMember") or "")
        kind = _KINDS.get(name.lower().replace("__custom_field__", ""))
        time = moment(item.get("timestamp"))
        if kind and kind != "resolved" and time:
            old, new = _value(item.get("removed")), _value(item.get("added"))
            found.append(Event(time, kind, old, new, _value(item.get("author"))))
    return tuple(sorted(found, key=lambda event: event.time))


def moment(value: Any) -> datetime | None:
    """A YouTrack stamp: milliseconds since 1970, UTC."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _value(value: Any) -> str | None:
    """What a field's value is called: scalar, object with a name, or a list of those."""
    if isinstance(value, list):
        names = [name for item in cast(list[Any], value) if (name := _value(item))]
        return ", ".join(names) or None
    if isinstance(value, Mapping):
        fields = cast(Fields, value)
        for name in ("name", "fullName", "login", "text", "presentation", "idReadable"):
            if fields.get(name):
                return str(fields[name])
        return None
    return None if value in (None, "") else str(value)


def _list(value: Any) -> list[Any]:
    return [item for item in cast(list[Any], value) if isinstance(item, dict)] \
        if isinstance(value, list) else []  # fmt: skip


IMPORTER = TicketImporter("youtrack-json", "YouTrack REST JSON", _recognises, _read)
