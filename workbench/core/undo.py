"""An undo stack of named changes: Ctrl+Z says what it will undo."""

from collections.abc import Callable
from typing import NamedTuple

LIMIT = 200


class Change(NamedTuple):
    """A change that was made: its name ("close ticket A-12"), how to take it back and redo it."""

    name: str
    undo: Callable[[], None]
    redo: Callable[[], None]


class UndoStack:
    """Changes that were made, the latest last."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever what can be undone or redone has changed."""
        self._listeners.append(listener)

    def do(self, change: Change) -> None:
        """Make a change (by its `redo`) and remember it."""
        change.redo()
        self.record(change)

    def record(self, change: Change) -> None:
        """Remember a change that is made already."""
        self._done = [*self._done, change][-self._limit :]
        self._undone.clear()
        self._tell()

    @property
    def undo_name(self) -> str | None:
        """What `undo` would take back."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What `redo` would make again."""
        return self._undone[-1].name if self._undone else None

    def undo(self) -> str | None:
        """Take back the latest change and give its name; None when there is none."""
        if not self._done:
            return None
        change = self._done[-1]
        change.undo()
        self._undone.append(self._done.pop())
        self._tell()
        return change.name

    def redo(self) -> str | None:
        """Make the change taken back last again and give its name; None when there is none."""
        if not self._undone:
            return None
        change = self._undone[-1]
        change.redo()
        self._done.append(self._undone.pop())
        self._tell()
        return change.name

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
