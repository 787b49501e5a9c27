"""ServiceNow CSV and Table API JSON: one row per incident, or per change (an event log)."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from workbench.core.progress import Progress
from workbench.tickets.importing.files import Guess, Table, open_table
from workbench.tickets.importing.formats.beside import beside_guess
from workbench.tickets.importing.formats.csv_rows import Row, lacking, positions, rows
from workbench.tickets.importing.formats.json_rows import open_export
from workbench.tickets.importing.formats.record import odd_guess
from workbench.tickets.importing.formats.servicenow_journal import (
    JOURNALS,
    comments_in,
    journal_guess,
    unknown_labels,
)
from workbench.tickets.importing.formats.servicenow_json import table_of
from workbench.tickets.importing.formats.servicenow_states import state_named
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
from workbench.tickets.model import FINISHED, Event, Ticket
from workbench.tickets.vocabulary import count, level_of, state_of, yes

_STAMPS = ("opened_at", "sys_created_at", "sys_created_on", "sys_updated_at", "sys_updated_on",
           "resolved_at", "closed_at")  # fmt: skip
_DATED = (*_STAMPS, *JOURNALS)
"""Columns that begin with a date."""
_STATUS = ("incident_state", "ident_state", "state")
_CHANGES = {"status": _STATUS, "priority": ("priority",), "assignee": ("assigned_to",),
            "team": ("assignment_group",)}  # fmt: skip
_KNOWN = frozenset(
    ("number", *_STATUS, *_DATED, "priority", "assigned_to", "assignment_group", "category",
     "caller_id", "short_description", "description", "close_code", "closed_code", "made_sla",
     "reopen_count", "reassignment_count")
)  # fmt: skip
_PLACES = {"assigned_to": "assignee", "assignment_group": "team", "close_code": "resolution",
           "closed_code": "resolution"}  # fmt: skip
_EARLY = datetime(1970, 1, 1, tzinfo=UTC)


def _recognises(seen: Peek) -> bool:
    names = {name.lower() for name in seen.header}
    return "number" in names and bool(
        {"sys_updated_at", "sys_updated_on", "sys_created_on", "sys_mod_count", "opened_at"} & names
    )


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps = reader(options)
    table = look_at_stamps(path, stamps, positions(open_table(path), _DATED))
    yield from _tickets(table, stamps, log, progress)


def _tickets(
    table: Table, stamps: StampReader, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    add_guesses(log, table.guesses)
    if [name.lower() for name in table.header].count("category") == 2:
        why = "the header has 'category' twice; the second holds the finer one"
        add_guesses(log, [Guess("category", "first of two columns", why)])
    log.lacking = lacking((name.lower() for name in table.header), _PLACES)
    incidents: dict[str, _Incident] = {}
    for row in rows(table, log):
        if row.number % 256 == 0:
            progress.report(row.number, None, "reading rows")
        number = row.first("number")
        if number is None:
            log.reject(row.number, "it has no number")
            continue
        incidents.setdefault(number, _Incident()).add(row, stamps)
    for number, incident in incidents.items():
        progress.check()
        yield _ticket(number, incident, stamps, log)
    add_guesses(log, stamps.guesses())


def _recognises_json(seen: Peek) -> bool:
    names = set(seen.record)
    return "number" in names and bool({"sys_id", "opened_at", "sys_created_on"} & names)


def _read_json(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    export, stamps = open_export(path, log), reader(options)
    yield from _tickets(table_of(export, stamps, _DATED), stamps, log, progress)
    add_guesses(log, [*odd_guess(export.odd), *beside_guess(export.pages, ())])


@dataclass(slots=True)
class _Change:
    """The values of one row that can change, and when and by whom it was written."""

    time: datetime | None
    order: tuple[datetime, int, int]
    author: str | None
    values: tuple[str | None, ...]


class _Incident:
    """The rows of one incident: the changing values of all, the whole row only of the last."""

    __slots__ = ("changes", "last", "newest")

    def __init__(self) -> None:
        self.changes: list[_Change] = []
        self.newest = (-1, 0)
        self.last = Row(0, (), {})

    def add(self, row: Row, stamps: StampReader) -> None:
        """Take a row; the newest is the one with the highest modification count."""
        counted = count(row.first("sys_mod_count")) or 0
        time = stamps.read(row.first("sys_updated_at", "sys_updated_on", "opened_at") or "")
        values = tuple(_shared(row.first(*names)) for names in _CHANGES.values())
        order = (time or _EARLY, counted, row.number)
        author = _shared(row.first("sys_updated_by"))
        self.changes.append(_Change(time, order, author, values))
        if (counted, row.number) > self.newest:
            self.newest, self.last = (counted, row.number), row

    def events(self) -> tuple[Event, ...]:
        """What differs from row to row, in the order of time."""
        ordered = sorted(self.changes, key=lambda change: change.order)
        return tuple(
            Event(after.time, kind, old, new, after.author)
            for before, after in pairwise(ordered)
            for kind, old, new in zip(_CHANGES, before.values, after.values, strict=True)
            if old != new and after.time is not None
        )


def _shared(text: str | None) -> str | None:
    """One string object for equal texts: an event log repeats its values."""
    return None if text is None else sys.intern(text)


def _ticket(number: str, incident: _Incident, stamps: StampReader, log: ImportLog) -> Ticket:
    last = incident.last
    status = _status(last, number, last.first(*_STATUS), log)
    priority = last.first("priority")
    resolved = stamps.read(last.first("resolved_at") or "")
    closed = stamps.read(last.first("closed_at") or "")
    events = tuple(
        replace(
            event,
            old=_status(last, number, event.old, log) or None,
            new=_status(last, number, event.new, log) or None,
        )
        if event.kind == "status"
        else event
        for event in incident.events()
    )
    add_guesses(log, journal_guess(unknown_labels(last.first(JOURNALS[-1]) or "")))
    done = state_of(status, finished=closed is not None) in FINISHED
    return Ticket(
        id=number,
        source="servicenow",
        title=last.first("short_description") or _title(last, number),
        body=last.first("description") or "",
        status=status,
        state=state_of(status, finished=closed is not None),
        priority=priority,
        level=level_of(priority),
        category=last.first("category"),
        resolution=last.first("close_code", "closed_code"),
        assignee=last.first("assigned_to"),
        team=last.first("assignment_group"),
        reporter=last.first("caller_id"),
        created=stamps.read(last.first("opened_at", "sys_created_at", "sys_created_on") or ""),
        updated=stamps.read(last.first("sys_updated_at", "sys_updated_on") or ""),
        resolved=resolved if done else None,
        closed=closed if done else None,
        reopened=count(last.first("reopen_count")),
        reassigned=count(last.first("reassignment_count")),
        made_sla=yes(last.first("made_sla")),
        has_history=len({change.order[:2] for change in incident.changes}) > 1,
        other=_other(last),
        comments=tuple(comments_in(last.first, stamps)),
        events=events,
    )


def _status(row: Row, number: str, text: str | None, log: ImportLog) -> str:
    """The name of a state; one that is given as a number is looked up and named as a guess."""
    table = row.first("sys_class_name")
    named = state_named(text or "", table, number)
    if named is None:
        return text or ""
    why = f"the numbers of table '{named.table}' as delivered; sysparm_display_value=all has names"
    add_guesses(log, [Guess("status", f"{text} is '{named.name}'", why)])
    return named.name


def _title(row: Row, number: str) -> str:
    """A title for a log without descriptions, from the codes it has."""
    said = [f"{name} {value}" for name in ("category", "subcategory", "u_symptom", "cmdb_ci")
            if (value := row.first(name))]  # fmt: skip
    return f"{number}: {', '.join(said)}" if said else number


def _other(row: Row) -> dict[str, str]:
    found = {name: "; ".join(row.all(name)) for name in row.names if name not in _KNOWN}
    second = row.all("category")[1:]
    if second:
        found["category 2"] = second[0]
    return {name: value for name, value in found.items() if value}


IMPORTER = TicketImporter("servicenow-csv", "ServiceNow CSV", _recognises, _read)
JSON_IMPORTER = TicketImporter(
    "servicenow-json", "ServiceNow Table API JSON", _recognises_json, _read_json
)
