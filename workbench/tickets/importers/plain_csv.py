"""Any CSV: columns are mapped to fields, by the user or by their usual names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.exports import Guess, open_table
from workbench.tickets.importers.csv_rows import Once, Row, rows
from workbench.tickets.importing import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    look_at_stamps,
    reader,
)
from workbench.tickets.model import Ticket
from workbench.tickets.stamps import StampReader
from workbench.tickets.vocabulary import count, level_of, state_of, yes

USUAL_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "ticket id", "ticket_id", "ticketid", "ticket", "key", "issue key", "issue id",
           "number", "ticket number", "ticket no", "case id", "case number", "case", "nr", "#",
           "reference", "ref", "incident"),
    "title": ("title", "subject", "summary", "short description", "short_description", "betreff",
              "titel", "name", "headline"),
    "body": ("description", "body", "text", "details", "message", "content", "beschreibung",
             "document", "ticket description", "question"),
    "status": ("status", "state", "ticket status", "stage"),
    "priority": ("priority", "prio", "severity", "ticket priority", "priorität"),
    "category": ("category", "topic", "label", "intent", "kategorie", "topic_group", "queue",
                 "ticket type"),
    "kind": ("type", "issue type", "kind"),
    "assignee": ("assignee", "assigned to", "assigned_to", "owner", "agent"),
    "team": ("team", "group", "assignment group", "assignment_group", "department"),
    "reporter": ("reporter", "requester", "customer", "caller", "from", "author", "created by",
                 "customer email", "requester email"),
    "created": ("created", "created at", "created_at", "opened", "opened at", "opened_at", "date",
                "creation date", "created on", "erstellt", "timestamp", "time"),
    "updated": ("updated", "updated at", "updated_at", "last updated", "modified", "geändert"),
    "resolved": ("resolved", "resolved at", "resolved_at", "solved", "solved at", "resolution date",
                 "gelöst"),
    "closed": ("closed", "closed at", "closed_at", "close date", "geschlossen"),
    "resolution": ("resolution", "solution", "answer", "lösung", "close code"),
    "made_sla": ("made sla", "made_sla", "sla met", "within sla"),
    "reopened": ("reopen count", "reopen_count", "reopens", "reopened"),
    "reassigned": ("reassignment count", "reassignment_count", "reassignments"),
    "labels": ("labels", "tags"),
}  # fmt: skip
"""The columns that are taken for a field when the user maps none."""

MOMENTS = ("created", "updated", "resolved", "closed")


def suggest_mapping(header: tuple[str, ...], said: Mapping[str, str]) -> dict[str, str]:
    """Field to column: what the user said, then usual names. A column is used once."""
    unknown = [field for field in said if field not in USUAL_NAMES]
    if unknown:
        raise UserError(f"'{unknown[0]}' is not a field.", f"Fields are: {', '.join(USUAL_NAMES)}.")
    by_name = {name.lower().strip(): name for name in reversed(header)}
    by_name |= {name.replace("_", " "): written for name, written in by_name.items()}
    mapping: dict[str, str] = {}
    for field, column in said.items():
        if column.lower().strip() not in by_name:
            raise UserError(
                f"There is no column '{column}'.", f"Columns are: {', '.join(header[:30])}."
            )
        mapping[field] = by_name[column.lower().strip()]
    for field, names in USUAL_NAMES.items():
        taken = set(mapping.values())
        free = (by_name[name] for name in names if by_name.get(name) not in (None, *taken))
        found = next(free, None)
        if field not in mapping and found is not None:
            mapping[field] = found
    return mapping


def _recognises(seen: Peek) -> bool:
    if not seen.header:
        return False
    mapping = suggest_mapping(seen.header, {})
    return "id" in mapping and bool({"title", "body"} & set(mapping))


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    first = open_table(path)
    mapping = suggest_mapping(first.header, options.mapping)
    if "id" not in mapping:
        raise UserError(
            f"{path} has no column for the id.",
            f"Name it with --map id=COLUMN; columns are: {', '.join(first.header[:30])}.",
        )
    stamps = reader(options)
    names = list(first.header)
    dated = [names.index(mapping[field]) for field in MOMENTS if field in mapping]
    table = look_at_stamps(path, stamps, dated)
    add_guesses(log, table.guesses)
    for field, column in mapping.items():
        if field not in options.mapping:
            add_guesses(log, [Guess(field, f"column '{column}'", "by its name")])
    columns = {field: column.lower() for field, column in mapping.items()}
    once = Once(log)
    for row in rows(table, log):
        if row.number % 256 == 0:
            progress.report(row.number, None, "reading tickets")
        if once.accepts(row.first(columns["id"]), row.number):
            yield _ticket(row, columns, stamps)
    add_guesses(log, stamps.guesses())


def _ticket(row: Row, columns: Mapping[str, str], stamps: StampReader) -> Ticket:
    def said(field: str) -> str | None:
        return row.first(columns[field]) if field in columns else None

    def moment(field: str) -> datetime | None:
        return stamps.read(said(field) or "")

    body = said("body") or ""
    status, resolved, closed = said("status") or "", moment("resolved"), moment("closed")
    state = state_of(status, finished=bool(resolved or closed))
    done = state in ("resolved", "closed")
    other = {
        name: "; ".join(row.all(name)) for name in row.names if name not in set(columns.values())
    }
    return Ticket(
        id=said("id") or "",
        source="csv",
        title=said("title") or body[:80],
        body=body,
        status=status,
        state=state,
        priority=said("priority"),
        level=level_of(said("priority")),
        kind=said("kind"),
        category=said("category"),
        resolution=said("resolution"),
        assignee=said("assignee"),
        team=said("team"),
        reporter=said("reporter"),
        created=moment("created"),
        updated=moment("updated"),
        resolved=(resolved or closed) if done else None,
        closed=closed if done else None,
        reopened=count(said("reopened")),
        reassigned=count(said("reassigned")),
        made_sla=yes(said("made_sla")),
        labels=tuple(part.strip() for part in (said("labels") or "").split(",") if part.strip()),
        other={name: value for name, value in other.items() if value},
    )


IMPORTER = TicketImporter("csv", "CSV with any columns", _recognises, _read)
