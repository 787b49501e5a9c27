"""Jira's REST JSON, versions 2 (wiki text) and 3 (ADF), with changelog and comments."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.jira_states import (
    category_key,
    meanings_in,
    state_in_category,
)
from workbench.tickets.importing.formats.json_rows import Form, meanings_of, open_export, tickets_of
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
from workbench.tickets.vocabulary import level_of

_KINDS = {"status": "status", "priority": "priority", "assignee": "assignee", "team": "team",
          "assignment group": "team", "component": "category", "category": "category"}  # fmt: skip
_BARE = frozenset({"id", "key", "self", "expand"})
_NAMES = ("displayName", "name", "value")
_OUTSIDERS = ("customer", "app")
"""Kinds of accounts whose comments are no reply of the desk: portal customers and automation."""


def _recognises(seen: Peek) -> bool:
    record = seen.record
    whole = "key" in record and isinstance(record.get("fields"), dict)
    return whole or ("id" in record and set(record) <= _BARE)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    issues = [Record(fields, export.odd) for fields in export.records if fields]
    known = meanings_in(issues)
    names = {name for issue in issues if isinstance(issue.raw("fields"), Mapping)
             for name, _ in _fields(issue).items()}  # fmt: skip
    log.lacking = lacking(names, {"components": "category"})
    form = Form(
        ("key", "id"),
        _refusal,
        lambda issue: stamps.read(_fields(issue).text("updated")),
        lambda issue: _ticket(issue, stamps, known),
        _BARE,
        "Jira gives no more without 'fields': export with fields=*all&expand=changelog.",
    )
    yield from tickets_of(export, form, log, progress)
    cut = sum(_is_cut(issue.part("changelog")) for issue in issues if "changelog" in issue)
    if cut:
        why = f"{count(cut, 'changelog')} cut off: /rest/api/3/issue/KEY/changelog has the rest"
        add_guesses(log, [Guess("history", "unknown, not 0", why)])
    add_guesses(log, stamps.guesses())


def _refusal(issue: Record) -> str | None:
    return None if isinstance(issue.raw("fields"), Mapping) else "it is no issue: it has no fields"


def _fields(issue: Record) -> Record:
    return issue.part("fields")


def _is_cut(log: Record) -> bool:
    """Whether the export holds only the first page of the issue's changelog."""
    return (log.whole("total") or 0) > len(_entries(log))


def _entries(log: Record) -> list[Record]:
    return log.parts("histories") or log.parts("values")


def ticket_from(issue: Mapping[str, Any], stamps: StampReader) -> Ticket:
    """A ticket from one issue object of the REST API, versions 2 or 3."""
    record = Record(issue, Counter())
    return _ticket(record, stamps, meanings_in([record]))


def _ticket(issue: Record, stamps: StampReader, known: Mapping[str, str]) -> Ticket:
    fields = _fields(issue)
    status = fields.named("status", *_NAMES) or ""
    whole = isinstance(fields.raw("status"), Mapping)
    category = category_key(fields.part("status")) if whole else ""
    resolution, priority = fields.named("resolution", *_NAMES), fields.named("priority", *_NAMES)
    state = state_in_category(status, category, finished=resolution is not None)
    events = _history(issue.part("changelog"), stamps)
    cut = _is_cut(issue.part("changelog"))
    complete = isinstance(issue.raw("changelog"), Mapping) and not cut
    meanings = meanings_of(known, status, events)
    components = [name for part in fields.parts("components") if (name := part.said(*_NAMES))]
    resolved = stamps.read(fields.text("resolutiondate"))
    return Ticket(
        id=issue.text("key", "id").strip(),
        source="jira",
        title=fields.text("summary"),
        body=_body(fields),
        status=status,
        state=state,
        priority=priority,
        level=level_of(priority),
        kind=fields.named("issuetype", *_NAMES),
        category=components[0] if components else None,
        resolution=resolution,
        assignee=fields.named("assignee", *_NAMES),
        reporter=fields.named("reporter", *_NAMES),
        created=stamps.read(fields.text("created")),
        updated=stamps.read(fields.text("updated")),
        resolved=resolved if state in FINISHED else None,
        labels=fields.texts("labels"),
        duplicate_of=_duplicates(fields),
        url=_address(issue),
        has_history=complete,
        history_cut=cut,
        reopened=reopenings(events, meanings) if complete else None,
        reassigned=reassignments(events) if complete else None,
        comments=_comments(fields, stamps),
        events=events,
        meanings=meanings,
    )


def _body(fields: Record) -> str:
    body = plain_text(fields.raw("description"))
    environment = plain_text(fields.raw("environment"))
    return f"{body}\n\nEnvironment: {environment}" if environment else body


def _address(issue: Record) -> str | None:
    """Where a person reads the issue: the server of its REST address."""
    server, rest, _ = issue.text("self").partition("/rest/")
    key = issue.text("key")
    return f"{server}/browse/{key}" if rest and key else None


def _comments(fields: Record, stamps: StampReader) -> tuple[Comment, ...]:
    inside = isinstance(fields.raw("comment"), Mapping)
    items = fields.part("comment").parts("comments") if inside else fields.parts("comment")
    reporter = _account(fields, "reporter")
    return tuple(
        Comment(
            stamps.read(item.text("created")),
            item.named("author", *_NAMES),
            plain_text(item.raw("body")),
            item.raw("jsdPublic") is not False and not item.raw("visibility"),
            False if _is_outsider(item, reporter) else None,
        )
        for item in items
    )


def _account(record: Record, name: str) -> str:
    person = record.raw(name)
    return record.part(name).text("accountId", "key", "name") if isinstance(person, Mapping) else ""


def _is_outsider(comment: Record, reporter: str) -> bool:
    """Whether the reporter, another customer or automation wrote it."""
    if not isinstance(comment.raw("author"), Mapping):
        return False
    if comment.part("author").text("accountType") in _OUTSIDERS:
        return True
    return bool(reporter) and _account(comment, "author") == reporter


def _history(log: Record, stamps: StampReader) -> tuple[Event, ...]:
    """The changes, oldest first."""
    found: list[Event] = []
    for entry in _entries(log):
        time = stamps.read(entry.text("created"))
        for item in entry.parts("items") if time else []:
            kind = _KINDS.get(item.text("field").lower())
            if kind and time:
                old, new = item.said("fromString"), item.said("toString")
                found.append(Event(time, kind, old, new, entry.named("author", *_NAMES)))
    return tuple(sorted(found, key=lambda event: event.time))


def _duplicates(fields: Record) -> tuple[str, ...]:
    """The issues that this one duplicates: the outward side of a link named Duplicate."""
    return tuple(
        key
        for link in fields.parts("issuelinks")
        if "duplicate" in link.part("type").text("name").lower()
        and (key := link.part("outwardIssue").text("key"))
    )


IMPORTER = TicketImporter("jira-json", "Jira REST JSON (v2, v3)", _recognises, _read)
