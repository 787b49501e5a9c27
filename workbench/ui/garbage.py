"""Collects cyclic garbage on the GUI thread only.

A Python wrapper of a Qt object that is collected on a worker thread is destroyed there, or
later from within an unrelated call, which ends the process. So the automatic collection is
switched off and its work is done by a timer of the GUI thread.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 200
"""Often, so that each round is short even while a worker fills the memory with small objects."""
_FULL_EVERY = 600


class GarbageCollector(QObject):
    """Collects new garbage five times a second when there is enough of it, the rest rarely.

    What outlives one round is not looked through again before the next full one.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """One round."""
        self._rounds += 1
        if self._rounds % _FULL_EVERY == 0:
            gc.collect()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)

    @staticmethod
    def settle() -> None:
        """Leave what is there now out of all later rounds: modules and panes stay to the end."""
        gc.freeze()

    def stop(self) -> None:
        """Collect everything once more, then give the work back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
