"""The one way from a worker thread to the GUI thread."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

_BUDGET_SECONDS = 0.008


class TaskBridge(QObject):
    """Runs calls on the thread it was made on, in order, a few milliseconds at a time.

    Between two portions the event loop paints and answers keys, so that a flood of
    results cannot freeze the window.
    """

    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: deque[Callable[[], None]] = deque()
        self._closed = False
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._run_portion)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def deliver(self, call: Callable[[], None]) -> None:
        """Have the call run on the bridge's thread; safe from any thread."""
        if self._closed:
            return
        self._calls.append(call)
        self._woken.emit()

    @property
    def waiting(self) -> bool:
        """Whether there are calls that were not run yet."""
        return bool(self._calls)

    def close(self) -> None:
        """Drop what was not run; later calls are ignored."""
        self._closed = True
        self._calls.clear()

    @Slot()
    def _wake(self) -> None:
        if not self._next.isActive():
            self._next.start()

    @Slot()
    def _run_portion(self) -> None:
        end = time.monotonic() + _BUDGET_SECONDS
        try:
            while self._calls and time.monotonic() < end:
                self._calls.popleft()()
        finally:
            if self._calls:
                self._next.start()
