"""Zendesk's tickets JSON, with users, comments, audits and metric sets where they are given."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.tickets.importers.csv_rows import Once
from workbench.tickets.importing import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    json_document,
    json_records,
    reader,
)
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.stamps import StampReader
from workbench.tickets.vocabulary import level_of, state_of

Fields = Mapping[str, Any]
_KINDS = {"status": "status", "priority": "priority", "assignee_id": "assignee",
          "group_id": "team"}  # fmt: skip


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    marks = {"requester_id", "via", "ticket_form_id"}
    return {"subject", "status"} <= names and bool(marks & names)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, once = reader(options), Once(log)
    document = json_document(path)
    names, metrics = _names(document), _metric_sets(document)
    for number, item in enumerate(json_records(path), 1):
        progress.report(number, None, "reading tickets")
        log.read += 1
        key = item.get("id")
        if once.accepts(None if key is None else str(key), number):
            beside = metrics.get(str(key), {})
            yield _ticket({"metric_set": beside, **item}, stamps, names)
    add_guesses(log, stamps.guesses())


def _names(document: Any) -> dict[str, str]:
    """Names of the users and groups that stand beside the tickets, by id."""
    return {
        str(item.get("id")): str(item.get("name") or item.get("id"))
        for item in _beside(document, "users", "groups")
    }


def _metric_sets(document: Any) -> dict[str, Fields]:
    """The metric sets that stand beside the tickets, by the ticket's id."""
    return {
        str(item.get("ticket_id")): item
        for item in _beside(document, "metric_sets", "ticket_metrics")
    }


def _beside(document: Any, *kinds: str) -> Iterator[Fields]:
    pages = cast(list[Any], document) if isinstance(document, list) else [document]
    for page in pages:
        if isinstance(page, Mapping):
            for kind in kinds:
                yield from _list(cast(Fields, page).get(kind))


def _ticket(item: Fields, stamps: StampReader, names: Mapping[str, str]) -> Ticket:
    def named(value: Any) -> str | None:
        return None if value is None else names.get(str(value), str(value))

    metrics = item.get("metric_set") or item.get("metrics") or {}
    status, priority = str(item.get("status") or ""), item.get("priority")
    solved = stamps.read(str(metrics.get("solved_at") or ""))
    audits = item.get("audits")
    return Ticket(
        id=str(item.get("id")),
        source="zendesk",
        title=str(item.get("subject") or item.get("raw_subject") or ""),
        body=str(item.get("description") or ""),
        status=status,
        state="waiting" if status == "hold" else state_of(status),
        priority=priority,
        level=level_of(priority),
        kind=item.get("type"),
        category=_category(item),
        assignee=named(item.get("assignee_id")),
        team=named(item.get("group_id")),
        reporter=named(item.get("requester_id")),
        created=stamps.read(str(item.get("created_at") or "")),
        updated=stamps.read(str(item.get("updated_at") or "")),
        resolved=solved,
        labels=tuple(str(tag) for tag in cast(list[Any], item.get("tags") or [])),
        url=item.get("url"),
        reopened=metrics.get("reopens"),
        reassigned=_stations(metrics),
        has_history=isinstance(audits, list),
        comments=tuple(_comment(comment, stamps, names) for comment in _list(item.get("comments"))),
        events=_events(_list(audits), stamps, names),
    )


def _category(item: Fields) -> str | None:
    for field in _list(item.get("custom_fields")):
        if str(field.get("name", field.get("title", ""))).lower() == "category":
            return None if field.get("value") is None else str(field["value"])
    return None


def _stations(metrics: Fields) -> int | None:
    """Reassignments: people or groups it was with, less the first."""
    stations = [metrics.get("assignee_stations"), metrics.get("group_stations")]
    known = [number for number in stations if isinstance(number, int)]
    return sum(max(number - 1, 0) for number in known) if known else None


def _comment(item: Fields, stamps: StampReader, names: Mapping[str, str]) -> Comment:
    author = item.get("author_id")
    return Comment(
        stamps.read(str(item.get("created_at") or "")),
        None if author is None else names.get(str(author), str(author)),
        str(item.get("plain_body") or item.get("body") or ""),
        item.get("public") is not False,
    )


def _events(audits: list[Any], stamps: StampReader, names: Mapping[str, str]) -> tuple[Event, ...]:
    found: list[Event] = []
    for audit in audits:
        time = stamps.read(str(audit.get("created_at") or ""))
        for change in _list(audit.get("events")) if time else []:
            kind = _KINDS.get(str(change.get("field_name")))
            if kind and time and change.get("type") == "Change":
                old, new = (
                    None if value is None else names.get(str(value), str(value))
                    for value in (change.get("previous_value"), change.get("value"))
                )
                found.append(Event(time, kind, old, new, str(audit.get("author_id") or "") or None))
    return tuple(sorted(found, key=lambda event: event.time))


def _list(value: Any) -> list[Any]:
    return [item for item in cast(list[Any], value) if isinstance(item, dict)] \
        if isinstance(value, list) else []  # fmt: skip


IMPORTER = TicketImporter("zendesk-json", "Zendesk tickets JSON", _recognises, _read)
