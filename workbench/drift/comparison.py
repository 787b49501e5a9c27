"""What a comparison of two tables gives: columns, windows, segments and a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.drift.binning import Binning
from workbench.drift.distances import ChiSquare
from workbench.drift.registered import Outcome
from workbench.drift.samples import KolmogorovSmirnov
from workbench.drift.statistic import Ints
from workbench.drift.thresholds import Judged
from workbench.drift.windows import Windows


class State(StrEnum):
    """The state of a column, in words."""

    OK = "ok"
    DRIFTED = "drifted"
    WATCH = "watch"
    INSUFFICIENT = "insufficient-data"
    ID = "id-like"
    TIME = "time"
    CONSTANT = "constant"
    GONE = "missing-in-current"
    NEW = "new-in-current"


class Role(StrEnum):
    """What a column is to the model."""

    FEATURE = "feature"
    TARGET = "target"
    PREDICTION = "prediction"


@dataclass(frozen=True, slots=True)
class Shape:
    """A few quantiles of a numeric column's finite values, and its most frequent value."""

    quantiles: tuple[float, ...]
    mode: float
    mode_share: float
    distinct: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """What is compared beside the counts: words and languages of texts, the place of vectors.

    `threshold` is None for what is shown only.
    """

    name: str
    value: float
    threshold: float | None
    words: str

    @property
    def drifted(self) -> bool:
        """Whether it alarms."""
        return self.threshold is not None and self.value >= self.threshold


@dataclass(frozen=True, slots=True)
class ColumnComparison:
    """One column over the whole of both tables, and the alarm after all rules.

    `value` and `threshold` belong to `statistic`, the measure that stands out most;
    with windows they are those of the worst window and `since` is when the alarm began.
    `design` is the design effect: p and thresholds see so many times fewer rows.
    `statistics` holds what every registered statistic says, by name.
    """

    name: str
    type: str
    role: Role
    state: State
    statistics: Mapping[str, Outcome] = field(default_factory=dict[str, Outcome])
    psi_noise: float | None = None
    design: float = 1.0
    missing_reference: float | None = None
    missing_current: float | None = None
    infinite_reference: float | None = None
    infinite_current: float | None = None
    unseen: float | None = None
    statistic: str | None = None
    value: float | None = None
    threshold: float | None = None
    since: datetime | None = None
    calibrated: bool = False
    season: str | None = None
    notes: tuple[str, ...] = ()
    binning: Binning | None = None
    reference: Ints | None = None
    current: Ints | None = None
    reference_shape: Shape | None = None
    current_shape: Shape | None = None
    aspects: tuple[Aspect, ...] = ()

    def number(self, name: str) -> float | None:
        """A registered statistic as one number; that of a test is its statistic."""
        found = self.statistics.get(name)
        return found.statistic if isinstance(found, KolmogorovSmirnov | ChiSquare) else found

    @property
    def psi(self) -> float | None:
        """The population stability index."""
        return self.number("psi")

    @property
    def ks(self) -> KolmogorovSmirnov | None:
        """The Kolmogorov-Smirnov test of numbers."""
        found = self.statistics.get("ks")
        return found if isinstance(found, KolmogorovSmirnov) else None

    @property
    def chi2(self) -> ChiSquare | None:
        """The chi-square test of categories."""
        found = self.statistics.get("chi2")
        return found if isinstance(found, ChiSquare) else None

    @property
    def drifted(self) -> bool:
        """Whether it alarms."""
        return self.state in (State.DRIFTED, State.GONE)

    @property
    def by_aspect(self) -> bool:
        """Whether the alarm comes from an aspect, so that the counts do not show it."""
        return any(aspect.name == self.statistic for aspect in self.aspects)

    @property
    def severity(self) -> float:
        """The value in units of its threshold; what is gone or alarms comes first."""
        ratio = self.value / self.threshold if self.value is not None and self.threshold else 0.0
        return ratio + (1_000 if self.state is State.GONE else 100 if self.drifted else 0)


@dataclass(frozen=True, slots=True)
class WindowColumn:
    """One column in one window: the measure that stands out most there."""

    name: str
    judged: Judged
    state: State


@dataclass(frozen=True, slots=True)
class WindowComparison:
    """One current window; `start` and `end` are None for windows of rows."""

    number: int
    start: datetime | None
    end: datetime | None
    rows: int
    columns: tuple[WindowColumn, ...]


@dataclass(frozen=True, slots=True)
class SegmentComparison:
    """One column within one segment, compared with the same segment of the reference.

    `adjusted_p` is p after control of false discoveries over all columns and segments;
    `impact` is the value times the segment's share of the current rows. `hidden` says
    that the column looks calm over all rows (Simpson's case).
    """

    segment: str
    segment_value: str
    name: str
    statistic: str
    value: float
    threshold: float
    p: float
    adjusted_p: float
    rows: int
    share: float
    impact: float
    drifted: bool
    hidden: bool
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is the matter, why we think so, what to check next, and what would change our mind."""

    kind: str
    reasons: tuple[str, ...]
    checks: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything `drift compare` says."""

    reference: str
    current: str
    reference_rows: int
    current_rows: int
    columns: tuple[ColumnComparison, ...]
    windows: tuple[WindowComparison, ...]
    segments: tuple[SegmentComparison, ...]
    verdict: Verdict
    cut: Windows | None = None
    notes: tuple[str, ...] = field(default=())
