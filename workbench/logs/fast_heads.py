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
from workbench.logs.fast_stamps import FastStamp, Words, mask_of, next_byte, words_of
from workbench.logs.formats import HeadSpans, LogFormat, PatternFormat
from workbench.logs.free_text import HEAD_WORDS
from workbench.logs.json_format import JsonFormat
from workbench.logs.model import LATE_HEADER, UNKNOWN_HEADER, BoolArray, ByteArray, Level, LineArray
from workbench.logs.stamps import layout_of
from workbench.logs.words import WordFinder

_ENOUGH = 0.6
_SAMPLE = 600
_FEWEST = 20
_MOST_WORDS = 24
_SEPARATORS = b' []()"|-:\t'
_MOST_SKIPPED = 6
_HEAD_LIMIT = 512
_BEYOND = 64
"""Lines so near to the block's end are left to the pattern: words reach beyond them."""
_WORD_BYTE = np.array([chr(byte).isalnum() or byte == 95 for byte in range(128)] + [False] * 128)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a line: `shift` behind the anchor, after `count` bytes `byte` were passed.

    `from_end`: it is `shift` before the line's end instead.
    """

    shift: int
    byte: int = 0
    count: int = 0
    from_end: bool = False

    def find(self, words: Words, anchors: LineArray, ends: LineArray) -> LineArray:
        """The position in each line; the line's end where the bytes do not come."""
        if self.from_end:
            return np.maximum(ends - self.shift, anchors)
        places = anchors
        for _ in range(self.count):
            places = next_byte(words, places, ends, self.byte) + 1
        return np.minimum(places + self.shift, ends)


@dataclass(frozen=True, slots=True)
class Guard:
    """Bytes that must stand before a value: the key of a JSON value, a bracket."""

    mask: np.uint64
    text: np.uint64
    length: int

    @staticmethod
    def before(line: bytes, place: int) -> "Guard":
        """The up to eight bytes before a place in a line."""
        text = line[max(place - 8, 0) : place]
        return Guard(mask_of(len(text)), np.uint64(int.from_bytes(text, "little")), len(text))

    def holds(self, words: Words, places: LineArray) -> BoolArray:
        """Where the bytes before the places are these."""
        before = words[np.maximum(places - self.length, 0)] & self.mask
        return (before == self.text) & (places >= self.length)


@dataclass(slots=True)
class LevelRule:
    """Where the level is and which words it may be, the first `common` ones mostly.

    `from_start`: it comes before the stamp.
    """

    place: Place
    from_start: bool
    words: dict[bytes, Level]
    common: int
    status: bool
    guard: Guard | None

    def read(
        self, words: Words, anchors: tuple[LineArray, LineArray], ends: LineArray
    ) -> tuple[ByteArray, BoolArray]:
        """Levels of lines with these (starts, stamp ends), and which of them are sure."""
        places = self.place.find(words, anchors[0 if self.from_start else 1], ends)
        texts = words[np.minimum(places, len(words) - 1)]
        if self.status:
            levels, known = _statuses(texts)
        else:
            levels, known = self._words_at(texts, ends - places)
        if self.guard is not None:
            known &= self.guard.holds(words, places)
        return levels, known

    def _words_at(self, texts: Words, room: LineArray) -> tuple[ByteArray, BoolArray]:
        """Levels by the words that the texts begin with; `room`: bytes up to the line end."""
        levels = np.zeros(len(texts), np.uint8)
        known = np.zeros(len(texts), np.bool_)
        rows: LineArray | slice = slice(None)
        for number, (word, level) in enumerate(self.words.items()):
            if number >= self.common:  # the other words are looked for where none was found
                rows = np.flatnonzero(~known)
                if not len(rows):
                    break
            same = (texts[rows] & mask_of(len(word))) == np.uint64(int.from_bytes(word, "little"))
            if len(word) < 8 and not self.from_start:
                following = (texts[rows] >> np.uint64(8 * len(word))).astype(np.uint8)
                same &= ~_WORD_BYTE[following]
            same &= room[rows] >= len(word)
            chosen = np.flatnonzero(same) if isinstance(rows, slice) else rows[same]
            levels[chosen] = level
            known[chosen] = True
        return levels, known


def _statuses(texts: Words) -> tuple[ByteArray, BoolArray]:
    """Levels of three-digit HTTP statuses, and which are such."""
    digits = [((texts >> np.uint64(8 * n)) & np.uint64(255)) - np.uint64(48) for n in range(3)]
    known = (digits[0] < 10) & (digits[1] < 10) & (digits[2] < 10)
    known &= ~_WORD_BYTE[(texts >> np.uint64(24)).astype(np.uint8)]
    good = (digits[0] >= 1) & (digits[0] <= 3)
    return np.where(good, Level.INFO, Level.ERROR).astype(np.uint8), known


@dataclass(slots=True)
class FastHead:
    """What was learned of one format in one file."""

    number: int
    stamp_place: Place
    stamp: FastStamp
    stamp_guard: Guard | None
    flags: int
    width: int
    level: LevelRule | None
    default: Level
    finder: WordFinder | None
    header: Place | None
    closing: int
    _format: LogFormat = field(repr=False)

    def scan(self, block: Block, rows: LineArray, found: Found) -> None:
        """Read the rows that follow the rule."""
        data = block.data
        if len(data) < _BEYOND:
            return
        words = words_of(data)
        starts, ends = block.starts[rows], block.ends[rows]
        stamps = self.stamp_place.find(words, starts, ends)
        times, good = self.stamp.read(data, words, np.minimum(stamps, len(words) - 33))
        after = stamps + self.width
        good &= (after <= ends) & (ends + _BEYOND <= len(data))
        if self.stamp_guard is not None:
            good &= self.stamp_guard.holds(words, stamps)
        if self.closing >= 0:
            good &= data[np.maximum(ends - 1, 0)] == self.closing
        levels = np.full(len(rows), self.default, np.uint8)
        if self.level is not None:
            levels, known = self.level.read(words, (starts, after), ends)
            good &= known
        packed = isinstance(self._format, JsonFormat)
        header = np.full(len(rows), UNKNOWN_HEADER if packed else LATE_HEADER, np.int64)
        if self.header is not None:
            header = self.header.find(words, after, ends) - starts
        done = rows[good]
        found.format[done] = self.number
        found.time[done] = times[good]
        found.flags[done] = self.flags
        found.level[done] = levels[good]
        found.header[done] = header[good] if packed else np.minimum(header[good], LATE_HEADER)
        if self.finder is not None:
            self._levels_by_words(block, done, found)

    def _levels_by_words(self, block: Block, done: LineArray, found: Found) -> None:
        """The level from the message, for the lines that hold one of the words."""
        one = self._format
        if isinstance(one, JsonFormat):
            found.level[done] = one.levels_in_texts(block, done)
            return
        if self.finder is None or not isinstance(one, PatternFormat) or one.level_of is None:
            return
        mine = np.zeros(len(block), np.bool_)
        mine[done] = True
        rows = self.finder.lines(block)
        for row in rows[mine[rows]].tolist():
            line = block.line(row)
            header = int(found.header[row])
            if header == LATE_HEADER:
                header = one.message_start(line)
            found.level[row] = one.level_of(line[header:]) or self.default


Seen = tuple[bytes, HeadSpans]


def learn(one: LogFormat, number: int, block: Block, found: Found) -> FastHead | None:
    """The rule of a format from a block that was read line by line, None when there is none."""
    rows = np.flatnonzero(found.format == number)
    if len(rows) < _FEWEST or not isinstance(one, (PatternFormat, JsonFormat)):
        return None
    rows = rows[:: max(len(rows) // _SAMPLE, 1)]
    seen = [(line, one.head_spans(line)) for line in map(block.line, rows.tolist())]
    heads = [(line, spans) for line, spans in seen if spans is not None]
    width = _commonest([spans.time[1] - spans.time[0] for _, spans in heads])
    heads = [(line, spans) for line, spans in heads if spans.time[1] - spans.time[0] == width]
    place = _place([(line, 0, spans.time[0]) for line, spans in heads])
    if not heads or place is None or len(heads) < _ENOUGH * len(rows):
        return None
    line, spans = heads[0]
    text = line[slice(*spans.time)]
    layout = layout_of(text)
    stamp = FastStamp.of(layout, text) if layout is not None else None
    level = _level_rule(one, heads)
    finder = WordFinder.of(_words_for_levels(one)) if level is None else None
    if layout is None or stamp is None or level is _NO_RULE:
        return None
    if level is None and finder is None and _reads_text(one):
        return None
    if one.level_of is not None and (isinstance(one, JsonFormat) == (level is None)):
        return None  # levels may be read in another way than by the rule
    headers = [(line, spans.time[1], spans.header) for line, spans in heads if spans.header >= 0]
    return FastHead(
        number,
        place,
        stamp,
        Guard.before(line, spans.time[0]) if spans.closed else None,
        layout.flags,
        width,
        level if isinstance(level, LevelRule) else None,
        one.default,
        finder,
        _place(headers, sure=True) if len(headers) == len(heads) else None,
        line[-1] if spans.closed else -1,
        one,
    )


def _reads_text(one: PatternFormat | JsonFormat) -> bool:
    """Whether the format looks for levels in messages."""
    return bool(one.text_level) if isinstance(one, JsonFormat) else one.level_of is not None


def _words_for_levels(one: PatternFormat | JsonFormat) -> tuple[str, ...]:
    """Words without one of which a line has the default level; none where no text is read."""
    if isinstance(one, JsonFormat):
        return HEAD_WORDS if one.text_level else ()
    return one.level_words if one.level_of is not None else ()


_NO_RULE = object()


def _level_rule(one: PatternFormat | JsonFormat, heads: Sequence[Seen]) -> object:
    """The rule, None when the lines have no level of their own, _NO_RULE when there is none."""
    placed = [(line, spans) for line, spans in heads if spans.level[0] >= 0]
    if len(placed) <= len(heads) // 2:
        return _NO_RULE if any(spans.variable_level for _, spans in heads) else None
    first = placed[0][1]
    from_start = first.level[0] < first.time[0]
    anchor = [0 if from_start else spans.time[1] for _, spans in placed]
    place = _place([(line, at, s.level[0]) for (line, s), at in zip(placed, anchor, strict=True)])
    if place is None:
        return _NO_RULE
    known = {
        spelled: level
        for word, level in one.levels.items()
        for spelled in (word.upper(), word, word.capitalize())
        if len(spelled) <= 8
    }
    seen = Counter(line[slice(*spans.level)] for line, spans in placed)
    words = {word: known[word] for word, _ in seen.most_common() if word in known}
    common = len(words)
    words |= {word: level for word, level in known.items() if word not in words}
    line, spans = placed[0]
    guard = Guard.before(line, spans.level[0]) if spans.closed else None
    return LevelRule(
        place, from_start, dict(list(words.items())[:_MOST_WORDS]), common, first.status, guard
    )


def _place(wanted: Sequence[tuple[bytes, int, int]], *, sure: bool = False) -> Place | None:
    """The rule that finds (nearly, with `sure` exactly) every wanted position.

    `wanted`: (line, anchor, wanted position).
    """
    if not wanted:
        return None
    shifts = Counter(target - anchor for _, anchor, target in wanted)
    shift, hits = shifts.most_common(1)[0]
    best, most = (Place(shift), hits) if shift >= 0 else (None, 0)
    shift, hits = Counter(len(line) - target for line, _, target in wanted).most_common(1)[0]
    if hits > max(most, 0.98 * len(wanted)):
        best, most = Place(shift, from_end=True), hits
    for byte in _SEPARATORS:
        for count in range(1, _MOST_SKIPPED + 1):
            if most > (len(wanted) - 1 if sure else 0.98 * len(wanted)):
                return best
            shifts = Counter(
                target - place
                for line, anchor, target in wanted
                if 0 <= (place := _passed(line, anchor, byte, count)) <= target
            )
            if shifts and shifts.most_common(1)[0][1] > most:
                shift, most = shifts.most_common(1)[0]
                best = Place(shift, byte, count)
    return best if most > (len(wanted) - 1 if sure else _ENOUGH * len(wanted)) else None


def _passed(line: bytes, anchor: int, byte: int, count: int) -> int:
    place = anchor
    for _ in range(count):
        place = line.find(byte, place, _HEAD_LIMIT) + 1
        if place == 0:
            return -1
    return place


def _commonest(values: Sequence[int]) -> int:
    return Counter(values).most_common(1)[0][0] if values else 0
