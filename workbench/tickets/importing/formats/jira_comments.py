"""The comments in Jira's REST JSON: who wrote them, and whether all are there."""

from collections.abc import Mapping

from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.jira_further import USUAL_NAMES
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Comment

_OUTSIDERS = ("customer", "app")
"""Kinds of accounts whose comments are no reply of the desk: portal customers and automation."""


def comments_are_cut(fields: Record) -> bool:
    """Whether the export holds only some of the issue's comments."""
    if not isinstance(fields.raw("comment"), Mapping):
        return False
    return (fields.part("comment").whole("total") or 0) > len(_items(fields))


def _items(fields: Record) -> list[Record]:
    inside = isinstance(fields.raw("comment"), Mapping)
    return fields.part("comment").parts("comments") if inside else fields.parts("comment")


def comments_of(fields: Record, stamps: StampReader) -> tuple[Comment, ...]:
    """The comments in an issue's fields."""
    reporter = _account(fields, "reporter")
    return tuple(
        Comment(
            stamps.read(item.text("created")),
            item.named("author", *USUAL_NAMES),
            plain_text(item.raw("body")),
            item.raw("jsdPublic") is not False and not item.raw("visibility"),
            False if _is_outsider(item, reporter) else None,
        )
        for item in _items(fields)
    )


def _account(record: Record, name: str) -> str:
    person = record.raw(name)
    return record.part(name).text("accountId", "key", "name") if isinstance(person, Mapping) else ""


def _is_outsider(comment: Record, reporter: str) -> bool:
    """Whether the reporter, another customer or automation wrote it."""
    if not isinstance(comment.raw("author"), Mapping):
        return False
    if comment.part("author").text("accountType") in _OUTSIDERS:
        return True
    return bool(reporter) and _account(comment, "author") == reporter
