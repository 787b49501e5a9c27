"""Collects cyclic garbage on the GUI thread only.

A Python wrapper of a Qt object that is collected on a worker thread is destroyed there, or
later from within an unrelated call, which ends the process. So the automatic collection is
switched off and its work is done by a timer of the GUI thread.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL_MS = 500
_OLD_EVERY = 3
_FULL_EVERY = 240


class GarbageCollector(QObject):
    """Collects young garbage twice a second when there is enough of it, old garbage rarely."""

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
        elif self._rounds % _OLD_EVERY == 0:
            gc.collect(1)
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(0)

    def stop(self) -> None:
        """Collect everything once more, then give the work back to Python."""
        self._timer.stop()
        gc.collect()
        gc.enable()
