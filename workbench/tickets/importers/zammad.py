"""Zammad's tickets JSON, plain or with expanded names, articles and history."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.tickets.exports import Guess
from workbench.tickets.history import reassignments, reopenings
from workbench.tickets.importers.csv_rows import Once
from workbench.tickets.importers.html_text import text_of_html
from workbench.tickets.importing import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
    json_records,
    reader,
)
from workbench.tickets.model import Comment, Event, Ticket
from workbench.tickets.stamps import StampReader
from workbench.tickets.vocabulary import level_of, state_of

Fields = Mapping[str, Any]
_STATES = {1: "new", 2: "open", 3: "pending reminder", 4: "closed", 5: "merged", 6: "removed",
           7: "pending close"}  # fmt: skip
_PRIORITIES = {1: "1 low", 2: "2 normal", 3: "3 high"}
_LEVELS = {"1 low": "P4", "2 normal": "P3", "3 high": "P2"}
_ASSETS = {"state": "TicketState", "priority": "TicketPriority", "group": "Group",
           "owner": "User", "customer": "User"}  # fmt: skip
_NOBODY = 1
_KINDS = {"state": "status", "priority": "priority", "owner": "assignee", "group": "team"}


def _recognises(seen: Peek) -> bool:
    names = set(seen.record)
    return {"number", "title"} <= names and bool({"state_id", "article_count", "articles"} & names)


def _read(
    path: Path, options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    stamps, once = reader(options), Once(log)
    for number, item in enumerate(json_records(path), 1):
        progress.report(number, None, "reading tickets")
        log.read += 1
        if not ({"state", "_beside"} & set(item)) and "state_id" in item:
            why = "the export gives ids, not names (expand=true gives both)"
            add_guesses(log, [Guess("status", "Zammad's default states by id", why)])
        key = item.get("number") or item.get("id")
        if once.accepts(None if key is None else str(key), number):
            yield _ticket(item, stamps)
    add_guesses(log, stamps.guesses())


def _ticket(item: Fields, stamps: StampReader) -> Ticket:
    def moment(name: str) -> Any:
        return stamps.read(str(item.get(name) or ""))

    status = _named(item, "state") or _STATES.get(item.get("state_id", 0), "")
    priority = _named(item, "priority") or _PRIORITIES.get(item.get("priority_id", 0))
    articles = _list(item.get("articles") or item.get("article"))
    history = item.get("history")
    events = _events(_list(history), stamps)
    known = isinstance(history, list)
    closed = moment("close_at")
    tags = item.get("tags") or []
    return Ticket(
        id=str(item.get("number") or item.get("id")),
        source="zammad",
        title=str(item.get("title") or ""),
        body=_body(articles[0]) if articles else str(item.get("note") or ""),
        status=status,
        state=state_of(status),
        priority=priority,
        level=_LEVELS.get(priority or "") or level_of(priority),
        category=_named(item, "category"),
        assignee=_named(item, "owner"),
        team=_named(item, "group"),
        reporter=_named(item, "customer"),
        created=moment("created_at"),
        updated=moment("updated_at"),
        resolved=closed,
        closed=closed,
        first_reply=moment("first_response_at"),
        labels=tuple(tags.split(",") if isinstance(tags, str) else map(str, tags)),
        has_history=known,
        reopened=reopenings(events) if known else None,
        reassigned=reassignments(events) if known else None,
        comments=tuple(
            Comment(
                stamps.read(str(article.get("created_at") or "")),
                str(article.get("from") or article.get("created_by") or "") or None,
                _body(article),
                article.get("internal") is not True,
            )
            for article in articles[1:]
        ),
        events=events,
    )


def _named(item: Fields, name: str) -> str | None:
    """A name; only an id is kept as such, so that nothing is lost. Nobody is '-', user 1."""
    value, number = item.get(name), item.get(f"{name}_id")
    if isinstance(value, Mapping):
        value = cast(Fields, value).get("name")
    if value in (None, ""):
        value = _beside(item, name, number)
    if value == "-" or (name == "owner" and number == _NOBODY and value is None):
        return None
    if value is None:
        return None if number is None or name in ("state", "priority") else f"id {number}"
    return str(value)


def _beside(item: Fields, name: str, number: Any) -> str | None:
    """The name of an id, from the assets that stand beside the tickets of a search."""
    kinds = cast(Mapping[str, Mapping[str, Fields]], item.get("_beside") or {})
    found = kinds.get(_ASSETS.get(name, ""), {}).get(str(number), {})
    person = f"{found.get('firstname') or ''} {found.get('lastname') or ''}".strip()
    said = found.get("name") or person or found.get("email") or found.get("login")
    return None if said is None else str(said)


def _body(article: Fields) -> str:
    text = str(article.get("body") or "")
    return text_of_html(text) if article.get("content_type") == "text/html" else text


def _events(history: list[Any], stamps: StampReader) -> tuple[Event, ...]:
    found: list[Event] = []
    for entry in history:
        kind = _KINDS.get(str(entry.get("attribute")))
        time = stamps.read(str(entry.get("created_at") or ""))
        if kind and time:
            old, new = entry.get("value_from"), entry.get("value_to")
            found.append(Event(time, kind, old or None, new or None,
                               str(entry.get("created_by_id") or "") or None))  # fmt: skip
    return tuple(sorted(found, key=lambda event: event.time))


def _list(value: Any) -> list[Any]:
    return [item for item in cast(list[Any], value) if isinstance(item, dict)] \
        if isinstance(value, list) else []  # fmt: skip


IMPORTER = TicketImporter("zammad-json", "Zammad tickets JSON", _recognises, _read)
