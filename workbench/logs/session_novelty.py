"""Events, and pairs of neighbouring events, that no usual session has.

A new one only means something where new ones are rare: how often a normal session brings one
follows from how many training sessions have one that no other has (Good-Turing).
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MOST_NEW = {1: 0.01, 2: 0.002}
"""So many training sessions may bring new events (1) or pairs (2), and these still tell."""

_FEWEST = 50
_START, _END = "\x00start", "\x00end"

Events = tuple[str, ...]
Part = tuple[str, ...]
"""One event, or two that follow each other."""


@dataclass(frozen=True, slots=True)
class Known:
    """The events and pairs of usual sessions; None where new ones are usual, too."""

    events: frozenset[Part] | None
    pairs: frozenset[Part] | None

    @classmethod
    def learn(cls, training: "Counter[Events]") -> "Known":
        """Learn from sessions, each with how often it came."""
        return cls(_known(training, 1), _known(training, 2))

    def new_in(self, events: Events) -> Part | None:
        """The first event or pair of a session that is new where that tells, else None."""
        for known, length in ((self.events, 1), (self.pairs, 2)):
            if known is not None:
                for part in _parts(events, length):
                    if part not in known:
                        return part
        return None


def _parts(events: Events, length: int) -> Iterable[Part]:
    if length == 1:
        return ((event,) for event in events)
    around = (_START, *events, _END)
    return itertools.pairwise(around)


def _known(training: "Counter[Events]", length: int) -> frozenset[Part] | None:
    """The parts that two sessions or more have; None where too many have one of their own."""
    total = sum(training.values())
    if total < _FEWEST:
        return None
    holders: Counter[Part] = Counter()
    for events, count in training.items():
        for part in set(_parts(events, length)):
            holders[part] += count
    known = frozenset(part for part, count in holders.items() if count > 1)
    alone = sum(
        count
        for events, count in training.items()
        if any(part not in known for part in _parts(events, length))
    )
    return known if alone <= _MOST_NEW[length] * total else None


def in_words(part: Part, name_of: Callable[[str], str]) -> str:
    """What is new, in words."""
    if len(part) == 1:
        return f"{name_of(part[0])} was never seen before"
    before, after = part
    if before == _START:
        return f"it begins with {name_of(after)}, which none did before"
    if after == _END:
        return f"it ends with {name_of(before)}, which none did before"
    return f"{name_of(after)} right after {name_of(before)} was never seen before"
