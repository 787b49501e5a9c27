"""What is wrong with a packed log of which only a part could be read, and how it is said."""

import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

CUT, BROKEN, WRONG = "cut", "broken", "wrong"
_SENTENCES = {
    CUT: "{log} is cut off in line {line:,}: what follows is missing.",
    BROKEN: "{log} is damaged in line {line:,}: what follows cannot be read.",
    WRONG: "{log} is damaged: its checksum is wrong, so that any of its lines may be wrong.",
}
_ZSTD_LONGEST_HEADER = 18
_ZSTD_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_ZSTD_RLE = 1


@dataclass(frozen=True, slots=True)
class Damage:
    """`kind` is CUT, BROKEN (from `line`, from 1, on nothing was read) or WRONG (all was)."""

    kind: str
    line: int

    def sentence(self, log: str) -> str:
        """What a person is told of the log of this name."""
        return _SENTENCES[self.kind].format(log=log, line=self.line)

    @property
    def suffix(self) -> str:
        """How the name of the unpacked copy ends, so that it is known when it is used again."""
        return f".{self.kind}-{self.line}"


def damage_of(copy: Path) -> Damage | None:
    """The damage that the name of an unpacked copy tells of."""
    kind, _, line = copy.suffix[1:].partition("-")
    return Damage(kind, int(line)) if kind in _SENTENCES and line.isdigit() else None


def kind_of(error: Exception) -> str:
    """Which damage an error in unpacking shows."""
    if isinstance(error, EOFError):
        return CUT
    checked = isinstance(error, gzip.BadGzipFile) and not str(error).startswith("Not a gzipped")
    return WRONG if checked else BROKEN  # gzip checks at the end, when all was given out


def is_whole_zst(path: Path) -> bool:
    """Whether the frames of a zst file that could be unpacked go on to its end.

    The unpacker takes the end of the file for the end of a frame. Source: RFC 8878, 3.1.
    """
    size = path.stat().st_size
    place = 0
    with path.open("rb") as file:
        while place < size:
            file.seek(place)
            head = file.read(_ZSTD_LONGEST_HEADER)
            if int.from_bytes(head[:4], "little") in _ZSTD_SKIPPABLE:
                place += 8 + int.from_bytes(head[4:8], "little")
                continue
            try:
                checksum = 4 * zstandard.get_frame_parameters(head).has_checksum
                place = _behind_blocks(file, place + zstandard.frame_header_size(head)) + checksum
            except zstandard.ZstdError:
                return False
    return place == size


def _behind_blocks(file: IO[bytes], place: int) -> int:
    """Where the blocks end that begin at a place."""
    last = False
    while not last:
        file.seek(place)
        head = int.from_bytes(file.read(3).ljust(3, b"\1"), "little")
        last = bool(head & 1)
        place += 3 + (1 if head >> 1 & 3 == _ZSTD_RLE else head >> 3)
    return place
