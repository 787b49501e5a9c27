"""YouTrack's REST JSON: custom fields, stamps in milliseconds, activities as history."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.json_rows import Form, meanings_of, open_export, tickets_of
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.formats.youtrack_fields import (
    CustomFields,
    duplicates,
    events_from,
    history_is_whole,
    value_of,
)
from workbench.tickets.importing.formats.youtrack_stamps import Milliseconds
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
)
from workbench.tickets.model import FINISHED, Comment, Ticket
from workbench.tickets.vocabulary import level_of

_BARE = frozenset({"id", "$type"})


def _recognises(seen: Peek) -> bool:
    record = seen.record
    return "customFields" in record or str(record.get("$type", "")) == "Issue" or (
        "idReadable" in record
    )  # fmt: skip


def _read(
    path: Path, _options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    export, stamps = open_export(path, log), Milliseconds()
    issues = [Record(item, export.odd) for item in export.records if item]
    resolved = _resolved_states(issues)
    log.lacking = lacking(_carried(issues))
    form = Form(
        ("idReadable", "id"),
        _refusal,
        lambda issue: stamps.read(issue.raw("updated")),
        lambda issue: _ticket(issue, stamps, resolved),
        _BARE,
        "YouTrack gives no more without 'fields': export with"
        " fields=idReadable,summary,description,created,updated,resolved,"
        "customFields(name,value(name,fullName,login)).",
    )
    yield from tickets_of(export, form, log, progress)
    told = (issue.parts("activities") for issue in issues if issue.raw("activities"))
    if not all(history_is_whole(activities, Milliseconds()) for activities in told):
        why = (
            "activities without changes of fields, or without their time and name: ask with"
            " categories=CustomFieldCategory&fields=timestamp,field(name),added(name),removed(name)"
        )
        add_guesses(log, [Guess("history", "unknown, not 0", why)])
    add_guesses(log, stamps.guesses())


def _refusal(issue: Record) -> str | None:
    kind = issue.text("$type")
    return None if kind in ("", "Issue") else f"it is no issue but of the type {kind}"


def _carried(issues: list[Record]) -> Iterator[str]:
    """The fields for which the issues of an export have a place."""
    for issue in issues:
        if "tags" in issue:
            yield "labels"
        if issue.raw("customFields"):
            yield from ("assignee", *(f.text("name").lower() for f in issue.parts("customFields")))


def _resolved_states(issues: list[Record]) -> Mapping[str, str]:
    """What the present states of issues mean, where YouTrack says whether they are resolved."""
    found: dict[str, str] = {}
    for issue in issues:
        if isinstance(issue.raw("customFields"), list):
            found |= CustomFields(issue.parts("customFields")).meaning
    return found


def ticket_from(issue: Mapping[str, Any]) -> Ticket:
    """A ticket from one issue object with its custom fields and, if there, activities."""
    record = Record(issue, Counter())
    return _ticket(record, Milliseconds(), _resolved_states([record]))


def _ticket(issue: Record, stamps: Milliseconds, known: Mapping[str, str]) -> Ticket:
    custom = CustomFields(issue.parts("customFields"))
    status, resolved = custom.status or "", stamps.read(issue.raw("resolved"))
    activities = issue.parts("activities")
    events = events_from(activities, custom.kinds, stamps)
    whole = isinstance(issue.raw("activities"), list) and history_is_whole(activities, stamps)
    meanings = meanings_of(known, status, events)
    state = custom.state(finished=resolved is not None)
    return Ticket(
        id=issue.text("idReadable", "id").strip(),
        source="youtrack",
        title=issue.text("summary"),
        body=issue.text("description"),
        status=status,
        state=state,
        priority=custom.priority,
        level=level_of(custom.priority),
        kind=custom.named("type"),
        category=custom.named("category", "subsystem"),
        resolution=custom.named("resolution"),
        assignee=custom.assignee,
        team=custom.named("team"),
        reporter=value_of(issue.raw("reporter")),
        created=stamps.read(issue.raw("created")),
        updated=stamps.read(issue.raw("updated")),
        resolved=resolved if state in FINISHED else None,
        labels=tuple(name for tag in _tags(issue) if (name := value_of(tag))),
        duplicate_of=duplicates(issue.parts("links")),
        has_history=whole,
        history_cut=bool(events) and not whole,
        reopened=reopenings(events, meanings) if whole else None,
        reassigned=reassignments(events) if whole else None,
        other=custom.others(stamps),
        comments=_comments(issue, stamps),
        events=events,
        meanings=meanings,
    )


def _tags(issue: Record) -> list[Any]:
    tags = issue.raw("tags")
    return cast(list[Any], tags) if isinstance(tags, list) else []


def _comments(issue: Record, stamps: Milliseconds) -> tuple[Comment, ...]:
    reporter = _login(issue.raw("reporter"))
    return tuple(
        Comment(
            stamps.read(item.raw("created")),
            value_of(item.raw("author")),
            item.text("text"),
            item.part("visibility").text("$type") != "LimitedVisibility",
            False if reporter and _login(item.raw("author")) == reporter else None,
        )
        for item in issue.parts("comments")
        if not item.raw("deleted")
    )


def _login(person: Any) -> str:
    fields = cast(Mapping[str, Any], person) if isinstance(person, Mapping) else {}
    return Record(fields).text("login")


IMPORTER = TicketImporter("youtrack-json", "YouTrack REST JSON", _recognises, _read)
