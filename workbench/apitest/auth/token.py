"""OAuth 2 tokens: client credentials, password, refresh, and authorization code with PKCE
over a loopback redirect (RFC 6749, 7636, 8252).
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import cast
from urllib.parse import parse_qs, urlencode, urlsplit

from workbench.apitest.auth.signing import base64_text
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.model import Auth, Body, Pair, Request
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress

OpenBrowser = Callable[[str], object]
_WAIT_SECONDS = 0.05
_PAGE = b"<!doctype html><title>Done</title><p>You can close this page and go back."


@dataclass(frozen=True, slots=True)
class Token:
    """What the token endpoint gave. `expires_in` is in seconds, None where it is not said."""

    access: str
    refresh: str = ""
    expires_in: float | None = None
    kind: str = "Bearer"


def fetch_token(
    auth: Auth,
    client: Client,
    options: SendOptions,
    progress: Progress,
    open_browser: OpenBrowser | None = None,
) -> Token:
    """Get a token by the grant that the settings name. Raises UserError with the server's words."""
    grant = auth.text("grant_type") or auth.text("grantType") or "client_credentials"
    if grant in ("client_credentials", "clientCredentials"):
        return _ask(auth, {"grant_type": "client_credentials"}, client, options, progress)
    if grant in ("password", "password_credentials"):
        fields = {
            "grant_type": "password",
            "username": auth.text("username"),
            "password": auth.text("password"),
        }
        return _ask(auth, fields, client, options, progress)
    if grant in ("refresh_token", "refreshToken"):
        fields = {"grant_type": "refresh_token", "refresh_token": auth.text("refreshToken")}
        return _ask(auth, fields, client, options, progress)
    if grant.startswith("authorization_code"):
        if open_browser is None:
            raise UserError("This grant needs a browser.", "Send the request from the window.")
        return _authorization_code(auth, client, options, progress, open_browser)
    raise UserError(f"The OAuth 2 grant {grant} is not supported.", "Use authorization_code.")


def _ask(
    auth: Auth, fields: dict[str, str], client: Client, options: SendOptions, progress: Progress
) -> Token:
    headers = [Pair("Accept", "application/json")]
    if auth.text("scope") and "scope" not in fields:
        fields = {**fields, "scope": auth.text("scope")}
    if auth.text("client_authentication") == "body" or not auth.text("clientSecret"):
        fields = {**fields, "client_id": auth.text("clientId")}
        if auth.text("clientSecret"):
            fields["client_secret"] = auth.text("clientSecret")
    else:
        pair = f"{auth.text('clientId')}:{auth.text('clientSecret')}"
        headers.append(Pair("Authorization", f"Basic {base64_text(pair.encode())}"))
    body = Body("urlencoded", pairs=tuple(Pair(name, value) for name, value in fields.items()))
    address = auth.text("accessTokenUrl")
    if not address:
        raise UserError("The OAuth 2 settings name no token address.", "Fill in accessTokenUrl.")
    exchange = client.send(
        Request("POST", parse_url(address), tuple(headers), body), None, options, progress
    )
    if exchange.error is not None or exchange.response is None:
        message = exchange.error.message if exchange.error else "no answer"
        raise UserError(f"The token address did not answer: {message}.", "Check it.")
    return _read(exchange.response.status, exchange.response.body)


def _read(status: int, body: bytes) -> Token:
    try:
        document = cast(JsonObject, json.loads(body))
        access = document.get("access_token")
    except (ValueError, AttributeError):
        document, access = {}, None
    if not isinstance(access, str) or not access:
        words = document.get("error_description") or document.get("error") or f"status {status}"
        raise UserError(
            f"The token was refused: {words}.", "Check client, secret, grant and scope."
        )
    expires = document.get("expires_in")
    return Token(
        access,
        str(document.get("refresh_token") or ""),
        float(expires) if isinstance(expires, (int, float)) else None,
        str(document.get("token_type") or "Bearer"),
    )


def _authorization_code(
    auth: Auth, client: Client, options: SendOptions, progress: Progress, open_browser: OpenBrowser
) -> Token:
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    state = secrets.token_urlsafe(16)
    with _Redirect(state) as redirect:
        asked = {
            "response_type": "code",
            "client_id": auth.text("clientId"),
            "redirect_uri": redirect.address,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode("ascii").rstrip("="),
            "code_challenge_method": "S256",
        }
        if auth.text("scope"):
            asked["scope"] = auth.text("scope")
        joint = "&" if "?" in auth.text("authUrl") else "?"
        open_browser(auth.text("authUrl") + joint + urlencode(asked))
        code = redirect.wait(progress)
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect.address,
        "code_verifier": verifier,
    }
    return _ask(auth, fields, client, options, progress)


class _Redirect:
    """Listens on a free port of loopback for the browser to come back with the code."""

    def __init__(self, state: str) -> None:
        self._arrived = threading.Event()
        self._code = ""
        self._problem = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's word
                """Say nothing: the address holds the code."""

            def do_GET(self) -> None:
                """Take the code when the state is ours."""
                given = {
                    name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()
                }
                if given.get("state") != state:
                    self.send_error(400, "unknown state")
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_PAGE)
                outer.take(given)

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def address(self) -> str:
        """The redirect address for this login."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/callback"

    def __enter__(self) -> "_Redirect":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self, given: dict[str, str]) -> None:
        """Keep the code, or why there is none."""
        self._code = given.get("code", "")
        self._problem = given.get("error_description") or given.get("error") or ""
        self._arrived.set()

    def wait(self, progress: Progress) -> str:
        """The code. Raises UserError where the login was refused, Cancelled."""
        while not self._arrived.wait(_WAIT_SECONDS):
            progress.check()
        if not self._code:
            raise UserError(
                f"The login gave no code: {self._problem or 'it was refused'}.", "Try again."
            )
        return self._code
