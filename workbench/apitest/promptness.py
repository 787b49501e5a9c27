"""Lets the wire thread stamp tokens in time while another thread computes in Python."""

import sys
import threading

_USUAL_SECONDS = sys.getswitchinterval()
_STREAM_SECONDS = 0.0001
_guard = threading.Lock()
_streams = 0


class PromptStream:
    """While one is entered, Python's lock changes hands every 0.1 ms instead of every 5 ms.

    A stamp needs the lock twice (after the wait for bytes, and in the callback), so a busy
    window would otherwise make it 10 ms late. Leaving the last one restores the usual pace.
    """

    def __init__(self) -> None:
        self._entered = False

    def enter(self) -> None:
        """Hand the lock over more often from now on; a second call does nothing."""
        global _streams  # noqa: PLW0603 - the interval is one for the whole process
        if self._entered:
            return
        self._entered = True
        with _guard:
            _streams += 1
            sys.setswitchinterval(_STREAM_SECONDS)

    def leave(self) -> None:
        """Back to the usual pace when no other stream is left."""
        global _streams  # noqa: PLW0603 - the interval is one for the whole process
        if not self._entered:
            return
        self._entered = False
        with _guard:
            _streams -= 1
            if not _streams:
                sys.setswitchinterval(_USUAL_SECONDS)
