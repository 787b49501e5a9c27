"""Changes of the evidence board, each by name on the undo stack."""

from collections.abc import Callable, Sequence

from workbench.core.events import Events
from workbench.core.evidence import Evidence
from workbench.core.undo import Change, UndoStack
from workbench.incidents.pinboard import Pinboard, PinboardChanged, Pinned
from workbench.ui.translate import tr


class BoardChanges:
    """Changes the board, tells the listeners, and can take everything back."""

    def __init__(self, board: Pinboard, undo: UndoStack, events: Events) -> None:
        self._board = board
        self._undo = undo
        self._events = events

    def pin(self, evidence: Evidence, about: str = "") -> Pinned:
        """Put evidence at the end of the board."""
        piece = self._board.pin(evidence, about)
        name = tr("pin “{title}”", title=evidence.title)
        off, on = self._off(piece.number), self._on(piece.number)
        self._undo.record(Change(name, off, on))
        self._tell()
        return piece

    def remove(self, number: int) -> None:
        """Take a piece off the board."""
        name = tr("remove “{title}”", title=self._board[number].evidence.title)
        self._undo.do(Change(name, self._on(number), self._off(number)))

    def arrange(self, numbers: Sequence[int]) -> None:
        """Put these pieces in this order; the others stay where they are."""
        before = [piece.number for piece in self._board.all()]
        following = iter(numbers)
        after = [next(following) if each in numbers else each for each in before]
        self._undo.do(Change(tr("order evidence"), self._order(before), self._order(after)))

    def assign(self, number: int, about: str) -> None:
        """Keep a piece for another ticket or incident, or for nothing in particular."""
        piece = self._board[number]
        name = tr("what “{title}” is kept for", title=piece.evidence.title)
        back, forth = self._about(number, piece.about), self._about(number, about)
        self._undo.do(Change(name, back, forth))

    def annotate(self, number: int, note: str) -> None:
        """Write a note beside a piece."""
        piece = self._board[number]
        name = tr("note on “{title}”", title=piece.evidence.title)
        back, forth = self._note(number, piece.note), self._note(number, note)
        self._undo.do(Change(name, back, forth))

    def _on(self, number: int) -> Callable[[], None]:
        def apply() -> None:
            self._board.put_back(number)
            self._tell()

        return apply

    def _off(self, number: int) -> Callable[[], None]:
        def apply() -> None:
            self._board.remove(number)
            self._tell()

        return apply

    def _order(self, numbers: Sequence[int]) -> Callable[[], None]:
        def apply() -> None:
            self._board.arrange(numbers)
            self._tell()

        return apply

    def _note(self, number: int, text: str) -> Callable[[], None]:
        def apply() -> None:
            self._board.annotate(number, text)
            self._tell()

        return apply

    def _about(self, number: int, about: str) -> Callable[[], None]:
        def apply() -> None:
            self._board.assign(number, about)
            self._tell()

        return apply

    def _tell(self) -> None:
        self._events.publish(PinboardChanged())
