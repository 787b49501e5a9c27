"""The answer that is diagnosed: read from a file of almost any shape, or from an exchange."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from workbench.apitest.diagnosis.network import classify
from workbench.apitest.exchange import Chunk, Exchange
from workbench.apitest.formats.shape import a_text, an_object
from workbench.apitest.stream import StreamSummary, summarize
from workbench.apitest.transport import WireRequest
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_STATUS_KEYS = ("status", "status_code", "statusCode", "http_status", "httpStatus", "code")
_TOTAL_KEYS = ("total", "elapsed", "duration", "time_total", "total_seconds", "seconds", "time")
_FIRST_KEYS = ("first_token", "firstToken", "ttft", "time_to_first_token")
_ERROR_KEYS = ("error", "transport_error", "exception", "network_error", "transport", "failure")
_BODY_KEYS = ("body", "content", "text", "data", "response_body", "json", "payload")
_MOST_BODY = 2_000_000
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_UNITS = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|sec(?:ond)?s?|min(?:ute)?s?|[sm]|)\s*", re.IGNORECASE)
_SECONDS = {
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    "ms": 0.001,
}
_STREAM = re.compile(r"^(data|event|id|retry):", re.MULTILINE)

_LONGEST_PARSED = 2_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything known of an answer; headers by lower-case name; `total` in seconds.

    `kind` and `error` are the transport's failure; `document` is the body as JSON where it
    is JSON; `stream` is set for an event stream.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    document: JsonValue = None
    kind: str = ""
    error: str = ""
    total: float | None = None
    first_token: float | None = None
    stream: StreamSummary | None = None
    method: str = ""
    url: str = ""
    asked_stream: bool = False

    @property
    def body_kind(self) -> str:
        """json, stream, html, text or empty."""
        if self.stream is not None:
            return "stream"
        if self.document is not None:
            return "json"
        text = self.body.strip()
        if not text:
            return "empty"
        opening = text[:300].lower()
        is_html = (
            opening.startswith(("<!doctype", "<html", "<head", "<center")) or "<html" in opening
        )
        return "html" if is_html else "text"


def answer_of(exchange: Exchange) -> Answer:
    """An exchange of this session as an answer."""
    response = exchange.response
    error = exchange.error
    wire = exchange.hops[-1].request if exchange.hops else None
    asked = '"stream":true' in exchange.sent.body.text.replace(" ", "")
    answer = Answer(
        kind="" if error is None else classify(f"{error.kind} {error.message}"),
        error="" if error is None else error.message,
        total=None if error is None or error.timings is None else error.timings.total,
        method=exchange.sent.method,
        url="" if wire is None else _address(wire),
        asked_stream=asked,
    )
    if response is None:
        return answer
    headers: dict[str, str] = {}
    for name, value in response.headers:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    body = response.body[:_MOST_BODY].decode("utf-8", "replace")
    return replace(
        answer,
        status=response.status,
        headers=headers,
        body=body,
        document=_document(body),
        total=response.timings.total,
        first_token=response.timings.first_token,
        stream=summarize(exchange.chunks) if exchange.chunks else _stream_of(headers, body),
    )


def _address(wire: WireRequest) -> str:
    target = wire.target
    return f"{target.scheme}://{target.authority}{target.pathname}"


def read_answer(value: JsonValue) -> Answer:
    """A recorded answer of a tolerant shape. Raises UserError where there is nothing to read."""
    if isinstance(value, list) and value:
        value = value[-1]  # of several hops or tries the last one
    if isinstance(value, str) and value.startswith("HTTP/"):
        value = _raw_answer(value)
    if not isinstance(value, dict):
        raise UserError(
            "The file holds no recorded answer.", "Give an object with status, headers and body."
        )
    document = _unwrap(an_object(value))
    headers = _headers(document)
    raw_body = _body(document)
    body = raw_body if isinstance(raw_body, str) else json.dumps(raw_body, ensure_ascii=False)
    parsed = _document(raw_body) if isinstance(raw_body, str) else raw_body
    kind, error = _error(document)
    timings = _timings(document)
    request = an_object(document.get("request"))
    asked = an_object(request.get("body")) or an_object(_document(a_text(request.get("body"))))
    answer = Answer(
        status=_status(document),
        headers=headers,
        body="" if raw_body is None else body,
        document=parsed,
        kind=kind,
        error=error,
        total=_seconds(timings, _TOTAL_KEYS),
        first_token=_seconds(timings, _FIRST_KEYS),
        stream=_recorded_stream(document, headers, "" if raw_body is None else body),
        method=a_text(request.get("method") or document.get("method")).upper(),
        url=a_text(request.get("url") or document.get("url")),
        asked_stream=asked.get("stream") is True or document.get("stream") is True,
    )
    if answer.status is None and not answer.kind and not answer.body and not answer.headers:
        raise UserError(
            "The file holds neither a status nor an error.",
            "Give an object with status, headers and body, or with error.",
        )
    return answer


def _raw_answer(text: str) -> JsonObject:
    """An answer as it came over the wire, or as `curl -i` prints it; the last of several heads."""
    head, _, body = re.sub(r"\r\n?", "\n", text).partition("\n\n")
    while body.startswith("HTTP/"):
        head, _, body = body.partition("\n\n")
    line, _, headers = head.partition("\n")
    return {"status": line, "headers": headers, "body": body}


def _unwrap(document: JsonObject) -> JsonObject:
    """The answer inside `response`, of this product's, HAR's or another recorder's making."""
    for rows in (document.get("executions"), an_object(document.get("log")).get("entries")):
        if isinstance(rows, list) and rows:
            document = an_object(rows[-1])
    for name in ("response", "answer", "result", "recorded"):
        inner = document.get(name)
        if isinstance(inner, dict) and not any(
            key in document for key in ("status", "status_code", "statusCode")
        ):
            outer = {key: part for key, part in document.items() if key != name}
            return {**outer, **an_object(inner)}
    return document


def _status(document: JsonObject) -> int | None:
    for name in _STATUS_KEYS:
        value = document.get(name)
        if isinstance(value, bool):
            continue
        if isinstance(value, (int, float)) and 100 <= value < 1000:
            return int(value)
        if isinstance(value, str):
            found = re.match(r"\s*(?:HTTP/[\d.]+\s+)?([1-9]\d\d)\b", value)
            if found:
                return int(found.group(1))
        if isinstance(value, dict):
            inner = _status(an_object(value))
            if inner is not None:
                return inner
    return None


def _headers(document: JsonObject) -> dict[str, str]:
    value = document.get("headers", document.get("header", document.get("response_headers")))
    rows: list[tuple[str, JsonValue]] = []
    if isinstance(value, dict):
        rows = list(an_object(value).items())
    elif isinstance(value, list):
        rows = [row for part in value if (row := _header_row(part)) is not None]
    elif isinstance(value, str):
        lines = (line.partition(":") for line in value.splitlines() if ":" in line)
        rows = [(name, content) for name, _, content in lines]
    headers: dict[str, str] = {}
    for name, content in rows:
        text = (
            ", ".join(a_text(part) for part in content)
            if isinstance(content, list)
            else a_text(content)
        )
        key = name.strip().lower()
        headers[key] = f"{headers[key]}, {text.strip()}" if key in headers else text.strip()
    return headers


def _header_row(part: JsonValue) -> tuple[str, JsonValue] | None:
    if isinstance(part, dict):
        row = an_object(part)
        return a_text(row.get("name") or row.get("key")), row.get("value")
    if isinstance(part, list) and len(part) == 2:
        return a_text(part[0]), part[1]
    if isinstance(part, str) and ":" in part:
        name, _, value = part.partition(":")
        return name, value
    return None


def _body(document: JsonObject) -> JsonValue:
    for name in _BODY_KEYS:
        if name in document and document[name] is not None:
            value = document[name]
            if (
                name == "content"
                and isinstance(value, dict)
                and ("text" in value or "mimeType" in value)
            ):
                inner = an_object(value)
                return _unencoded(a_text(inner.get("text")), a_text(inner.get("encoding")))
            if isinstance(value, str):
                return _unencoded(
                    value, a_text(document.get("body_encoding") or document.get("encoding"))
                )
            return value
    encoded = document.get("body_base64")
    if isinstance(encoded, str):
        return _unencoded(encoded, "base64")
    return _spread_body(document)


def _spread_body(document: JsonObject) -> JsonValue:
    """The fields of an error body that stand beside the status, without a body of their own."""
    if _status(document) is None:
        return None
    spread = {name: document[name] for name in ("detail", "message") if document.get(name)}
    if isinstance(document.get("error"), dict):
        spread["error"] = document["error"]
    return spread or None


def _unencoded(text: str, encoding: str) -> str:
    if encoding.lower() != "base64":
        return text
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text


def _document(text: JsonValue) -> JsonValue:
    """The text as JSON; None for other text, and for one far too long to explain an error."""
    if not isinstance(text, str) or len(text) > _LONGEST_PARSED:
        return None
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return cast(JsonValue, json.loads(text))
    except (ValueError, RecursionError):
        return None


def _error(document: JsonObject) -> tuple[str, str]:
    """The transport's error: its kind and its words."""
    for name in _ERROR_KEYS:
        value = document.get(name)
        if value in (None, "", False) or (name == "error" and _is_body_error(value, document)):
            continue
        words = _words(value)
        kind = a_text(an_object(value).get("kind")) if isinstance(value, dict) else ""
        phase = a_text(document.get("phase")) or (
            a_text(an_object(value).get("phase")) if isinstance(value, dict) else ""
        )
        return classify(f"{kind} {words}".strip(), phase), words
    return "", ""


def _is_body_error(value: JsonValue, document: JsonObject) -> bool:
    """An `error` beside a status and no body is the answer's own body, spread out."""
    return (
        _status(document) is not None
        and not any(name in document for name in _BODY_KEYS)
        and isinstance(value, dict)
    )


def _words(value: JsonValue) -> str:
    if isinstance(value, dict):
        parts = [a_text(part) for part in an_object(value).values() if isinstance(part, (str, int))]
        return " ".join(part for part in parts if part)
    return (
        a_text(value) if not isinstance(value, list) else " ".join(_words(part) for part in value)
    )


def _timings(document: JsonObject) -> JsonObject:
    timings = document.get("timings", document.get("timing"))
    merged = dict(document)
    if isinstance(timings, dict):
        merged.update(an_object(timings))
    if "startedDateTime" in document and "time" in document:
        merged["time_ms"] = merged.pop("time")  # HAR counts in milliseconds
    return merged


def _seconds(document: JsonObject, names: tuple[str, ...]) -> float | None:
    for name in names:
        for key, scale in (
            (name, 1.0),
            (f"{name}_s", 1.0),
            (f"{name}_ms", 0.001),
            (f"{name}Ms", 0.001),
        ):
            value = document.get(key)
            if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
                return float(value) * scale
            if isinstance(value, str) and (seconds := _duration(value)) is not None:
                return seconds * scale
    return None


def _duration(text: str) -> float | None:
    """Seconds of '30', '30.5 s', '1500ms', '1m30s' or '0:00:30.5'."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock:
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    parts = _UNITS.findall(text)
    if not parts or _UNITS.sub("", text).strip():
        return None
    return sum(float(number) * _SECONDS[unit.lower()] for number, unit in parts)


def _recorded_stream(
    document: JsonObject, headers: Mapping[str, str], body: str
) -> StreamSummary | None:
    events = document.get("events", document.get("chunks"))
    if isinstance(events, list) and events:
        return summarize([Chunk(0.0, _event_bytes(event)) for event in events])
    return _stream_of(headers, body)


def _event_bytes(event: JsonValue) -> bytes:
    if isinstance(event, str):
        text = event if _STREAM.match(event) else f"data: {event}"
        return f"{text.rstrip()}\n\n".encode()
    row = an_object(event)
    if "data" in row:
        data = row["data"] if isinstance(row["data"], str) else json.dumps(row["data"])
        name = a_text(row.get("event"))
        return (f"event: {name}\n" if name else "").encode() + f"data: {data}\n\n".encode()
    return f"data: {json.dumps(event)}\n\n".encode()


def _stream_of(headers: Mapping[str, str], body: str) -> StreamSummary | None:
    kind = headers.get("content-type", "")
    ndjson = "ndjson" in kind or "jsonl" in kind
    if (
        "event-stream" not in kind
        and not ndjson
        and not (_STREAM.match(body.lstrip()) and "data:" in body)
    ):
        return None
    return summarize([Chunk(0.0, body.encode() + b"\n")])
