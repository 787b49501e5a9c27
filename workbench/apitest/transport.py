"""The one way onto the wire: what an engine is given, what it gives back, how it fails."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from workbench.apitest.url import Target
from workbench.core.progress import Progress

FailureKind = Literal[
    "dns", "refused", "unreachable", "connect-timeout", "timeout", "tls", "reset", "cut",
    "protocol", "too-large", "proxy",
]  # fmt: skip
HttpVersion = Literal["auto", "1.0", "1.1", "2", "3"]
LARGEST_BODY = 64 * 1024 * 1024
LARGEST_HEAD = 1024 * 1024
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WireOptions:
    """How to connect. Times are seconds; 0 waits for ever.

    `connect_to` maps 'HOST:PORT' to 'ADDRESS:PORT' as curl's --connect-to does (empty
    parts fit everything). `largest` bounds the decoded body, in bytes.
    """

    timeout: float = 0.0
    connect_timeout: float = 30.0
    verify: bool = True
    ca: Path | None = None
    client_certificate: Path | None = None
    client_key: Path | None = None
    passphrase: str = field(default="", repr=False)
    proxy: str = ""
    connect_to: tuple[str, ...] = ()
    http: HttpVersion = "1.1"
    largest: int = LARGEST_BODY


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One request as it goes out: every header, in order, and the exact body."""

    method: str
    target: Target
    headers: tuple[tuple[str, str], ...]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time went, in seconds, measured on the wire.

    On a reused connection dns, connect and tls are None. The parts add up to `total`.
    `first_token` is the moment of the first event of a stream that carries content, counted
    from the start of the request; None where the answer is no stream.
    """

    dns: float | None
    connect: float | None
    tls: float | None
    wait: float
    transfer: float
    total: float
    first_token: float | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """What the wire was: addresses, protocol, and where trust came from."""

    remote: str = ""
    http: str = ""
    tls: str = ""
    trust: str = ""


@dataclass(frozen=True, slots=True)
class WireResponse:
    """One answer. `body` is decoded (gzip, deflate, br); `wire_bytes` is what came in."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    wire_bytes: int
    timings: Timings
    connection: Connection
    cut: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def text(self, errors: str = "replace") -> str:
        """The body by the charset that the answer declares, UTF-8 where it names none we know."""
        declared = _CHARSET.search(self.header("content-type") or "")
        with suppress(LookupError, ValueError):  # no such charset, or one that is no text
            return self.body.decode(declared[1] if declared else "utf-8", errors)
        return self.body.decode("utf-8", errors)


class TransportError(Exception):
    """No answer came. `kind` says at what, `message` what the network said.

    `partial` is what had come when the answer was cut.
    """

    def __init__(
        self,
        kind: FailureKind,
        message: str,
        timings: Timings | None = None,
        partial: WireResponse | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.message = message
        self.timings = timings
        self.partial = partial


ChunkListener = Callable[[float, bytes], None]
"""Called on the wire thread with (seconds since the start, decoded bytes)."""


class Transport(Protocol):
    """An engine: sends one request over one connection, follows nothing, changes nothing."""

    def send(
        self,
        request: WireRequest,
        options: WireOptions,
        progress: Progress,
        on_chunk: ChunkListener | None = None,
    ) -> WireResponse:
        """Send and wait for the whole answer. Raises TransportError, Cancelled."""
        ...

    def close(self) -> None:
        """Drop the kept connections."""
        ...


def connect_override(target: Target, rules: Sequence[str]) -> tuple[str, int] | None:
    """Where `--connect-to` sends this target; None where no rule fits.

    A rule is HOST:PORT:ADDRESS:PORT2; IPv6 addresses stand in brackets.
    """
    for rule in rules:
        host, port, address, other = split_rule(rule)
        if host and host.lower() != target.host.lower():
            continue
        if port and int(port) != target.port:
            continue
        return address or target.host, int(other) if other else target.port
    return None


def split_rule(rule: str) -> tuple[str, str, str, str]:
    """The four parts of a --connect-to rule. Raises ValueError where they are not four."""
    parts: list[str] = []
    current, depth = "", 0
    for character in rule:
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == ":" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current)
    if len(parts) != 4 or any(port and not port.isdigit() for port in (parts[1], parts[3])):
        raise ValueError(rule)
    return parts[0], parts[1], parts[2], parts[3]
