"""Changes of the evidence board, each by name on the undo stack."""

from collections.abc import Callable, Sequence

from workbench.core.evidence import Evidence
from workbench.core.undo import Change
from workbench.incidents.pinboard import Pinboard, PinboardChanged, Pinned
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr


def _nothing() -> None:
    pass


class BoardChanges:
    """Changes the board in the background, tells the listeners, and can take everything back."""

    def __init__(self, board: Pinboard, context: PaneContext) -> None:
        self._board = board
        self._context = context
        self._undo = context.undo

    def pin(self, evidence: Evidence, about: str, then: Callable[[Pinned], None]) -> None:
        """Put evidence at the end of the board, then hand on the piece."""

        def pinned(piece: Pinned) -> None:
            name = tr("pin “{title}”", title=evidence.title)
            self._undo.record(Change(name, self._off(piece.number), self._on(piece.number)))
            self._tell()
            then(piece)

        self._context.save(lambda: self._board.pin(evidence, about), pinned)

    def remove(self, number: int) -> None:
        """Take a piece off the board."""
        name = tr("remove “{title}”", title=self._board[number].evidence.title)
        self._undo.do(Change(name, self._on(number), self._off(number)))

    def arrange(self, numbers: Sequence[int], then: Callable[[], None] = _nothing) -> None:
        """Put these pieces in this order; the others stay where they are."""
        before = [piece.number for piece in self._board.all()]
        following = iter(numbers)
        after = [next(following) if each in numbers else each for each in before]
        change = Change(tr("order evidence"), self._order(before), self._order(after))
        self._order(after, then)()
        self._undo.record(change)

    def assign(self, number: int, about: str) -> None:
        """Keep a piece for another ticket or incident, or for nothing in particular."""
        piece = self._board[number]
        name = tr("what “{title}” is kept for", title=piece.evidence.title)
        back, forth = self._about(number, piece.about), self._about(number, about)
        self._undo.do(Change(name, back, forth))

    def annotate(self, number: int, note: str, then: Callable[[], None] = _nothing) -> None:
        """Write a note beside a piece."""
        piece = self._board[number]
        name = tr("note on “{title}”", title=piece.evidence.title)
        change = Change(name, self._note(number, piece.note), self._note(number, note))
        self._note(number, note, then)()
        self._undo.record(change)

    def _on(self, number: int) -> Callable[[], None]:
        return self._change(lambda: self._board.put_back(number))

    def _off(self, number: int) -> Callable[[], None]:
        return self._change(lambda: self._board.remove(number))

    def _order(
        self, numbers: Sequence[int], then: Callable[[], None] = _nothing
    ) -> Callable[[], None]:
        return self._change(lambda: self._board.arrange(numbers), then)

    def _note(
        self, number: int, text: str, then: Callable[[], None] = _nothing
    ) -> Callable[[], None]:
        return self._change(lambda: self._board.annotate(number, text), then)

    def _about(self, number: int, about: str) -> Callable[[], None]:
        return self._change(lambda: self._board.assign(number, about))

    def _change(
        self, work: Callable[[], None], then: Callable[[], None] = _nothing
    ) -> Callable[[], None]:
        """What makes the change, tells of it, and goes on with `then`."""

        def done(_nothing: None) -> None:
            self._tell()
            then()

        return lambda: self._context.save(work, done)

    def _tell(self) -> None:
        self._context.events.publish(PinboardChanged())
