"""One exchange: the requests that went out for one intent, their answers, or why there is none."""

from dataclasses import dataclass, field
from datetime import datetime

from workbench.apitest.cookies import Cookie
from workbench.apitest.model import Request
from workbench.apitest.transport import TransportError, WireRequest, WireResponse


@dataclass(frozen=True, slots=True)
class Hop:
    """One request on the wire and its answer (None where none came)."""

    request: WireRequest
    response: WireResponse | None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a stream: seconds since the start of the request, decoded bytes."""

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything about one request: hops (redirects, digest answers), cookies, warnings.

    `sent` is the first request as it went out, headers complete. `error` says why no whole
    answer came. `chunks` are kept for event streams only.
    """

    sent: Request
    started: datetime
    hops: tuple[Hop, ...] = ()
    error: TransportError | None = None
    cookies: tuple[Cookie, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def response(self) -> WireResponse | None:
        """The last answer; what came of it when it was cut; None where nothing came."""
        if self.error is not None:
            return self.error.partial
        return self.hops[-1].response if self.hops else None
