"""Waits on loopback for the browser to come back from a login with a code (RFC 8252, 7.3)."""

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from workbench.core.errors import UserError
from workbench.core.progress import Progress

_POLL_SECONDS = 0.05
_LOGIN_SECONDS = 600
_LOOPBACK = ("127.0.0.1", "localhost")
_PAGE = b"<!doctype html><title>Done</title><p>You can close this page and go back."


class LoopbackRedirect:
    """Listens while it is entered; only an answer that carries `state` counts.

    `wanted` is the redirect address that the client is registered with: it is used where it
    is one of this computer with a port, else a free port is taken.
    """

    def __init__(self, state: str, wanted: str = "") -> None:
        self._state = state
        self._arrived = threading.Event()
        self._given: dict[str, str] = {}
        parts = urlsplit(wanted)
        ours = parts.scheme == "http" and parts.hostname in _LOOPBACK and parts.port
        port = parts.port or 0 if ours else 0
        try:
            self._server = HTTPServer(("127.0.0.1", port), self._handler())
        except OSError as error:
            raise UserError(
                f"Port {port} of the redirect address is taken.", "Close what uses it."
            ) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )
        self.address = (
            wanted if ours else f"http://127.0.0.1:{self._server.server_address[1]}/callback"
        )

    def __enter__(self) -> "LoopbackRedirect":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait(self, progress: Progress) -> str:
        """The code. Raises UserError where the login was refused or took too long, Cancelled."""
        ends = time.monotonic() + _LOGIN_SECONDS
        while not self._arrived.wait(_POLL_SECONDS):
            progress.check()
            if time.monotonic() > ends:
                raise UserError("Nobody logged in within 10 minutes.", "Send the request again.")
        code = self._given.get("code", "")
        if not code:
            reason = self._given.get("error_description") or self._given.get("error")
            raise UserError(f"The login gave no code: {reason or 'it was refused'}.", "Try again.")
        return code

    def _take(self, given: dict[str, str]) -> bool:
        if given.get("state") != self._state:
            return False
        self._given = given
        self._arrived.set()
        return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
                """Say nothing: the address holds the code."""

            def do_GET(self) -> None:
                """Take the code when the state is ours."""
                query = parse_qs(urlsplit(self.path).query)
                if not take({name: values[0] for name, values in query.items()}):
                    self.send_error(400, "unknown state")
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_PAGE)

        return Handler
