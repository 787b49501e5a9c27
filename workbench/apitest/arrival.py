"""Asks the kernel when data arrived, so that a stamp is right however late the thread gets it."""

import os
import socket
import struct
import sys
from contextlib import suppress

_LAST_DATA = struct.Struct("52xI")  # tcpi_last_data_recv of struct tcp_info, in milliseconds
_HALF_TICK = 0.002


class ArrivalClock:
    """Tells how long ago a connection's last data arrived, in seconds.

    The wire thread may wait for Python's lock while a window computes; the kernel's own note
    of the arrival does not. It counts in ticks (1 to 4 ms), so half a tick is taken off: a
    prompt stamp stays as it is. Linux only; elsewhere the answer is always 0.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._number = -1

    def watch(self, number: int) -> None:
        """Ask about the socket of this number from now on."""
        if not sys.platform.startswith("linux") or number == self._number:
            return
        self.close()
        with suppress(OSError):
            self._socket = socket.socket(fileno=os.dup(number))
            self._number = number

    def age(self) -> float:
        """Seconds since the last data arrived; 0 where that is not known."""
        if self._socket is None:
            return 0.0
        try:
            told = self._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA.size)
        except OSError:
            return 0.0
        if len(told) < _LAST_DATA.size:
            return 0.0
        return max(_LAST_DATA.unpack(told)[0] / 1000 - _HALF_TICK, 0.0)

    def close(self) -> None:
        """Forget the socket."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._number = None, -1
