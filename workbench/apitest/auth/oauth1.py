"""OAuth 1.0 (RFC 5849): HMAC and RSA signatures with SHA-1, SHA-256, SHA-512, and PLAINTEXT."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote_plus

from workbench.apitest.auth.keys import rsa_signature
from workbench.apitest.auth.signing import Signing, base64_text, with_query, without_header
from workbench.apitest.model import Auth, Pair, Request
from workbench.apitest.url import DEFAULT_PORTS, Target, encode
from workbench.apitest.url import encode_component as percent
from workbench.core.errors import UserError

_HASHES = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256", "HMAC-SHA512": "sha512"}
_RSA_BITS = {"RSA-SHA1": 1, "RSA-SHA256": 256, "RSA-SHA512": 512}
_NAMES = (
    "oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp",
    "oauth_nonce", "oauth_version", "oauth_signature", "oauth_callback", "oauth_verifier",
    "oauth_body_hash",
)  # fmt: skip


def sign(auth: Auth, request: Request, signing: Signing) -> Request:
    """Sign, and put the parameters into the header, the form or the query."""
    key = "privateKey" if auth.text("signatureMethod") in _RSA_BITS else "consumerSecret"
    if not auth.text("consumerKey") or not auth.text(key):
        return request
    clean = _without_oauth(request)
    target = encode(clean.url)
    parameters = _parameters(auth, clean, signing)
    covered = [*parameters, *_query(target), *_form(clean)]
    base = base_string(clean.method, target, covered)
    parameters.append(("oauth_signature", signature(auth, base)))
    clean = _reencoded(clean, target)
    if auth.flag("addParamsToHeader"):
        return replace(
            clean, headers=(*clean.headers, Pair("Authorization", _header(auth, parameters)))
        )
    if clean.method in ("POST", "PUT") and clean.body.mode == "urlencoded":
        added = tuple(Pair(name, value) for name, value in parameters)
        return replace(clean, body=replace(clean.body, pairs=(*clean.body.pairs, *added)))
    return with_query(clean, [(percent(name), percent(value)) for name, value in parameters])


def base_string(method: str, target: Target, parameters: Sequence[tuple[str, str]]) -> str:
    """The signature base string (RFC 5849, 3.4.1); parameters are decoded."""
    port = "" if target.port == DEFAULT_PORTS.get(target.scheme) else f":{target.port}"
    address = f"{target.scheme}://{target.host.lower()}{port}{target.pathname}"
    encoded = sorted((percent(name), percent(value)) for name, value in parameters)
    joined = "&".join(f"{name}={value}" for name, value in encoded)
    return "&".join([method.upper(), percent(address), percent(joined)])


def signature(auth: Auth, base: str) -> str:
    """The signature in base64 (RFC 5849, 3.4.2), or the keys for PLAINTEXT (3.4.4)."""
    method = auth.text("signatureMethod") or "HMAC-SHA1"
    key = f"{percent(auth.text('consumerSecret'))}&{percent(auth.text('tokenSecret'))}"
    if method == "PLAINTEXT":
        return key
    if method in _RSA_BITS:
        return base64_text(rsa_signature(auth.text("privateKey"), base.encode(), _RSA_BITS[method]))
    name = _HASHES.get(method)
    if name is None:
        raise UserError(f"OAuth 1 with {method} is not supported.", "Use HMAC-SHA1 or HMAC-SHA256.")
    return base64_text(hmac.new(key.encode(), base.encode(), name).digest())


def _parameters(auth: Auth, request: Request, signing: Signing) -> list[tuple[str, str]]:
    chosen = {
        "oauth_consumer_key": auth.text("consumerKey"),
        "oauth_token": auth.text("token"),
        "oauth_signature_method": auth.text("signatureMethod") or "HMAC-SHA1",
        "oauth_timestamp": auth.text("timestamp") or str(int(signing.now)),
        "oauth_nonce": auth.text("nonce") or signing.nonce(11),
        "oauth_version": auth.text("version"),
    }
    if auth.flag("includeBodyHash") and request.body.mode != "urlencoded":
        chosen["oauth_body_hash"] = _body_hash(auth, signing.body or b"")
    optional = {"oauth_callback": auth.text("callback"), "oauth_verifier": auth.text("verifier")}
    chosen.update({name: value for name, value in optional.items() if value})
    empty_too = auth.flag("addEmptyParamsToSign")
    return [(name, value) for name, value in chosen.items() if value or empty_too]


def _body_hash(auth: Auth, body: bytes) -> str:
    name = _HASHES.get(auth.text("signatureMethod").replace("RSA-", "HMAC-"), "sha1")
    return base64_text(hashlib.new(name, body, usedforsecurity=False).digest())


def _without_oauth(request: Request) -> Request:
    query = tuple(pair for pair in request.url.query if pair.name not in _NAMES)
    pairs = tuple(pair for pair in request.body.pairs if pair.name not in _NAMES)
    return replace(
        without_header(request, "Authorization"),
        url=replace(request.url, query=query),
        body=replace(request.body, pairs=pairs),
    )


def _query(target: Target) -> list[tuple[str, str]]:
    if not target.query:
        return []
    pairs = [part.partition("=") for part in target.query.split("&")]
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def _form(request: Request) -> list[tuple[str, str]]:
    if request.body.mode != "urlencoded":
        return []
    return [(pair.name, pair.value or "") for pair in request.body.pairs if pair.enabled]


def _reencoded(request: Request, target: Target) -> Request:
    """The query as it was signed: encoded by RFC 5849's rule, not the URL's."""
    if not target.query:
        return request
    rows = tuple(Pair(percent(name), percent(value)) for name, value in _query(target))
    return replace(request, url=replace(request.url, query=rows))


def _header(auth: Auth, parameters: Sequence[tuple[str, str]]) -> str:
    keep = auth.flag("disableHeaderEncoding")
    shown = [f'{name}="{value if keep else percent(value)}"' for name, value in parameters]
    realm = [f'realm="{auth.text("realm")}"'] if auth.text("realm") else []
    return "OAuth " + ",".join([*realm, *shown])
