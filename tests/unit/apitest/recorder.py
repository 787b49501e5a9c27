"""A server on loopback that keeps every byte it gets, and answers what it is told to."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok"
Serve = Callable[[socket.socket, bytes], None]
"""Called with the connection and the whole request; writes the answer."""


class Recorder:
    """The server: its port, and the requests in the order in which they came."""

    def __init__(self, serve: Serve | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._serve = serve or _answer_ok
        self.requests: list[bytes] = []
        self._closing = False
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(20)
            pending = b""
            while True:
                try:
                    request, pending = _read_request(connection, pending)
                except OSError:
                    return
                if request is None:
                    return
                self.requests.append(request)
                try:
                    self._serve(connection, request)
                except OSError:
                    return


@contextmanager
def recorder(serve: Serve | None = None) -> Iterator[Recorder]:
    """A recorder for the length of a `with` block."""
    server = Recorder(serve)
    try:
        yield server
    finally:
        server.close()


def answer(status: str, headers: str = "", body: bytes = b"") -> Serve:
    """A server function that always gives this answer."""

    def serve(connection: socket.socket, _: bytes) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        connection.sendall(head.encode("latin-1") + body)

    return serve


def _answer_ok(connection: socket.socket, request: bytes) -> None:
    connection.sendall(_OK if not request.startswith(b"HEAD ") else _OK.partition(b"ok")[0])


def _read_request(connection: socket.socket, pending: bytes) -> tuple[bytes | None, bytes]:
    while b"\r\n\r\n" not in pending:
        data = connection.recv(65536)
        if not data:
            return None, b""
        pending += data
    head, _, rest = pending.partition(b"\r\n\r\n")
    if re.search(rb"\r\nexpect: 100-continue", head, re.IGNORECASE):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if re.search(rb"\r\ntransfer-encoding: chunked", head, re.IGNORECASE):
        while not rest.endswith(b"0\r\n\r\n"):
            rest += connection.recv(65536)
        return head + b"\r\n\r\n" + rest, b""
    found = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
    length = int(found.group(1)) if found else 0
    while len(rest) < length:
        data = connection.recv(65536)
        if not data:
            break
        rest += data
    return head + b"\r\n\r\n" + rest[:length], rest[length:]
