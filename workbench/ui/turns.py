"""Long work of the window's thread cut in turns, so that keys and painting get between."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def in_next_turn(of: QObject, work: Callable[[], object]) -> None:
    """Do the work in the next turn of the event loop, unless `of` is gone by then.

    Zero milliseconds would not do: Qt posts such a call as an event and may carry it out
    before timers that are due, among them those that repaint.
    """
    QTimer.singleShot(1, of, work)
