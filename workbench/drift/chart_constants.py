"""The constants of control charts, from their definitions: d2, d3, c4 and what follows."""

from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, sqrt

import numpy as np
from scipy import stats

D2_OF_TWO = 1.128
"""d2 for two, as the published tables and NIST's handbook round it."""

_LIMIT = 8.0
_NODES = 400


@dataclass(frozen=True, slots=True)
class ChartConstants:
    """For subgroups of n: the mean (d2) and spread (d3) of the range in sigmas, c4 likewise
    for the standard deviation, and the factors of the limits."""

    n: int
    d2: float
    d3: float
    c4: float

    @property
    def a2(self) -> float:
        """Limits of the mean from the mean range."""
        return 3 / (self.d2 * sqrt(self.n))

    @property
    def a3(self) -> float:
        """Limits of the mean from the mean standard deviation."""
        return 3 / (self.c4 * sqrt(self.n))

    @property
    def range_limits(self) -> tuple[float, float]:
        """D3 and D4."""
        return max(0.0, 1 - 3 * self.d3 / self.d2), 1 + 3 * self.d3 / self.d2

    @property
    def spread_limits(self) -> tuple[float, float]:
        """B3 and B4."""
        part = 3 * sqrt(1 - self.c4**2) / self.c4
        return max(0.0, 1 - part), 1 + part


@cache
def constants(n: int) -> ChartConstants:
    """The constants for subgroups of n >= 2 normal values (Tippett, 1925)."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    x, w = nodes * _LIMIT, weights * _LIMIT
    cdf = stats.norm.cdf(x)
    d2 = float(np.dot(w, 1 - cdf**n - (1 - cdf) ** n))
    # E[R^2] = 2 * integral over x < y; y runs from x to the limit on nodes of its own.
    half = (_LIMIT - x) / 2
    y = x[:, None] + half[:, None] * (nodes[None, :] + 1)
    high, low = stats.norm.cdf(y), cdf[:, None]
    inner = 1 - high**n - (1 - low) ** n + (high - low) ** n
    square = 2 * float(np.dot(w, half * (inner @ weights)))
    c4 = sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))
    return ChartConstants(n, d2, sqrt(square - d2**2), c4)
