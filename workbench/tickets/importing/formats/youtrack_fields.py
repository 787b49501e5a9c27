"""YouTrack's custom fields and links, whatever a project calls them."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from workbench.tickets.importing.formats.record import Record, text_of_value
from workbench.tickets.importing.formats.youtrack_stamps import Milliseconds
from workbench.tickets.vocabulary import state_as_told, state_of

_STATE_TYPES = ("StateIssueCustomField", "StateMachineIssueCustomField")
_PERSON_TYPE = "SingleUserIssueCustomField"
_DATE_TYPES = ("DateIssueCustomField", "DateTimeIssueCustomField")
_STATUS_NAMES = ("state", "status", "stage")
_TAKEN = ("priority", "type", "category", "subsystem", "resolution", "team", "assignee")
_KINDS = {"state": "status", "status": "status", "stage": "status", "priority": "priority",
          "assignee": "assignee", "team": "team", "subsystem": "category",
          "category": "category"}  # fmt: skip
_DUPLICATES = "duplicates"
NAMES = ("name", "fullName", "login", "text", "presentation", "idReadable")


class CustomFields:
    """The custom fields of one issue: by their usual names, else by their types."""

    def __init__(self, fields: list[Record]) -> None:
        self._fields = {field.text("name").lower(): field for field in fields}
        self._status = self._first(_STATUS_NAMES, _STATE_TYPES)
        self._assignee = self._first(("assignee",), (_PERSON_TYPE,))

    def _first(self, names: tuple[str, ...], types: tuple[str, ...]) -> str:
        """The name of the field that is meant; '' where there is none."""
        by_type = (name for name, field in self._fields.items() if field.text("$type") in types)
        filled = (name for name in names if self.named(name))
        here = (name for name in names if name in self._fields)
        return next(filled, None) or next(here, None) or next(by_type, "")

    def named(self, *names: str) -> str | None:
        """The value of the first of the fields that has one, as text."""
        values = (value_of(self._fields[name].raw("value")) for name in names
                  if name in self._fields)  # fmt: skip
        return next((value for value in values if value), None)

    @property
    def kinds(self) -> dict[str, str]:
        """Which kind of event a change of a field is, by the field's name."""
        own = {self._status: "status", self._assignee: "assignee"}
        return _KINDS | {name: kind for name, kind in own.items() if name}

    @property
    def status(self) -> str | None:
        """The state's name."""
        return self.named(self._status)

    @property
    def priority(self) -> str | None:
        """The priority's name."""
        return self.named("priority")

    @property
    def assignee(self) -> str | None:
        """Who it is assigned to."""
        return self.named(self._assignee)

    @property
    def meaning(self) -> dict[str, str]:
        """The state by the present status's name, where YouTrack says whether it is resolved."""
        if not self._status or self.status is None:
            return {}
        value = self._fields[self._status].raw("value")
        fields = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {}
        said = fields.get("isResolved")
        if not isinstance(said, bool):
            return {}
        return {self.status: state_as_told(self.status, finished=said)}

    def state(self, *, finished: bool) -> str:
        """The state it is in: as YouTrack says it, else by the words of its status."""
        known = self.meaning.get(self.status or "")
        return known or state_of(self.status, finished=finished)

    @property
    def nameless(self) -> list[str]:
        """The fields of which only the ids of their values are given."""
        return [field.text("name") for field in self._fields.values()
                if is_nameless(field.raw("value"))]  # fmt: skip

    def others(self, stamps: Milliseconds) -> dict[str, str]:
        """The fields that have no place of their own in a ticket, by their names as written."""
        found: dict[str, str] = {}
        for name, field in self._fields.items():
            if name in (*_TAKEN, self._status, self._assignee):
                continue
            value = value_of(field.raw("value"))
            moment = stamps.read(field.raw("value")) if field.text("$type") in _DATE_TYPES else None
            if value:
                found[field.text("name")] = moment.date().isoformat() if moment else value
        return found


def value_of(value: Any) -> str | None:
    """What a field's value is called: scalar, object with a name, or a list of those."""
    return text_of_value(value, NAMES, ", ")


def is_nameless(value: Any) -> bool:
    """Whether a value is there, but the export gives only its id."""
    return bool(value) and isinstance(value, (list, Mapping)) and value_of(value) is None


def duplicates(links: list[Record]) -> tuple[str, ...]:
    """The issues that this one duplicates, from either side of a link."""
    return tuple(key for phrase, key in _linked(links) if phrase.startswith(_DUPLICATES))


def other_links(links: list[Record]) -> dict[str, str]:
    """The further linked issues, by how the link reads from this one ('depends on').

    What duplicates this issue says so itself.
    """
    found: dict[str, list[str]] = {}
    for phrase, key in _linked(links):
        if not phrase.startswith(_DUPLICATES) and "duplicated" not in phrase:
            found.setdefault(phrase or "link", []).append(key)
    return {phrase: ", ".join(keys) for phrase, keys in found.items()}


def _linked(links: list[Record]) -> Iterator[tuple[str, str]]:
    for link in links:
        for issue in link.parts("issues"):
            key = issue.text("idReadable", "id")
            if key:
                yield _phrase(link), key


def _phrase(link: Record) -> str:
    """How the link reads from this issue: 'duplicates', 'is duplicated by'."""
    kind = link.part("linkType")
    side = "sourceToTarget" if link.text("direction") == "OUTWARD" else "targetToSource"
    return (kind.text(side) or kind.text("name")).lower()
