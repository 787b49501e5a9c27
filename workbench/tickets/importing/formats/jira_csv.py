"""Jira's CSV export: repeated headers, stamps without a zone, comments as 'date;author;text'."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from workbench.core.progress import Progress
from workbench.tickets.importing.files import open_table
from workbench.tickets.importing.formats.comment_cells import PUBLIC_COMMENTS, comment_of
from workbench.tickets.importing.formats.csv_rows import Once, Row, lacking, positions, rows
from workbench.tickets.importing.formats.jira_states import key_named, state_in_category
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    look_at_stamps,
    reader,
)
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import FINISHED, Ticket
from workbench.tickets.vocabulary import level_of

_STAMPS = ("created", "updated", "resolved", "due date", "last viewed", "due", "closed")
_KNOWN = frozenset(
    ("summary", "issue key", "issue id", "issue type", "status", "priority", "resolution",
     "assignee", "reporter", "created", "updated", "resolved", "description", "labels", "comment",
     "component/s", "components", "environment", "status category")
)  # fmt: skip


def _recognises(seen: Peek) -> bool:
    names = {name.lower() for name in seen.header}
    with_id = "issue key" in names or (
        "issue id" in names and bool({"status", "issue type"} & names)
    )
    return "summary" in names and with_id


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps = reader(options)
    table = look_at_stamps(path, stamps, positions(open_table(path), _STAMPS))
    add_guesses(log, table.guesses)
    log.lacking = lacking(name.lower() for name in table.header)
    log.zoneless = options.zone is None
    if any(name.lower() == "comment" for name in table.header):
        add_guesses(log, [PUBLIC_COMMENTS])
    once = Once(log)
    for row in rows(table, log):
        progress.report(row.number, None, "reading tickets")
        if once.accepts(row.first("issue key", "key", "issue id"), row.number):
            yield _ticket(row, stamps)
    add_guesses(log, stamps.guesses())


def _ticket(row: Row, stamps: StampReader) -> Ticket:
    def moment(*names: str) -> datetime | None:
        return stamps.read(row.first(*names) or "")

    status, resolved = row.first("status") or "", moment("resolved", "resolution date")
    resolution, category = row.first("resolution"), row.first("status category")
    finished = resolved is not None and resolution is not None
    priority = row.first("priority")
    key = key_named(category or "")
    state = state_in_category(status if key else f"{status} {category or ''}", key,
                              finished=finished)  # fmt: skip
    people = _people(row)
    known = {name: moment(name) for name in ("created", "updated")}
    known["resolved"] = resolved if state in FINISHED else None
    components = [*row.all("component/s"), *row.all("components")]
    chosen = row.first("custom field (category)", "category", "request type")
    left = components if chosen else components[1:]
    further = {"components": "; ".join(left)} if left else {}
    return Ticket(
        id=row.first("issue key", "key", "issue id") or "",
        source="jira",
        title=row.first("summary") or "",
        body=_body(row),
        status=status,
        state=state,
        priority=priority,
        level=level_of(priority),
        kind=row.first("issue type"),
        category=chosen or next(iter(components), None),
        resolution=resolution,
        assignee=row.first("assignee"),
        team=row.first("custom field (team)", "team", "custom field (assignment group)"),
        reporter=row.first("reporter", "creator"),
        created=known["created"],
        updated=known["updated"],
        resolved=known["resolved"],
        meanings={status: state} if status and key else {},
        labels=tuple(row.all("labels")),
        duplicate_of=_duplicates(row),
        other=_other(row) | _without_moment(row, known) | further,
        comments=tuple(comment_of(text, stamps, people) for text in row.all("comment")),
    )  # fmt: skip


def _body(row: Row) -> str:
    environment = row.first("environment")
    body = row.first("description") or ""
    return f"{body}\n\nEnvironment: {environment}" if environment else body


def _duplicates(row: Row) -> tuple[str, ...]:
    """The issues that this one duplicates: Jira names the link 'Duplicate' on both sides."""
    return tuple(row.all("outward issue link (duplicate)"))


def _other(row: Row) -> dict[str, str]:
    """Every further column that says something; repeated ones joined."""
    found = {
        name: "; ".join(row.all(name))
        for name in row.names
        if name not in _KNOWN and not name.startswith("outward issue link (dup")
    }
    return {name: value for name, value in found.items() if value}


def _without_moment(row: Row, known: dict[str, datetime | None]) -> dict[str, str]:
    """What stands in the columns of moments that a ticket does not get from them."""
    texts = {name: row.first(name) for name, moment in known.items() if moment is None}
    return {name: text for name, text in texts.items() if text}


def _people(row: Row) -> dict[str, str]:
    """Names by account: a comment gives the account, the columns beside a person both."""
    return {
        account: name
        for role in ("reporter", "creator", "assignee")
        if (account := row.first(f"{role} id")) and (name := row.first(role))
    }


IMPORTER = TicketImporter("jira-csv", "Jira CSV export", _recognises, _read)
