"""OAuth 2 tokens: client credentials, password, refresh, and authorization code with PKCE
over a loopback redirect (RFC 6749, 7636, 8252).
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import parse_qsl, urlencode

from workbench.apitest.auth.signing import base64_text
from workbench.apitest.client import Client, SendOptions
from workbench.apitest.model import Auth, Body, Pair, Request
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.progress import Progress

OpenBrowser = Callable[[str], object]
_LEEWAY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Token:
    """What the token endpoint gave. `ends` is when it expires on the monotonic clock, in
    seconds; None where that is not said.
    """

    access: str
    refresh: str = ""
    ends: float | None = None
    kind: str = "Bearer"

    @property
    def fresh(self) -> bool:
        """Whether it will do for one more request."""
        return self.ends is None or time.monotonic() < self.ends - _LEEWAY_SECONDS


class Tokens:
    """The tokens of one session: fetched at first use, refreshed when they expire."""

    def __init__(self, open_browser: OpenBrowser | None = None) -> None:
        """`open_browser` shows an address to the user; without it no login is possible."""
        self._open_browser = open_browser
        self._held: dict[str, Token] = {}

    def authorize(
        self, auth: Auth, client: Client, options: SendOptions, progress: Progress
    ) -> Auth:
        """The settings with a token in them. Raises UserError with the server's words."""
        if not needs_token(auth):
            return auth
        key = json.dumps(auth.settings, sort_keys=True, default=str)
        held = self._held.get(key)
        endpoint = _Endpoint(auth, client, options, progress)
        if held is None or not held.fresh:
            held = _renewed(endpoint, held) or fetch_token(endpoint, self._open_browser)
            self._held[key] = held
        return Auth(auth.kind, {**auth.settings, "accessToken": held.access})


def needs_token(auth: Auth) -> bool:
    """Whether the settings say how to get a token instead of holding one."""
    return (
        auth.kind == "oauth2" and not auth.text("accessToken") and bool(auth.text("accessTokenUrl"))
    )


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """The server that gives tokens, and how it is asked."""

    auth: Auth
    client: Client
    options: SendOptions
    progress: Progress

    def ask(self, fields: Mapping[str, str], address: str = "") -> Token:
        """One request for a token. Raises UserError with the server's words."""
        request = _token_request(self.auth, fields, address)
        exchange = self.client.send(request, None, self.options, self.progress)
        if exchange.error is not None or exchange.response is None:
            message = exchange.error.message if exchange.error else "no answer"
            raise UserError(f"The token address did not answer: {message}.", "Check it.")
        return _read(exchange.response.status, exchange.response.body)


def fetch_token(endpoint: _Endpoint, open_browser: OpenBrowser | None) -> Token:
    """Get a token by the grant that the settings name."""
    auth = endpoint.auth
    grant = auth.text("grant_type") or auth.text("grantType") or "client_credentials"
    match grant:
        case "client_credentials" | "clientCredentials":
            return endpoint.ask({"grant_type": "client_credentials"})
        case "password" | "password_credentials":
            names = ("username", "password")
            fields = {name: auth.text(name) for name in names}
            return endpoint.ask({"grant_type": "password", **fields})
        case "refresh_token" | "refreshToken":
            return _refreshed(endpoint, auth.text("refreshToken"))
        case "authorization_code" | "authorization_code_with_pkce":
            if open_browser is None:
                raise UserError("This grant needs a browser.", "Send the request from the window.")
            return _authorization_code(endpoint, open_browser)
        case _:
            raise UserError(
                f"The OAuth 2 grant {grant} is not supported.", "Use authorization_code."
            )


def _renewed(endpoint: _Endpoint, held: Token | None) -> Token | None:
    """A new token for an expired one; None where it cannot be refreshed."""
    if held is None or not held.refresh:
        return None
    try:
        renewed = _refreshed(endpoint, held.refresh)
    except UserError:
        return None  # the refresh token has expired too: log in again
    return renewed if renewed.refresh else replace(renewed, refresh=held.refresh)


def _refreshed(endpoint: _Endpoint, refresh: str) -> Token:
    fields = {"grant_type": "refresh_token", "refresh_token": refresh}
    return endpoint.ask(fields, endpoint.auth.text("refreshTokenUrl"))


def _token_request(auth: Auth, fields: Mapping[str, str], address: str) -> Request:
    headers = [Pair("Accept", "application/json")]
    form = dict(fields)
    for name in ("scope", "audience", "resource"):
        if auth.text(name):
            form[name] = auth.text(name)
    client, secret = auth.text("clientId"), auth.text("clientSecret")
    if auth.text("client_authentication") == "body" or not secret:
        form["client_id"] = client
        if secret:
            form["client_secret"] = secret
    else:
        headers.append(Pair("Authorization", f"Basic {base64_text(f'{client}:{secret}'.encode())}"))
    for name, value, place in _additions(auth.settings.get("tokenRequestParams")):
        if place == "request_header":
            headers.append(Pair(name, value))
        else:
            form[name] = value
    body = Body("urlencoded", pairs=tuple(Pair(name, value) for name, value in form.items()))
    return Request("POST", parse_url(address or auth.text("accessTokenUrl")), tuple(headers), body)


def _additions(value: JsonValue) -> list[tuple[str, str, str]]:
    """Name, value and place of the extra parameters that the settings list."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return [
        (str(row["key"]), str(row.get("value") or ""), str(row.get("send_as") or ""))
        for row in rows
        if row.get("key") and row.get("enabled", True)
    ]


def _read(status: int, body: bytes) -> Token:
    document = _document(body)
    access = document.get("access_token")
    if not isinstance(access, str) or not access:
        words = document.get("error_description") or document.get("error") or f"status {status}"
        raise UserError(
            f"The token was refused: {words}.", "Check client, secret, grant and scope."
        )
    try:
        seconds = float(str(document["expires_in"]))
    except (KeyError, ValueError):
        seconds = None
    return Token(
        access,
        str(document.get("refresh_token") or ""),
        None if seconds is None else time.monotonic() + seconds,
        str(document.get("token_type") or "Bearer"),
    )


def _document(body: bytes) -> JsonObject:
    """The answer as JSON, or as the form that some servers still send."""
    text = body.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return dict(parse_qsl(text))
    return cast(JsonObject, document) if isinstance(document, dict) else {}


def _authorization_code(endpoint: _Endpoint, open_browser: OpenBrowser) -> Token:
    from workbench.apitest.auth.redirect import LoopbackRedirect

    auth = endpoint.auth
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    state = secrets.token_urlsafe(16)
    with LoopbackRedirect(state, auth.text("redirect_uri")) as redirect:
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
        code = redirect.wait(endpoint.progress)
    return endpoint.ask(
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect.address,
            "code_verifier": verifier,
        }
    )
