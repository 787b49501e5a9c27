"""Zendesk's tickets JSON, with users, comments, audits and metric sets where they are given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.json_rows import (
    Form,
    JsonExport,
    finish_told,
    open_export,
    tickets_of,
)
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    reader,
)
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import FINISHED, Comment, Event, Ticket
from workbench.tickets.vocabulary import level_of, state_of

_KINDS = {"status": "status", "priority": "priority", "assignee_id": "assignee",
          "group_id": "team"}  # fmt: skip
_PLACES = {"assignee_id": "assignee", "group_id": "team", "group": "team", "tags": "labels",
           "custom_fields": "category"}  # fmt: skip
_CUSTOMER = "end-user"


@dataclass(frozen=True)
class _Beside:
    """What stands beside the tickets: names and roles by id, metric sets by the ticket's id."""

    names: Mapping[str, str]
    roles: Mapping[str, str]
    metrics: Mapping[str, Record]

    def name(self, number: str | None) -> str | None:
        return None if number is None else self.names.get(number, number)


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    marks = {"requester_id", "via", "ticket_form_id"}
    return {"subject", "status"} <= names and bool(marks & names)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    beside = _beside(export)
    log.lacking = lacking((name for item in export.records for name in item or ()), _PLACES)
    form = Form(
        ("id",),
        _refusal,
        lambda item: stamps.read(item.text("updated_at")),
        lambda item: _ticket(item, stamps, beside),
    )
    yield from tickets_of(export, form, log, progress)
    add_guesses(log, stamps.guesses())


def _refusal(item: Record) -> str | None:
    kind = item.text("result_type")
    if kind not in ("", "ticket"):
        return f"it is no ticket but of the kind {kind}"
    return None if "subject" in item or "status" in item else "it is no ticket: it has no subject"


def _beside(export: JsonExport) -> _Beside:
    document = export.document
    pages = cast(list[Any], document) if isinstance(document, list) else [document]
    records = [Record(cast(Mapping[str, Any], page)) for page in pages if isinstance(page, Mapping)]
    people = [item for page in records for item in page.parts("users")]
    groups = [item for page in records for item in page.parts("groups")]
    metrics = [item for page in records for kind in ("metric_sets", "ticket_metrics")
               for item in page.parts(kind)]  # fmt: skip
    return _Beside(
        {item.text("id"): item.text("name", "id") for item in (*people, *groups)},
        {item.text("id"): item.text("role") for item in people},
        {item.text("ticket_id"): Record(dict(item.items()), export.odd) for item in metrics},
    )


def _ticket(item: Record, stamps: StampReader, beside: _Beside) -> Ticket:
    metrics = item.part("metric_set") or item.part("metrics")
    metrics = metrics or beside.metrics.get(item.text("id"), metrics)
    status, priority = item.text("status"), item.said("priority")
    state = "waiting" if status == "hold" else state_of(status)
    whole = isinstance(item.raw("audits"), list)
    audits = item.parts("audits")
    events = _events(audits, stamps, beside)
    created = stamps.read(item.text("created_at"))
    comments = _comments(item, audits, stamps, beside)
    solved = stamps.read(metrics.text("solved_at")) or finish_told(events)
    counted, stations = metrics.whole("reopens"), _stations(metrics)
    answered = any(c.time and c.public and c.from_desk for c in comments)
    return Ticket(
        id=item.text("id").strip(),
        source="zendesk",
        title=item.text("subject", "raw_subject"),
        body=item.text("description"),
        status=status,
        state=state,
        priority=priority,
        level=level_of(priority),
        kind=item.said("type"),
        category=_category(item),
        assignee=_person(item, "assignee", beside),
        team=_person(item, "group", beside),
        reporter=_person(item, "requester", beside),
        created=created,
        updated=stamps.read(item.text("updated_at")),
        resolved=solved if state in FINISHED else None,
        first_reply=None if answered else _after(created, metrics, "reply_time_in_minutes"),
        first_resolved=_after(created, metrics, "first_resolution_time_in_minutes"),
        labels=item.texts("tags"),
        url=item.said("url"),
        reopened=reopenings(events) if counted is None and whole else counted,
        reassigned=reassignments(events) if stations is None and whole else stations,
        has_history=whole,
        comments=comments,
        events=events,
    )


def _person(item: Record, name: str, beside: _Beside) -> str | None:
    """A person or group: embedded in an account's export, else by the id."""
    embedded = item.raw(name)
    found = item.part(name).said("name", "id") if isinstance(embedded, Mapping) else None
    return found or beside.name(item.said(f"{name}_id"))


def _after(created: datetime | None, metrics: Record, name: str) -> datetime | None:
    """The moment that a metric gives in minutes after the creation, by the clock on the wall."""
    minutes = metrics.part(name).whole("calendar")
    return None if created is None or minutes is None else created + timedelta(minutes=minutes)


def _category(item: Record) -> str | None:
    for field in item.parts("custom_fields"):
        if field.text("name", "title").lower() == "category":
            return field.said("value")
    return None


def _stations(metrics: Record) -> int | None:
    """Reassignments: people or groups it was with, less the first."""
    stations = [metrics.whole("assignee_stations"), metrics.whole("group_stations")]
    known = [number for number in stations if number is not None]
    return sum(max(number - 1, 0) for number in known) if known else None


def _comments(
    item: Record, audits: list[Record], stamps: StampReader, beside: _Beside
) -> tuple[Comment, ...]:
    """The comments of a ticket; where only its audits are given, those in them."""
    if item.raw("comments") is not None:
        found = [(comment, comment.text("created_at")) for comment in item.parts("comments")]
    else:
        found = [
            (event, audit.text("created_at"))
            for audit in audits
            for event in audit.parts("events")
            if event.text("type") == "Comment"
        ]
    embedded = isinstance(item.raw("requester"), Mapping)
    requester = item.part("requester").said("id") if embedded else item.said("requester_id")
    return tuple(
        Comment(
            stamps.read(time),
            beside.name(comment.said("author_id")),
            comment.text("plain_body", "body"),
            comment.raw("public") is not False,
            _from_desk(comment.said("author_id"), requester, beside),
        )
        for comment, time in found
    )


def _from_desk(author: str | None, requester: str | None, beside: _Beside) -> bool | None:
    role = beside.roles.get(author or "")
    if author is not None and (author == requester or role == _CUSTOMER):
        return False
    return True if role else None


def _events(audits: list[Record], stamps: StampReader, beside: _Beside) -> tuple[Event, ...]:
    found: list[Event] = []
    for audit in audits:
        time = stamps.read(audit.text("created_at"))
        for change in audit.parts("events") if time else []:
            kind = _KINDS.get(change.text("field_name"))
            if kind and time and change.text("type") == "Change":
                old, new = (beside.name(change.said(name)) for name in ("previous_value", "value"))
                author = beside.name(audit.said("author_id"))
                found.append(Event(time, kind, old, new, author))
    return tuple(sorted(found, key=lambda event: event.time))


IMPORTER = TicketImporter("zendesk-json", "Zendesk tickets JSON", _recognises, _read)
