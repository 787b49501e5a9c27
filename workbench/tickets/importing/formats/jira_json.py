"""Jira's REST JSON, versions 2 (wiki text) and 3 (ADF), with changelog and comments."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.jira_comments import comments_are_cut, comments_of
from workbench.tickets.importing.formats.jira_further import (
    USUAL_NAMES,
    components_of,
    duplicates,
    further_fields,
    label_of,
    labels_of_fields,
)
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
from workbench.tickets.model import FINISHED, Event, Ticket
from workbench.tickets.vocabulary import level_of

_KINDS = {"status": "status", "priority": "priority", "assignee": "assignee", "team": "team",
          "assignment group": "team", "component": "category", "category": "category"}  # fmt: skip
_BARE = frozenset({"id", "key", "self", "expand"})
_BESIDE = frozenset({"names", "schema"})


@dataclass(frozen=True)
class _Known:
    """What the whole export says: what statuses mean, and what custom fields are called."""

    meanings: Mapping[str, str]
    labels: Mapping[str, str]


def _recognises(seen: Peek) -> bool:
    record = seen.record
    whole = "key" in record and isinstance(record.get("fields"), dict)
    return whole or ("id" in record and set(record) <= _BARE)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    issues = [Record(fields, export.odd) for fields in export.records if fields]
    labels = labels_of_fields([*issues, *(Record(page.beside) for page in export.pages)])
    known = _Known(meanings_in(issues), labels)
    names = {name for issue in issues if isinstance(issue.raw("fields"), Mapping)
             for name, _ in _fields(issue).items()}  # fmt: skip
    carried = {label_of(name, labels) for name in names}
    log.lacking = lacking(carried, {"components": "category", "assignment group": "team"})
    form = Form(
        ("key", "id"),
        _refusal,
        lambda issue: stamps.read(_fields(issue).text("updated")),
        lambda issue: _ticket(issue, stamps, known),
        _BARE,
        "Jira gives no more without 'fields': export with fields=*all&expand=changelog.",
        _BESIDE,
    )
    yield from tickets_of(export, form, log, progress)
    add_guesses(log, [*_cut_guesses(issues), *stamps.guesses()])


def _cut_guesses(issues: list[Record]) -> Iterator[Guess]:
    """What Jira gave only the first page of."""
    cut = sum(_is_cut(issue.part("changelog")) for issue in issues if "changelog" in issue)
    if cut:
        why = f"{count(cut, 'changelog')} cut off: /rest/api/3/issue/KEY/changelog has the rest"
        yield Guess("history", "unknown, not 0", why)
    cut = sum(comments_are_cut(_fields(issue)) for issue in issues
              if isinstance(issue.raw("fields"), Mapping))  # fmt: skip
    if cut:
        why = (
            f"the comments of {count(cut, 'ticket')} are cut off, so that the first reply may be"
            " an earlier one than is known: /rest/api/3/issue/KEY/comment has the rest"
        )
        yield Guess("comments", "some are missing", why)


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
    return _ticket(record, stamps, _Known(meanings_in([record]), labels_of_fields([record])))


def _ticket(issue: Record, stamps: StampReader, known: _Known) -> Ticket:
    fields = _fields(issue)
    status = fields.named("status", *USUAL_NAMES) or ""
    whole = isinstance(fields.raw("status"), Mapping)
    category = category_key(fields.part("status")) if whole else ""
    resolution = fields.named("resolution", *USUAL_NAMES)
    priority = fields.named("priority", *USUAL_NAMES)
    state = state_in_category(status, category, finished=resolution is not None)
    events = _history(issue.part("changelog"), stamps)
    cut = _is_cut(issue.part("changelog"))
    complete = isinstance(issue.raw("changelog"), Mapping) and not cut
    meanings = meanings_of(known.meanings, status, events)
    other = further_fields(fields, known.labels)
    own_category = other.pop("category", None)
    components = components_of(fields)
    if len(components) > 1 or (components and own_category):
        other["components"] = "; ".join(components)
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
        kind=fields.named("issuetype", *USUAL_NAMES),
        category=own_category or next(iter(components), None),
        resolution=resolution,
        assignee=fields.named("assignee", *USUAL_NAMES),
        team=other.pop("team", None) or other.pop("assignment group", None),
        reporter=fields.named("reporter", *USUAL_NAMES),
        created=stamps.read(fields.text("created")),
        updated=stamps.read(fields.text("updated")),
        resolved=resolved if state in FINISHED else None,
        labels=fields.texts("labels"),
        duplicate_of=duplicates(fields),
        url=_address(issue),
        has_history=complete,
        history_cut=cut,
        reopened=reopenings(events, meanings) if complete else None,
        reassigned=reassignments(events) if complete else None,
        other=other,
        comments=comments_of(fields, stamps),
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


def _history(log: Record, stamps: StampReader) -> tuple[Event, ...]:
    """The changes, oldest first."""
    found: list[Event] = []
    for entry in _entries(log):
        time = stamps.read(entry.text("created"))
        for item in entry.parts("items") if time else []:
            kind = _KINDS.get(item.text("field").lower())
            if kind and time:
                old, new = item.said("fromString"), item.said("toString")
                found.append(Event(time, kind, old, new, entry.named("author", *USUAL_NAMES)))
    return tuple(sorted(found, key=lambda event: event.time))


IMPORTER = TicketImporter("jira-json", "Jira REST JSON (v2, v3)", _recognises, _read)
