"""An HTTP client that talks to one origin only: its token goes nowhere else."""

import email.utils
import time as clock
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from workbench.core.errors import UserError
from workbench.core.progress import Progress

_SECONDS = 30.0
_LONGEST_WAIT = 120.0
_TRIES = 5
_REDIRECTS = 5


class Gone(UserError):
    """The server no longer offers what was asked for (404 or 410)."""


class OriginClient:
    """Requests to one origin, with waiting where the server asks for it (429, 503)."""

    def __init__(
        self,
        origin: str,
        headers: Mapping[str, str],
        progress: Progress | None = None,
        wait: Callable[[float], None] = clock.sleep,
    ) -> None:
        """`origin` is scheme, host and port. Raises UserError when it is not."""
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UserError(f"'{origin}' is no address.", "Write it like https://team.example.com.")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._base = origin.rstrip("/") + "/"
        self._progress = progress or Progress()
        self._wait = wait
        # The environment (proxies, .netrc) must neither see the token nor add another.
        self._http = httpx.Client(
            headers=dict(headers), timeout=_SECONDS, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **parameters: str | int) -> Any:
        """A JSON document. Raises UserError in plain words, Gone for 404 and 410."""
        return self.request("GET", path, parameters).json_document

    def request(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str | int] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> "Answer":
        """One request; redirects within the origin are followed for GET only."""
        url = self._inside(urljoin(self._base, path.lstrip("/")))
        for _ in range(_TRIES + _REDIRECTS):
            self._progress.check()
            response = self._send(method, url, parameters, body, headers)
            if response.status_code in (429, 503) and "retry-after" in response.headers:
                self._pause(response.headers["retry-after"])
                continue
            if response.is_redirect:
                url = self._inside(urljoin(url, response.headers.get("location", "")))
                if method != "GET":
                    raise UserError(
                        f"{self.origin} redirected a change to {url}.", "Nothing was sent there."
                    )
                parameters = None
                continue
            return Answer(self.origin, response)
        raise UserError(f"{self.origin} keeps asking to wait.", "Try again later.")

    def _send(
        self,
        method: str,
        url: str,
        parameters: Mapping[str, str | int] | None,
        body: object,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        try:
            return self._http.request(
                method, url, params=dict(parameters) if parameters else None,
                json=body, headers=dict(headers or {}),
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise UserError(
                f"{self.origin} cannot be reached: {error}.",
                "The tickets of the last sync stay as they are; try again later.",
            ) from error

    def _inside(self, url: str) -> str:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            raise UserError(
                f"{self.origin} points to {parts.scheme}://{parts.netloc}, another host.",
                "Nothing was sent there. If it moved, set the new address.",
            )
        return url

    def _pause(self, retry_after: str) -> None:
        seconds = _seconds(retry_after)
        if seconds > _LONGEST_WAIT:
            raise UserError(
                f"{self.origin} asks to wait {seconds:.0f} seconds.", "Try again after that."
            )
        self._progress.report(0, None, f"waiting {seconds:.0f} s as the server asks")
        self._wait(seconds)


def _seconds(retry_after: str) -> float:
    """Retry-After as seconds or as a date (RFC 9110, 10.2.3)."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return 5.0
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


class Answer:
    """A response that was checked: an error status other than 412 raises UserError."""

    def __init__(self, origin: str, response: httpx.Response) -> None:
        self.response = response
        status = response.status_code
        if status in (404, 410):
            raise Gone(f"{origin} has no {response.url.path} ({status}).", "Check the address.")
        if status == 401:
            raise UserError(
                f"{origin} refuses the token (401).", "It may be expired: set a new one."
            )
        if status == 403:
            raise UserError(f"{origin} does not allow this (403).", "Ask for the permission.")
        if status >= 400 and status != 412:
            said = " ".join(response.text.split())[:200]
            raise UserError(f"{origin} answers {status}: {said}", "Try again, or ask its owner.")

    @property
    def json_document(self) -> Any:
        """The body as JSON. Raises UserError when it is none."""
        try:
            return self.response.json()
        except ValueError as error:
            raise UserError(
                f"{self.response.url.host} answered with something that is not JSON.",
                "Check that the address leads to the ticket system.",
            ) from error
