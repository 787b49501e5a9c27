"""What every authentication method gets and gives, and the small changes they make."""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from workbench.apitest.model import Pair, Request


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature covers beside the request.

    `body` are the bytes to be sent (None where there are none); `now` is seconds since 1970;
    `nonce` makes a random text of the given length. Tests fix the last two.
    """

    body: bytes | None
    now: float
    nonce: Callable[[int], str]


def with_header(request: Request, name: str, value: str) -> Request:
    """The request with this header in place of all of the same name."""
    kept = without_header(request, name).headers
    return replace(request, headers=(*kept, Pair(name, value)))


def without_header(request: Request, *names: str) -> Request:
    """The request without headers of these names, in any case."""
    unwanted = {name.lower() for name in names}
    kept = tuple(pair for pair in request.headers if pair.name.lower() not in unwanted)
    return replace(request, headers=kept)


def with_query(request: Request, pairs: Iterable[tuple[str, str]]) -> Request:
    """The request with these rows in its query in place of those of the same names."""
    added = tuple(Pair(name, value) for name, value in pairs)
    names = {pair.name for pair in added}
    kept = tuple(pair for pair in request.url.query if pair.name not in names)
    return replace(request, url=replace(request.url, query=(*kept, *added)))


def header(request: Request, name: str) -> str:
    """The value of the enabled header of that name; empty where there is none."""
    wanted = name.lower()
    return next(
        (
            pair.value or ""
            for pair in request.headers
            if pair.enabled and pair.name.lower() == wanted
        ),
        "",
    )


def base64_text(data: bytes) -> str:
    """Base64 as text."""
    return base64.b64encode(data).decode("ascii")
