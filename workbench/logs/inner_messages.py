"""Messages inside messages: what a service wrote as JSON, logfmt or klog, its text alone.

Containers and collectors put such lines behind a head of their own, and logfmt has its
message under a key. Only the text tells which event it is; the other keys say more about it.
"""

import re

import numpy as np
from numpy.typing import NDArray

from workbench.logs.builtin_formats.structured import JSON_LINES

Longs = NDArray[np.int64]
Bools = NDArray[np.bool_]
Messages = tuple[bytes, Longs, Longs]
"""A buffer, and where each message begins and ends in it."""

_PAIR = re.compile(rb"[ \t]*[A-Za-z_][\w.-]*=")
_STRING = rb"\"(?:[^\"\\\n]|\\.)*\""
_QUOTED = _STRING + rb"|'[^'\n]*'"
_BARE = rb"[^\s\"'()=]+(?!\S)"
_VALUES = {
    b"msg=": re.compile(rb"msg=(" + _QUOTED + b"|" + _BARE + b")"),
    b"message=": re.compile(rb"message=(" + _QUOTED + b"|" + _BARE + b")"),
    # a bare event is a kind of event, the other keys say what it was
    b"event=": re.compile(rb"event=(" + _QUOTED + b")"),
}
"""In order of preference."""
_KLOG_HEAD = re.compile(rb"[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\]\n]+\] ")
_KLOG_TEXT = re.compile(rb"(" + _STRING + rb")(?=[ \t]+[\w.-]+=|[ \t]*\r?\n|[ \t]*\Z)")
_JSON_TEXT = re.compile(_STRING)
_OBJECT_BEHIND = re.compile(rb'\t\{"')
_OBJECT, _CLOSING, _QUOTE = ord("{"), ord("}"), ord('"')
_MARKS = np.frombuffer(b"\"'", np.uint8)
_LETTERS = np.frombuffer(b"IWEF", np.uint8)
_ZERO, _SPACE = 48, 32


def inner_messages(buffer: bytes, starts: Longs, ends: Longs) -> Messages:
    """The same buffer, and where the texts inside the messages are; others stay as they are."""
    if not len(starts):
        return buffer, starts, ends
    begins, stops = _behind_klog_heads(buffer, starts, ends), ends.copy()
    _take_klog_texts(buffer, begins, stops)
    _cut_off_objects(buffer, begins, stops)
    keys = [key for key in _VALUES if key in buffer]
    objects = np.flatnonzero(_byte_at(buffer, begins) == _OBJECT)
    if keys or len(objects):
        lines = first_bytes_of_lines(buffer, starts)
        _take_values(buffer, keys, lines, begins, stops)
        # where the whole line is an object, its format knew the message
        _take_from_objects(buffer, objects[begins[objects] > lines[objects]], begins, stops)
    return buffer, begins, stops


def first_bytes_of_lines(buffer: bytes, starts: Longs) -> Longs:
    """Where the line of each message begins."""
    newlines = np.flatnonzero(np.frombuffer(buffer, np.uint8) == ord("\n")) + 1
    begins = np.concatenate([np.zeros(1, np.int64), newlines])
    return begins[np.searchsorted(begins, starts, side="right") - 1]


def _byte_at(buffer: bytes, places: Longs) -> NDArray[np.uint8]:
    data = np.frombuffer(buffer, np.uint8)
    return data[np.minimum(places, len(data) - 1)] if len(data) else np.zeros(len(places), np.uint8)


def _behind_klog_heads(buffer: bytes, starts: Longs, ends: Longs) -> Longs:
    """The starts, behind the heads that klog and glog write."""
    begins = starts.copy()
    likely = np.isin(_byte_at(buffer, starts), _LETTERS)
    likely &= (_byte_at(buffer, starts + 1) - _ZERO) < 10  # uint8 wraps
    for row in np.flatnonzero(likely).tolist():
        head = _KLOG_HEAD.match(buffer, starts[row], ends[row])
        begins[row] = head.end() if head else starts[row]
    return begins


def _take_klog_texts(buffer: bytes, begins: Longs, stops: Longs) -> None:
    """'"Starting" version="v1"' has its text in the quotes it begins with."""
    for row in np.flatnonzero(_byte_at(buffer, begins) == _QUOTE).tolist():
        text = _KLOG_TEXT.match(buffer, begins[row], stops[row])
        if text:
            begins[row], stops[row] = text.start(1) + 1, text.end(1) - 1


def _cut_off_objects(buffer: bytes, begins: Longs, stops: Longs) -> None:
    """Zap's console writes the text, a tab, and the other keys as an object."""
    places = np.array([match.start() for match in _OBJECT_BEHIND.finditer(buffer)], np.int64)
    rows = np.searchsorted(begins, places, side="right") - 1
    good = (rows >= 0) & (places < stops[rows]) & (_byte_at(buffer, stops[rows] - 1) == _CLOSING)
    rows, first = np.unique(rows[good], return_index=True)
    stops[rows] = places[good][first]


def _take_values(
    buffer: bytes, keys: list[bytes], lines: Longs, begins: Longs, stops: Longs
) -> None:
    """The values of message keys, where a line or the message in it begins with `key=`."""
    if not keys:
        return
    like_pairs = _are_pairs(buffer, lines), _are_pairs(buffer, begins)
    left = np.ones(len(begins), np.bool_)
    for key in keys:
        found = [match.span(1) for match in _VALUES[key].finditer(buffer)]
        spans = np.array(found, np.int64).reshape(-1, 2)
        places = spans[:, 0] - len(key)
        rows = np.searchsorted(lines, places, side="right") - 1
        good = (rows >= 0) & (spans[:, 1] <= stops[rows]) & left[rows]
        good &= (places == lines[rows]) | (_byte_at(buffer, places - 1) <= _SPACE)
        good &= like_pairs[0][rows] | (like_pairs[1][rows] & (places >= begins[rows]))
        rows, first = np.unique(rows[good], return_index=True)
        spans = spans[good][first]
        quoted = np.isin(_byte_at(buffer, spans[:, 0]), _MARKS)
        begins[rows], stops[rows] = spans[:, 0] + quoted, spans[:, 1] - quoted
        left[rows] = False


def _are_pairs(buffer: bytes, places: Longs) -> Bools:
    found = [_PAIR.match(buffer, place) is not None for place in places.tolist()]
    return np.array(found, np.bool_)


def _take_from_objects(buffer: bytes, rows: Longs, begins: Longs, stops: Longs) -> None:
    """The messages of JSON objects."""
    for row in rows.tolist():
        text = buffer[begins[row] : stops[row]]
        place = JSON_LINES.message_start(text)
        end = _JSON_TEXT.match(text, place - 1) if place else None
        if end:
            begins[row], stops[row] = begins[row] + place, begins[row] + end.end() - 1
