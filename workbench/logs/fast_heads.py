"""Reads record heads in columns, by rules learned from lines that were matched by pattern.

Most logs put stamp and level at the same place in every line, or behind the same number of
the same byte. Where that is so, whole blocks are read with numpy; a line that does not follow
the rule exactly is left to the pattern, so both ways give the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.logs.block import Block, Found
from workbench.logs.fast_stamps import FastStamp, Words, mask_of, words_of
from workbench.logs.formats import PatternFormat
from workbench.logs.levels import status_level
from workbench.logs.model import UNKNOWN_HEADER, BoolArray, ByteArray, Level, LineArray
from workbench.logs.stamps import layout_of
from workbench.logs.words import WordFinder

_ENOUGH = 0.6
_SAMPLE = 600
_SEPARATORS = b' []()"|-:\t'
_MOST_SKIPPED = 6
_HEAD_LIMIT = 512
_WORD_BYTE = np.array([chr(byte).isalnum() or byte == 95 for byte in range(128)] + [False] * 128)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a line: `shift` behind the anchor, after `count` bytes `byte` were passed."""

    shift: int
    byte: int = 0
    count: int = 0

    def find(self, data: ByteArray, anchors: LineArray, ends: LineArray) -> LineArray:
        """The position in each line; the line's end where the bytes do not come."""
        places = anchors
        for _ in range(self.count):
            places = _next(data, places, ends, self.byte) + 1
        return np.minimum(places + self.shift, ends)


def _next(data: ByteArray, places: LineArray, ends: LineArray, byte: int) -> LineArray:
    """Where the byte comes next in each line, the line's end where it does not."""
    hits = np.flatnonzero(data == byte)
    if not len(hits):
        return ends
    order = np.searchsorted(hits, places)
    found = hits[np.minimum(order, len(hits) - 1)]
    return np.where((order < len(hits)) & (found < ends), found, ends)


@dataclass(slots=True)
class FastHead:
    """What was learned of one format in one file. `words` maps level words to levels."""

    number: int
    stamp_place: Place
    stamp: FastStamp
    flags: int
    width: int
    level_place: Place | None
    words: dict[bytes, Level]
    status: bool
    default: Level
    finder: WordFinder | None
    header_after_stamp: int
    header_after_level: int
    _format: PatternFormat = field(repr=False)

    def scan(self, block: Block, rows: LineArray, found: Found) -> None:
        """Read the rows that follow the rule."""
        data, words = block.padded, words_of(block.padded)
        starts, ends = block.starts[rows], block.ends[rows]
        stamps = self.stamp_place.find(data, starts, ends)
        fits = stamps + self.width <= ends
        times, good = self.stamp.read(data, words, np.minimum(stamps, len(words) - 17))
        good &= fits
        after = stamps + self.width
        header = self._fixed_header(after - starts)
        if self.level_place is not None:
            levels, known, level_ends = self._levels(data, words, after, ends)
            good &= known
            if self.header_after_level >= 0:
                header = level_ends + self.header_after_level - starts
                good &= header <= ends - starts
        else:
            levels = np.full(len(rows), self.default, np.uint8)
        if self.header_after_stamp >= 0:
            good &= header <= ends - starts
        done = rows[good]
        found.format[done] = self.number
        found.time[done] = times[good]
        found.flags[done] = self.flags
        found.level[done] = levels[good]
        found.header[done] = np.minimum(header[good], UNKNOWN_HEADER)
        if self.finder is not None:
            self._levels_by_words(block, done, found)

    def _fixed_header(self, after: LineArray) -> LineArray:
        if self.header_after_stamp >= 0:
            return after + self.header_after_stamp
        return np.full(len(after), UNKNOWN_HEADER, np.int64)

    def _levels(
        self, data: ByteArray, words: Words, after: LineArray, ends: LineArray
    ) -> tuple[ByteArray, BoolArray, LineArray]:
        """Levels, which of them are sure, and where the words end."""
        assert self.level_place is not None
        places = self.level_place.find(data, after, ends)
        texts = words[np.minimum(places, len(words) - 1)]
        levels = np.zeros(len(places), np.uint8)
        known = np.zeros(len(places), np.bool_)
        lengths = np.zeros(len(places), np.int64)
        if self.status:
            return self._statuses(texts, places, levels)
        for word, level in self.words.items():
            same = (texts & mask_of(len(word))) == np.uint64(int.from_bytes(word, "little"))
            if len(word) < 8:
                same &= ~_WORD_BYTE[(texts >> np.uint64(8 * len(word))).astype(np.uint8)]
            levels[same] = level
            lengths[same] = len(word)
            known |= same
        return levels, known & (places + lengths <= ends), places + lengths

    def _statuses(
        self, texts: Words, places: LineArray, levels: ByteArray
    ) -> tuple[ByteArray, BoolArray, LineArray]:
        digits = [((texts >> np.uint64(8 * n)) & np.uint64(255)) - np.uint64(48) for n in range(3)]
        known = (digits[0] < 10) & (digits[1] < 10) & (digits[2] < 10)
        known &= ((texts >> np.uint64(24)) & np.uint64(255)) == 32
        levels[:] = np.where(digits[0] <= 3, Level.INFO, Level.ERROR)
        levels[digits[0] == 0] = status_level(b"0")
        return levels, known, places + 3

    def _levels_by_words(self, block: Block, done: LineArray, found: Found) -> None:
        """The level from the message, for the lines that hold one of the words."""
        assert self.finder is not None and self._format.level_of is not None
        read = self._format.level_of
        mine = np.zeros(len(block), np.bool_)
        mine[done] = True
        for row in self.finder.lines(block).tolist():
            if mine[row]:
                line = block.line(row)
                header = int(found.header[row])
                if header == UNKNOWN_HEADER:
                    header = self._format.message_start(line)
                found.level[row] = read(line[header:]) or self.default


def learn(one: PatternFormat, number: int, block: Block, found: Found) -> FastHead | None:
    """The rule of a format from a block that its patterns have read, None when there is none."""
    rows = np.flatnonzero((found.format == number) & (found.stamp_width > 0))
    if len(rows) < 20:
        return None
    rows = rows[:: max(len(rows) // _SAMPLE, 1)]
    heads = [head for row in rows.tolist() if (head := _Head.of(one, block.line(row))) is not None]
    width = _commonest([head.stamp_end - head.stamp_start for head in heads])
    heads = [head for head in heads if head.stamp_end - head.stamp_start == width]
    stamp_place = _place([(head.line, 0, head.stamp_start) for head in heads])
    if not heads or stamp_place is None or len(heads) < _ENOUGH * len(rows):
        return None
    layout = layout_of(heads[0].line[heads[0].stamp_start : heads[0].stamp_end])
    stamp = FastStamp.of(layout) if layout is not None else None
    if layout is None or stamp is None:
        return None
    return _with_level(one, number, heads, stamp_place, stamp, layout.flags, width)


def _with_level(  # noqa: PLR0917 - the parts of one rule
    one: PatternFormat,
    number: int,
    heads: "Sequence[_Head]",
    stamp_place: Place,
    stamp: FastStamp,
    flags: int,
    width: int,
) -> FastHead | None:
    placed = [head for head in heads if head.level_start >= 0]
    level_place: Place | None = None
    if len(placed) > len(heads) // 2:
        level_place = _place([(h.line, h.stamp_end, h.level_start) for h in placed])
        if level_place is None or one.level_of is not None:
            return None
    elif any(head.can_have_level for head in heads):
        return None
    finder = None
    if one.level_of is not None:
        finder = WordFinder.of(one.level_words)
        if finder is None:
            return None
    words = {
        spelled: level
        for word, level in one.levels.items()
        for spelled in (word.upper(), word, word.capitalize())
        if len(spelled) <= 8
    }
    seen = Counter(head.level_word for head in placed)
    ordered = {word: words[word] for word, _ in seen.most_common() if word in words}
    return FastHead(
        number,
        stamp_place,
        stamp,
        flags,
        width,
        level_place,
        ordered,
        bool(placed) and placed[0].status,
        one.default,
        finder,
        _constant([head.header - head.stamp_end for head in heads]),
        _constant([head.header - head.level_end for head in placed]) if level_place else -1,
        one,
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the parts of one matched line are."""

    line: bytes
    stamp_start: int
    stamp_end: int
    level_start: int
    level_end: int
    header: int
    status: bool
    can_have_level: bool

    @property
    def level_word(self) -> bytes:
        return self.line[self.level_start : self.level_end]

    @staticmethod
    def of(one: PatternFormat, line: bytes) -> "_Head | None":
        match = one.match(line)
        if match is None or match.re.groupindex.get("time") is None:
            return None
        names = match.re.groupindex
        group = "level" if "level" in names else "status" if "status" in names else ""
        begin, end = match.span(group) if group else (-1, -1)
        return _Head(
            line,
            *match.span("time"),
            begin,
            end,
            one.message_start(line),
            group == "status",
            bool(group),
        )


def _place(wanted: Sequence[tuple[bytes, int, int]]) -> Place | None:
    """The rule that finds (nearly) every wanted position in (line, anchor, wanted)."""
    if not wanted:
        return None
    shifts = Counter(target - anchor for _, anchor, target in wanted)
    shift, hits = shifts.most_common(1)[0]
    best, most = (Place(shift), hits) if shift >= 0 else (None, 0)
    for byte in _SEPARATORS:
        for count in range(1, _MOST_SKIPPED + 1):
            if most > 0.98 * len(wanted):
                return best
            shifts = Counter(
                target - place
                for line, anchor, target in wanted
                if 0 <= (place := _passed(line, anchor, byte, count)) <= target
            )
            if shifts and shifts.most_common(1)[0][1] > most:
                shift, most = shifts.most_common(1)[0]
                best = Place(shift, byte, count)
    return best if most > _ENOUGH * len(wanted) else None


def _passed(line: bytes, anchor: int, byte: int, count: int) -> int:
    place = anchor
    for _ in range(count):
        place = line.find(byte, place, _HEAD_LIMIT) + 1
        if place == 0:
            return -1
    return place


def _commonest(values: Sequence[int]) -> int:
    return Counter(values).most_common(1)[0][0] if values else 0


def _constant(values: Sequence[int]) -> int:
    """The one value that they all have, -1 when they differ."""
    return values[0] if values and values[0] >= 0 and len(set(values)) == 1 else -1
