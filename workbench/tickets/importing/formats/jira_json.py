"""Jira's REST JSON, versions 2 (wiki text) and 3 (ADF), with changelog and comments."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.jira_changelog import BulkLogs, history, is_cut
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
from workbench.tickets.importing.formats.record import Record, odd_guess
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    reader,
)
from workbench.tickets.importing.json_files import CHANGE_LOGS
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import FINISHED, Ticket
from workbench.tickets.vocabulary import level_of

_BARE = frozenset({"id", "key", "self", "expand"})
_BESIDE = frozenset({"names", "schema", CHANGE_LOGS})


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
    own = BulkLogs(page.beside for page in export.pages)
    logs = [own, *(given for given in options.beside if isinstance(given, BulkLogs))]

    def completed(issue: Record) -> Record:
        return reduce(lambda known, bulk: bulk.completed(known), logs, issue)

    issues = [completed(Record(fields, export.odd)) for fields in export.records if fields]
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
        lambda issue: _ticket(completed(issue), stamps, known),
        _BARE,
        "Jira gives no more without 'fields': export with fields=*all&expand=changelog.",
        _BESIDE,
    )
    yield from tickets_of(export, form, log, progress)
    cut = Counter(part for issue in issues for part in _cut_parts(issue))
    add_guesses(log, [*_cut_guesses(cut), *own.guesses(), *stamps.guesses()])


def _cut_parts(issue: Record) -> Iterator[str]:
    """What of an issue Jira gave only the first page of."""
    if is_cut(issue.part("changelog")):
        yield "changelog"
    if isinstance(issue.raw("fields"), Mapping) and comments_are_cut(_fields(issue)):
        yield "comments"


def _cut_guesses(cut: Counter[str]) -> Iterator[Guess]:
    """How many issues lack a part of something, as guesses."""
    if cut["changelog"]:
        logs = count(cut["changelog"], "changelog")
        why = f"{logs} cut off: /rest/api/3/issue/KEY/changelog has the rest"
        yield Guess("history", "unknown, not 0", why)
    if cut["comments"]:
        why = (
            f"the comments of {count(cut['comments'], 'ticket')} are cut off, so that the first"
            " reply may be an earlier one than is known: /rest/api/3/issue/KEY/comment has the rest"
        )
        yield Guess("comments", "some are missing", why)


def _refusal(issue: Record) -> str | None:
    return None if isinstance(issue.raw("fields"), Mapping) else "it is no issue: it has no fields"


def _fields(issue: Record) -> Record:
    return issue.part("fields")


class LiveIssues:
    """Reads issues of the REST API, versions 2 or 3, one by one as they come from a server."""

    def __init__(self) -> None:
        self._stamps = StampReader()
        self._odd: Counter[str] = Counter()
        self._cut: Counter[str] = Counter()

    def ticket(self, issue: Mapping[str, Any]) -> Ticket:
        """The ticket of one issue object."""
        record = Record(issue, self._odd)
        self._cut.update(_cut_parts(record))
        known = _Known(meanings_in([record]), labels_of_fields([record]))
        return _ticket(record, self._stamps, known)

    def guesses(self) -> list[Guess]:
        """What was guessed of the issues so far, as an import of them names it."""
        return [*odd_guess(self._odd), *_cut_guesses(self._cut), *self._stamps.guesses()]


def _ticket(issue: Record, stamps: StampReader, known: _Known) -> Ticket:
    fields = _fields(issue)
    status = fields.named("status", *USUAL_NAMES) or ""
    whole = isinstance(fields.raw("status"), Mapping)
    category = category_key(fields.part("status")) if whole else ""
    resolution = fields.named("resolution", *USUAL_NAMES)
    priority = fields.named("priority", *USUAL_NAMES)
    state = state_in_category(status, category, finished=resolution is not None)
    events = history(issue.part("changelog"), stamps)
    cut = is_cut(issue.part("changelog"))
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


IMPORTER = TicketImporter("jira-json", "Jira REST JSON (v2, v3)", _recognises, _read, BulkLogs)
