"""Jira's REST JSON, versions 2 (wiki text) and 3 (ADF), with changelog and comments."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.exports import Guess
from workbench.tickets.history import reassignments, reopenings
from workbench.tickets.importers.adf import plain_text
from workbench.tickets.importers.csv_rows import Once
from workbench.tickets.importing import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    json_records,
    reader,
)
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.stamps import StampReader
from workbench.tickets.vocabulary import level_of, state_of

Fields = Mapping[str, Any]
_KINDS = {"status": "status", "priority": "priority", "assignee": "assignee", "team": "team",
          "assignment group": "team", "component": "category", "category": "category"}  # fmt: skip


_BARE = {"id", "key", "self", "expand"}


def _recognises(seen: Peek) -> bool:
    record = seen.record
    whole = "key" in record and isinstance(record.get("fields"), dict)
    return whole or ("id" in record and set(record) <= _BARE)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, once, cut = reader(options), Once(log), 0
    for number, issue in enumerate(json_records(path), 1):
        progress.report(number, None, "reading tickets")
        log.read += 1
        if set(issue) <= _BARE:
            log.reject(number, "it holds an id only")
            continue
        cut += _is_cut(issue)
        key = issue.get("key") or issue.get("id")
        if once.accepts(str(key) if key else None, number):
            yield ticket_from(issue, stamps)
    if once.accepted == 0 and log.rejected:
        raise UserError(
            f"{path} holds ids only.",
            "Jira gives no more without 'fields': export with fields=*all&expand=changelog.",
        )
    if cut:
        why = f"{count(cut, 'changelog')} cut off: /rest/api/3/issue/KEY/changelog has the rest"
        add_guesses(log, [Guess("history", "unknown, not 0", why)])
    add_guesses(log, stamps.guesses())


def _is_cut(issue: Fields) -> bool:
    """Whether the export holds only the first page of the issue's changelog."""
    log = issue.get("changelog")
    if not isinstance(log, Mapping):
        return False
    total = cast(Fields, log).get("total")
    return isinstance(total, int) and total > len(_entries(cast(Fields, log)))


def _entries(log: Fields) -> list[Any]:
    return _list(log.get("histories") or log.get("values"))


def ticket_from(issue: Fields, stamps: StampReader) -> Ticket:
    """A ticket from one issue object of the REST API, versions 2 or 3."""
    fields = cast(Fields, issue.get("fields") or {})
    status = _name(fields.get("status")) or ""
    category = _name((fields.get("status") or {}).get("statusCategory")) or ""
    resolution, priority = _name(fields.get("resolution")), _name(fields.get("priority"))
    resolved = stamps.read(_text(fields.get("resolutiondate")))
    history, complete = _history(issue, stamps)
    components = [name for item in _list(fields.get("components")) if (name := _name(item))]
    return Ticket(
        id=str(issue.get("key") or issue.get("id")),
        source="jira",
        title=_text(fields.get("summary")),
        body=plain_text(fields.get("description")),
        status=status,
        state=state_of(f"{status} {category}", finished=resolution is not None),
        priority=priority,
        level=level_of(priority),
        kind=_name(fields.get("issuetype")),
        category=components[0] if components else None,
        resolution=resolution,
        assignee=_name(fields.get("assignee")),
        reporter=_name(fields.get("reporter")),
        created=stamps.read(_text(fields.get("created"))),
        updated=stamps.read(_text(fields.get("updated"))),
        resolved=resolved,
        labels=tuple(str(label) for label in _list(fields.get("labels"))),
        duplicate_of=_duplicates(fields),
        url=_address(issue),
        has_history=complete,
        reopened=reopenings(history) if complete else None,
        reassigned=reassignments(history) if complete else None,
        comments=_comments(fields, stamps),
        events=history,
    )


def _address(issue: Fields) -> str | None:
    """Where a person reads the issue: the server of its REST address."""
    server, rest, _ = _text(issue.get("self")).partition("/rest/")
    return f"{server}/browse/{issue['key']}" if rest and issue.get("key") else None


def _name(value: Any) -> str | None:
    """The name of a Jira object: status, user, priority."""
    if isinstance(value, Mapping):
        fields = cast(Fields, value)
        found = fields.get("displayName") or fields.get("name") or fields.get("value")
        return None if found is None else str(found)
    return str(value) if isinstance(value, str) and value else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _comments(fields: Fields, stamps: StampReader) -> tuple[Comment, ...]:
    page = fields.get("comment")
    items = _list(cast(Fields, page).get("comments")) if isinstance(page, Mapping) else _list(page)
    return tuple(
        Comment(
            stamps.read(_text(item.get("created"))),
            _name(item.get("author")),
            plain_text(item.get("body")),
            item.get("jsdPublic") is not False,
        )
        for item in items
        if isinstance(item, Mapping)
    )


def _history(issue: Fields, stamps: StampReader) -> tuple[tuple[Event, ...], bool]:
    """The changes, oldest first, and whether the export holds all of them."""
    log = issue.get("changelog")
    if not isinstance(log, Mapping):
        return (), False
    found: list[Event] = []
    for entry in _entries(cast(Fields, log)):
        time = stamps.read(_text(entry.get("created")))
        for item in _list(entry.get("items")) if time else []:
            kind = _KINDS.get(_text(item.get("field")).lower())
            if kind and time:
                old, new = item.get("fromString"), item.get("toString")
                found.append(Event(time, kind, old, new, _name(entry.get("author"))))
    return tuple(sorted(found, key=lambda event: event.time)), not _is_cut(issue)


def _duplicates(fields: Fields) -> tuple[str, ...]:
    found: list[str] = []
    for link in _list(fields.get("issuelinks")):
        kind = cast(Fields, link).get("type") or {}
        outward = cast(Fields, link).get("outwardIssue")
        if "duplicate" in _text(kind.get("name")).lower() and isinstance(outward, Mapping):
            found.append(_text(cast(Fields, outward).get("key")))
    return tuple(found)


IMPORTER = TicketImporter("jira-json", "Jira REST JSON (v2, v3)", _recognises, _read)
