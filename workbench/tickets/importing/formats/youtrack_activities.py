"""YouTrack's activities: the changes of an issue's fields, in it or beside it."""

from collections.abc import Iterable, Iterator, Mapping

from workbench.tickets.importing.formats.beside import Belongings, belongings
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.formats.youtrack_fields import is_nameless, value_of
from workbench.tickets.importing.formats.youtrack_stamps import Milliseconds
from workbench.tickets.importing.json_files import Page
from workbench.tickets.model import Event

USED = frozenset({"activities", "activitiesPage"})
"""The names of what is read beside the issues."""
_CUSTOM = "__CUSTOM_FIELD__"


def activities_beside(pages: Iterable[Page]) -> Belongings:
    """The activities that stand beside the issues, by the id of the issue they are of."""
    return belongings(pages, activities_in, _issue_of, ("idReadable", "id"))


def activities_in(holder: Record) -> list[Record]:
    """The activities in an issue or a page: a list, or a page of its own."""
    return holder.parts("activities") or _page(holder).parts("activities")


def has_activities(issue: Record) -> bool:
    """Whether an issue gives its activities, even if there are none."""
    inside = issue.raw("activities"), _page(issue).raw("activities")
    return any(isinstance(given, list) for given in inside)


def page_is_cut(holder: Record) -> bool:
    """Whether further pages of activities follow that are not in the export."""
    return _page(holder).raw("hasAfter") is True or _page(holder).raw("hasBefore") is True


def _page(holder: Record) -> Record:
    given = isinstance(holder.raw("activitiesPage"), Mapping)
    return holder.part("activitiesPage") if given else Record({})


def _issue_of(activity: Record) -> str:
    """The issue that changed: the target, or the issue of what is in it."""
    if not isinstance(activity.raw("target"), Mapping):
        return ""
    target = activity.part("target")
    issue = target.part("issue") if isinstance(target.raw("issue"), Mapping) else target
    return issue.text("idReadable", "id")


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
    readable = [item for item in changes if _is_readable(item, stamps)]
    return not activities or (bool(changes) and len(readable) == len(changes))


def _is_readable(activity: Record, stamps: Milliseconds) -> bool:
    """Whether a change has its field, its time and the names of its values."""
    if any(is_nameless(activity.raw(side)) for side in ("added", "removed")):
        return False
    return bool(_field_of(activity)) and stamps.read(activity.raw("timestamp")) is not None


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
