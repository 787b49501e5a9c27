"""Sessions (all messages of one request, block or instance): which are unlike the usual ones.

A session is a vector of counts, one for each event. Usual vectors are those that many training
sessions are equal or close to, so that a training set which holds anomalies itself still works.
A session's distance is that to the nearest usual vector: sum |x - y| / sum max(x, y).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.progress import Progress
from workbench.logs.session_novelty import Known, in_words

_CLOSE = 0.1
_USUAL_SHARE = 0.01
_VARIED_SHARE = 0.08
"""Sessions vary when more than this share (its upper bound, two deviations) equal no usual one."""

_NEW = 0.02
"""So far beyond the limit is a session that only brings something new."""

_QUANTILE = 0.98
_MOST_USUAL = 2_000
_BATCH_CELLS = 1_000_000

Vector = tuple[tuple[str, int], ...]
"""Events with their counts, sorted: what a session is compared by."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its id and its events in order."""

    id: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How unlike the usual a session is: `score` 0..1, `reason` in words where it is anomalous."""

    session: Session
    score: float
    anomalous: bool
    reason: str


def judge(
    sessions: Sequence[Session],
    training: Sequence[Session] = (),
    *,
    name_of: Callable[[str], str] = str,
    progress: Progress | None = None,
) -> list[Judgement]:
    """Judge sessions by the training sessions, or by each other where there are none.

    `name_of` gives an event's name for the reasons.
    """
    progress = progress or Progress()
    own = Counter(vector_of(session.events) for session in sessions)
    learned = Counter(vector_of(one.events) for one in training) if training else own
    usual = Usual.learn(learned, progress)
    known = Known.learn(Counter(session.events for session in training or sessions))
    distances = usual.distances(list(own), alone=own if not training else None, progress=progress)
    nearest_of = dict(zip(own, distances, strict=True))
    judged: dict[tuple[str, ...], tuple[float, bool, str]] = {}
    for events in {session.events for session in sessions}:
        vector = vector_of(events)
        distance, nearest = nearest_of[vector]
        new = known.new_in(events)
        reason = ""
        if distance > usual.limit:
            reason = _difference(vector, nearest, usual.known, name_of)
        elif new:
            distance = usual.limit + _NEW
            reason = in_words(new, name_of)
        judged[events] = _score(distance, usual.limit), distance > usual.limit, reason
    return [Judgement(session, *judged[session.events]) for session in sessions]


def _score(distance: float, limit: float) -> float:
    """Between 0 and 1; above a half where the distance is more than usual."""
    return round(distance / (distance + max(limit, 0.01)), 4)


def vector_of(events: Sequence[str]) -> Vector:
    """The counts of a session's events."""
    return tuple(sorted(Counter(events).items()))


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual vectors, the events known from training, and the distance still usual."""

    vectors: Sequence[Vector]
    known: frozenset[str]
    limit: float

    @classmethod
    def learn(cls, training: "Counter[Vector]", progress: Progress) -> "Usual":
        """Find the vectors that at least 1 % of the sessions are close to.

        Where nearly all sessions equal a usual one, any other is unusual; where they vary,
        the limit is the 98th percentile of what the training sessions are from each other.
        """
        vectors = [vector for vector, _ in training.most_common(_MOST_USUAL)]
        weights = np.array([training[vector] for vector in vectors], np.float64)
        total = float(sum(training.values()))
        known = frozenset(event for vector in training for event, _ in vector)
        if not vectors:
            return cls((), known, 0.0)
        blocks: list[NDArray[np.float64]] = []
        for block in _distances(vectors, vectors, progress):
            blocks.append(block)
            done = sum(map(len, blocks))
            progress.report(done, len(vectors), "learning what is usual")
        between = np.concatenate(blocks)
        density = (between <= _CLOSE) @ weights
        is_usual = density >= max(2.0, _USUAL_SHARE * total)
        if not is_usual.any():
            is_usual[:] = True
        core = [vector for vector, usual in zip(vectors, is_usual, strict=True) if usual]
        np.fill_diagonal(between, np.where(weights > 1, 0.0, np.inf))
        alone = between[:, is_usual].min(axis=1)
        alone[np.isinf(alone)] = 1.0
        apart = float(weights[alone > 0].sum())
        if apart + 2 * apart**0.5 + 1 <= _VARIED_SHARE * total:
            return cls(core, known, 0.0)
        order = np.argsort(alone)
        reached = np.cumsum(weights[order]) / weights.sum()
        limit = float(alone[order][np.searchsorted(reached, _QUANTILE)])
        return cls(core, known, min(limit, 0.5))

    def distances(
        self, vectors: Sequence[Vector], alone: "Counter[Vector] | None", progress: Progress
    ) -> list[tuple[float, Vector]]:
        """The distance to the nearest usual vector, and that vector.

        `alone`: the vectors are the training itself; one that came once is no example of itself.
        """
        places = {vector: place for place, vector in enumerate(self.vectors)}
        found: list[tuple[float, Vector]] = []
        if not self.vectors:
            return [(0.0, vector) for vector in vectors]
        done = 0
        for block in _distances(vectors, self.vectors, progress):
            for row in block:
                vector = vectors[done]
                if alone is not None and alone[vector] == 1 and vector in places and len(row) > 1:
                    row[places[vector]] = np.inf
                nearest = int(row.argmin())
                found.append((float(row[nearest]), self.vectors[nearest]))
                done += 1
            progress.report(done, len(vectors), "comparing sessions")
        return found


def _distances(
    vectors: Sequence[Vector], others: Sequence[Vector], progress: Progress
) -> Iterator[NDArray[np.float64]]:
    """Blocks of rows of the distances between all vectors and all others.

    What is larger of x and y sums up to x + y less what is smaller, and that is zero but where
    both have the event: so each event is looked at only in the vectors that have it.
    """
    theirs = _holders(others)
    their_sizes = _sizes(others)
    rows = max(1, _BATCH_CELLS // max(len(others), 1))
    for first in range(0, len(vectors), rows):
        block = vectors[first : first + rows]
        smaller = np.zeros((len(block), len(others)))
        for event, (places, counts) in _holders(block).items():
            progress.check()
            if event in theirs:
                columns, their_counts = theirs[event]
                smaller[np.ix_(places, columns)] += np.minimum.outer(counts, their_counts)
        together = _sizes(block)[:, None] + their_sizes
        larger = together - smaller
        apart = larger - smaller
        yield np.divide(apart, larger, out=np.zeros_like(larger), where=larger > 0)


def _sizes(vectors: Sequence[Vector]) -> NDArray[np.float64]:
    """How many events each vector counts."""
    return np.array([sum(count for _, count in vector) for vector in vectors], np.float64)


def _holders(
    vectors: Sequence[Vector],
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """For each event the vectors that have it, and how often."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for place, vector in enumerate(vectors):
        for event, count in vector:
            places, counts = found.setdefault(event, ([], []))
            places.append(place)
            counts.append(count)
    return {
        event: (np.array(places, np.int64), np.array(counts, np.float64))
        for event, (places, counts) in found.items()
    }


def _difference(
    vector: Vector, nearest: Vector, known: frozenset[str], name_of: Callable[[str], str]
) -> str:
    """What tells a session from the nearest usual one, the strangest first."""
    own, usual = dict(vector), dict(nearest)
    parts = [f"{name_of(event)} was never seen before" for event in own if event not in known]
    for event in sorted({*own, *usual}, key=lambda one: -abs(own.get(one, 0) - usual.get(one, 0))):
        here, there = own.get(event, 0), usual.get(event, 0)
        if here == there or (here and event not in known):
            continue
        if not here:
            parts.append(f"{name_of(event)} is missing")
        elif not there:
            parts.append(f"{name_of(event)} does not belong here")
        else:
            parts.append(f"{name_of(event)} comes {_times(here)}, usually {_times(there)}")
    more = len(parts) - 3
    return "; ".join(parts[:3]) + (f"; and {more} more" if more > 0 else "")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
