"""Exports with an event over several lines, not JSON: Windows events (XML), journald's own format.

Every event becomes one line, as it is done for JSON documents.
"""

import json
import struct
from array import array
from typing import IO

from workbench.core.progress import Progress

_XML = (b"<?xml", b"<Events", b"<Event ", b"<Event>")
_EVENT, _END = b"<Event", b"</Event>"
_JOURNAL = (b"__CURSOR=", b"__REALTIME_TIMESTAMP=")


def is_event_xml(head: bytes) -> bool:
    """Whether a file that begins with `head` holds Windows events as XML."""
    return head.lstrip().startswith(_XML) and b"<Event" in head and b"<System>" in head


def is_journal_export(head: bytes) -> bool:
    """Whether a file that begins with `head` was written by `journalctl -o export`."""
    return head.startswith(_JOURNAL)


def write_xml_events(data: bytes, output: IO[bytes], progress: Progress) -> "array[int]":
    """Write each event on a line of its own; give the line (from 1) where each begins."""
    lines = array("L")
    place, counted, line = 0, 0, 1
    while (begin := _event(data, place)) >= 0:
        end = data.find(_END, begin)
        end = len(data) if end < 0 else end + len(_END)
        output.write(b" ".join(data[begin:end].split()) + b"\n")
        line += data.count(b"\n", counted, begin)
        counted, place = begin, end
        lines.append(line)
        progress.report(place, len(data), "reading the export")
    return lines


def _event(data: bytes, place: int) -> int:
    """Where the next event begins, -1 for none; `<Events` and `<EventID` are none."""
    while (begin := data.find(_EVENT, place)) >= 0:
        place = begin + len(_EVENT)
        if data[place : place + 1] in (b" ", b">", b"\n", b"\r", b"\t"):
            return begin
    return -1


def write_journal(data: bytes, output: IO[bytes], progress: Progress) -> "array[int]":
    """Write each entry as an object on a line; give the line (from 1) where each begins.

    Source: systemd, "Journal Export Formats": `KEY=value` lines, or KEY, LF, a little-endian
    64-bit length and so many bytes; an empty line ends an entry.
    """
    lines = array("L")
    entry: dict[str, str] = {}
    place, line, begun = 0, 1, 1
    while place < len(data):
        stop = data.find(b"\n", place)
        stop = len(data) if stop < 0 else stop
        key, equals, value = data[place:stop].partition(b"=")
        begun = begun if entry else line
        end = stop + 1
        if key and not equals and stop + 9 <= len(data):
            (length,) = struct.unpack_from("<Q", data, stop + 1)
            value = data[stop + 9 : stop + 9 + length]
            end = min(stop + 9 + len(value), len(data)) + 1
        line += data.count(b"\n", place, end)
        if key:
            entry[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        place = end
        if entry and (not key or place >= len(data)):
            output.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            lines.append(begun)
            entry = {}
            progress.report(place, len(data), "reading the export")
    return lines
