"""Zammad's tickets JSON, plain or with expanded names, articles and history."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from workbench.core.progress import Progress
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.beside import Belongings
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.json_rows import Form, finish_told, open_export, tickets_of
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.formats.zammad_beside import (
    articles_of,
    body_of,
    comment_of,
    events_of,
    history_beside,
    name_beside,
    name_of,
    page_around,
)
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    reader,
)
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import FINISHED, Ticket
from workbench.tickets.vocabulary import level_of, state_of

_STATES = {"1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged",
           "6": "removed", "7": "pending close"}  # fmt: skip
_PRIORITIES = {"1": "1 low", "2": "2 normal", "3": "3 high"}
_BY_ID = {"state": _STATES, "priority": _PRIORITIES}
_LEVELS = {"1 low": "P4", "2 normal": "P3", "3 high": "P2"}
_PLACES = {"owner": "assignee", "owner_id": "assignee", "group": "team", "group_id": "team",
           "priority_id": "priority", "tags": "labels"}  # fmt: skip
_MARKS = ("number", "state_id", "state", "group_id", "group", "customer_id", "customer")
_NOBODY = "1"
_TAKEN = frozenset(
    ("id", "number", "title", "note", "category", "state", "state_id", "priority", "priority_id",
     "owner", "owner_id", "group", "group_id", "customer", "customer_id", "created_at",
     "updated_at", "close_at", "last_close_at", "first_response_at", "tags", "history",
     "articles", "article", "article_ids", "article_count", "preferences")
)  # fmt: skip


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    return {"number", "title"} <= names and bool({"state_id", "article_count", "articles"} & names)


def _refusal(item: Record) -> str | None:
    known = "title" in item and any(name in item for name in _MARKS)
    return None if known else "it is no ticket: it has no title and number"


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    log.lacking = lacking((name for item in export.records for name in item or ()), _PLACES)
    history = history_beside(export.pages)
    form = Form(
        ("number", "id"),
        _refusal,
        lambda item: stamps.read(item.text("updated_at")),
        lambda item: _ticket(item, stamps, history),
        beside=frozenset({"assets", "history", "tags"}),
    )
    yield from tickets_of(export, form, log, progress)
    add_guesses(log, history.guesses("history", "ask for /ticket_history/ID of each"))
    found = [Record(item) for item in export.records if item]
    add_guesses(log, _id_guesses(found))
    if any(item.raw("close_at") and not {"last_close_at", "history"} & set(dict(item.items()))
           and not history.of(item.text("id")) for item in found):  # fmt: skip
        why = "the export has no last_close_at: of a reopened ticket this is the first closing"
        add_guesses(log, [Guess("resolved", "close_at", why)])
    add_guesses(log, stamps.guesses())


def _id_guesses(items: list[Record]) -> Iterator[Guess]:
    """States and priorities that are named by their ids, and ids that nothing names."""
    numbers = {name: Counter(item.text(f"{name}_id") for item in items
                             if _named(item, name) is None) for name in _BY_ID}  # fmt: skip
    for name, field, names in (("state", "status", "states"),
                               ("priority", "priority", "priorities")):  # fmt: skip
        if set(numbers[name]) & set(_BY_ID[name]):
            why = "the export gives ids, not names (expand=true gives both)"
            yield Guess(field, f"Zammad's default {names} by id", why)
        unknown = sorted(set(numbers[name]) - set(_BY_ID[name]) - {""})
        if unknown:
            why = "the export gives no name for it (expand=true gives names)"
            yield Guess(field, f"id {', '.join(unknown)} kept", why)


def _ticket(item: Record, stamps: StampReader, beside: Belongings) -> Ticket:
    status, priority = _named_by_id(item, "state") or "", _named_by_id(item, "priority")
    named = _named(item, "priority") or item.text("priority_id") in _PRIORITIES
    state = state_of(status)
    articles = articles_of(item)
    history = item.parts("history") or beside.of(item.text("id"))
    events = events_of(history, item, stamps)
    known = isinstance(item.raw("history"), list) or bool(history)
    first, last = (stamps.read(item.text(name)) for name in ("close_at", "last_close_at"))
    finished = (last or finish_told(events) or first) if state in FINISHED else None
    return Ticket(
        id=item.text("number", "id").strip(),
        source="zammad",
        title=item.text("title"),
        body=body_of(articles[0]) if articles else item.text("note"),
        status=status,
        state=state,
        priority=priority,
        level=(_LEVELS.get(priority or "") or level_of(priority)) if named else None,
        category=item.named("category", "name"),
        assignee=_named_by_id(item, "owner"),
        team=_named_by_id(item, "group"),
        reporter=_named_by_id(item, "customer"),
        created=stamps.read(item.text("created_at")),
        updated=stamps.read(item.text("updated_at")),
        resolved=finished,
        closed=finished,
        first_reply=stamps.read(item.text("first_response_at")),
        first_resolved=first,
        labels=_labels(item),
        has_history=known,
        reopened=reopenings(events) if known else None,
        reassigned=reassignments(events) if known else None,
        other=_other(item),
        comments=tuple(comment_of(article, item, stamps) for article in articles[1:]),
        events=events,
    )


def _named(item: Record, name: str) -> str | None:
    """A name that the export gives, in the ticket or beside it."""
    inside = isinstance(item.raw(name), Mapping)
    value = name_of(item.part(name)) if inside else item.said(name)
    return value or name_beside(item, name, item.text(f"{name}_id"))


def _named_by_id(item: Record, name: str) -> str | None:
    """A name; only an id is kept as such, so that nothing is lost. Nobody is '-', user 1."""
    number, value = item.text(f"{name}_id"), _named(item, name)
    value = value or _BY_ID.get(name, {}).get(number)
    if value == "-" or (name == "owner" and number == _NOBODY and value is None):
        return None
    return value or (f"id {number}" if number else None)


def _labels(item: Record) -> tuple[str, ...]:
    """The tags: a list, a text with commas, or beside the ticket that the page is of."""
    holder = item if item.raw("tags") is not None else _page_of(item)
    tags = holder.raw("tags")
    if not isinstance(tags, str):
        return holder.texts("tags")
    return tuple(tag for part in tags.split(",") if (tag := part.strip()))


def _page_of(item: Record) -> Record:
    """The page of a single ticket (?all=true), or nothing."""
    page = page_around(item)
    return page if page.text("ticket_id") == item.text("id") else item


def _other(item: Record) -> dict[str, str]:
    """What has no place of its own in a ticket; ids with the names that stand beside."""
    names = {name.removesuffix("_id"): said for name, value in item.items()
             if name.endswith("_id") and name not in _TAKEN and value is not None
             and (said := _named(item, name.removesuffix("_id")))}  # fmt: skip
    told = {f"{name}_id" for name in names}
    return item.further(_TAKEN | told) | names


IMPORTER = TicketImporter("zammad-json", "Zammad tickets JSON", _recognises, _read)
