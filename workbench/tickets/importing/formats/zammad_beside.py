"""Zammad's articles, changes and names: in a ticket, or beside it under `assets`."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from workbench.tickets.importing.formats.beside import Belongings, belongings
from workbench.tickets.importing.formats.html_text import text_of_html
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.json_files import BESIDE, Page
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Comment, Event
from workbench.tickets.vocabulary import present

_ASSETS = {"state": "TicketState", "priority": "TicketPriority", "group": "Group",
           "organization": "Organization"}  # fmt: skip
_PEOPLE = ("owner", "customer", "created_by", "updated_by")
_KINDS = {"state": "status", "priority": "priority", "owner": "assignee", "group": "team"}
_SENDERS = {"1": "Agent", "2": "Customer", "3": "System"}
_FROM_DESK = {"Agent": True, "Customer": False, "System": False}


def page_around(item: Record) -> Record:
    """The page that a ticket stands in; an empty record without."""
    return item.part(BESIDE) if isinstance(item.raw(BESIDE), Mapping) else Record({})


def _assets(item: Record, kind: str) -> Record:
    """The objects of a kind, by id, that stand beside a ticket."""
    page = page_around(item)
    return page.part("assets").part(kind) if page else page


def name_beside(item: Record, name: str, number: str) -> str | None:
    """The name of what a ticket names by an id only: a state, a group, a person."""
    kind = "User" if name in _PEOPLE else _ASSETS.get(name)
    return name_of(_assets(item, kind).part(number)) if kind and number else None


def name_of(found: Record) -> str | None:
    """The name of a person or thing."""
    whole = f"{found.text('firstname')} {found.text('lastname')}".strip()
    return found.said("name") or whole or found.said("email", "login")


def articles_of(item: Record) -> list[Record]:
    """The messages of a ticket: in it, or beside it by their ids."""
    found = item.parts("articles") or item.parts("article")
    if found:
        return found
    page = page_around(item)
    of_it = page.text("ticket_id") == item.text("id")
    numbers = item.raw("article_ids") or (page.raw("ticket_article_ids") if of_it else None)
    beside = _assets(item, "TicketArticle")
    ids = cast(list[Any], numbers) if isinstance(numbers, list) else []
    return [article for number in ids if (article := beside.part(str(number)))]


def comment_of(article: Record, item: Record, stamps: StampReader) -> Comment:
    """A message of a ticket as a comment."""
    sender = article.text("sender") or _SENDERS.get(article.text("sender_id"), "")
    return Comment(
        stamps.read(article.text("created_at")),
        article.said("from") or _author(article, item),
        body_of(article),
        article.raw("internal") is not True,
        _FROM_DESK.get(sender),
    )


def body_of(article: Record) -> str:
    """The text of a message."""
    text = article.text("body")
    return text_of_html(text) if article.text("content_type") == "text/html" else text


def history_beside(pages: Iterable[Page]) -> Belongings:
    """The changes that stand beside tickets (/ticket_history/ID), by the ticket's id."""
    return belongings(pages, lambda page: page.parts("history"), _changed_ticket)


def _changed_ticket(entry: Record) -> str:
    """The id of the ticket that changed, or whose article did."""
    of_ticket = entry.text("object") in ("", "Ticket")
    return entry.text("o_id") if of_ticket else entry.text("related_o_id")


def events_of(history: list[Record], item: Record, stamps: StampReader) -> tuple[Event, ...]:
    """The changes of a ticket, oldest first."""
    found: list[Event] = []
    for entry in history:
        kind = _KINDS.get(entry.text("attribute"))
        time = stamps.read(entry.text("created_at"))
        if kind and time:
            old, new = (present(entry.said(name)) for name in ("value_from", "value_to"))
            found.append(Event(time, kind, old, new, _author(entry, item)))
    return tuple(sorted(found, key=lambda event: event.time))


def _author(entry: Record, item: Record) -> str | None:
    """Who made a change or an article: by name where one is given, else by id."""
    number = entry.text("created_by_id")
    said = entry.named("created_by", "name", "login") or name_beside(item, "created_by", number)
    return said or number or None
