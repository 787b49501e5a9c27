"""Hawk authentication (mozilla/hawk specification, version 1): MAC over the request line."""

import hashlib
import hmac

from workbench.apitest.auth.signing import Signing, base64_text, header, with_header
from workbench.apitest.model import Auth, Request
from workbench.apitest.url import Target, encode
from workbench.core.errors import UserError


def sign(auth: Auth, request: Request, signing: Signing) -> Request:
    """`Authorization: Hawk`; nothing where id or key is missing."""
    if not auth.text("authId") or not auth.text("authKey"):
        return request
    target = encode(request.url)
    stamp = auth.text("timestamp") if auth.text("timestamp").isdigit() else str(int(signing.now))
    nonce = auth.text("nonce") or signing.nonce(6)
    payload = ""
    if auth.flag("includePayloadHash") and signing.body:
        payload = payload_hash(auth, header(request, "content-type"), signing.body)
    mac = compute_mac(auth, stamp, nonce, request.method, target, payload)
    parts = {
        "id": auth.text("authId"),
        "ts": stamp,
        "nonce": nonce,
        "hash": payload,
        "ext": auth.text("extraData").replace("\\", "\\\\").replace('"', '\\"'),
        "mac": mac,
        "app": auth.text("app"),
        "dlg": auth.text("delegation") if auth.text("app") else "",
    }
    shown = ", ".join(f'{name}="{value}"' for name, value in parts.items() if value)
    return with_header(request, "Authorization", f"Hawk {shown}")


def compute_mac(  # noqa: PLR0917 - the fields of the specification, in its order
    auth: Auth, stamp: str, nonce: str, method: str, target: Target, payload: str
) -> str:
    """The MAC in base64 over the normalized request string."""
    extra = auth.text("extraData").replace("\\", "\\\\").replace("\n", "\\n")
    place = [method.upper(), target.path, target.host.lower(), str(target.port)]
    lines = ["hawk.1.header", stamp, nonce, *place, payload, extra]
    if auth.text("app"):
        lines += [auth.text("app"), auth.text("delegation")]
    text = "\n".join(lines) + "\n"
    key = auth.text("authKey").encode()
    return base64_text(hmac.new(key, text.encode(), _hash_name(auth)).digest())


def payload_hash(auth: Auth, content_type: str, body: bytes) -> str:
    """The payload's hash in base64."""
    kind = content_type.partition(";")[0].strip().lower()
    data = f"hawk.1.payload\n{kind}\n".encode() + body + b"\n"
    return base64_text(hashlib.new(_hash_name(auth), data, usedforsecurity=False).digest())


def _hash_name(auth: Auth) -> str:
    name = auth.text("algorithm") or "sha256"
    if name not in ("sha1", "sha256"):
        raise UserError(f"Hawk with {name} is not known.", "Use sha1 or sha256.")
    return name
