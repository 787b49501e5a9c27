"""Exports that are one JSON document (or pretty-printed ones): rewritten as one event a line.

Consoles export logs as an array, or as an object that holds one: CloudWatch (`events`,
`logEvents`, query results), Elastic (`hits.hits`), Splunk (`results`), Datadog (`data`),
CloudTrail (`Records`), OpenTelemetry (`resourceLogs`), Loki (`streams`), and others. Every
event becomes one line.
"""

import json
import re
from array import array
from collections.abc import Iterator
from typing import IO, Any, cast

from workbench.core.progress import Progress

LARGEST = 512 << 20
"""Larger documents are left as text: they are read as a whole."""

_LISTS = (
    "events", "logEvents", "hits", "results", "data", "logs", "records", "Records", "entries",
    "items", "messages", "rows", "value",
)  # fmt: skip
_SPACE = re.compile(r"[\s,]*")
_START = re.compile(rb'[\s\xef\xbb\xbf]*(\[\s*[\{\[]|\{\s*["\}])')


def is_document(head: bytes) -> bool:
    """Whether a file that begins with `head` is such an export, not one event a line already."""
    match = _START.match(head)
    if match is None:
        return False
    first = head[match.start(1) :].split(b"\n", 1)[0].strip()
    if first.startswith(b"["):
        return True
    try:
        value: Any = json.loads(first)
    except ValueError:
        # pretty-printed: the first line is only the beginning of the object
        return first in (b"{", b"{}") or (not first.endswith(b"}") and _opens_a_list(first))
    return isinstance(value, dict) and _inner(cast(dict[str, Any], value)) is not None


def _opens_a_list(first: bytes) -> bool:
    """A long first line that was cut off by the head, or an object begun on it."""
    names = "|".join((*_LISTS, "resourceLogs")).encode()
    return re.match(rb'\{\s*"(?:' + names + rb')"', first) is not None


def write_json_events(data: bytes, output: IO[bytes], progress: Progress) -> "array[int]":
    """Write each event on a line of its own; give the line (from 1) where each begins.

    What is no JSON any more is kept as it is.
    """
    text = data.decode("utf-8-sig", "replace")
    decoder = json.JSONDecoder()
    lines = array("L")
    counted, line = 0, 1
    place = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    while place < len(text):
        begin = place
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            rest = text[place:].encode("utf-8", "replace")
            output.write(rest)
            line += text.count("\n", counted, place)
            lines.extend(range(line, line + len(rest.splitlines())))
            break
        events = list(_events(value))
        for event in events:
            one = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            output.write(one.encode("utf-8", "replace") + b"\n")
        for start in _places(text, begin, value, len(events)):
            line += text.count("\n", counted, start)
            counted = start
            lines.append(line)
        progress.report(place, len(text), "reading the export")
        place = _behind(_SPACE, text, place)
    return lines


def _places(text: str, begin: int, value: Any, count: int) -> list[int]:
    """Where the events of the value at `begin` begin; at `begin` all, where that is not clear."""
    if isinstance(value, list):
        found = _elements(text, begin)
        return found if len(found) == count else [begin] * count
    nested = "logRecords|logs" if "resourceLogs" in value else "values" if _loki(value) else ""
    lists = re.compile(rf'"(?:{nested or "|".join(_LISTS)})"\s*:\s*(?=\[)')
    found: list[int] = []
    match = lists.search(text, begin)
    while match is not None and len(found) < count:
        elements = _elements(text, match.end())
        together = bool(nested) or len(elements) == count
        found += elements if together else []
        match = lists.search(text, elements[-1] if elements and together else match.end())
    return found if len(found) == count else [begin] * count


def _elements(text: str, bracket: int) -> list[int]:
    """Where the elements of the array at `bracket` begin."""
    decoder = json.JSONDecoder()
    found: list[int] = []
    place = _behind(_SPACE, text, bracket + 1)
    while place < len(text) and text[place] != "]":
        found.append(place)
        _, place = decoder.raw_decode(text, place)
        place = _behind(_SPACE, text, place)
    return found


def _behind(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def _events(value: Any) -> Iterator[Any]:
    """The events inside a value, the value itself when it is one."""
    if isinstance(value, list):
        for one in cast(list[Any], value):
            yield from _events(_from_pairs(one))
        return
    if isinstance(value, dict):
        inner = _inner(cast(dict[str, Any], value))
        if inner is not None:
            yield from _events(inner)
            return
    yield value


def _inner(value: dict[str, Any]) -> Any:
    """The list of events that an object holds, None when it is an event itself."""
    if "resourceLogs" in value:
        return _otel_records(value)
    streams = _loki(value)
    if streams is not None:
        return _loki_entries(streams)
    for key in _LISTS:
        inside = value.get(key)
        if isinstance(inside, dict) and key == "hits":
            inside = cast(dict[str, Any], inside).get("hits")
        if isinstance(inside, list) and inside and isinstance(inside[0], (dict, list)):
            return cast(list[Any], inside)
    return None


def _from_pairs(value: Any) -> Any:
    """A row of CloudWatch Logs Insights, [{field, value}, ...], as an object."""
    if not isinstance(value, list) or not value:
        return value
    pairs = cast(list[Any], value)
    if all(isinstance(pair, dict) and {"field", "value"} <= set(pair) for pair in pairs):
        return {pair["field"].lstrip("@"): pair["value"] for pair in pairs}
    return pairs


def _loki(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The streams of an answer of Loki, None where the object is none.

    Source: Grafana Loki, "Loki HTTP API", query_range.
    """
    data = value.get("data")
    if not isinstance(data, dict) or cast(dict[str, Any], data).get("resultType") != "streams":
        return None
    streams = cast(dict[str, Any], data).get("result")
    return cast(list[dict[str, Any]], streams) if isinstance(streams, list) else None


def _loki_entries(streams: list[dict[str, Any]]) -> list[Any]:
    """The entries of all streams, each with the labels of its stream: pairs of ns and text."""
    return [
        {"timestamp": pair[0], "line": pair[1], "stream": stream.get("stream")}
        for stream in streams
        for pair in stream.get("values") or []
        if len(pair) > 1
    ]


def _otel_records(value: dict[str, Any]) -> list[Any]:
    """Log records of the OTLP JSON encoding, each with the attributes of its resource."""
    found: list[Any] = []
    for resource in value.get("resourceLogs") or []:
        attributes = (resource.get("resource") or {}).get("attributes") or []
        scopes = resource.get("scopeLogs") or resource.get("instrumentationLibraryLogs") or []
        for scope in scopes:
            found += [
                {**record, "resource": {"attributes": attributes}}
                for record in scope.get("logRecords") or scope.get("logs") or []
            ]
    return found
