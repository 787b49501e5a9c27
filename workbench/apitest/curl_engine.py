"""The measured wire: libcurl through pycurl. Follows nothing, stores nothing, rewrites nothing."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pycurl

from workbench.apitest.arrival import ArrivalClock
from workbench.apitest.certificates import system_certificates, trust_in_words
from workbench.apitest.promptness import PromptStream
from workbench.apitest.transport import (
    LARGEST_HEAD,
    ChunkListener,
    Connection,
    FailureKind,
    HttpVersion,
    Timings,
    TransportError,
    WireOptions,
    WireRequest,
    WireResponse,
)
from workbench.core.progress import Progress

_POLL_SECONDS = 0.05
_STREAM_TYPE = "event-stream"
_NATIVE_CA = 16  # CURLSSLOPT_NATIVE_CA, which the type stubs lack
_VERSIONS: dict[HttpVersion, int] = {
    "auto": pycurl.CURL_HTTP_VERSION_2TLS,
    "1.0": pycurl.CURL_HTTP_VERSION_1_0,
    "1.1": pycurl.CURL_HTTP_VERSION_1_1,
    "2": pycurl.CURL_HTTP_VERSION_2_0,
    "3": pycurl.CURL_HTTP_VERSION_3,
}
_HTTP_NAMES = {
    pycurl.CURL_HTTP_VERSION_1_0: "HTTP/1.0",
    pycurl.CURL_HTTP_VERSION_1_1: "HTTP/1.1",
    pycurl.CURL_HTTP_VERSION_2_0: "HTTP/2",
    pycurl.CURL_HTTP_VERSION_3: "HTTP/3",
}
_KINDS: dict[int, FailureKind] = {
    pycurl.E_COULDNT_RESOLVE_HOST: "dns",
    pycurl.E_COULDNT_RESOLVE_PROXY: "proxy",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_PEER_FAILED_VERIFICATION: "tls",
    pycurl.E_SSL_CERTPROBLEM: "tls",
    pycurl.E_SSL_CIPHER: "tls",
    pycurl.E_SSL_CACERT_BADFILE: "tls",
    pycurl.E_SSL_ISSUER_ERROR: "tls",
    pycurl.E_GOT_NOTHING: "reset",
    pycurl.E_SEND_ERROR: "reset",
    pycurl.E_RECV_ERROR: "reset",
    pycurl.E_PARTIAL_FILE: "cut",
    pycurl.E_HTTP2: "protocol",
    pycurl.E_FTP_WEIRD_SERVER_REPLY: "protocol",
    pycurl.E_BAD_CONTENT_ENCODING: "protocol",
}


_UNSAID = {100: "a header of the answer, or all of them together, are too large"}
"""What libcurl says no more of than a number (CURLE_TOO_LARGE)."""


class CurlTransport:
    """One libcurl session: keeps connections alive between requests. Use it from one thread."""

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._easy = pycurl.Curl()

    def send(
        self,
        request: WireRequest,
        options: WireOptions,
        progress: Progress,
        on_chunk: ChunkListener | None = None,
    ) -> WireResponse:
        """Send and wait; a cancel takes effect within 50 ms."""
        easy = self._easy
        easy.reset()
        receiver = _Receiver(options.largest, on_chunk)
        receiver.head_only = request.method == "HEAD" and request.body is not None
        _configure(easy, request, options)
        easy.setopt(pycurl.HEADERFUNCTION, receiver.take_head)
        easy.setopt(pycurl.WRITEFUNCTION, receiver.take_body)
        receiver.started = time.perf_counter()
        try:
            code, message = self._perform(easy, receiver, progress)
        finally:
            receiver.leave()
        timings = _timings(easy)
        if code == 0 and not receiver.head_ended:
            code, message = pycurl.E_PARTIAL_FILE, "the connection ended within the head"
        if code == 0 or receiver.complete:
            return receiver.response(easy, timings, options)
        raise _failure(code, message, easy, receiver, timings, options)

    def close(self) -> None:
        """Drop the kept connections."""
        self._multi.close()
        self._easy.close()

    def _perform(
        self, easy: pycurl.Curl, receiver: "_Receiver", progress: Progress
    ) -> tuple[int, str]:
        multi = self._multi
        multi.add_handle(easy)
        try:
            while True:
                _, running = multi.perform()
                if not running:
                    break
                progress.check()
                if receiver.streaming:
                    receiver.arrival.watch(easy.getinfo(pycurl.ACTIVESOCKET))
                if multi.select(_POLL_SECONDS) == -1:
                    time.sleep(0.001)  # no socket yet: the resolver's thread is at work
            _, done, failed = multi.info_read()
        finally:
            multi.remove_handle(easy)
        if failed:
            _, code, message = failed[0]
            return code, message or _UNSAID.get(code, f"libcurl error {code}")
        return (0, "") if done else (pycurl.E_GOT_NOTHING, "the connection ended")


class _Receiver:
    """Takes head and body as they come in, bounded."""

    def __init__(self, largest: int, on_chunk: ChunkListener | None) -> None:
        self._largest = largest
        self._on_chunk = on_chunk
        self._head_bytes = 0
        self._status_line = ""
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.too_large = ""
        self.head_only = False  # HEAD with a body: libcurl would wait for the answer's body
        self.complete = False
        self.head_ended = False
        self.started = 0.0
        self.streaming = False
        self.arrival = ArrivalClock()
        self._prompt = PromptStream()
        self._stamp = 0.0

    def take_head(self, line: bytes) -> int | None:
        self._head_bytes += len(line)
        if self._head_bytes > LARGEST_HEAD:
            self.too_large = f"the head is longer than {LARGEST_HEAD:,} bytes"
            return 0
        text = line.decode("latin-1").rstrip("\r\n")
        if text.startswith("HTTP/") and not text[5:6].isspace():
            self._status_line = text
            self.headers.clear()
            self.head_ended = False
        elif text[:1] in (" ", "\t") and self.headers:
            name, value = self.headers[-1]
            self.headers[-1] = (name, f"{value} {text.strip()}")
        elif not text:
            self.head_ended = True
            final = self._status_line.partition(" ")[2][:1] != "1"
            self.complete = self.head_only and final
            return 0 if self.complete else None
        elif ":" in text:
            name, _, value = text.partition(":")
            self.headers.append((name.strip(), value.strip()))
            if name.lower() == "content-type" and _STREAM_TYPE in value.lower():
                self.streaming = True
                self._prompt.enter()
        return None

    def take_body(self, data: bytes) -> int | None:
        if len(self.body) + len(data) > self._largest:
            self.too_large = f"the body is longer than {self._largest:,} bytes once unpacked"
            return 0
        self.body += data
        if self._on_chunk is not None:
            late = self.arrival.age() if self.streaming else 0.0
            self._stamp = max(time.perf_counter() - self.started - late, self._stamp)
            self._on_chunk(self._stamp, data)
        return None

    def leave(self) -> None:
        """The transfer is over: nothing is watched any more."""
        self._prompt.leave()
        self.arrival.close()

    def response(self, easy: pycurl.Curl, timings: Timings, options: WireOptions) -> WireResponse:
        version, _, rest = self._status_line.partition(" ")
        _, _, reason = rest.partition(" ")
        return WireResponse(
            status=int(easy.getinfo(pycurl.RESPONSE_CODE)),
            reason=reason.strip(),
            headers=tuple(self.headers),
            body=bytes(self.body),
            wire_bytes=int(easy.getinfo(pycurl.SIZE_DOWNLOAD_T)),
            timings=timings,
            connection=Connection(
                remote=_remote(easy),
                http=_HTTP_NAMES.get(easy.getinfo(pycurl.INFO_HTTP_VERSION), version),
                trust=trust_in_words(options) if _is_tls(easy) else "",
            ),
        )


def _configure(easy: pycurl.Curl, request: WireRequest, options: WireOptions) -> None:
    target = request.target
    easy.setopt(pycurl.URL, f"{target.scheme}://{target.host}:{target.port}/")
    easy.setopt(pycurl.REQUEST_TARGET, target.path.encode())
    easy.setopt(pycurl.NOSIGNAL, 1)
    easy.setopt(pycurl.ACCEPT_ENCODING, "gzip, deflate, br")
    easy.setopt(pycurl.HTTP_VERSION, _VERSIONS[options.http])
    easy.setopt(pycurl.TCP_NODELAY, 1)
    easy.setopt(pycurl.HTTP09_ALLOWED, 0)
    _set_method(easy, request)
    easy.setopt(pycurl.HTTPHEADER, _header_lines(request.headers))
    easy.setopt(pycurl.TIMEOUT_MS, round(options.timeout * 1000))
    easy.setopt(pycurl.CONNECTTIMEOUT_MS, round(options.connect_timeout * 1000))
    easy.setopt(pycurl.PROXY, options.proxy)
    easy.setopt(pycurl.NOPROXY, "" if options.proxy else "*")
    if options.connect_to:
        easy.setopt(pycurl.CONNECT_TO, list(options.connect_to))
    if target.scheme == "https":
        _set_tls(easy, options)


def _set_method(easy: pycurl.Curl, request: WireRequest) -> None:
    if request.method == "HEAD" and request.body is None:
        easy.setopt(pycurl.NOBODY, 1)
    elif request.body is not None:
        easy.setopt(pycurl.POST, 1)
        easy.setopt(pycurl.POSTFIELDSIZE_LARGE, len(request.body))
        easy.setopt(pycurl.POSTFIELDS, request.body)
    else:
        easy.setopt(pycurl.HTTPGET, 1)
    easy.setopt(pycurl.CUSTOMREQUEST, request.method)


def _header_lines(headers: Sequence[tuple[str, str]]) -> list[bytes]:
    """The list for libcurl: ours in order, and its own defaults switched off."""
    lines = [f"{name}: {value}" if value else f"{name};" for name, value in headers]
    given = {name.lower() for name, _ in headers}
    defaults = ("Accept", "User-Agent", "Content-Type", "Expect", "Accept-Encoding")
    lines += [f"{name}:" for name in defaults if name.lower() not in given]
    return [_wire_bytes(line) for line in lines]


def _wire_bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


def _set_tls(easy: pycurl.Curl, options: WireOptions) -> None:
    easy.setopt(pycurl.SSL_VERIFYPEER, int(options.verify))
    easy.setopt(pycurl.SSL_VERIFYHOST, 2 if options.verify else 0)
    if options.ca is not None:
        easy.setopt(pycurl.CAINFO, str(options.ca))
        easy.unsetopt(pycurl.CAPATH)
    elif sys.platform in ("win32", "darwin"):
        easy.setopt(pycurl.SSL_OPTIONS, _NATIVE_CA)
    else:
        easy.setopt(pycurl.CAINFO, system_certificates())
    if options.client_certificate is not None:
        easy.setopt(pycurl.SSLCERT, str(options.client_certificate))
        if options.client_certificate.suffix in (".p12", ".pfx"):
            easy.setopt(pycurl.SSLCERTTYPE, "P12")
        if options.client_key is not None:
            easy.setopt(pycurl.SSLKEY, str(options.client_key))
        if options.passphrase:
            easy.setopt(pycurl.KEYPASSWD, options.passphrase)


def _timings(easy: pycurl.Curl) -> Timings:
    seconds: Callable[[int], float] = lambda option: easy.getinfo(option) / 1e6  # noqa: E731 - one word for six reads
    total = seconds(pycurl.TOTAL_TIME_T)
    lookup, connected, secured = (
        seconds(option)
        for option in (pycurl.NAMELOOKUP_TIME_T, pycurl.CONNECT_TIME_T, pycurl.APPCONNECT_TIME_T)
    )
    first = seconds(pycurl.STARTTRANSFER_TIME_T)
    reused = easy.getinfo(pycurl.NUM_CONNECTS) == 0 and first > 0
    ready = max(lookup, connected, secured)
    if not first:
        return Timings(
            lookup,
            max(connected - lookup, 0.0),
            max(secured - connected, 0.0) or None,
            max(total - ready, 0.0),
            0.0,
            total,
        )
    if reused:
        return Timings(None, None, None, first, max(total - first, 0.0), total, reused=True)
    return Timings(
        dns=lookup,
        connect=max(connected - lookup, 0.0),
        tls=secured - connected if secured else None,
        wait=first - ready,
        transfer=max(total - first, 0.0),
        total=total,
    )


def _remote(easy: pycurl.Curl) -> str:
    address = easy.getinfo(pycurl.PRIMARY_IP)
    return f"{address}:{easy.getinfo(pycurl.PRIMARY_PORT)}" if address else ""


def _is_tls(easy: pycurl.Curl) -> bool:
    return str(easy.getinfo(pycurl.EFFECTIVE_URL)).startswith("https:")


def _failure(  # noqa: PLR0917 - everything that is known of the failed transfer
    code: int,
    message: str,
    easy: pycurl.Curl,
    receiver: _Receiver,
    timings: Timings,
    options: WireOptions,
) -> TransportError:
    partial = None
    if receiver.headers and easy.getinfo(pycurl.RESPONSE_CODE):
        partial = replace(receiver.response(easy, timings, options), cut=message)
    if receiver.too_large:
        return TransportError("too-large", receiver.too_large, timings, partial)
    kind = _KINDS.get(code, "protocol")
    if code == pycurl.E_COULDNT_CONNECT:
        kind = (
            "refused"
            if "refused" in _os_error(easy).lower() or "refused" in message
            else "unreachable"
        )
        message = f"{message} ({_os_error(easy)})" if easy.getinfo(pycurl.OS_ERRNO) else message
    elif code == pycurl.E_OPERATION_TIMEDOUT:
        connecting = not easy.getinfo(pycurl.PRETRANSFER_TIME_T)
        kind = "connect-timeout" if connecting else "timeout"
    elif kind == "reset" and partial is not None:
        kind = "cut"
    return TransportError(kind, message, timings, partial)


def _os_error(easy: pycurl.Curl) -> str:
    number = easy.getinfo(pycurl.OS_ERRNO)
    return os.strerror(number) if number else ""
