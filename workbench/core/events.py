"""Typed events: a room says what happened, others listen by the event's type."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

EventT = TypeVar("EventT")


class Events:
    """Delivers each published event to the listeners of exactly its type, in order."""

    def __init__(self) -> None:
        self._listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)

    def subscribe(
        self, kind: type[EventT], listener: Callable[[EventT], None]
    ) -> Callable[[], None]:
        """Call the listener for each event of that type; the function given back ends that."""
        listeners = self._listeners[kind]
        listeners.append(listener)
        return lambda: listeners.remove(listener) if listener in listeners else None

    def publish(self, event: object) -> None:
        """Tell every listener; called on the thread that owns the listeners (the GUI's)."""
        for listener in list(self._listeners[type(event)]):
            listener(event)
