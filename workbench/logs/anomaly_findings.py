"""One thing found in a log, before it is ranked: what, where, how strong, and why in words."""

from dataclasses import dataclass

from workbench.logs.templates import Template

_SHOWN = 90

_HTTP = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 422: "Unprocessable",
    429: "Too Many Requests", 499: "Client Closed Request", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip
"""Status codes in words (RFC 9110; 499 as nginx uses it)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. `start`, `end` are positions in the timeline; `strength` is >= 0."""

    kind: str
    start: int
    end: int
    strength: float
    template_id: int
    reason: str
    weight: int = 1


def shown(template: Template) -> str:
    """A template's text in quotes, shortened."""
    text = " ".join(template.text.split())
    return f"'{text[: _SHOWN - 1]}…'" if len(text) > _SHOWN else f"'{text}'"


def status_in_words(value: float) -> str:
    """'502 Bad Gateway' for 502, '7' for 7."""
    name = _HTTP.get(int(value))
    return f"{value:g} {name}" if name else f"{value:g}"


def amount(value: float) -> str:
    """A figure short enough to read: 412, 3.2, 0.05."""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2g}"
