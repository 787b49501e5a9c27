"""Masks secrets in everything that leaves the process: reports, logs, exports, history."""

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "•••"
_SHORTEST = 4
_SECRET_NAMES = re.compile(
    r"(authorization|cookie|api[-_]?key|apikey|token|secret|passw|pwd|passphrase|private[-_]?key"
    r"|subscription-key|signature|credential|session|x-goog-api-key|access[-_]?key)",
    re.IGNORECASE,
)
_NOT_SECRET = re.compile(
    r"^(max[-_]?tokens|.*[-_]tokens|tokens|token[-_]?type|token_count|x-ratelimit.*|anthropic-ratelimit.*"
    r"|access-control-.*|postman-token|sec-.*|x-request-.*)$",
    re.IGNORECASE,
)
_QUERY = re.compile(r"([?&;]|^)([^=&?#;]+)=([^&#;]*)")
_USERINFO = re.compile(r"(://)[^/@\s?#]+@")
_BEARER = re.compile(
    r"\b(Bearer|Basic|Digest|Hawk|OAuth|AWS4-HMAC-SHA256|Token)\s+\S.*", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a header, parameter or variable of that name usually holds a secret."""
    return bool(_SECRET_NAMES.search(name)) and not _NOT_SECRET.match(name)


class Redaction:
    """Knows the secret values of a run and masks them, in every encoding they may stand in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: list[str] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask this value too; very short ones cannot be told from ordinary text."""
        if len(secret) < _SHORTEST:
            return
        self._forms = sorted({*self._forms, *encodings(secret)}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text with every known secret masked."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text

    def data(self, data: bytes) -> bytes:
        """Bytes with every known secret masked."""
        for form in self._forms:
            data = data.replace(form.encode(), MASK.encode())
        return data

    def header(self, name: str, value: str) -> str:
        """A header's value: masked whole when its name says that it is secret."""
        if is_secret_name(name):
            scheme = _BEARER.match(value)
            return f"{scheme.group(1)} {MASK}" if scheme else MASK
        return self.text(value)

    def url(self, url: str) -> str:
        """An address: user and secret-looking parameters masked."""
        masked = _USERINFO.sub(rf"\g<1>{MASK}@", self.text(url))
        head, question, query = masked.partition("?")
        return head + question + _QUERY.sub(_mask_parameter, query) if question else masked


def _mask_parameter(match: re.Match[str]) -> str:
    sign, name, value = match.groups()
    return f"{sign}{name}={MASK if is_secret_name(name) and value else value}"


def encodings(secret: str) -> set[str]:
    """The value raw, percent-, JSON- and HTML-escaped, in base64 at its three offsets, in hex."""
    raw = secret.encode()
    forms = {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        quote(secret, safe="/:@!$&'()*+,;=-._~"),
    }
    forms |= {
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
        raw.hex(),
    }
    forms |= {html.escape(secret, quote=False), secret.replace("\\", "\\\\")}
    return {form for form in forms | base64_forms(raw) if len(form) >= _SHORTEST}


def base64_forms(raw: bytes) -> set[str]:
    """What stands in base64 text wherever the value begins within a group of three bytes."""
    forms: set[str] = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode("ascii").rstrip("=")
        start = (offset * 8 + 5) // 6
        end = (offset + len(raw)) * 8 // 6
        piece = encoded[start:end]
        if len(piece) >= 6:
            forms |= {piece, piece.replace("+", "-").replace("/", "_")}
    return forms
