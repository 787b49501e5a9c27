"""What an issue in Jira's REST JSON holds beyond the usual fields, by readable names."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from workbench.tickets.importing.formats.adf import plain_text
from workbench.tickets.importing.formats.record import NAMES, Record

USUAL_NAMES = ("displayName", "name", "value")
_NAMES = (*NAMES[:-1], "requestType", "votes", "watchCount", NAMES[-1])
_TAKEN = frozenset(
    ("summary", "description", "environment", "status", "priority", "issuetype", "assignee",
     "reporter", "created", "updated", "resolutiondate", "resolution", "labels", "comment",
     "components", "issuelinks")
)  # fmt: skip
_TOLD_ELSEWHERE = frozenset(
    ("statusCategory", "progress", "aggregateprogress", "timetracking", "issuerestriction")
)
"""What Jira repeats of the other fields, as structures."""


def labels_of_fields(holders: Iterable[Record]) -> dict[str, str]:
    """What custom fields are called by their ids, where a response says it (expand=names)."""
    found: dict[str, str] = {}
    for holder in holders:
        names = holder.raw("names")
        if isinstance(names, Mapping):
            pairs = cast(Mapping[str, Any], names).items()
            found |= {key: name for key, name in pairs if isinstance(name, str)}
    return found


def components_of(fields: Record) -> list[str]:
    """The names of the components."""
    return [name for part in fields.parts("components") if (name := part.said(*USUAL_NAMES))]


def further_fields(fields: Record, labels: Mapping[str, str]) -> dict[str, str]:
    """The fields that are not usual, and the links; as in Jira's CSV in lower case."""
    shown = {name: _shown(value) for name, value in fields.items()}
    found = fields.with_fields(shown).further(
        _TAKEN | _TOLD_ELSEWHERE, lambda name: label_of(name, labels), _NAMES
    )
    return found | _links(fields)


def label_of(name: str, labels: Mapping[str, str]) -> str:
    """What a field is called, in lower case.

    Only custom fields have ids for names; what Jira calls its own depends on the language.
    """
    return (labels.get(name, name) if name.startswith("customfield_") else name).lower()


def _shown(value: Any) -> Any:
    """Rich text as text, and a choice of two levels as one."""
    if not isinstance(value, Mapping):
        return value
    fields = cast(Mapping[str, Any], value)
    if fields.get("type") == "doc":
        return plain_text(fields)
    below = fields.get("child")
    if isinstance(below, Mapping) and isinstance(fields.get("value"), str):
        return f"{fields['value']} -> {cast(Mapping[str, Any], below).get('value')}"
    return fields


def _links(fields: Record) -> dict[str, str]:
    """The links that make no duplicate of this issue, named as the columns of Jira's CSV."""
    found: dict[str, list[str]] = {}
    for link in fields.parts("issuelinks"):
        kind = link.part("type").text("name").lower()
        for side in ("inward", "outward"):
            key = link.part(f"{side}Issue").text("key")
            if key and not (side == "outward" and "duplicate" in kind):
                found.setdefault(f"{side} issue link ({kind})", []).append(key)
    return {name: "; ".join(keys) for name, keys in found.items()}


def duplicates(fields: Record) -> tuple[str, ...]:
    """The issues that this one duplicates: the outward side of a link named Duplicate."""
    return tuple(
        key
        for link in fields.parts("issuelinks")
        if "duplicate" in link.part("type").text("name").lower()
        and (key := link.part("outwardIssue").text("key"))
    )
