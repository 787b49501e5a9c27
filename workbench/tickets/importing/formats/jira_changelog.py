"""Jira's history of an issue: in the issue, or beside it as /changelog/bulkfetch gives it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.jira_further import USUAL_NAMES
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.json_files import CHANGE_LOGS, Fields
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Event

_KINDS = {"status": "status", "priority": "priority", "assignee": "assignee", "team": "team",
          "assignment group": "team", "component": "category", "category": "category"}  # fmt: skip


def is_cut(log: Record) -> bool:
    """Whether the export holds only the first page of an issue's changelog."""
    return (log.whole("total") or 0) > len(_entries(log))


def _entries(log: Record) -> list[Record]:
    return log.parts("histories") or log.parts("values")


def history(log: Record, stamps: StampReader) -> tuple[Event, ...]:
    """The changes of an issue's changelog, oldest first."""
    found: list[Event] = []
    for entry in _entries(log):
        time = stamps.read(entry.text("created"))
        for item in entry.parts("items") if time else []:
            kind = _KINDS.get(item.text("field").lower())
            if kind and time:
                old, new = item.said("fromString"), item.said("toString")
                found.append(Event(time, kind, old, new, entry.named("author", *USUAL_NAMES)))
    return tuple(sorted(found, key=lambda event: event.time))


class BulkLogs:
    """The changelogs of many issues by their ids, from one or more pages.

    The last page alone names no next one; without it every changelog may go on.
    """

    def __init__(self, pages: Iterable[Mapping[str, Any]]) -> None:
        given = [Record(page) for page in pages if CHANGE_LOGS in page]
        self._entries: dict[str, list[Fields]] = {}
        for log in (log for page in given for log in page.parts(CHANGE_LOGS)):
            self._entries.setdefault(log.text("issueId"), []).extend(_raw(log, "changeHistories"))
        self._cut = bool(given) and all(page.said("nextPageToken") for page in given)
        self._used: set[str] = set()

    def completed(self, issue: Record) -> Record:
        """The issue with what is here of its history; each change once, by its id."""
        name = next((name for name in (issue.text("id"), issue.text("key"))
                     if name in self._entries), None)  # fmt: skip
        if name is None:
            return issue
        self._used.add(name)
        own = issue.part("changelog")
        whole = isinstance(issue.raw("changelog"), Mapping) and not is_cut(own)
        entries = [*_raw(own, "histories", "values"), *self._entries[name]]
        once = {str(entry.get("id", place)): entry for place, entry in enumerate(entries)}
        total = len(once) + (self._cut and not whole)
        log = {"total": total, "histories": list(once.values())}
        return issue.with_fields({**dict(issue.items()), "changelog": log})

    def guesses(self) -> Iterator[Guess]:
        """What was in no issue that asked for it, and what is assumed of the rest."""
        strays = len(self._entries) - len(self._used)
        if strays:
            why = f"{count(strays, 'changelog')} of no issue in the export: export the issues too"
            yield Guess("history", "left out", why)
        if self._used and not self._cut:
            why = "the changelogs do not say whether 'fieldIds' narrowed them"
            yield Guess("history", "holds every change", why)


def _raw(holder: Record, *names: str) -> list[Fields]:
    found = next((parts for name in names if (parts := holder.parts(name))), [])
    return [dict(part.items()) for part in found]
