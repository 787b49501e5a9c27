"""Basic (RFC 7617), bearer (RFC 6750), API key, OAuth 2 with a token at hand, and JWT."""

import base64
import hashlib
import hmac
import json

from workbench.apitest.auth.keys import ec_signature, rsa_signature
from workbench.apitest.auth.signing import Signing, base64_text, with_header, with_query
from workbench.apitest.model import Auth, Request
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_HASHES = {256: hashlib.sha256, 384: hashlib.sha384, 512: hashlib.sha512}
_BITS = frozenset(str(bits) for bits in _HASHES)


def basic(auth: Auth, request: Request, _: Signing) -> Request:
    """`Authorization: Basic`, user and password as UTF-8."""
    joined = f"{auth.text('username')}:{auth.text('password')}"
    return with_header(request, "Authorization", f"Basic {base64_text(joined.encode())}")


def bearer(auth: Auth, request: Request, _: Signing) -> Request:
    """`Authorization: Bearer`; nothing where the token is empty."""
    token = auth.text("token")
    return with_header(request, "Authorization", f"Bearer {token}") if token else request


def api_key(auth: Auth, request: Request, _: Signing) -> Request:
    """A key in a header or in the query."""
    name, value = auth.text("key"), auth.text("value")
    if not name:
        return request
    if auth.text("in") == "query":
        return with_query(request, [(name, value)])
    return with_header(request, name, value)


def oauth2(auth: Auth, request: Request, _: Signing) -> Request:
    """The access token in the header, or in the query when `addTokenTo` says so."""
    token = auth.text("accessToken")
    if not token or auth.text("tokenType").lower() == "mac":
        return request
    if auth.text("addTokenTo") == "queryParams":
        return with_query(request, [("access_token", token)])
    prefix = "Bearer" if auth.settings.get("headerPrefix") is None else auth.text("headerPrefix")
    return with_header(request, "Authorization", f"{prefix.strip()} {token}".strip())


def jwt(auth: Auth, request: Request, _: Signing) -> Request:
    """A token signed with a shared secret (HS...) or a private key (RS..., PS..., ES...);
    RFC 7518 and 7519.
    """
    algorithm = auth.text("algorithm") or "HS256"
    head = {**_claims(auth, "header"), "alg": algorithm}
    signed = f"{_part(head)}.{_part(_claims(auth, 'payload'))}"
    token = f"{signed}.{_url_safe(_jwt_signature(auth, algorithm, signed.encode()))}"
    if auth.text("addTokenTo") == "queryParam":
        return with_query(request, [(auth.text("queryParamKey") or "token", token)])
    prefix = "Bearer" if auth.settings.get("headerPrefix") is None else auth.text("headerPrefix")
    return with_header(request, "Authorization", f"{prefix} {token}".strip())


def _jwt_signature(auth: Auth, algorithm: str, signed: bytes) -> bytes:
    family, bits = algorithm[:2], int(algorithm[2:]) if algorithm[2:] in _BITS else 0
    if family == "HS" and bits:
        secret = auth.text("secret").encode()
        if auth.flag("isSecretBase64Encoded"):
            secret = base64.b64decode(secret)
        return hmac.new(secret, signed, _HASHES[bits]).digest()
    if family in ("RS", "PS") and bits:
        return rsa_signature(auth.text("privateKey"), signed, bits, pss=family == "PS")
    if family == "ES" and bits:
        return ec_signature(auth.text("privateKey"), signed, bits)
    raise UserError(f"A JWT cannot be signed with {algorithm} here.", "Use HS256, RS256 or ES256.")


def _claims(auth: Auth, name: str) -> dict[str, JsonValue]:
    value = auth.settings.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else {}
        except ValueError as error:
            raise UserError(f"The JWT's {name} is not JSON: {error}.", "Mend it.") from error
    return dict(value) if isinstance(value, dict) else {}


def _part(value: dict[str, JsonValue]) -> str:
    return _url_safe(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _url_safe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")
