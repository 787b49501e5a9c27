"""Zammad's tickets JSON, plain or with expanded names, articles and history."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.html_text import text_of_html
from workbench.tickets.importing.formats.json_rows import Form, finish_told, open_export, tickets_of
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
from workbench.tickets.vocabulary import level_of, present, state_of

_STATES = {"1": "new", "2": "open", "3": "pending reminder", "4": "closed", "5": "merged",
           "6": "removed", "7": "pending close"}  # fmt: skip
_PRIORITIES = {"1": "1 low", "2": "2 normal", "3": "3 high"}
_LEVELS = {"1 low": "P4", "2 normal": "P3", "3 high": "P2"}
_ASSETS = {"state": "TicketState", "priority": "TicketPriority", "group": "Group",
           "owner": "User", "customer": "User"}  # fmt: skip
_PLACES = {"owner": "assignee", "owner_id": "assignee", "group": "team", "group_id": "team",
           "priority_id": "priority", "tags": "labels"}  # fmt: skip
_NOBODY = "1"
_KINDS = {"state": "status", "priority": "priority", "owner": "assignee", "group": "team"}
_SENDERS = {"1": "Agent", "2": "Customer", "3": "System"}
_FROM_DESK = {"Agent": True, "Customer": False, "System": False}


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    return {"number", "title"} <= names and bool({"state_id", "article_count", "articles"} & names)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, export = reader(options), open_export(path, log)
    log.lacking = lacking((name for item in export.records for name in item or ()), _PLACES)
    form = Form(
        ("number", "id"),
        lambda item: None if "title" in item or "number" in item else "it is no ticket",
        lambda item: stamps.read(item.text("updated_at")),
        lambda item: _ticket(item, stamps),
    )
    yield from tickets_of(export, form, log, progress)
    found = [item for item in export.records if item]
    if any("state_id" in item and not ({"state", "_beside"} & set(item)) for item in found):
        why = "the export gives ids, not names (expand=true gives both)"
        add_guesses(log, [Guess("status", "Zammad's default states by id", why)])
    if any(item.get("close_at") and "last_close_at" not in item and "history" not in item
           for item in found):  # fmt: skip
        why = "the export has no last_close_at: of a reopened ticket this is the first closing"
        add_guesses(log, [Guess("resolved", "close_at", why)])
    add_guesses(log, stamps.guesses())


def _ticket(item: Record, stamps: StampReader) -> Ticket:
    status = _named(item, "state") or _STATES.get(item.text("state_id"), "")
    priority = _named(item, "priority") or _PRIORITIES.get(item.text("priority_id"))
    state = state_of(status)
    articles = _articles(item)
    events = _events(item.parts("history"), stamps)
    known = isinstance(item.raw("history"), list)
    first, last = (stamps.read(item.text(name)) for name in ("close_at", "last_close_at"))
    finished = (last or finish_told(events) or first) if state in FINISHED else None
    tags = item.raw("tags")
    return Ticket(
        id=item.text("number", "id").strip(),
        source="zammad",
        title=item.text("title"),
        body=_body(articles[0]) if articles else item.text("note"),
        status=status,
        state=state,
        priority=priority,
        level=_LEVELS.get(priority or "") or level_of(priority),
        category=item.named("category", "name"),
        assignee=_named(item, "owner"),
        team=_named(item, "group"),
        reporter=_named(item, "customer"),
        created=stamps.read(item.text("created_at")),
        updated=stamps.read(item.text("updated_at")),
        resolved=finished,
        closed=finished,
        first_reply=stamps.read(item.text("first_response_at")),
        first_resolved=first,
        labels=tuple(tags.split(",")) if isinstance(tags, str) else item.texts("tags"),
        has_history=known,
        reopened=reopenings(events) if known else None,
        reassigned=reassignments(events) if known else None,
        comments=tuple(_comment(article, stamps) for article in articles[1:]),
        events=events,
    )


def _named(item: Record, name: str) -> str | None:
    """A name; only an id is kept as such, so that nothing is lost. Nobody is '-', user 1."""
    number = item.text(f"{name}_id")
    value = _person(item.part(name)) if isinstance(item.raw(name), Mapping) else item.said(name)
    value = value or _beside(item, name, number)
    if value == "-" or (name == "owner" and number == _NOBODY and value is None):
        return None
    if value is None:
        return None if not number or name in ("state", "priority") else f"id {number}"
    return value


def _assets(item: Record, kind: str) -> Record:
    """The objects of a kind, by id, that stand beside the tickets of a search."""
    if not isinstance(item.raw("_beside"), Mapping):
        return Record({})
    return item.part("_beside").part(kind)


def _beside(item: Record, name: str, number: str) -> str | None:
    return _person(_assets(item, _ASSETS[name]).part(number)) if name in _ASSETS else None


def _person(found: Record) -> str | None:
    """The name of a person or thing."""
    whole = f"{found.text('firstname')} {found.text('lastname')}".strip()
    return found.said("name") or whole or found.said("email", "login")


def _articles(item: Record) -> list[Record]:
    """The messages of a ticket: in it, or beside it by their ids."""
    found = item.parts("articles") or item.parts("article")
    if found:
        return found
    numbers = item.raw("article_ids")
    beside = _assets(item, "TicketArticle")
    ids = cast(list[Any], numbers) if isinstance(numbers, list) else []
    return [article for number in ids if (article := beside.part(str(number)))]


def _comment(article: Record, stamps: StampReader) -> Comment:
    sender = article.text("sender") or _SENDERS.get(article.text("sender_id"), "")
    return Comment(
        stamps.read(article.text("created_at")),
        article.said("from", "created_by"),
        _body(article),
        article.raw("internal") is not True,
        _FROM_DESK.get(sender),
    )


def _body(article: Record) -> str:
    text = article.text("body")
    return text_of_html(text) if article.text("content_type") == "text/html" else text


def _events(history: list[Record], stamps: StampReader) -> tuple[Event, ...]:
    found: list[Event] = []
    for entry in history:
        kind = _KINDS.get(entry.text("attribute"))
        time = stamps.read(entry.text("created_at"))
        if kind and time:
            old, new = (present(entry.said(name)) for name in ("value_from", "value_to"))
            found.append(Event(time, kind, old, new, entry.said("created_by_id")))
    return tuple(sorted(found, key=lambda event: event.time))


IMPORTER = TicketImporter("zammad-json", "Zammad tickets JSON", _recognises, _read)
