"""Sends a request and does what lies above one wire exchange: redirects, cookies, challenges."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from workbench.apitest.auth import methods
from workbench.apitest.body import FileAccess
from workbench.apitest.cookies import CookieJar
from workbench.apitest.exchange import Chunk, Exchange, Hop
from workbench.apitest.model import Auth, Pair, Request
from workbench.apitest.prepare import Behavior, Prepared, connection_last, prepare, with_cookies
from workbench.apitest.stream import first_token
from workbench.apitest.transport import (
    ChunkListener,
    Transport,
    TransportError,
    WireOptions,
    WireRequest,
    WireResponse,
)
from workbench.apitest.url import Target, encode, join
from workbench.apitest.variables import refuse_missing_secrets
from workbench.core.errors import UserError
from workbench.core.progress import Progress

Guard = Callable[[Target], None]
"""Called before every hop; raises UserError where the address must not be called."""

_SECRET_HEADERS = frozenset({
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "apikey",
    "x-goog-api-key", "ocp-apim-subscription-key", "x-auth-token", "x-access-token",
    "x-amz-security-token", "x-functions-key", "private-token",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How one request is sent: the wire, the protocol behaviour, the files it may read."""

    wire: WireOptions = field(default_factory=WireOptions)
    behavior: Behavior = field(default_factory=Behavior)
    files: FileAccess = field(default_factory=FileAccess)
    guard: Guard | None = None


class Client:
    """One session: an engine that keeps connections, and a cookie jar."""

    def __init__(self, transport: Transport, jar: CookieJar | None = None) -> None:
        self.transport = transport
        self.jar = CookieJar() if jar is None else jar

    def prepare(self, request: Request, auth: Auth | None, options: SendOptions) -> Prepared:
        """The request ready to go; its preview is what `send` will send."""
        return prepare(request, auth, self.jar, options.behavior, options.files)

    def prepare_to_send(
        self, request: Request, auth: Auth | None, options: SendOptions
    ) -> Prepared:
        """As `prepare`, but no secret may be missing. Raises UserError for what cannot be sent."""
        refuse_missing_secrets(request, auth, encode(request.url).host)
        return self.prepare(request, auth, options)

    def send(
        self,
        request: Request,
        auth: Auth | None,
        options: SendOptions,
        progress: Progress | None = None,
        on_chunk: ChunkListener | None = None,
    ) -> Exchange:
        """Prepare and send. Raises UserError for what cannot be sent, Cancelled."""
        prepared = self.prepare_to_send(request, auth, options)
        return self.send_prepared(prepared, options, progress, on_chunk)

    def send_prepared(
        self,
        prepared: Prepared,
        options: SendOptions,
        progress: Progress | None = None,
        on_chunk: ChunkListener | None = None,
    ) -> Exchange:
        """Send, follow redirects, answer one digest challenge, keep the cookies."""
        sending = _Sending(self, prepared, options, progress or Progress(), on_chunk)
        return sending.run()

    def close(self) -> None:
        """Drop the kept connections."""
        self.transport.close()


class _Sending:
    """The state of one exchange while it is under way."""

    def __init__(
        self,
        client: Client,
        prepared: Prepared,
        options: SendOptions,
        progress: Progress,
        on_chunk: ChunkListener | None,
    ) -> None:
        self._client = client
        self._prepared = prepared
        self._own_cookie = prepared.own_cookie
        self._options = options
        self._progress = progress
        self._on_chunk = on_chunk
        self._hops: list[Hop] = []
        self._chunks: list[Chunk] = []
        self._verify = options.wire.verify and options.behavior.verify

    def run(self) -> Exchange:
        started = datetime.now(UTC)
        error: TransportError | None = None
        try:
            self._follow(self._prepared.wire)
        except TransportError as failure:
            error = failure
        response = error.partial if error else self._hops[-1].response
        stream = response is not None and is_event_stream(response)
        exchange = Exchange(
            sent=self._prepared.request,
            started=started,
            hops=tuple(self._hops),
            error=error,
            cookies=tuple(self._client.jar.for_target(self._last_target())),
            chunks=tuple(self._chunks) if stream else (),
            warnings=self._prepared.warnings,
        )
        return _with_first_token(exchange) if stream else exchange

    def _follow(self, wire: WireRequest) -> None:
        behavior = self._options.behavior
        challenged = False
        while True:
            response = self._one(wire)
            answered = (
                None
                if challenged
                else methods.after_refusal(self._prepared.auth, response.status, response.headers)
            )
            if answered is not None and len(self._hops) == 1:
                challenged = True
                again = self._client.prepare(self._unsigned(), answered, self._options)
                self._prepared = replace(again, warnings=self._prepared.warnings)
                wire = again.wire
                continue
            location = response.header("location")
            if not (behavior.follow_redirects and location and 300 <= response.status < 400):
                return
            if len(self._hops) - challenged > behavior.max_redirects:
                raise TransportError(
                    "protocol",
                    f"more than {behavior.max_redirects} redirects, the last one to {location}",
                )
            wire = self._redirected(wire, response, location)

    def _unsigned(self) -> Request:
        """The request as it was sent, without the headers that are made anew."""
        made = {"authorization", "cookie", "host", "content-length"}
        kept = tuple(p for p in self._prepared.request.headers if p.name.lower() not in made)
        return replace(self._prepared.request, headers=kept)

    def _one(self, wire: WireRequest) -> WireResponse:
        if self._options.guard is not None:
            self._options.guard(wire.target)
        self._chunks.clear()
        options = replace(self._options.wire, verify=self._verify)
        try:
            response = self._client.transport.send(wire, options, self._progress, self._take)
        except TransportError as error:
            self._hops.append(Hop(wire, error.partial))
            raise
        self._hops.append(Hop(wire, response))
        if self._options.behavior.use_cookies:
            for name, value in response.headers:
                if name.lower() == "set-cookie":
                    self._client.jar.store(value, wire.target)
        return response

    def _take(self, at: float, data: bytes) -> None:
        self._chunks.append(Chunk(at, data))
        if self._on_chunk is not None:
            self._on_chunk(at, data)

    def _redirected(self, wire: WireRequest, response: WireResponse, location: str) -> WireRequest:
        try:
            urlsplit(location)  # refuses what no engine can call, such as half an IPv6 address
            target = encode(join(wire.target, location))
        except (UserError, ValueError) as error:
            raise TransportError(
                "protocol", f"the redirect leads nowhere, to {location}: {error}"
            ) from error
        if target.scheme not in ("http", "https"):
            raise TransportError("protocol", f"the redirect leads to {target.scheme}://")
        behavior = self._options.behavior
        headers = [
            (name, value) for name, value in wire.headers if name.lower() not in ("host", "referer")
        ]
        if not _same_holder(wire.target, target):
            headers = self._without_secrets(headers)
            self._own_cookie = ""
        method, body = wire.method, wire.body
        if not behavior.keep_method and response.status not in (307, 308):
            method = "HEAD" if method == "HEAD" else "GET"
            body = None
            dropped = ("content-type", "content-length", "transfer-encoding")
            headers = [(name, value) for name, value in headers if name.lower() not in dropped]
        if behavior.send_referer:
            headers.append(("Referer", _referer(wire.target, target)))
        complete = (("Host", target.authority), *headers)
        complete = connection_last(complete)
        if behavior.use_cookies:
            complete = with_cookies(complete, self._own_cookie, self._client.jar, target)
        return WireRequest(method, target, complete, body)

    def _without_secrets(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Drop what names a user: another holder of the address must not see it."""
        secret = set(_SECRET_HEADERS)
        auth = self._prepared.auth
        if auth is not None and auth.kind == "apikey":
            secret.add(auth.text("key").lower())
        if self._options.behavior.keep_authorization:
            secret.discard("authorization")
        return [(name, value) for name, value in headers if name.lower() not in secret]

    def _last_target(self) -> Target:
        return self._hops[-1].request.target if self._hops else self._prepared.wire.target


def is_event_stream(response: WireResponse) -> bool:
    """Whether the answer is a stream of server-sent events or of JSON lines."""
    kind = (response.header("content-type") or "").partition(";")[0].strip().lower()
    return kind in (
        "text/event-stream",
        "application/x-ndjson",
        "application/jsonl",
        "application/stream+json",
    )


def _same_holder(old: Target, new: Target) -> bool:
    """The same origin, or the same host upgraded from http to https."""
    if old.origin == new.origin:
        return True
    upgraded = (old.scheme, new.scheme) == ("http", "https")
    default = old.explicit_port is None and new.explicit_port is None
    return old.host == new.host and upgraded and default


def _referer(old: Target, new: Target) -> str:
    if old.origin == new.origin:
        return f"{old.scheme}://{old.authority}{old.path}"
    return f"{old.scheme}://{old.authority}/"


def _with_first_token(exchange: Exchange) -> Exchange:
    moment = first_token(exchange.chunks)
    response = exchange.response
    if moment is None or response is None:
        return exchange
    timed = replace(response, timings=replace(response.timings, first_token=moment))
    if exchange.error is not None:
        error = exchange.error
        return replace(
            exchange, error=TransportError(error.kind, error.message, error.timings, timed)
        )
    return replace(exchange, hops=(*exchange.hops[:-1], Hop(exchange.hops[-1].request, timed)))


def pairs(headers: tuple[tuple[str, str], ...]) -> tuple[Pair, ...]:
    """Wire headers as table rows."""
    return tuple(Pair(name, value) for name, value in headers)
