"""Zendesk's tickets JSON, with users, comments, audits and metric sets where they are given."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.json_rows import Form, finish_told, open_export, tickets_of
from workbench.tickets.importing.formats.record import NAMES, Record
from workbench.tickets.importing.formats.zendesk_beside import (
    CUSTOMER,
    USED,
    Beside,
    beside_tickets,
)
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
_MARKS = {"requester_id", "via", "ticket_form_id"}
_TAKEN = frozenset(
    ("id", "subject", "raw_subject", "description", "status", "priority", "type", "assignee",
     "group", "requester", "assignee_id", "group_id", "requester_id", "created_at", "updated_at",
     "tags", "url", "comments", "audits", "metric_set", "metrics", "custom_fields", "fields",
     "users", "result_type", "comment_count")
)  # fmt: skip
_OF_THE_INTERFACE = frozenset(
    ("allow_channelback", "allow_attachments", "from_messaging_channel", "encoded_id",
     "generated_timestamp")
)  # fmt: skip
"""What tells how the interface shows a ticket, not what it is about."""
_NAMES = ("score", "channel", *NAMES)


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    return {"subject", "status"} <= names and bool(_MARKS & names)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    beside = beside_tickets(export)
    log.lacking = lacking((name for item in export.records for name in item or ()), _PLACES)
    form = Form(
        ("id",),
        _refusal,
        lambda item: stamps.read(item.text("updated_at")),
        lambda item: _ticket(item, stamps, beside),
        beside=USED,
    )
    yield from tickets_of(export, form, log, progress)
    how = "ask for those of each ticket, or keep the id of the ticket in each"
    for name, belonging in (("comments", beside.comments), ("history", beside.audits)):
        add_guesses(log, belonging.guesses(name, how))
    if beside.cut:
        why = (
            f"the comments or audits of {count(len(beside.cut), 'ticket')} go on in a next page:"
            " what happened later, and the first reply, may be missing"
        )
        add_guesses(log, [Guess("history", "unknown, not 0", why)])
    add_guesses(log, stamps.guesses())


def _refusal(item: Record) -> str | None:
    kind = item.text("result_type")
    if kind not in ("", "ticket"):
        return f"it is no ticket but of the kind {kind}"
    return None if "subject" in item or "status" in item else "it is no ticket: it has no subject"


def _ticket(item: Record, stamps: StampReader, beside: Beside) -> Ticket:
    metrics = item.part("metric_set") or item.part("metrics")
    metrics = metrics or beside.metrics.get(item.text("id"), metrics)
    status, priority = item.text("status"), item.said("priority")
    state = "waiting" if status == "hold" else state_of(status)
    audits = item.parts("audits") or beside.audits.of(item.text("id"))
    cut = item.text("id") in beside.cut
    whole = (isinstance(item.raw("audits"), list) or bool(audits)) and not cut
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
        category=_custom_fields(item, beside).get("category"),
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
        history_cut=cut and bool(audits),
        other=_other(item, beside),
        comments=comments,
        events=events,
    )


def _person(item: Record, name: str, beside: Beside) -> str | None:
    """A person or group: embedded in an account's export, else by the id."""
    embedded = item.raw(name)
    found = item.part(name).said("name", "id") if isinstance(embedded, Mapping) else None
    return found or beside.name(item.said(f"{name}_id"))


def _after(created: datetime | None, metrics: Record, name: str) -> datetime | None:
    """The moment that a metric gives in minutes after the creation, by the clock on the wall."""
    minutes = metrics.part(name).whole("calendar")
    return None if created is None or minutes is None else created + timedelta(minutes=minutes)


def _custom_fields(item: Record, beside: Beside) -> dict[str, str]:
    """The custom fields that say something, by the names that they have, else by their ids."""
    fields = item.parts("custom_fields") or item.parts("fields")
    labels = {field.text("id", "name", "title"): beside.label(field) for field in fields}
    values = {field.text("id", "name", "title"): field.raw("value") for field in fields}
    return item.with_fields(values).further((), lambda number: labels[number].lower())


def _other(item: Record, beside: Beside) -> dict[str, str]:
    """What has no place of its own in a ticket; ids with the names that are known."""
    fields = {name: value for name, value in item.items() if name not in _TAKEN | _OF_THE_INTERFACE}
    found = item.with_fields(beside.with_names(fields)).further((), names=_NAMES)
    rated = isinstance(item.raw("satisfaction_rating"), Mapping)
    remark = item.part("satisfaction_rating").said("comment") if rated else None
    if remark:
        found["satisfaction comment"] = remark
    custom = _custom_fields(item, beside)
    custom.pop("category", None)
    return found | {name if name not in found else f"{name} (custom field)": said
                    for name, said in custom.items()}  # fmt: skip


def _stations(metrics: Record) -> int | None:
    """Reassignments: people or groups it was with, less the first."""
    stations = [metrics.whole("assignee_stations"), metrics.whole("group_stations")]
    known = [number for number in stations if number is not None]
    return sum(max(number - 1, 0) for number in known) if known else None


def _comments(
    item: Record, audits: list[Record], stamps: StampReader, beside: Beside
) -> tuple[Comment, ...]:
    """The comments of a ticket; where only its audits are given, those in them."""
    comments = item.parts("comments") or beside.comments.of(item.text("id"))
    if comments or item.raw("comments") is not None:
        found = [(comment, comment.text("created_at")) for comment in comments]
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
            _author(comment, beside),
            comment.text("plain_body", "body"),
            comment.raw("public") is not False,
            _from_desk(comment.said("author_id"), requester, beside),
        )
        for comment, time in found
    )


def _author(comment: Record, beside: Beside) -> str | None:
    embedded = isinstance(comment.raw("author"), Mapping)
    return (comment.part("author").said("name") if embedded else None) or beside.name(
        comment.said("author_id")
    )


def _from_desk(author: str | None, requester: str | None, beside: Beside) -> bool | None:
    role = beside.roles.get(author or "")
    if author is not None and (author == requester or role == CUSTOMER):
        return False
    return True if role else None


def _events(audits: list[Record], stamps: StampReader, beside: Beside) -> tuple[Event, ...]:
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
