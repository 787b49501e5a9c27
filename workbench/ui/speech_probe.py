"""Finds out, without blocking the window, whether the speech service of Linux answers.

libspeechd waits for ever for a service that is there but does not answer; Qt calls it on the
GUI thread. So a connection is tried beforehand on a thread of its own, with a time limit.
"""

import ctypes
import threading
import time

_PATIENCE_SECONDS = 3.0
_SINGLE_CONNECTION = 0
_START_SERVICE = 1


class ServiceProbe:
    """One try to connect; the thread of a try that hangs is left behind."""

    def __init__(self) -> None:
        self.answered = False
        self._begun: float | None = None
        self._ended = False

    def start(self) -> None:
        """Begin, if it was not begun."""
        if self._begun is None:
            self._begun = time.monotonic()
            threading.Thread(target=self._connect, name="speech-probe", daemon=True).start()

    @property
    def overdue(self) -> bool:
        """Whether it failed, or has been waiting for too long."""
        if self._begun is None or self.answered:
            return False
        return self._ended or time.monotonic() - self._begun > _PATIENCE_SECONDS

    def _connect(self) -> None:
        try:
            library = ctypes.CDLL("libspeechd.so.2")
        except OSError:
            self._ended = True
            return
        connect = library.spd_open2
        connect.restype = ctypes.c_void_p
        connection = connect(
            b"workbench", b"probe", None, _SINGLE_CONNECTION, None, _START_SERVICE, None
        )
        if connection:
            library.spd_close(ctypes.c_void_p(connection))
            self.answered = True
        self._ended = True
