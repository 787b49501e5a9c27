"""How long work reports how far it is and learns that it was cancelled."""

import threading
from collections.abc import Callable

from workbench.core.errors import Cancelled

ProgressListener = Callable[[float, float | None, str], None]
"""Called with (done, total, message); total is None while it is not known."""


class Progress:
    """Handed to every long-running domain function as `progress`.

    The function calls `report` as it goes and `check` at least every 50 ms of work,
    so that a cancel takes effect within 100 ms.
    """

    def __init__(self, listener: ProgressListener | None = None) -> None:
        self._listener = listener
        self._cancelled = threading.Event()

    def report(self, done: float, total: float | None = None, message: str = "") -> None:
        """Tell how much is done (any unit, the same for `done` and `total`)."""
        self.check()
        if self._listener is not None:
            self._listener(done, total, message)

    def check(self) -> None:
        """Raise Cancelled when the user has asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop; safe from any thread."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether a stop was asked for."""
        return self._cancelled.is_set()
