"""A small OAuth 2 server on loopback for the tests: every grant, with PKCE checked."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "workbench", "client-secret"
USER, PASSWORD = "ada", "pass word&"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "TokenServer"

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - the base class's word
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self._authorize({name: v[0] for name, v in parse_qs(parts.query).items()})
        elif self.headers.get("Authorization") == f"Bearer {self.server.current}":
            self._answer(200, {"welcome": True})
        else:
            self._answer(401, {"error": "no or old token"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append(form)
        if not self._is_client(form):
            self._answer(401, {"error": "invalid_client"})
        elif not self.server.grants(form):
            self._answer(400, {"error": "invalid_grant", "error_description": "not this time"})
        else:
            self._answer(200, self.server.issue())

    def _is_client(self, form: dict[str, str]) -> bool:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        in_body = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        public = form.get("client_id") == CLIENT and "code_verifier" in form
        return self.headers.get("Authorization") == f"Basic {pair}" or in_body or public

    def _authorize(self, asked: dict[str, str]) -> None:
        """What the login page does once the user has agreed: back to the client with a code."""
        self.server.challenge = asked["code_challenge"]
        self.server.redirect = asked["redirect_uri"]
        back = urlencode({"code": "c0de", "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, document: dict[str, object]) -> None:
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class TokenServer(ThreadingHTTPServer):
    """Counts the tokens it gives; only the last one is good at `/api`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[dict[str, str]] = []
        self.current = ""
        self.challenge = ""
        self.redirect = ""
        self.lifetime = 3600

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def issue(self) -> dict[str, object]:
        """The next token."""
        self.current = f"token-{len(self.asked)}"
        return {
            "access_token": self.current,
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "refresh_token": "again",
        }

    def grants(self, form: dict[str, str]) -> bool:
        """Whether what was asked for is given."""
        match form.get("grant_type"):
            case "client_credentials":
                return True
            case "password":
                return (form.get("username"), form.get("password")) == (USER, PASSWORD)
            case "refresh_token":
                return form.get("refresh_token") == "again"
            case "authorization_code":
                digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
                verified = base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge
                return verified and (form.get("code"), form.get("redirect_uri")) == (
                    "c0de",
                    self.redirect,
                )
            case _:
                return False


@contextmanager
def token_server() -> Iterator[TokenServer]:
    """Run the server on a free port."""
    server = TokenServer()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
