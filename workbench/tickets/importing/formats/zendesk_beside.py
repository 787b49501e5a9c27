"""What stands beside Zendesk's tickets or is embedded in them: people, names, comments, audits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from workbench.tickets.importing.formats.beside import Belongings, belongings
from workbench.tickets.importing.formats.json_rows import JsonExport
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.json_files import Page

CUSTOMER = "end-user"
_PEOPLE = ("users", "collaborators", "followers", "email_ccs")
_THINGS = ("groups", "organizations", "brands", "ticket_forms")
_METRICS = ("metric_sets", "ticket_metrics")
_ONE_PERSON = ("requester", "assignee", "submitter", "author")
_ONE_THING = ("group", "organization", "brand")
_ID_FIELDS = ("submitter", "organization", "brand", "ticket_form", "collaborator", "follower",
              "email_cc")  # fmt: skip
USED = frozenset((*_PEOPLE, *_THINGS, *_METRICS, "ticket_fields", "comments", "audits"))
"""The names of what is read beside the tickets."""


@dataclass(frozen=True)
class Beside:
    """Names and roles by id, custom fields' titles by id; the rest by the ticket's id.

    `cut` are the tickets of whose comments or audits further pages are missing.
    """

    names: Mapping[str, str]
    roles: Mapping[str, str]
    titles: Mapping[str, str]
    metrics: Mapping[str, Record]
    comments: Belongings
    audits: Belongings
    cut: frozenset[str]

    def name(self, number: str | None) -> str | None:
        """The name of a person or thing; the id where none is known."""
        return None if number is None else self.names.get(number, number)

    def with_names(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """A ticket's fields, with names in the place of ids that are known."""
        found = dict(fields)
        for field in _ID_FIELDS:
            number, numbers = fields.get(f"{field}_id"), fields.get(f"{field}_ids")
            if number is not None and (fields.get(field) or str(number) in self.names):
                del found[f"{field}_id"]
                found[field] = fields.get(field) or self.names[str(number)]
            if isinstance(numbers, list):
                ids = cast(list[Any], numbers)
                found[f"{field}_ids"] = [self.names.get(str(one), one) for one in ids]
        return found

    def label(self, field: Record) -> str:
        """What a custom field is called."""
        number = field.text("id")
        return field.said("name", "title") or self.titles.get(number) or f"custom field {number}"


def beside_tickets(export: JsonExport) -> Beside:
    """Read what stands beside the tickets of an export, or in them."""
    tickets = [Record(record) for record in export.records if record]
    pages = [Record(page.beside) for page in export.pages]
    people, things = list(_people(pages, tickets)), list(_things(pages, tickets))
    metrics = [item for page in pages for kind in _METRICS for item in page.parts(kind)]
    fields = [item for page in pages for item in page.parts("ticket_fields")]
    return Beside(
        {item.text("id"): name for item in (*people, *things) if (name := item.said("name", "id"))},
        {item.text("id"): role for item in people if (role := item.text("role"))},
        {item.text("id"): title for item in fields if (title := item.text("title"))},
        {item.text("ticket_id"): Record(dict(item.items()), export.odd) for item in metrics},
        belongings(export.pages, lambda page: page.parts("comments"), _ticket_id),
        belongings(export.pages, lambda page: page.parts("audits"), _ticket_id),
        frozenset(_cut(export.pages)),
    )


def _cut(pages: Iterable[Page]) -> Iterator[str]:
    """The tickets that stand alone in a page with comments or audits, where the page goes on."""
    for page in pages:
        beside = Record(page.beside)
        meta = beside.part("meta") if isinstance(beside.raw("meta"), Mapping) else Record({})
        goes_on = bool(beside.raw("next_page")) or meta.raw("has_more") is True
        if goes_on and len(page.records) == 1 and ("audits" in beside or "comments" in beside):
            yield Record(page.records[0]).text("id")


def _ticket_id(item: Record) -> str:
    return item.text("ticket_id")


def _people(pages: Iterable[Record], tickets: Iterable[Record]) -> Iterator[Record]:
    for ticket in tickets:
        for holder in (ticket, *ticket.parts("comments")):
            yield from _embedded(holder, _ONE_PERSON)
        for kind in _PEOPLE:
            yield from ticket.parts(kind)
    for page in pages:
        for kind in _PEOPLE:
            yield from page.parts(kind)


def _things(pages: Iterable[Record], tickets: Iterable[Record]) -> Iterator[Record]:
    for ticket in tickets:
        yield from _embedded(ticket, _ONE_THING)
    for page in pages:
        for kind in _THINGS:
            yield from page.parts(kind)


def _embedded(holder: Record, names: Iterable[str]) -> Iterator[Record]:
    for name in names:
        if isinstance(holder.raw(name), Mapping):
            yield holder.part(name)
