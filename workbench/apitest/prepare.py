"""From a resolved request to the exact bytes that go out: address, headers, body, signature."""

import base64
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from workbench import __version__
from workbench.apitest.auth import methods
from workbench.apitest.auth.signing import Signing, header, with_header
from workbench.apitest.body import FORM_TYPE, EncodedBody, FileAccess, encode_body
from workbench.apitest.cookies import CookieJar
from workbench.apitest.model import Auth, Pair, Request
from workbench.apitest.transport import WireRequest
from workbench.apitest.url import Target, encode, parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_TOKEN = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_NO_LENGTH = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"})
USER_AGENT = f"Workbench/{__version__}"


@dataclass(frozen=True, slots=True)
class Behavior:
    """Protocol behaviour of a request, by Postman's names for it."""

    follow_redirects: bool = True
    max_redirects: int = 10
    keep_method: bool = False
    keep_authorization: bool = False
    send_referer: bool = True
    body_for_any_method: bool = False
    encode_url: bool = True
    use_cookies: bool = True
    verify: bool = True
    without_headers: frozenset[str] = frozenset()

    @staticmethod
    def of(settings: Mapping[str, JsonValue], *, follow_redirects: bool = True) -> "Behavior":
        """Read `protocolProfileBehavior`; `follow_redirects` is the run's own default."""

        def flag(name: str, default: bool) -> bool:
            return bool(settings.get(name, default))

        hidden = settings.get("disabledSystemHeaders")
        limit = settings.get("maxRedirects")
        return Behavior(
            follow_redirects=flag("followRedirects", follow_redirects),
            max_redirects=limit if isinstance(limit, int) else 10,
            keep_method=flag("followOriginalHttpMethod", False),
            keep_authorization=flag("followAuthorizationHeader", False),
            send_referer=not flag("removeRefererHeaderOnRedirect", False),
            body_for_any_method=flag("disableBodyPruning", False),
            encode_url=not flag("disableUrlEncoding", False),
            use_cookies=not flag("disableCookies", False),
            verify=flag("strictSSL", True),
            without_headers=frozenset(name.lower() for name, off in hidden.items() if off)
            if isinstance(hidden, Mapping)
            else frozenset(),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to go: what it is (`request`, headers complete) and its bytes (`wire`).

    `own_cookie` is the Cookie header that the request itself brought, without the jar's.
    """

    request: Request
    wire: WireRequest
    auth: Auth | None = None
    warnings: tuple[str, ...] = field(default_factory=tuple)
    own_cookie: str = ""

    def preview(self) -> bytes:
        """The exact bytes that HTTP/1.1 puts on the wire."""
        lines = [f"{name}: {value}" if value else f"{name}:" for name, value in self.wire.headers]
        head = [f"{self.wire.method} {self.wire.target.path} HTTP/1.1".encode()]
        head += [_line_bytes(line) for line in lines]
        return b"\r\n".join([*head, b"", self.wire.body or b""])


def prepare(
    request: Request,
    auth: Auth | None,
    jar: CookieJar,
    behavior: Behavior,
    files: FileAccess,
    *,
    now: float | None = None,
) -> Prepared:
    """Encode, sign, and complete the headers. Raises UserError for what cannot be sent."""
    encoded = encode_body(request, files, keep_for_any_method=behavior.body_for_any_method)
    moment = time.time() if now is None else now
    typed = _with_type(request, encoded, behavior)
    if not _TOKEN.match(request.method):
        raise UserError(
            f"The method {request.method!r} holds what no method may hold.",
            "Write one word, such as GET.",
        )
    signed = methods.sign(auth, typed, Signing(encoded.content, moment, _nonce))
    if signed.body != request.body:
        encoded = encode_body(signed, files, keep_for_any_method=behavior.body_for_any_method)
    target = encode(signed.url, as_is=not behavior.encode_url)
    if target.scheme not in ("http", "https"):
        raise UserError(f"{target.scheme}:// addresses cannot be called.", "Use http or https.")
    headers = _headers(signed, target, encoded, jar, behavior)
    wire = WireRequest(signed.method, target, headers, encoded.content)
    complete = replace(
        signed,
        url=parse_url(target.href),
        headers=tuple(Pair(name, value) for name, value in headers),
    )
    warnings = list(encoded.warnings)
    if auth is not None and not methods.is_known(auth):
        warnings.append(
            f"Authentication '{auth.kind}' is not known here: the request is not signed."
        )
    return Prepared(complete, wire, auth, tuple(warnings), header(signed, "cookie"))


def with_cookies(
    headers: tuple[tuple[str, str], ...], own: str, jar: CookieJar, target: Target
) -> tuple[tuple[str, str], ...]:
    """The headers with the Cookie header of this target: the request's own, then the jar's."""
    rest = tuple(pair for pair in headers if pair[0].lower() != "cookie")
    joined = "; ".join(part for part in (own, jar.header(target)) if part)
    return connection_last((*rest, ("Cookie", joined)) if joined else rest)


def connection_last(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Connection at the end, where libcurl always writes it."""
    last = tuple(pair for pair in headers if pair[0].lower() == "connection")
    return (*(pair for pair in headers if pair[0].lower() != "connection"), *last)


def _headers(
    request: Request, target: Target, encoded: EncodedBody, jar: CookieJar, behavior: Behavior
) -> tuple[tuple[str, str], ...]:
    """Host first (as every engine sends it), the request's own in order, then what is missing."""
    own = [(pair.name, pair.value or "") for pair in request.headers if pair.enabled and pair.name]
    for name, value in own:
        _check_header(name, value)
    given = {name.lower() for name, _ in own}
    system = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "keep-alive",
    }
    if target.user is not None:
        user = target.user if ":" in target.user else f"{target.user}:"
        credentials = base64.b64encode(unquote(user).encode()).decode("ascii")
        system["Authorization"] = f"Basic {credentials}"
    length = _length(request.method, encoded.content)
    if length is not None and "transfer-encoding" not in given:
        system["Content-Length"] = length
    added = [
        (name, value)
        for name, value in system.items()
        if name.lower() not in given and name.lower() not in behavior.without_headers
    ]
    host = next((value for name, value in own if name.lower() == "host"), target.authority)
    rest = [(name, value) for name, value in own if name.lower() != "host"]
    headers = (("Host", host), *rest, *added)
    if not behavior.use_cookies:
        return connection_last(headers)
    return with_cookies(headers, header(request, "cookie"), jar, target)


def _with_type(request: Request, encoded: EncodedBody, behavior: Behavior) -> Request:
    """Add the body's content type where the request names none."""
    if not encoded.content_type or "content-type" in behavior.without_headers:
        return request
    written = header(request, "content-type")
    if encoded.content_type.startswith("multipart/") and "boundary=" not in written:
        kept = tuple(pair for pair in request.headers if pair.name.lower() != "content-type")
        return replace(request, headers=(*kept, Pair("Content-Type", encoded.content_type)))
    is_form = encoded.content_type == FORM_TYPE
    if is_form and written and not written.lower().startswith(FORM_TYPE):
        return with_header(request, "Content-Type", FORM_TYPE)
    if written or any(p.enabled and p.name.lower() == "content-type" for p in request.headers):
        return request
    return replace(request, headers=(*request.headers, Pair("Content-Type", encoded.content_type)))


def _length(method: str, content: bytes | None) -> str | None:
    if content is not None:
        return str(len(content))
    return None if method in _NO_LENGTH else "0"


def _check_header(name: str, value: str) -> None:
    if not _TOKEN.match(name):
        raise UserError(
            f"The header name {name!r} holds a character that may not be sent.", "Mend it."
        )
    if any(sign in value for sign in "\r\n\0"):
        raise UserError(
            f"The header {name} holds a line break.", "Remove it: it would add a header."
        )


def _nonce(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _line_bytes(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()
