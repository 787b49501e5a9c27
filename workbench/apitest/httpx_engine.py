"""The second engine: httpx's own wire (httpcore), for systems without libcurl.

It knows HTTP/1.1 only and cannot tell DNS from TCP (both stand under `connect`). Everything
else is as with libcurl; one conformance suite runs over both.
"""

import ssl
import sys
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from workbench.apitest.certificates import system_certificates, trust_in_words
from workbench.apitest.transport import (
    LARGEST_HEAD,
    ChunkListener,
    Connection,
    FailureKind,
    Timings,
    TransportError,
    WireOptions,
    WireRequest,
    WireResponse,
    connect_override,
)
from workbench.apitest.unpacking import Unpacker, unpacker
from workbench.apitest.url import Target
from workbench.core.progress import Progress

_FAILURES: tuple[tuple[type[Exception], FailureKind], ...] = (
    (httpcore.ConnectTimeout, "connect-timeout"),
    (httpcore.TimeoutException, "timeout"),
    (httpcore.ProxyError, "proxy"),
    (httpcore.ConnectError, "refused"),
    (httpcore.RemoteProtocolError, "reset"),
    (httpcore.LocalProtocolError, "protocol"),
    (httpcore.NetworkError, "reset"),
)


class HttpxTransport:
    """Keeps one pool per set of TLS options, so that connections are used again."""

    def __init__(self) -> None:
        self._pools: dict[object, httpcore.ConnectionPool] = {}

    def send(
        self,
        request: WireRequest,
        options: WireOptions,
        progress: Progress,
        on_chunk: ChunkListener | None = None,
    ) -> WireResponse:
        """Send and wait; a cancel takes effect when the next bytes come."""
        exchange = _Exchange(request, options, progress, on_chunk)
        try:
            return exchange.run(self._pool(request.target, options))
        except (
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.ProxyError,
        ) as error:
            raise exchange.failure(error) from error
        except (ssl.SSLError, OSError) as error:
            raise TransportError(
                "tls" if isinstance(error, ssl.SSLError) else "reset", str(error)
            ) from error

    def close(self) -> None:
        """Drop the kept connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, target: Target, options: WireOptions) -> httpcore.ConnectionPool:
        tls = target.scheme == "https"
        files = (options.ca, options.client_certificate, options.client_key) if tls else ()
        key = (tls, options.verify, files, options.connect_to, options.proxy)
        if key not in self._pools:
            self._pools[key] = httpcore.ConnectionPool(
                ssl_context=_context(options) if tls else None,
                proxy=httpcore.Proxy(options.proxy) if options.proxy else None,
                network_backend=_Backend(options.connect_to),
            )
        return self._pools[key]


class _Exchange:
    """One request while it is under way."""

    def __init__(
        self,
        request: WireRequest,
        options: WireOptions,
        progress: Progress,
        on_chunk: ChunkListener | None,
    ) -> None:
        self._request = request
        self._options = options
        self._progress = progress
        self._on_chunk = on_chunk
        self._moments: dict[str, float] = {}
        self._body = bytearray()
        self._wire_bytes = 0
        self._head: httpcore.Response | None = None
        self._started = 0.0

    def run(self, pool: httpcore.ConnectionPool) -> WireResponse:
        request, target = self._request, self._request.target
        self._started = time.perf_counter()
        with pool.stream(
            request.method.encode(),
            httpcore.URL(
                scheme=target.scheme.encode(),
                host=target.host.strip("[]").encode(),
                port=target.port,
                target=target.path.encode(),
            ),
            headers=[(_bytes(name), _bytes(value)) for name, value in request.headers],
            content=request.body,
            extensions={"trace": self._trace, "timeout": self._timeouts()},
        ) as head:
            self._head = head
            self._check_head(head)
            self._read(head.iter_stream(), unpacker(_value(head, b"content-encoding")))
        return self.response()

    def response(self, cut: str = "") -> WireResponse:
        head = self._head
        assert head is not None  # run() has set it before anything can be cut
        version = head.extensions.get("http_version", b"HTTP/1.1")
        return WireResponse(
            status=head.status,
            reason=bytes(head.extensions.get("reason_phrase", b"")).decode("latin-1"),
            headers=tuple((n.decode("latin-1"), v.decode("latin-1")) for n, v in head.headers),
            body=bytes(self._body),
            wire_bytes=self._wire_bytes,
            timings=self.timings(),
            connection=Connection(
                http=bytes(version).decode("latin-1"),
                trust=trust_in_words(self._options)
                if self._request.target.scheme == "https"
                else "",
            ),
            cut=cut,
        )

    def timings(self) -> Timings:
        total = time.perf_counter() - self._started
        at = self._moments
        connected = at.get("connection.connect_tcp.complete")
        secured = at.get("connection.start_tls.complete")
        ready = secured or connected or 0.0
        first = at.get("http11.receive_response_headers.complete", total)
        return Timings(
            dns=None,
            connect=connected,
            tls=None if secured is None or connected is None else secured - connected,
            wait=max(first - ready, 0.0),
            transfer=max(total - first, 0.0),
            total=total,
            reused=connected is None,
        )

    def failure(self, error: Exception) -> TransportError:
        message = str(error) or type(error).__name__
        kind = _kind(error, message.lower())
        if self._head is None:
            return TransportError(kind, message, self.timings())
        return TransportError(
            "timeout" if kind == "timeout" else "cut",
            message,
            self.timings(),
            self.response(message),
        )

    def _read(self, stream: Iterable[bytes], decoder: Unpacker | None) -> None:
        for data in stream:
            self._progress.check()
            self._wire_bytes += len(data)
            room = self._options.largest - len(self._body)
            try:
                plain = data if decoder is None else decoder.decompress(data, room + 1)
            except ValueError as error:
                message = f"the body cannot be unpacked: {error}"
                raise TransportError(
                    "protocol", message, self.timings(), self.response(message)
                ) from error
            if len(plain) > room:
                message = f"the body is longer than {self._options.largest:,} bytes once unpacked"
                raise TransportError("too-large", message, self.timings(), self.response(message))
            self._body += plain
            if self._on_chunk is not None and plain:
                self._on_chunk(time.perf_counter() - self._started, plain)
            if (
                self._options.timeout
                and time.perf_counter() - self._started > self._options.timeout
            ):
                raise httpcore.ReadTimeout(f"timed out after {self._options.timeout:g} s")

    def _check_head(self, head: httpcore.Response) -> None:
        if sum(len(name) + len(value) for name, value in head.headers) > LARGEST_HEAD:
            raise TransportError("too-large", f"the head is longer than {LARGEST_HEAD:,} bytes")

    def _trace(self, name: str, _: object) -> None:
        self._moments[name] = time.perf_counter() - self._started

    def _timeouts(self) -> dict[str, float | None]:
        whole = self._options.timeout or None
        connect = self._options.connect_timeout or None
        return {
            "connect": min(connect, whole) if connect and whole else connect or whole,
            "read": whole,
            "write": whole,
            "pool": whole,
        }


class _Backend(httpcore.SyncBackend):
    """Connects where --connect-to says."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__()
        self._rules = rules

    def connect_tcp(
        self, host: str, port: int, *values: Any, **named: Any
    ) -> httpcore.NetworkStream:
        other = connect_override(Target("", host, port, "/"), self._rules)
        if other is not None:
            host, port = other[0].strip("[]"), other[1]
        return super().connect_tcp(host, port, *values, **named)


def _context(options: WireOptions) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not options.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif options.ca is not None:
        context.load_verify_locations(options.ca)
    else:
        _load_system(context)
    if options.client_certificate is not None:
        context.load_cert_chain(
            options.client_certificate, options.client_key, options.passphrase or None
        )
    context.set_alpn_protocols(["http/1.1"])
    return context


def _load_system(context: ssl.SSLContext) -> None:
    """The system's certificates, whatever the environment's variables say."""
    if sys.platform == "win32":
        context.load_default_certs()
        return
    context.load_verify_locations(system_certificates())


def _kind(error: Exception, words: str) -> FailureKind:
    fitting: list[FailureKind] = [kind for failure, kind in _FAILURES if isinstance(error, failure)]
    kind: FailureKind = fitting[0] if fitting else "protocol"
    if kind != "refused":
        return kind
    if any(word in words for word in ("certificate", "ssl", "tls")):
        return "tls"
    if any(word in words for word in ("name", "getaddrinfo", "address associated")):
        return "dns"
    return "refused" if "refused" in words else "unreachable"


def _value(head: httpcore.Response, name: bytes) -> str:
    return next((v.decode("latin-1") for n, v in head.headers if n.lower() == name), "")


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()
