"""What the log pane remembers between starts, as JSON, and how it is read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.panes.logs.filters import FilterStack, stack_from_json

MOST_RECENT = 3


@dataclass(frozen=True, slots=True)
class RecentLogs:
    """Logs that were open together, and when (ISO text)."""

    paths: tuple[str, ...]
    when: str

    def still_there(self) -> list[Path]:
        """The paths that still exist."""
        return [path for path in map(Path, self.paths) if path.exists()]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A session: what was open, how it was filtered and shown, where one was."""

    paths: tuple[str, ...] = ()
    row: int = 0
    wrap: bool = False
    columns: bool = False
    filters: FilterStack = field(default_factory=FilterStack)
    saved: Mapping[str, FilterStack] = field(default_factory=dict[str, FilterStack])
    bookmarks: Mapping[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    recent: tuple[RecentLogs, ...] = ()
    sizes: tuple[int, ...] = ()

    def as_json(self) -> JsonObject:
        """As it is written."""
        saved: JsonObject = {name: stack.as_json() for name, stack in self.saved.items()}
        marks: list[JsonValue] = [
            {"path": path, "line": line, "note": note}
            for (path, line), note in self.bookmarks.items()
        ]
        recent: list[JsonValue] = [
            {"paths": list(one.paths), "when": one.when} for one in self.recent
        ]
        return {
            "paths": list(self.paths),
            "row": self.row,
            "wrap": self.wrap,
            "columns": self.columns,
            "filters": self.filters.as_json(),
            "saved_filters": saved,
            "bookmarks": marks,
            "recent": recent,
            "sizes": list(self.sizes),
        }


def remembered(state: JsonObject) -> Remembered:
    """Read a state back; every field that is not as expected is left out."""
    row = state.get("row")
    saved = state.get("saved_filters")
    return Remembered(
        paths=_texts(state.get("paths")),
        row=row if isinstance(row, int) and row >= 0 else 0,
        wrap=state.get("wrap") is True,
        columns=state.get("columns") is True,
        filters=stack_from_json(state.get("filters")),
        saved={name: stack_from_json(rows) for name, rows in saved.items()}
        if isinstance(saved, Mapping)
        else {},
        bookmarks=_bookmarks(state.get("bookmarks")),
        recent=_recent(state.get("recent")),
        sizes=tuple(size for size in _list(state.get("sizes")) if isinstance(size, int)),
    )


def _bookmarks(rows: JsonValue) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for row in _list(rows):
        if isinstance(row, Mapping):
            path, line, note = row.get("path"), row.get("line"), row.get("note")
            if isinstance(path, str) and isinstance(line, int) and isinstance(note, str):
                found[path, line] = note
    return found


def _recent(rows: JsonValue) -> tuple[RecentLogs, ...]:
    found: list[RecentLogs] = []
    for row in _list(rows):
        if isinstance(row, Mapping):
            when = row.get("when")
            paths = _texts(row.get("paths"))
            if paths and isinstance(when, str):
                found.append(RecentLogs(paths, when))
    return tuple(found[:MOST_RECENT])


def _texts(rows: JsonValue) -> tuple[str, ...]:
    return tuple(row for row in _list(rows) if isinstance(row, str))


def _list(rows: JsonValue) -> list[JsonValue]:
    return list(rows) if isinstance(rows, list | tuple) else []
