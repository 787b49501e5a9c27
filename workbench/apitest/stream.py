"""Streams: server-sent events and JSON lines, their tokens, gaps, and how they ended."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import cast

from workbench.apitest.exchange import Chunk
from workbench.core.jsontypes import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream; `at` is when its last byte came, seconds since the request began."""

    at: float
    data: str
    name: str = "message"
    id: str = ""

    @property
    def document(self) -> JsonObject | None:
        """The data as a JSON object; None where it is something else."""
        try:
            value = json.loads(self.data)
        except (ValueError, RecursionError):
            return None
        return cast(JsonObject, value) if isinstance(value, dict) else None

    @property
    def token(self) -> str:
        """The text that this event adds to the answer, by the providers' known shapes."""
        document = self.document
        return "" if document is None else token_text(document)


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """How a stream went: seconds to the first token, gaps between tokens, how it ended.

    `finished` says that a terminal event came ([DONE], message_stop, a finish reason).
    """

    events: int
    tokens: int
    first_token: float | None
    median_gap: float | None
    longest_gap: float | None
    finished: bool
    finish_reason: str | None
    error: str | None
    text: str


class EventParser:
    """Cuts bytes into events as they come (WHATWG server-sent events, or one JSON per line)."""

    def __init__(self) -> None:
        self._pending: list[bytes] = []
        self._data: list[str] = []
        self._name = ""
        self._id = ""
        self._began = False

    def feed(self, at: float, data: bytes) -> list[Event]:
        """The events that these bytes complete."""
        if not self._began and data:
            data = data.removeprefix(b"\xef\xbb\xbf")
            self._began = True
        self._pending.append(data)
        if b"\n" not in data:  # looked through once, however long the line becomes
            return []
        lines = b"".join(self._pending).replace(b"\r\n", b"\n").split(b"\n")
        self._pending = [lines.pop()]
        events: list[Event] = []
        for raw in lines:
            for line in raw.split(b"\r"):
                event = self._line(at, line.decode("utf-8", "replace"))
                if event is not None:
                    events.append(event)
        return events

    def _line(self, at: float, line: str) -> Event | None:
        if line.startswith("{"):
            return Event(at, line)
        if not line:
            return self._dispatch(at)
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
        elif field == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self, at: float) -> Event | None:
        if not self._data:
            self._name = ""
            return None
        event = Event(at, "\n".join(self._data), self._name or "message", self._id)
        self._data, self._name = [], ""
        return event


def events(chunks: Sequence[Chunk]) -> Iterator[Event]:
    """All events of a recorded stream."""
    parser = EventParser()
    for chunk in chunks:
        yield from parser.feed(chunk.at, chunk.data)


def first_token(chunks: Sequence[Chunk]) -> float | None:
    """Seconds to the first event that carries content; to the first data event where no event
    has a known shape; None where there is none.
    """
    first_data: float | None = None
    for event in events(chunks):
        if event.data == "[DONE]":
            continue
        if event.token:
            return event.at
        if first_data is None and (event.document is None or not _is_known(event.document)):
            first_data = event.at
    return first_data


def summarize(chunks: Sequence[Chunk]) -> StreamSummary:
    """The figures of a recorded stream."""
    seen = list(events(chunks))
    tokens = [event for event in seen if event.token]
    gaps = [later.at - earlier.at for earlier, later in pairwise(tokens)]
    reason = next((r for event in reversed(seen) if (r := _finish_reason(event)) is not None), None)
    return StreamSummary(
        events=len(seen),
        tokens=len(tokens),
        first_token=first_token(chunks),
        median_gap=median(gaps) if gaps else None,
        longest_gap=max(gaps, default=None),
        finished=reason is not None or any(_is_terminal(event) for event in seen),
        finish_reason=reason,
        error=next((text for event in seen if (text := error_text(event)) is not None), None),
        text="".join(event.token for event in tokens),
    )


def token_text(document: JsonObject) -> str:
    """The text of an OpenAI, Anthropic, Google, Ollama, TGI or plain token event."""
    for path in _TOKEN_PATHS:
        value = _at(document, path)
        if isinstance(value, str) and value:
            return value
    return ""


_TOKEN_PATHS: tuple[tuple[str | int, ...], ...] = (
    ("choices", 0, "delta", "content"),
    ("choices", 0, "delta", "reasoning_content"),
    ("choices", 0, "text"),
    ("delta", "text"),
    ("delta", "thinking"),
    ("delta", "partial_json"),
    ("candidates", 0, "content", "parts", 0, "text"),
    ("message", "content"),
    ("token", "text"),
    ("response",),
    ("delta",),
    ("text",),
    ("text_output",),
    ("token",),
    ("content",),
)
_KNOWN_KEYS = frozenset({"choices", "type", "candidates", "message", "usage", "model"})
_TERMINAL = frozenset(
    {"message_stop", "response.completed", "response.done", "done", "end", "complete"}
)


def _is_known(document: JsonObject) -> bool:
    return not _KNOWN_KEYS.isdisjoint(document)


def _at(value: JsonValue, path: tuple[str | int, ...]) -> JsonValue:
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and len(value) > step else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _finish_reason(event: Event) -> str | None:
    document = event.document
    if document is None:
        return None
    paths = (
        ("choices", 0, "finish_reason"),
        ("delta", "stop_reason"),
        ("candidates", 0, "finishReason"),
        ("done_reason",),
    )
    found = next((v for path in paths if isinstance(v := _at(document, path), str) and v), None)
    return "done" if found is None and document.get("done") is True else found


def _is_terminal(event: Event) -> bool:
    if event.data.strip() == "[DONE]" or event.name in _TERMINAL:
        return True
    document = event.document
    return document is not None and (
        document.get("type") in _TERMINAL or document.get("done") is True
    )


def error_text(event: Event) -> str | None:
    """What an error event says; None where the event is none."""
    document = event.document
    if document is None:
        return event.data if event.name == "error" else None
    error = document.get("error")
    if isinstance(error, dict):
        return str(error.get("message") or error.get("type") or error)
    if isinstance(error, str) and error:
        return error
    if (
        event.name == "error"
        or document.get("type") == "error"
        or document.get("object") == "error"
    ):
        return str(document.get("message") or event.data)
    return None
