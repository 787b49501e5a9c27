"""Messages that share an id (a request, a session) form a flow; flows that break off are told.

Ids are found by their look ('9f3c01ab', 'job 17') and by what they do: they come in several
messages of different templates, mostly in the same order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_findings import Finding, shown
from workbench.logs.anomaly_rates import Stream, Strictness, rare_events
from workbench.logs.anomaly_timeline import Timeline
from workbench.logs.pieces import counts_before
from workbench.logs.templates import Template

_SHORTEST, _LONGEST = 6, 64
_MOST = 4_000_000
_LONGEST_FLOW = 50
_LEAST_FLOWS, _MANY_FLOWS = 20, 100
"""Of fewer than many flows only what is missing or out of order is told."""

_USUAL_SHARE, _USUAL_SHARE_OF_FEW = 0.7, 0.8
_RARE_SHARE, _RARE_SHARE_OF_FEW = 0.1, 0.2
_SAME_ORDER = 0.98

_ALNUM = np.zeros(256, np.bool_)
_ALNUM[[*range(48, 58), *range(65, 91), *range(97, 123)]] = True
_MIX = np.uint64(0x9E3779B97F4A7C15)

Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Ids:
    """Record numbers, the id (a hash) that each carries, and the word before it (a hash)."""

    records: Longs
    ids: Hashes
    words: Hashes


@dataclass(slots=True)
class FlowReader:
    """Reads the ids in messages that are fed in order; of very many ids it keeps a share."""

    _records: list[Longs] = field(default_factory=list[Longs])
    _ids: list[Hashes] = field(default_factory=list[Hashes])
    _words: list[Hashes] = field(default_factory=list[Hashes])
    _mask: int = 0
    _held: int = 0

    def feed(self, first_record: int, buffer: object, starts: Longs, ends: Longs) -> None:
        """Add consecutive messages: bytes starts[i]..ends[i] of `buffer`."""
        if not len(starts):
            return
        data = np.frombuffer(buffer, np.uint8)  # pyright: ignore[reportArgumentType, reportCallIssue]: the buffer protocol has no type before 3.12
        base = int(starts[0])
        messages, ids, words = _ids_in(data[base : int(ends[-1])], starts - base, ends - base)
        kept = (ids & np.uint64(self._mask)) == 0
        self._records.append(first_record + messages[kept])
        self._ids.append(ids[kept])
        self._words.append(words[kept])
        self._held += int(np.count_nonzero(kept))
        if self._held > _MOST:
            self._thin()

    def _thin(self) -> None:
        """Keep every second id, with all its messages."""
        self._mask = self._mask * 2 + 1
        for i, ids in enumerate(self._ids):
            kept = (ids & np.uint64(self._mask)) == 0
            self._ids[i], self._records[i] = ids[kept], self._records[i][kept]
            self._words[i] = self._words[i][kept]
        self._held = sum(len(ids) for ids in self._ids)

    def read(self) -> "Ids":
        """All ids read."""
        none = np.zeros(0, np.uint64)
        return Ids(
            np.concatenate([np.zeros(0, np.int64), *self._records]),
            np.concatenate([none, *self._ids]),
            np.concatenate([none, *self._words]),
        )


def _ids_in(region: NDArray[np.uint8], starts: Longs, ends: Longs) -> tuple[Longs, Hashes, Hashes]:
    """The message, the hash and the hash of the word before it, for every id.

    An id is a run of six or more letters and digits with a digit in it, or a shorter number
    with the word before it ('job 17', 'req-17').
    """
    edge = np.diff(_ALNUM[region].view(np.int8), prepend=0, append=0)
    begin, stop = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    length = stop - begin
    digits = counts_before((region - 48) < 10)
    count = digits[stop] - digits[begin]
    message = np.searchsorted(starts, begin, side="right") - 1
    inside = (message >= 0) & (stop <= ends[np.maximum(message, 0)])
    inside &= length <= _LONGEST
    long = inside & (length >= _SHORTEST) & (count > 0)
    named = inside & (length < _SHORTEST) & (count == length) & ~_decimal(region, stop)
    behind_word = np.zeros(len(begin), np.bool_)
    behind_word[1:] = (begin[1:] - stop[:-1] <= 2) & (count[:-1] == 0) & inside[:-1]
    named &= behind_word
    wanted = long | named
    if not wanted.any():
        none = np.zeros(0, np.uint64)
        return message[:0], none, none
    needed = wanted.copy()
    needed[:-1] |= (wanted & behind_word)[1:]
    hashes = np.zeros(len(begin), np.uint64)
    hashes[needed] = _hashes(region, begin[needed], length[needed])
    words = np.where(behind_word, np.concatenate([np.zeros(1, np.uint64), hashes[:-1]]), 0)
    hashes = np.where(named, hashes * np.uint64(31) + words, hashes)
    return message[wanted], hashes[wanted], words[wanted]


def _decimal(region: NDArray[np.uint8], stop: Longs) -> NDArray[np.bool_]:
    """Whether a number goes on behind a point."""
    padded = np.concatenate([region, np.zeros(2, np.uint8)])
    return (padded[stop] == 46) & ((padded[stop + 1] - 48) < 10)


def _hashes(region: NDArray[np.uint8], begin: Longs, length: Longs) -> Hashes:
    """A hash of the bytes of each run."""
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
    rank = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
    byte = region[np.repeat(begin, length) + rank].astype(np.uint64)
    mixed = (byte + np.uint64(1)) * (rank.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * _MIX
    mixed ^= mixed >> np.uint64(31)
    hashes = np.add.reduceat(mixed * np.uint64(0xBF58476D1CE4E5B9), offsets[:-1])
    return hashes ^ (hashes >> np.uint64(29))


@dataclass(frozen=True, slots=True)
class Flows:
    """Flows: their messages' places in the timeline (by flow, then in order) and templates.

    Flow i is places[edges[i]:edges[i + 1]]; `words` is the word before its first id.
    """

    places: Longs
    templates: NDArray[np.int32]
    edges: Longs
    words: Hashes

    @property
    def firsts(self) -> Longs:
        """The place of each flow's first message."""
        return self.places[self.edges[:-1]]

    @property
    def lasts(self) -> Longs:
        """The place of each flow's last message."""
        return self.places[self.edges[1:] - 1]

    @property
    def first_templates(self) -> NDArray[np.int32]:
        """The template of each flow's first message."""
        return self.templates[self.edges[:-1]]

    def signatures(self, members: Longs, *, ordered: bool) -> Hashes:
        """A hash of some flows' templates, in their order or not."""
        sizes = np.diff(self.edges)[members]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        rank = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        mixed = self.templates[np.repeat(self.edges[members], sizes) + rank].astype(np.uint64)
        mixed = (mixed + np.uint64(1)) * _MIX
        mixed ^= mixed >> np.uint64(30)
        if ordered:
            mixed *= rank.astype(np.uint64) * np.uint64(2) + np.uint64(3)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        return np.add.reduceat(mixed ^ (mixed >> np.uint64(27)), starts[:-1])

    def of(self, number: int) -> list[int]:
        """The templates of one flow, in order."""
        return self.templates[self.edges[number] : self.edges[number + 1]].tolist()


def broken_flows(
    line: Timeline,
    flows: Flows | None,
    templates: Sequence[Template],
    strict: Strictness,
) -> Iterator[Finding]:
    """Flows that lack a message which nearly all of their kind have, or have it out of order."""
    if flows is None:
        return
    told = _Telling(line, flows, templates, strict)
    kinds = flows.first_templates.astype(np.uint64) * _MIX ^ flows.words
    order = np.argsort(kinds, kind="stable")
    for kind in np.split(order, np.flatnonzero(np.diff(kinds[order])) + 1):
        told.compare(kind[_complete(line, flows, kind)])
    yield from told.findings()


def flows_of(
    line: Timeline, places: Longs, found: Ids, template_ids: NDArray[np.int32]
) -> Flows | None:
    """Group messages by id; ids in very many messages are none.

    `places` are the places in the timeline of `found.records`, `template_ids` those of all
    places. An id of the baseline is another one when it comes again.
    """
    ids = found.ids ^ (places < line.judged_from).astype(np.uint64)
    order = np.lexsort((places, ids))
    places, hashes, words = places[order], ids[order], found.words[order]
    once = np.ones(len(places), np.bool_)
    once[1:] = (hashes[1:] != hashes[:-1]) | (places[1:] != places[:-1])
    places, hashes, words = places[once], hashes[once], words[once]
    if not len(places):
        return None
    edges = np.append(np.flatnonzero(np.diff(hashes, prepend=~hashes[:1])), len(hashes))
    sizes = np.diff(edges)
    fit = sizes <= _LONGEST_FLOW
    places, words = places[np.repeat(fit, sizes)], words[edges[:-1]][fit]
    edges = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[fit])])
    return Flows(places, template_ids[places], edges, words) if len(edges) > 1 else None


def _complete(line: Timeline, flows: Flows, members: Longs) -> NDArray[np.bool_]:
    """Flows that began long enough before the end of the log to have ended in it."""
    began = line.times[flows.firsts[members]]
    took = line.times[flows.lasts[members]] - began
    usual = float(np.quantile(took, 0.99)) if len(took) else 0.0
    before = flows.firsts[members] < line.judged_from
    end = np.where(before, line.times[max(line.judged_from - 1, 0)], line.times[-1])
    return began <= end - 3 * usual - line.width * 0.2


def _unusual(
    signatures: Hashes, least_share: float, rare_share: float
) -> tuple[np.uint64 | None, NDArray[np.bool_]]:
    """The most frequent signature, where it is frequent enough, and which are rare beside it."""
    values, which, counts = np.unique(signatures, return_inverse=True, return_counts=True)
    if not len(values) or counts.max() < least_share * len(signatures):
        return None, np.zeros(len(signatures), np.bool_)
    rare = counts < rare_share * len(signatures)
    return values[counts.argmax()], rare[which]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Gathers broken flows and turns them into findings."""

    line: Timeline
    flows: Flows
    templates: Sequence[Template]
    strict: Strictness
    broken: dict[tuple[int, str], list[int]] = field(
        default_factory=dict[tuple[int, str], list[int]]
    )

    def compare(self, members: Longs) -> None:
        """Find the broken ones of flows of one kind: with one first message and word before."""
        if len(members) < _LEAST_FLOWS:
            return
        few = len(members) < _MANY_FLOWS
        counts = self.flows.signatures(members, ordered=False)
        shares = (_USUAL_SHARE_OF_FEW, _RARE_SHARE_OF_FEW) if few else (_USUAL_SHARE, _RARE_SHARE)
        usual, rare = _unusual(counts, *shares)
        same = members[counts == usual]
        if usual is None or len(self.flows.of(int(same[0]))) < 2:
            return
        order = self.flows.signatures(same, ordered=True)
        usual_order, swapped = _unusual(order, _SAME_ORDER, _RARE_SHARE)
        model = self.flows.of(int(same[np.argmax(order == usual_order)]))
        found = members[rare].tolist() + same[swapped].tolist()
        for number in found:
            flow = self.flows.of(number)
            if few and set(flow) >= set(model) and len(flow) > len(model):
                continue
            words = _difference(flow, model, self.templates)
            places = self.broken.setdefault((model[0], words), [])
            places.append(int(self.flows.firsts[number]))

    def findings(self) -> Iterator[Finding]:
        """Broken flows that come close together, or hardly ever."""
        for (template, words), begins in self.broken.items():
            places = np.sort(np.array(begins, np.int64))
            alone = 0 if words.endswith((" times", " once")) else 3
            stream = Stream(template, places, words)
            for told in rare_events(self.line, stream, self.strict, alone):
                yield Finding(
                    "sequence", told.start, told.end, told.strength, template, told.reason
                )


def _difference(flow: list[int], model: list[int], templates: Sequence[Template]) -> str:
    """What is wrong with a flow, in words."""
    begin = shown(templates[model[0]])
    missing = [number for number in dict.fromkeys(model) if number not in flow]
    added = [number for number in dict.fromkeys(flow) if number not in model]
    if missing:
        return f"{begin} without the usual {shown(templates[missing[0]])} after it"
    if added:
        return f"{begin} followed by the unusual {shown(templates[added[0]])}"
    if len(flow) != len(model):
        repeated = max(model, key=lambda number: abs(flow.count(number) - model.count(number)))
        times = flow.count(repeated)
        how_often = "once" if times == 1 else f"{times} times"
        return f"{begin} with {shown(templates[repeated])} {how_often}"
    return f"{begin}: its messages come in another order"
