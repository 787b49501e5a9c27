"""Messages that share an id (a request, a session) form a flow; flows that break off are told.

Ids are found by their look, a digit in six or more letters and digits, and by what they do:
they come in several messages of different templates, mostly in the same order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_findings import Finding, shown
from workbench.logs.anomaly_rates import Stream, Strictness, bursts
from workbench.logs.anomaly_timeline import Timeline
from workbench.logs.templates import Template

_SHORTEST, _LONGEST = 6, 64
_MOST = 4_000_000
_LONGEST_FLOW = 50
_LEAST_FLOWS = 100
_USUAL_SHARE = 0.7
_SAME_ORDER = 0.98

_ALNUM = np.zeros(256, np.bool_)
_ALNUM[[*range(48, 58), *range(65, 91), *range(97, 123)]] = True
_MIX = np.uint64(0x9E3779B97F4A7C15)

Longs = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@dataclass(slots=True)
class FlowReader:
    """Reads the ids in messages that are fed in order; of very many ids it keeps a share."""

    _records: list[Longs] = field(default_factory=list[Longs])
    _ids: list[Hashes] = field(default_factory=list[Hashes])
    _mask: int = 0
    _held: int = 0

    def feed(self, first_record: int, buffer: object, starts: Longs, ends: Longs) -> None:
        """Add consecutive messages: bytes starts[i]..ends[i] of `buffer`."""
        if not len(starts):
            return
        data = np.frombuffer(buffer, np.uint8)  # pyright: ignore[reportArgumentType, reportCallIssue]: the buffer protocol has no type before 3.12
        base = int(starts[0])
        messages, ids = _ids_in(data[base : int(ends[-1])], starts - base, ends - base)
        kept = (ids & np.uint64(self._mask)) == 0
        self._records.append(first_record + messages[kept])
        self._ids.append(ids[kept])
        self._held += int(np.count_nonzero(kept))
        if self._held > _MOST:
            self._thin()

    def _thin(self) -> None:
        """Keep every second id, with all its messages."""
        self._mask = self._mask * 2 + 1
        for i, ids in enumerate(self._ids):
            kept = (ids & np.uint64(self._mask)) == 0
            self._ids[i], self._records[i] = ids[kept], self._records[i][kept]
        self._held = sum(len(ids) for ids in self._ids)

    def read(self) -> tuple[Longs, Hashes]:
        """Record numbers and the id (a hash) that each carries."""
        return (
            np.concatenate([np.zeros(0, np.int64), *self._records]),
            np.concatenate([np.zeros(0, np.uint64), *self._ids]),
        )


def _ids_in(region: NDArray[np.uint8], starts: Longs, ends: Longs) -> tuple[Longs, Hashes]:
    """The message and hash of every id: a run of letters and digits with a digit in it."""
    edge = np.diff(_ALNUM[region].view(np.int8), prepend=0, append=0)
    begin, stop = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    length = stop - begin
    digits = np.zeros(len(region) + 1, np.int32)
    np.cumsum((region - 48) < 10, dtype=np.int32, out=digits[1:])
    count = digits[stop] - digits[begin]
    likely = (length >= _SHORTEST) & (length <= _LONGEST) & (count > 0)
    begin, stop, length = begin[likely], stop[likely], length[likely]
    message = np.searchsorted(starts, begin, side="right") - 1
    inside = (message >= 0) & (stop <= ends[np.maximum(message, 0)])
    begin, length, message = begin[inside], length[inside], message[inside]
    if not len(begin):
        return message, np.zeros(0, np.uint64)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
    rank = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
    byte = region[np.repeat(begin, length) + rank].astype(np.uint64)
    mixed = (byte + np.uint64(1)) * (rank.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * _MIX
    mixed ^= mixed >> np.uint64(31)
    hashes = np.add.reduceat(mixed * np.uint64(0xBF58476D1CE4E5B9), offsets[:-1])
    return message, hashes ^ (hashes >> np.uint64(29))


@dataclass(frozen=True, slots=True)
class _Flows:
    """Flows: their messages' places in the timeline (by flow, then in order) and templates."""

    places: Longs
    templates: NDArray[np.int32]
    edges: Longs

    @property
    def firsts(self) -> Longs:
        return self.places[self.edges[:-1]]

    @property
    def lasts(self) -> Longs:
        return self.places[self.edges[1:] - 1]

    def signatures(self, *, ordered: bool) -> Hashes:
        """A hash of each flow's templates, in their order or not."""
        sizes = np.diff(self.edges)
        mixed = (self.templates.astype(np.uint64) + np.uint64(1)) * _MIX
        mixed ^= mixed >> np.uint64(30)
        if ordered:
            rank = (np.arange(len(mixed)) - np.repeat(self.edges[:-1], sizes)).astype(np.uint64)
            mixed *= rank * np.uint64(2) + np.uint64(3)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        return np.add.reduceat(mixed ^ (mixed >> np.uint64(27)), self.edges[:-1])

    def of(self, number: int) -> list[int]:
        """The templates of one flow, in order."""
        return self.templates[self.edges[number] : self.edges[number + 1]].tolist()


@dataclass(frozen=True, slots=True)
class Linked:
    """Places in the timeline and the id (a hash) carried there; `templates` of all places."""

    places: Longs
    ids: Hashes
    templates: NDArray[np.int32]


def broken_flows(
    line: Timeline, linked: Linked, templates: Sequence[Template], strict: Strictness
) -> Iterator[Finding]:
    """Flows that lack a message which nearly all of their kind have, or have it out of order."""
    flows = _flows(linked)
    if flows is None:
        return
    told = _Telling(line, flows, templates, strict)
    starters = flows.templates[flows.edges[:-1]]
    counts, order = flows.signatures(ordered=False), flows.signatures(ordered=True)
    for starter in np.unique(starters).tolist():
        members = np.flatnonzero(starters == starter)
        members = members[_complete(line, flows, members)]
        if len(members) < _LEAST_FLOWS:
            continue
        usual, broken = _unusual(counts[members], _USUAL_SHARE)
        same = members[counts[members] == usual]
        if usual is None or len(flows.of(int(same[0]))) < 2:
            continue
        usual_order, swapped = _unusual(order[same], _SAME_ORDER)
        model = flows.of(int(same[np.argmax(order[same] == usual_order)]))
        if usual_order is not None and swapped.any():
            yield from told.broken(same[swapped], len(members), model)
        yield from told.broken(members[broken], len(members), model)


def _flows(linked: Linked) -> _Flows | None:
    """Group places by id; ids in very many messages are none."""
    places, hashes = linked.places, linked.ids
    order = np.lexsort((places, hashes))
    places, hashes = places[order], hashes[order]
    once = np.ones(len(places), np.bool_)
    once[1:] = (hashes[1:] != hashes[:-1]) | (places[1:] != places[:-1])
    places, hashes = places[once], hashes[once]
    if not len(places):
        return None
    edges = np.append(np.flatnonzero(np.diff(hashes, prepend=~hashes[:1])), len(hashes))
    sizes = np.diff(edges)
    fit = sizes <= _LONGEST_FLOW
    kept = np.repeat(fit, sizes)
    places = places[kept]
    edges = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[fit])])
    return _Flows(places, linked.templates[places], edges) if len(edges) > 1 else None


def _complete(line: Timeline, flows: _Flows, members: Longs) -> NDArray[np.bool_]:
    """Flows that began long enough before the end of the log to have ended in it."""
    began = line.times[flows.firsts[members]]
    took = line.times[flows.lasts[members]] - began
    usual = float(np.quantile(took, 0.99)) if len(took) else 0.0
    return began <= line.times[-1] - 3 * usual - line.width * 0.2


def _unusual(signatures: Hashes, least_share: float) -> tuple[np.uint64 | None, NDArray[np.bool_]]:
    """The most frequent signature, where it is frequent enough, and which are rare beside it."""
    values, which, counts = np.unique(signatures, return_inverse=True, return_counts=True)
    if not len(values) or counts.max() < least_share * len(signatures):
        return None, np.zeros(len(signatures), np.bool_)
    rare = counts < 0.1 * len(signatures)
    return values[counts.argmax()], rare[which]


@dataclass(frozen=True, slots=True)
class _Telling:
    """Turns broken flows into findings."""

    line: Timeline
    flows: _Flows
    templates: Sequence[Template]
    strict: Strictness

    def broken(self, numbers: Longs, of_kind: int, model: list[int]) -> Iterator[Finding]:
        """Broken flows of one kind, where they come close together or hardly ever."""
        by_words: dict[str, list[int]] = {}
        for number in numbers.tolist():
            words = _difference(self.flows.of(number), model, self.templates)
            by_words.setdefault(words, []).append(int(self.flows.firsts[number]))
        for words, firsts in by_words.items():
            places = np.sort(np.array(firsts, np.int64))
            found = list(bursts(self.line, [Stream(model[0], places, words)], self.strict))
            for one in found or self._hardly_ever(words, places, of_kind):
                yield Finding("sequence", one.start, one.end, one.strength, model[0], one.reason)

    def _hardly_ever(self, words: str, places: Longs, of_kind: int) -> Iterator[Finding]:
        """One to three broken flows where all others are whole."""
        judged = places[places >= self.line.judged_from]
        rare = len(places) <= 3 and not words.endswith(" times")
        if rare and len(judged) and self.strict.deviations < 9:
            reason = f"{words}: {len(places)} of {of_kind:,}"
            yield Finding("sequence", int(judged[0]), int(judged[-1]), 6.0, -1, reason)


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
        return f"{begin} with {shown(templates[repeated])} {flow.count(repeated)} times"
    return f"{begin}: its messages come in another order"
