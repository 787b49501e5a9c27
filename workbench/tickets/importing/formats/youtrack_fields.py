"""YouTrack's custom fields, links and activities, whatever a project calls them."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.formats.youtrack_stamps import Milliseconds
from workbench.tickets.model import Event
from workbench.tickets.vocabulary import state_as_told, state_of

_STATE_TYPES = ("StateIssueCustomField", "StateMachineIssueCustomField")
_PERSON_TYPE = "SingleUserIssueCustomField"
_DATE_TYPES = ("DateIssueCustomField", "DateTimeIssueCustomField")
_STATUS_NAMES = ("state", "status", "stage")
_TAKEN = ("priority", "type", "category", "subsystem", "resolution", "team", "assignee")
_KINDS = {"state": "status", "status": "status", "stage": "status", "priority": "priority",
          "assignee": "assignee", "team": "team", "subsystem": "category",
          "category": "category"}  # fmt: skip
_CUSTOM = "__CUSTOM_FIELD__"
_DEEPEST = 8
_NAMES = ("name", "fullName", "login", "text", "presentation", "idReadable")


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


def value_of(value: Any, depth: int = 0) -> str | None:
    """What a field's value is called: scalar, object with a name, or a list of those."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        names = [name for item in cast(list[Any], value) if (name := value_of(item, depth + 1))]
        return ", ".join(names) or None
    if isinstance(value, Mapping):
        fields = cast(Mapping[str, Any], value)
        named = (value_of(fields.get(name), depth + 1) for name in _NAMES)
        return next((said for said in named if said), None)
    return None if value in (None, "") else str(value)


def duplicates(links: list[Record]) -> tuple[str, ...]:
    """The issues that this one duplicates, from either side of a link."""
    return tuple(
        key
        for link in links
        if _phrase(link).startswith("duplicates")
        for issue in link.parts("issues")
        if (key := issue.text("idReadable", "id"))
    )


def _phrase(link: Record) -> str:
    """How the link reads from this issue: 'duplicates', 'is duplicated by'."""
    kind = link.part("linkType")
    side = "sourceToTarget" if link.text("direction") == "OUTWARD" else "targetToSource"
    return kind.text(side).lower()


def _field_of(activity: Record) -> str:
    """The name of the field that changed; in 'targetMember' it stands between marks."""
    field = activity.raw("field")
    name = activity.part("field").text("name") if isinstance(field, Mapping) else ""
    if name:
        return name.lower()
    member = activity.text("targetMember")
    if not member.startswith(_CUSTOM):
        return member.lower()
    name, mark, number = member.removeprefix(_CUSTOM).rpartition("_")
    return (name if mark and number.isdigit() else member.removeprefix(_CUSTOM)).lower()


def _is_change_of_field(activity: Record) -> bool:
    kind, category = activity.text("$type"), activity.raw("category")
    named = activity.part("category").text("id") if isinstance(category, Mapping) else ""
    if kind or named:
        return kind == "CustomFieldActivityItem" or named == "CustomFieldCategory"
    return bool(_field_of(activity))


def history_is_whole(activities: list[Record], stamps: Milliseconds) -> bool:
    """Whether the activities are all changes of fields: none at all, or all readable.

    Where all are of other categories (comments, links), the changes were not asked for.
    """
    changes = [activity for activity in activities if _is_change_of_field(activity)]
    readable = [item for item in changes if _field_of(item) and stamps.read(item.raw("timestamp"))]
    return not activities or (bool(changes) and len(readable) == len(changes))


def events_from(
    activities: list[Record], kinds: Mapping[str, str], stamps: Milliseconds
) -> tuple[Event, ...]:
    """The changes in a list of activity items, oldest first; `kinds` are those of the fields."""
    return tuple(sorted(_events(activities, kinds, stamps), key=lambda event: event.time))


def _events(
    activities: list[Record], kinds: Mapping[str, str], stamps: Milliseconds
) -> Iterator[Event]:
    for item in activities:
        kind = kinds.get(_field_of(item))
        time = stamps.read(item.raw("timestamp"))
        if kind and time:
            old, new = value_of(item.raw("removed")), value_of(item.raw("added"))
            yield Event(time, kind, old, new, value_of(item.raw("author")))
