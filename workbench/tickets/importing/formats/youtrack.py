"""YouTrack's REST JSON: custom fields, stamps in milliseconds, activities as history."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.clock.history import reassignments, reopenings
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.beside import Belongings
from workbench.tickets.importing.formats.csv_rows import lacking
from workbench.tickets.importing.formats.json_rows import Form, meanings_of, open_export, tickets_of
from workbench.tickets.importing.formats.record import Record, odd_guess
from workbench.tickets.importing.formats.youtrack_activities import (
    USED,
    activities_beside,
    activities_in,
    events_from,
    has_activities,
    history_is_whole,
    page_is_cut,
)
from workbench.tickets.importing.formats.youtrack_fields import (
    NAMES,
    CustomFields,
    duplicates,
    is_nameless,
    other_links,
    value_of,
)
from workbench.tickets.importing.formats.youtrack_stamps import Milliseconds
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Peek,
    TicketImporter,
    add_guesses,
)
from workbench.tickets.model import FINISHED, Comment, Ticket
from workbench.tickets.vocabulary import level_of

_BARE = frozenset({"id", "$type"})
_MARKS = ("idReadable", "customFields", "numberInProject", "summary")
_TAKEN = frozenset(
    ("id", "idReadable", "numberInProject", "$type", "summary", "description", "customFields",
     "reporter", "created", "updated", "resolved", "tags", "links", "activities",
     "activitiesPage", "comments", "commentsCount", "wikifiedDescription", "usesMarkdown")
)  # fmt: skip
_HISTORY_ASKED = (
    "categories=CustomFieldCategory&fields=timestamp,target(idReadable),field(name),"
    "added(name),removed(name)"
)


@dataclass(frozen=True)
class _Known:
    """What the whole export says: which states are resolved, and the changes beside the issues."""

    resolved: Mapping[str, str]
    beside: Belongings
    cut: bool


def _recognises(seen: Peek) -> bool:
    record = seen.record
    return "customFields" in record or str(record.get("$type", "")) == "Issue" or (
        "idReadable" in record
    )  # fmt: skip


def _read(
    path: Path, _options: ImportOptions, log: ImportLog, progress: Progress
) -> Iterator[Ticket]:
    export, stamps = open_export(path, log), Milliseconds()
    issues = [Record(item, export.odd) for item in export.records if item]
    cut = any(page_is_cut(Record(page.beside)) for page in export.pages)
    known = _Known(_resolved_states(issues), activities_beside(export.pages), cut)
    log.lacking = lacking(_carried(issues))
    form = Form(
        ("idReadable", "id"),
        _refusal,
        lambda issue: stamps.read(issue.raw("updated")),
        lambda issue: _ticket(issue, stamps, known),
        _BARE,
        "YouTrack gives no more without 'fields': export with"
        " fields=idReadable,summary,description,created,updated,resolved,"
        "customFields(name,value(name,fullName,login)).",
        USED,
    )
    yield from tickets_of(export, form, log, progress)
    add_guesses(log, known.beside.guesses("history", f"ask with {_HISTORY_ASKED}"))
    gaps = Counter(gap for issue in issues for gap in _gaps(issue, known))
    empty = Counter(name for issue in issues for name in _nameless(issue))
    add_guesses(log, [*_history_guesses(gaps), *_nameless_guess(empty), *stamps.guesses()])


def _gaps(issue: Record, known: _Known) -> Iterator[str]:
    """What is wrong with the history of an issue: it is 'unreadable' or 'cut'."""
    activities = _activities(issue, known)
    if not history_is_whole(activities, Milliseconds()):
        yield "unreadable"
    if page_is_cut(issue) or (known.cut and activities):
        yield "cut"


def _history_guesses(gaps: Counter[str]) -> Iterator[Guess]:
    if gaps["unreadable"]:
        why = (
            "activities without changes of fields, or without their time and name: ask with"
            f" {_HISTORY_ASKED}"
        )
        yield Guess("history", "unknown, not 0", why)
    if gaps["cut"]:
        issues = count(gaps["cut"], "issue")
        why = f"the activities of {issues} are cut off: ask for the pages that follow"
        yield Guess("history", "unknown, not 0", why)


def _nameless(issue: Record) -> Iterator[str]:
    """Fields that are empty because only the ids of their values are given."""
    if isinstance(issue.raw("customFields"), list):
        yield from CustomFields(issue.parts("customFields")).nameless
    yield from (name for name in ("reporter", "tags") if is_nameless(issue.raw(name)))


def _nameless_guess(empty: Counter[str]) -> Iterator[Guess]:
    if empty:
        named = ", ".join(f"{name} in {count(n, 'issue')}" for name, n in empty.most_common(8))
        why = f"{named}: only ids are given; ask with value(name,fullName,login)"
        yield Guess("fields without names", "left empty", why)


def _refusal(issue: Record) -> str | None:
    kind = issue.text("$type")
    if kind not in ("", "Issue"):
        return f"it is no issue but of the type {kind}"
    known = kind or any(name in issue for name in _MARKS)
    return None if known else "it is no issue of YouTrack: it has no idReadable and no summary"


def _carried(issues: list[Record]) -> Iterator[str]:
    """The fields for which the issues of an export have a place, and names in it."""
    for issue in issues:
        if "tags" in issue:
            yield "labels"
        if isinstance(issue.raw("customFields"), list) and issue.raw("customFields"):
            nameless = {name.lower() for name in
                        CustomFields(issue.parts("customFields")).nameless}  # fmt: skip
            names = {field.text("name").lower() for field in issue.parts("customFields")}
            yield from {"assignee", *names} - nameless


def _activities(issue: Record, known: _Known) -> list[Record]:
    return activities_in(issue) or known.beside.of(issue.text("idReadable", "id"))


def _resolved_states(issues: list[Record]) -> Mapping[str, str]:
    """What the present states of issues mean, where YouTrack says whether they are resolved."""
    found: dict[str, str] = {}
    for issue in issues:
        if isinstance(issue.raw("customFields"), list):
            found |= CustomFields(issue.parts("customFields")).meaning
    return found


class LiveIssues:
    """Reads issues with their activities one by one, as they come from a server."""

    def __init__(self) -> None:
        self._stamps = Milliseconds()
        self._odd: Counter[str] = Counter()
        self._gaps: Counter[str] = Counter()
        self._nameless: Counter[str] = Counter()

    def ticket(self, issue: Mapping[str, Any]) -> Ticket:
        """The ticket of one issue object with its custom fields and, if there, activities."""
        record = Record(issue, self._odd)
        known = _Known(_resolved_states([record]), Belongings({}, 0), cut=False)
        self._gaps.update(_gaps(record, known))
        self._nameless.update(_nameless(record))
        return _ticket(record, self._stamps, known)

    def guesses(self) -> list[Guess]:
        """What was guessed of the issues so far, as an import of them names it."""
        return [
            *odd_guess(self._odd),
            *_history_guesses(self._gaps),
            *_nameless_guess(self._nameless),
            *self._stamps.guesses(),
        ]


def _ticket(issue: Record, stamps: Milliseconds, known: _Known) -> Ticket:
    custom = CustomFields(issue.parts("customFields"))
    status, resolved = custom.status or "", stamps.read(issue.raw("resolved"))
    activities = _activities(issue, known)
    events = events_from(activities, custom.kinds, stamps)
    cut = page_is_cut(issue) or (known.cut and bool(activities))
    given = has_activities(issue) or bool(activities)
    whole = given and not cut and history_is_whole(activities, stamps)
    meanings = meanings_of(known.resolved, status, events)
    state = custom.state(finished=resolved is not None)
    return Ticket(
        id=issue.text("idReadable", "id").strip(),
        source="youtrack",
        title=issue.text("summary"),
        body=issue.text("description"),
        status=status,
        state=state,
        priority=custom.priority,
        level=level_of(custom.priority),
        kind=custom.named("type"),
        category=custom.named("category", "subsystem"),
        resolution=custom.named("resolution"),
        assignee=custom.assignee,
        team=custom.named("team"),
        reporter=value_of(issue.raw("reporter")),
        created=stamps.read(issue.raw("created")),
        updated=stamps.read(issue.raw("updated")),
        resolved=resolved if state in FINISHED else None,
        labels=tuple(name for tag in _tags(issue) if (name := value_of(tag))),
        duplicate_of=duplicates(issue.parts("links")),
        has_history=whole,
        history_cut=cut or (bool(events) and not whole),
        reopened=reopenings(events, meanings) if whole else None,
        reassigned=reassignments(events) if whole else None,
        other={
            **issue.further(_TAKEN, str, NAMES),
            **other_links(issue.parts("links")),
            **custom.others(stamps),
        },
        comments=_comments(issue, stamps),
        events=events,
        meanings=meanings,
    )


def _tags(issue: Record) -> list[Any]:
    tags = issue.raw("tags")
    return cast(list[Any], tags) if isinstance(tags, list) else []


def _comments(issue: Record, stamps: Milliseconds) -> tuple[Comment, ...]:
    reporter = _login(issue.raw("reporter"))
    return tuple(
        Comment(
            stamps.read(item.raw("created")),
            value_of(item.raw("author")),
            item.text("text"),
            item.part("visibility").text("$type") != "LimitedVisibility",
            False if reporter and _login(item.raw("author")) == reporter else None,
        )
        for item in issue.parts("comments")
        if not item.raw("deleted")
    )


def _login(person: Any) -> str:
    fields = cast(Mapping[str, Any], person) if isinstance(person, Mapping) else {}
    return Record(fields).text("login")


IMPORTER = TicketImporter("youtrack-json", "YouTrack REST JSON", _recognises, _read)
