"""JSON behind a few words: what container tools put in front of the lines of a service."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.logs.block import Block, Found
from workbench.logs.formats import LogFormat, Sample
from workbench.logs.json_format import JsonFormat
from workbench.logs.model import UNKNOWN_HEADER, LineArray

_PREFIX = re.compile(rb'([^{"\n]{1,200}?[ \t|:>])(?=\{[ \t]*")')


@dataclass(frozen=True)
class PrefixedJsonFormat(LogFormat):
    """Lines like `web-1  | {"level":"info",...}`; the object is read as `inner` reads it."""

    inner: JsonFormat = field(repr=False)
    name: str = "prefixed_json_log"
    title: str = "JSON behind a name"
    multiline: bool = True
    in_any_order: bool = True
    samples: tuple[Sample, ...] = ()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when any line has an object behind something else."""
        return self if any(map(_PREFIX.match, lines)) else None

    def matches(self, line: bytes) -> bool:
        """Whether what is behind the prefix is such an object."""
        place = _object_start(line)
        return place > 0 and self.inner.matches(line[place:])

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Read the objects of all rows together."""
        lines = [(row, block.line(row)) for row in rows.tolist()]
        objects = [(row, line[_object_start(line) :]) for row, line in lines if _object_start(line)]
        if not objects:
            return
        inside = Block(b"\n".join(line for _, line in objects) + b"\n")
        read = Found(len(inside))
        self.inner.scan(inside, np.arange(len(inside)), number, read)
        good = read.format == number
        done = np.array([row for row, _ in objects], np.int64)[good]
        found.format[done] = number
        found.time[done], found.flags[done] = read.time[good], read.flags[good]
        found.level[done], found.header[done] = read.level[good], UNKNOWN_HEADER

    def fields(self, line: bytes) -> dict[str, str]:
        """The fields of the object, and what stands before it under `prefix`."""
        place = _object_start(line)
        fields = self.inner.fields(line[place:]) if place else {}
        prefix = line[:place].decode("utf-8", "replace").strip(" \t|:>")
        return {"prefix": prefix, **fields} if fields else {}

    def message_start(self, line: bytes) -> int:
        """Where the message's text begins in the line."""
        place = _object_start(line)
        inside = self.inner.message_start(line[place:]) if place else 0
        return place + inside if inside else 0


def _object_start(line: bytes) -> int:
    """Where the object begins, 0 when there is none behind a prefix."""
    match = _PREFIX.match(line)
    return match.end() if match else 0
