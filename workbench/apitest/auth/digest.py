"""Digest authentication (RFC 7616): MD5, SHA-256, SHA-512-256, their -sess forms, auth-int."""

import hashlib
import re
from collections.abc import Callable, Sequence

from workbench.apitest.auth.signing import Signing, with_header
from workbench.apitest.model import Auth, Request
from workbench.apitest.url import encode
from workbench.core.errors import UserError

_HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_PARAMETER = re.compile(r'([A-Za-z][A-Za-z0-9-]*)\s*=\s*("(?:\\.|[^"\\])*"|[^\s,"]+)')
_ORDER = ("SHA-512-256", "SHA-256", "MD5")


def sign(auth: Auth, request: Request, signing: Signing) -> Request:
    """Answer a challenge that is in the settings (realm, nonce...); nothing before there is one."""
    if not (auth.text("nonce") and auth.text("realm")):
        return request
    if not auth.text("username"):
        return request
    target = encode(request.url)
    value = header_value(auth, request.method, target.path, signing)
    return with_header(request, "Authorization", value)


def header_value(auth: Auth, method: str, uri: str, signing: Signing) -> str:
    """The Authorization header for one challenge."""
    algorithm = auth.text("algorithm") or "MD5"
    digest = _digest(algorithm)
    qop = _chosen_qop(auth.text("qop"))
    count = auth.text("nonceCount") or "00000001"
    cnonce = auth.text("clientNonce") or signing.nonce(16)
    user, realm, nonce = auth.text("username"), auth.text("realm"), auth.text("nonce")
    first = f"{user}:{realm}:{auth.text('password')}"
    if algorithm.lower().endswith("-sess"):
        first = f"{digest(first.encode())}:{nonce}:{cnonce}"
    second = f"{method}:{uri}"
    if qop == "auth-int":
        second += f":{digest(signing.body or b'')}"
    middle = [nonce, count, cnonce, qop] if qop else [nonce]
    answer = digest(":".join([digest(first.encode()), *middle, digest(second.encode())]).encode())
    shown_user = digest(f"{user}:{realm}".encode()) if auth.flag("userhash") else user
    parts = [
        f'username="{_escape(shown_user)}"',
        f'realm="{_escape(realm)}"',
        f'nonce="{nonce}"',
        f'uri="{uri}"',
    ]
    parts.append(f"algorithm={algorithm}")
    if qop:
        parts += [f"qop={qop}", f"nc={count}", f'cnonce="{cnonce}"']
    elif algorithm.lower().endswith("-sess"):
        parts.append(f'cnonce="{cnonce}"')
    parts.append(f'response="{answer}"')
    if auth.text("opaque"):
        parts.append(f'opaque="{auth.text("opaque")}"')
    if auth.flag("userhash"):
        parts.append("userhash=true")
    return "Digest " + ", ".join(parts)


def challenge(auth: Auth, headers: Sequence[tuple[str, str]]) -> Auth | None:
    """The settings with the server's strongest Digest challenge; None where there is none."""
    offers = [
        parameters
        for name, value in headers
        if name.lower() == "www-authenticate"
        for parameters in _offers(value)
    ]
    known = [offer for offer in offers if _base(offer.get("algorithm", "MD5")) in _HASHES]
    if not known:
        return None
    wanted = _base(auth.text("algorithm"))
    best = min(known, key=lambda offer: _rank(_base(offer.get("algorithm", "MD5")), wanted))
    settings = {
        **auth.settings,
        **{name: best[name] for name in ("realm", "nonce", "opaque", "qop") if name in best},
    }
    settings["algorithm"] = best.get("algorithm") or auth.text("algorithm") or "MD5"
    settings["userhash"] = best.get("userhash", "").lower() == "true"
    settings["nonceCount"] = "00000001"
    return Auth(auth.kind, settings)


def _offers(value: str) -> list[dict[str, str]]:
    """Each Digest challenge of a header that may hold several of different schemes."""
    pieces = re.split(
        r"(?:^|,\s*)(?=(?:Digest|Basic|Bearer|Negotiate|NTLM|Hawk)\b)", value, flags=re.IGNORECASE
    )
    return [
        {name.lower(): _unquote(text) for name, text in _PARAMETER.findall(piece[6:])}
        for piece in pieces
        if piece[:6].lower() == "digest"
    ]


def _rank(algorithm: str, wanted: str) -> tuple[bool, int]:
    return algorithm != wanted, _ORDER.index(algorithm)


def _base(algorithm: str) -> str:
    return algorithm.upper().removesuffix("-SESS")


def _digest(algorithm: str) -> Callable[[bytes], str]:
    name = _HASHES.get(_base(algorithm))
    if name is None:
        raise UserError(
            f"Digest authentication with {algorithm} is not known.", "Use MD5 or SHA-256."
        )

    def compute(data: bytes) -> str:
        return hashlib.new(name, data, usedforsecurity=False).hexdigest()

    return compute


def _chosen_qop(offered: str) -> str:
    """`auth` where it is offered, else auth-int."""
    choices = [choice.strip() for choice in offered.split(",")]
    if "auth" in choices:
        return "auth"
    return "auth-int" if "auth-int" in choices else ""


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
