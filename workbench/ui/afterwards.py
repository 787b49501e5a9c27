"""What can wait until the window is on the screen: done piece by piece, between the events."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

_REST_MS = 50
"""How long the window, just painted, is left to the user's keys."""
_BETWEEN_MS = 4


class Afterwards(QObject):
    """A line of small pieces of work; the first is done soon after the window was painted.

    Each piece has a turn of the event loop of its own, so that what the user does in
    between goes first. A piece takes 50 ms at most.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: deque[Callable[[], object]] = deque()
        self._painted = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._do_next)

    def add(self, piece: Callable[[], object]) -> None:
        """Put a piece at the end of the line."""
        self._pieces.append(piece)
        if self._painted and not self._timer.isActive():
            self._timer.start(_BETWEEN_MS)

    def begin_when_painted(self, shown: "QWindow") -> None:
        """Begin when this window, shown now, has been painted for the first time."""
        shown.installEventFilter(self)

    @property
    def waiting(self) -> bool:
        """Whether there is something left to do."""
        return bool(self._pieces)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:  # Qt paints in the answer to it
            watched.removeEventFilter(self)
            self._painted = True
            self._timer.start(_REST_MS)
        return False

    @Slot()
    def _do_next(self) -> None:
        if self._pieces:
            self._pieces.popleft()()
        if self._pieces:
            self._timer.start(_BETWEEN_MS)
