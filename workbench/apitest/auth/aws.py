"""AWS Signature Version 4, in headers or in the query (AWS documentation, "SigV4")."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from posixpath import normpath
from urllib.parse import quote, unquote

from workbench.apitest.auth.signing import Signing, header, with_header, with_query, without_header
from workbench.apitest.model import Auth, Request
from workbench.apitest.url import encode

_OLD = ("X-Amz-Security-Token", "X-Amz-Date", "X-Amz-Content-Sha256")


@dataclass(frozen=True, slots=True)
class Scope:
    """Credential scope: whose key, when, where, for what."""

    access_key: str
    secret_key: str
    stamp: str
    region: str
    service: str

    @property
    def text(self) -> str:
        """`20150830/us-east-1/iam/aws4_request`"""
        return f"{self.stamp[:8]}/{self.region}/{self.service}/aws4_request"


def sign(auth: Auth, request: Request, signing: Signing) -> Request:
    """Add X-Amz-Date, the token, the body's hash where it is needed, and the signature."""
    stamp = datetime.fromtimestamp(signing.now, UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = Scope(
        auth.text("accessKey"),
        auth.text("secretKey"),
        stamp,
        auth.text("region") or "us-east-1",
        auth.text("service") or "execute-api",
    )
    clean = without_header(request, "Authorization", *_OLD)
    token = auth.text("sessionToken")
    if auth.flag("addAuthDataToQuery"):
        return _in_query(clean, scope, token)
    return _in_headers(clean, scope, token, hashlib.sha256(signing.body or b"").hexdigest())


def canonical_request(
    method: str,
    path: str,
    query: str,
    headers: Sequence[tuple[str, str]],
    payload_hash: str,
    *,
    normalize: bool = True,
) -> tuple[str, str]:
    """The canonical request and the list of signed headers.

    `normalize` folds `.` and `//` and encodes the path again, as every service but S3 wants.
    """
    merged: dict[str, list[str]] = {}
    for name, value in headers:
        merged.setdefault(name.lower(), []).append(" ".join(value.split()))
    signed = ";".join(sorted(merged))
    lines = [f"{name}:{','.join(values)}\n" for name, values in sorted(merged.items())]
    parts = [method, _canonical_path(path, normalize=normalize), _canonical_query(query)]
    return "\n".join([*parts, "".join(lines), signed, payload_hash]), signed


def string_to_sign(canonical: str, scope: Scope) -> str:
    """Algorithm, time, scope and the canonical request's hash."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return "\n".join(["AWS4-HMAC-SHA256", scope.stamp, scope.text, digest])


def signature(text: str, scope: Scope) -> str:
    """The signature in hex, with the key derived from date, region and service."""
    key = f"AWS4{scope.secret_key}".encode()
    for part in (scope.stamp[:8], scope.region, scope.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def authorization(scope: Scope, signed: str, value: str) -> str:
    """The Authorization header."""
    credential = f"{scope.access_key}/{scope.text}"
    return f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={value}"


def _in_headers(request: Request, scope: Scope, token: str, payload_hash: str) -> Request:
    target = encode(request.url)
    request = with_header(request, "X-Amz-Date", scope.stamp)
    if token:
        request = with_header(request, "X-Amz-Security-Token", token)
    if scope.service == "s3" or request.body.mode != "none":
        request = with_header(request, "X-Amz-Content-Sha256", payload_hash)
    headers = [("host", target.authority)]
    headers += [
        (pair.name, pair.value or "")
        for pair in request.headers
        if pair.enabled and _is_signed(pair.name)
    ]
    if header(request, "content-type"):
        headers.append(("content-type", header(request, "content-type")))
    canonical, signed = canonical_request(
        request.method,
        target.pathname,
        target.query,
        headers,
        payload_hash,
        normalize=scope.service != "s3",
    )
    value = signature(string_to_sign(canonical, scope), scope)
    return with_header(request, "Authorization", authorization(scope, signed, value))


def _in_query(request: Request, scope: Scope, token: str) -> Request:
    rows = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", quote(f"{scope.access_key}/{scope.text}", safe="")),
        ("X-Amz-Date", scope.stamp),
        ("X-Amz-Expires", "86400"),
        ("X-Amz-SignedHeaders", "host"),
    ]
    if token:
        rows.append(("X-Amz-Security-Token", quote(token, safe="")))
    request = with_query(request, rows)
    target = encode(request.url)
    payload = "UNSIGNED-PAYLOAD" if scope.service == "s3" else hashlib.sha256(b"").hexdigest()
    canonical, _ = canonical_request(
        request.method,
        target.pathname,
        target.query,
        [("host", target.authority)],
        payload,
        normalize=scope.service != "s3",
    )
    return with_query(
        request, [("X-Amz-Signature", signature(string_to_sign(canonical, scope), scope))]
    )


def _is_signed(name: str) -> bool:
    return name.lower().startswith("x-amz-")


def _canonical_path(path: str, *, normalize: bool) -> str:
    if not normalize:
        return quote(unquote(path), safe="/-_.~") or "/"
    folded = normpath(path)
    if folded.startswith("//"):
        folded = folded[1:]
    if path.endswith("/") and not folded.endswith("/"):
        folded += "/"
    return quote(folded, safe="/-_.~")


def _canonical_query(query: str) -> str:
    if not query:
        return ""
    pairs = [part.partition("=") for part in query.split("&")]
    encoded = sorted(
        (quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~"))
        for name, _, value in pairs
    )
    return "&".join(f"{name}={value}" for name, value in encoded)
