"""For what evidence is pinned: the ticket that is open in the queue, or what the user chose."""

from collections.abc import Callable

from workbench.core.jsontypes import JsonObject
from workbench.ui.subject import Subject


class CurrentSubject:
    """Follows what is open until the user holds on to a subject, or to none at all."""

    def __init__(self) -> None:
        self._open: Subject | None = None
        self._chosen: Subject | None = None
        self._held = False
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever evidence would be kept for something else."""
        self._listeners.append(listener)

    @property
    def now(self) -> Subject | None:
        """For what a piece pinned now is kept; None for nothing in particular."""
        return self._chosen if self._held else self._open

    @property
    def open(self) -> Subject | None:
        """The ticket or incident that is open, whatever was chosen."""
        return self._open

    @property
    def is_held(self) -> bool:
        """Whether the user chose, so that what is open makes no difference."""
        return self._held

    def follow(self, subject: Subject) -> None:
        """Another ticket or incident was opened."""
        self._set(subject, self._chosen, held=self._held)

    def hold(self, subject: Subject | None) -> None:
        """The user wants evidence kept for this, or for nothing in particular."""
        self._set(self._open, subject, held=True)

    def release(self) -> None:
        """What is open counts again."""
        self._set(self._open, None, held=False)

    def state(self) -> JsonObject:
        """What to remember for the next start."""
        return {"open": _stored(self._open), "chosen": _stored(self._chosen), "held": self._held}

    def restore(self, state: object) -> None:
        """Take up what `state()` gave; anything else is left alone."""
        if isinstance(state, dict):
            held = state.get("held") is True
            self._set(_read(state.get("open")), _read(state.get("chosen")), held=held)

    def _set(self, opened: Subject | None, chosen: Subject | None, *, held: bool) -> None:
        before = (self._open, self._chosen, self._held)
        self._open, self._chosen, self._held = opened, chosen, held
        if before != (opened, chosen, held):
            for listener in self._listeners:
                listener()


def _stored(subject: Subject | None) -> list[str] | None:
    return None if subject is None else [subject.about, subject.title]


def _read(stored: object) -> Subject | None:
    match stored:
        case [str(about), str(title)]:
            return Subject(about, title)
        case _:
            return None
