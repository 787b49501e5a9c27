"""Change detectors for a stream of numbers: ADWIN, Page-Hinkley, DDM and HDDM-A."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Detector(Protocol):
    """Takes one value after the other; forgets everything at an alarm."""

    def update(self, value: float) -> bool:
        """Take a value; True when the mean has changed."""
        ...


@dataclass(slots=True)
class Adwin:
    """Adaptive windowing (Bifet and Gavalda, 2007) on an exponential histogram.

    `delta` is the chance of a false cut, `clock` how often cuts are looked for. For
    values between 0 and 1 (errors, rates).
    """

    delta: float = 0.002
    clock: int = 32
    buckets: int = 5
    fewest: int = 5
    grace: int = 10
    _seen: int = 0
    _width: int = 0
    _total: float = 0.0
    _variance: float = 0.0
    _rows: list[deque[tuple[float, float]]] = field(default_factory=lambda: [deque()])
    """Row r holds (total, variance) of stretches of 2**r values, the oldest first."""

    def update(self, value: float) -> bool:
        """See Detector."""
        self._insert(value)
        self._seen += 1
        if self._seen % self.clock or self._width <= self.grace or not self._cut_found():
            return False
        self.__init__(self.delta, self.clock, self.buckets, self.fewest, self.grace)
        return True

    def _insert(self, value: float) -> None:
        if self._width:
            gap = value - self._total / self._width
            self._variance += self._width * gap * gap / (self._width + 1)
        self._width += 1
        self._total += value
        self._rows[0].append((value, 0.0))
        row = 0
        while len(self._rows[row]) > self.buckets:
            if row + 1 == len(self._rows):
                self._rows.append(deque())
            (first, v1), (second, v2) = self._rows[row].popleft(), self._rows[row].popleft()
            size = 2**row
            spread = v1 + v2 + (first / size - second / size) ** 2 * size / 2
            self._rows[row + 1].append((first + second, spread))
            row += 1

    def _cut_found(self) -> bool:
        """Whether some old part and the rest differ by more than chance allows."""
        old, old_total = 0, 0.0
        log_term = math.log(2 * math.log(self._width) / self.delta)
        variance = self._variance / self._width
        for row in range(len(self._rows) - 1, -1, -1):
            for total, _ in self._rows[row]:
                old += 2**row
                old_total += total
                new = self._width - old
                if old < self.fewest or new < self.fewest:
                    continue
                gap = abs(old_total / old - (self._total - old_total) / new)
                inverse = 1 / (old - self.fewest + 1) + 1 / (new - self.fewest + 1)
                allowed = math.sqrt(2 * inverse * variance * log_term) + 2 / 3 * log_term * inverse
                if gap > allowed:
                    return True
        return False


@dataclass(slots=True)
class PageHinkley:
    """The Page-Hinkley test, both directions, with fading sums."""

    fewest: int = 30
    tolerance: float = 0.005
    threshold: float = 50.0
    fading: float = 0.9999
    _seen: int = 0
    _mean: float = 0.0
    _up: float = 0.0
    _down: float = 0.0
    _lowest: float = math.inf
    _highest: float = -math.inf

    def update(self, value: float) -> bool:
        """See Detector."""
        self._seen += 1
        self._mean += (value - self._mean) / self._seen
        gap = value - self._mean
        self._up = self.fading * self._up + gap - self.tolerance
        self._down = self.fading * self._down + gap + self.tolerance
        self._lowest = min(self._lowest, self._up)
        self._highest = max(self._highest, self._down)
        moved = max(self._up - self._lowest, self._highest - self._down)
        if self._seen < self.fewest or moved <= self.threshold:
            return False
        self.__init__(self.fewest, self.tolerance, self.threshold, self.fading)
        return True


@dataclass(slots=True)
class Ddm:
    """Drift detection method (Gama and others, 2004) for errors of 0 or 1."""

    fewest: int = 30
    spreads: float = 3.0
    _seen: int = 0
    _rate: float = 0.0
    _lowest: float = math.inf
    _best_rate: float = math.inf
    _best_spread: float = math.inf

    def update(self, value: float) -> bool:
        """See Detector."""
        self._seen += 1
        self._rate += (value - self._rate) / self._seen
        if self._seen < self.fewest:
            return False
        spread = math.sqrt(max(self._rate * (1 - self._rate), 0.0) / self._seen)
        if self._rate + spread <= self._lowest:
            self._lowest = self._rate + spread
            self._best_rate, self._best_spread = self._rate, spread
        if self._rate + spread <= self._best_rate + self.spreads * self._best_spread:
            return False
        self.__init__(self.fewest, self.spreads)
        return True


@dataclass(slots=True)
class HddmA:
    """HDDM-A (Frias-Blanco and others, 2015): Hoeffding bounds on the growth of a mean."""

    confidence: float = 0.001
    _seen: int = 0
    _total: float = 0.0
    _best_seen: int = 0
    _best_total: float = 0.0

    def update(self, value: float) -> bool:
        """See Detector."""
        self._seen += 1
        self._total += value
        mean = self._total / self._seen
        bound = self._bound(self._seen)
        if not self._best_seen or (
            self._best_total / self._best_seen + self._bound(self._best_seen) >= mean + bound
        ):
            self._best_seen, self._best_total = self._seen, self._total
            return False
        share = (self._seen - self._best_seen) / (self._best_seen * self._seen)
        allowed = math.sqrt(share / 2 * math.log(2 / self.confidence))
        if mean - self._best_total / self._best_seen < allowed:
            return False
        self.__init__(self.confidence)
        return True

    def _bound(self, rows: int) -> float:
        return math.sqrt(math.log(1 / self.confidence) / (2 * rows))


DETECTORS: dict[str, Callable[[], Detector]] = {
    "adwin": Adwin,
    "page-hinkley": PageHinkley,
    "ddm": Ddm,
    "hddm-a": HddmA,
}
"""The detectors by the name used in the command line."""
