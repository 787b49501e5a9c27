"""What the JSON importers share: every record accounted for, and of copies the newest."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing.formats.beside import beside_guess
from workbench.tickets.importing.formats.record import Record, odd_guess
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.importing.json_files import Fields, Page, pages_of, read_json, records_of
from workbench.tickets.model import FINISHED, Event, Ticket
from workbench.tickets.vocabulary import state_of

_EARLY = datetime(1, 1, 1, tzinfo=UTC)
_UNREADABLE = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True)
class JsonExport:
    """A JSON export that was read: the document as it is, and its records in order.

    `pages` are the objects that hold records; `odd` counts fields that are of another kind
    than the format has.
    """

    path: Path
    document: Any
    records: tuple[Fields | None, ...]
    pages: tuple[Page, ...]
    odd: Counter[str]


@dataclass(frozen=True)
class Form:
    """How one format's records are read.

    `keys` are the fields that hold the id, the best first; `refusal` says why a record is no
    ticket of this format, or None; `updated` is when it was changed last. A record with none
    but the `bare` fields holds an id only; `wider` says how to export more than that. `beside`
    are the names of what the format uses of the data beside the records.
    """

    keys: tuple[str, ...]
    refusal: Callable[[Record], str | None]
    updated: Callable[[Record], datetime | None]
    ticket: Callable[[Record], Ticket]
    bare: frozenset[str] = frozenset()
    wider: str = ""
    beside: frozenset[str] = frozenset()


def open_export(path: Path, log: ImportLog) -> JsonExport:
    """Read a JSON export. Raises UserError when it is none."""
    document, guesses = read_json(path)
    add_guesses(log, guesses)
    pages = tuple(pages_of(document, path))
    return JsonExport(path, document, tuple(records_of(document, path)), pages, Counter())


def tickets_of(
    export: JsonExport, form: Form, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    """The tickets of an export; of a record that occurs again the newest counts.

    Raises UserError when no record holds more than an id.
    """
    usable = dict(_usable(export, form, log))
    chosen: dict[str, tuple[datetime, int]] = {}
    keys: dict[int, str] = {}
    for number, record in usable.items():
        keys[number] = record.text(*form.keys).strip()
        age = (form.updated(record) or _EARLY, -number)
        chosen[keys[number]] = max(chosen.get(keys[number], age), age)
    for number, record in usable.items():
        progress.report(number, len(export.records), "reading tickets")
        best = -chosen[keys[number]][1]
        if best != number:
            when = "before" if best < number else "again, changed later"
            log.reject(number, f"id {keys[number]} occurred {when}, in row {best}")
            continue
        try:
            ticket = form.ticket(record)
        except _UNREADABLE:
            log.reject(number, "it is not built as a record of this format is")
        else:
            yield ticket
    if not usable and any(set(fields) <= form.bare for fields in export.records if fields):
        raise UserError(f"{export.path} holds ids only.", form.wider)
    add_guesses(log, [*odd_guess(export.odd), *beside_guess(export.pages, form.beside)])


def meanings_of(known: Mapping[str, str], status: str, events: Iterable[Event]) -> dict[str, str]:
    """Of the statuses whose states are known, those that a ticket has or had."""
    names = {status, *(name for e in events if e.kind == "status" for name in (e.old, e.new))}
    return {name: state for name, state in known.items() if name in names}


def finish_told(events: Iterable[Event]) -> datetime | None:
    """When a status change led from unfinished to finished for the last time."""
    times = [
        event.time
        for event in events
        if event.kind == "status"
        and state_of(event.old) not in FINISHED
        and state_of(event.new) in FINISHED
    ]
    return times[-1] if times else None


def _usable(export: JsonExport, form: Form, log: ImportLog) -> Iterator[tuple[int, Record]]:
    """The records that are tickets and have an id, with their numbers; the others are rejected."""
    for number, fields in enumerate(export.records, 1):
        log.read += 1
        record = Record(fields or {}, export.odd)
        if fields is None:
            refusal = "it is no object"
        elif set(fields) <= form.bare:
            refusal = "it holds an id only"
        else:
            refusal = form.refusal(record)
        if refusal is None and not record.text(*form.keys).strip():
            refusal = "it has no id"
        if refusal is None:
            yield number, record
        else:
            log.reject(number, refusal)
