"""Jira's status categories: they say what a status means, whatever it is called."""

from collections.abc import Mapping

from workbench.tickets.importing.formats.record import Record
from workbench.tickets.vocabulary import state_as_told, state_of

_DONE, _UNDONE = "done", frozenset({"new", "indeterminate"})
_KEYS = {"to do": "new", "in progress": "indeterminate", "done": "done",
         "1": "undefined", "2": "new", "3": "done", "4": "indeterminate"}  # fmt: skip
"""Categories by their English names and by their ids, which are the same on every server."""


def category_key(status: Record) -> str:
    """The key of a status's category: new, indeterminate, done, or '' where it does not say."""
    category = status.part("statusCategory")
    return category.text("key") or key_named(category.text("id") or category.text("name"))


def key_named(name: str) -> str:
    """The key of a category by its English name or its id; '' for another."""
    return _KEYS.get(name.lower(), "")


def state_in_category(status: str, key: str, *, finished: bool = False) -> str:
    """The state of a status in a category; by its words, and `finished`, without a category."""
    if key == _DONE or key in _UNDONE:
        return state_as_told(status, finished=key == _DONE)
    return state_of(status, finished=finished)


def meanings_in(issues: list[Record]) -> Mapping[str, str]:
    """What the present statuses of issues mean, by name, where their categories say it."""
    found: dict[str, str] = {}
    for issue in issues:
        fields = issue.raw("fields")
        if not isinstance(fields, Mapping) or not isinstance(fields.get("status"), Mapping):
            continue
        status = issue.part("fields").part("status")
        name, key = status.text("name"), category_key(status)
        if name and (key == _DONE or key in _UNDONE):
            found[name] = state_in_category(name, key)
    return found
