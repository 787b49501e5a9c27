"""What a chart shows, without any Qt: the data, its words, and the table that says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

Row = tuple[str | float | None, ...]


def plain_number(value: float | None) -> str:
    """A number in at most four significant digits, never with an SI prefix."""
    if value is None or value != value:  # noqa: PLR0124 - NaN is not equal to itself
        return "no value"
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.4g}"


def local_time(seconds: float) -> str:
    """A moment (seconds since the epoch) in this machine's zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


class Chart(Protocol):
    """What every kind of chart offers; a track is a series, or a row of a heat map."""

    @property
    def title(self) -> str:
        """What it shows, in a few words."""
        ...

    @property
    def x_label(self) -> str:
        """The horizontal axis in words, with its unit."""
        ...

    @property
    def y_label(self) -> str:
        """The vertical axis in words, with its unit."""
        ...

    def summary(self) -> str:
        """One sentence that says what the picture shows."""
        ...

    def headers(self) -> tuple[str, ...]:
        """The columns of the table twin."""
        ...

    def row_count(self) -> int:
        """How many rows the table twin has."""
        ...

    def row(self, place: int) -> Row:
        """A row of the table twin."""
        ...

    def tracks(self) -> int:
        """How many tracks the keyboard cursor can walk."""
        ...

    def steps(self, track: int) -> int:
        """How many points a track has."""
        ...

    def point(self, track: int, step: int) -> tuple[float, float]:
        """Where the point lies on the axes."""
        ...

    def words(self, track: int, step: int) -> str:
        """The point as it is spoken."""
        ...


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a line chart: x ascending, y of the same length (NaN leaves a gap)."""

    name: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True)
class Limit:
    """A dashed line across the chart at a value of y, labelled on the line."""

    value: float
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """Up to six series over one axis. With `time_axis` x is in seconds since the epoch."""

    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]
    limits: Sequence[Limit] = ()
    time_axis: bool = False
    says: str = ""
    filled: bool = False

    def summary(self) -> str:
        """The sentence given, or each series' range and last value."""
        if self.says:
            return self.says
        parts = [_series_words(series) for series in self.series if len(series.y)]
        return f"{self.title}: {'; '.join(parts) or 'no values'}."

    def headers(self) -> tuple[str, ...]:
        return ("Series", self.x_label, self.y_label)

    def row_count(self) -> int:
        return sum(len(series.x) for series in self.series)

    def row(self, place: int) -> Row:
        for series in self.series:
            if place < len(series.x):
                return (series.name, self._x_words(series.x[place]), float(series.y[place]))
            place -= len(series.x)
        raise IndexError(place)

    def tracks(self) -> int:
        return len(self.series)

    def steps(self, track: int) -> int:
        return len(self.series[track].x)

    def point(self, track: int, step: int) -> tuple[float, float]:
        series = self.series[track]
        return float(series.x[step]), float(series.y[step])

    def words(self, track: int, step: int) -> str:
        x, y = self.point(track, step)
        name = f"{self.series[track].name}, " if len(self.series) > 1 else ""
        beyond = [limit.words for limit in self.limits if y > limit.value]
        above = f", above {', '.join(beyond)}" if beyond else ""
        return f"{name}{self._x_words(x)}: {plain_number(y)}{above}"

    def _x_words(self, x: float) -> str:
        return local_time(x) if self.time_axis else plain_number(x)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars side by side per category (or bin): one value per category in every series."""

    title: str
    x_label: str
    y_label: str
    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[float]]]
    limits: Sequence[Limit] = ()
    says: str = ""

    def summary(self) -> str:
        """The sentence given, or the highest bar of each series."""
        if self.says:
            return self.says
        parts = []
        for name, values in self.series:
            if len(values):
                top = max(range(len(values)), key=lambda place: values[place])
                parts.append(
                    f"{name} is highest at {self.categories[top]} with {plain_number(values[top])}"
                )
        return f"{self.title}: {'; '.join(parts) or 'no values'}."

    def headers(self) -> tuple[str, ...]:
        return (self.x_label, *(name for name, _ in self.series))

    def row_count(self) -> int:
        return len(self.categories)

    def row(self, place: int) -> Row:
        return (self.categories[place], *(float(values[place]) for _, values in self.series))

    def tracks(self) -> int:
        return len(self.series)

    def steps(self, track: int) -> int:  # noqa: ARG002 - the protocol's signature
        return len(self.categories)

    def point(self, track: int, step: int) -> tuple[float, float]:
        return bar_left(track, len(self.series), step) + bar_width(len(self.series)) / 2, float(
            self.series[track][1][step]
        )

    def words(self, track: int, step: int) -> str:
        name, values = self.series[track]
        return f"{self.categories[step]}, {name}: {plain_number(values[step])}"


def bar_width(series: int) -> float:
    """The width of a bar when a category is one unit wide."""
    return 0.8 / max(series, 1)


def bar_left(track: int, series: int, step: int) -> float:
    """The left edge of a bar."""
    return step - 0.4 + track * bar_width(series)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A grid of values, `values[row][column]`; None where there is none.

    `low` and `high` are the ends of the scale; `mark` tells which cells get a frame
    (a state that must not be told by colour alone), `value_words` how a value is said.
    """

    title: str
    x_label: str
    y_label: str
    columns: Sequence[str]
    rows: Sequence[str]
    values: Sequence[Sequence[float | None]]
    low: float = 0.0
    high: float = 1.0
    mark: Callable[[float], bool] | None = None
    value_words: Callable[[float | None], str] = field(default=plain_number)
    says: str = ""

    def summary(self) -> str:
        """The sentence given, or where the highest value is."""
        if self.says:
            return self.says
        cells = [
            (value, row, column)
            for row, line in enumerate(self.values)
            for column, value in enumerate(line)
            if value is not None
        ]
        if not cells:
            return f"{self.title}: no values."
        value, row, column = max(cells)
        return (
            f"{self.title}: {len(self.rows)} by {len(self.columns)} cells; the highest is"
            f" {self.rows[row]} in {self.columns[column]} with {self.value_words(value)}."
        )

    def headers(self) -> tuple[str, ...]:
        return (self.y_label, *self.columns)

    def row_count(self) -> int:
        return len(self.rows)

    def row(self, place: int) -> Row:
        return (self.rows[place], *self.values[place])

    def tracks(self) -> int:
        return len(self.rows)

    def steps(self, track: int) -> int:  # noqa: ARG002 - the protocol's signature
        return len(self.columns)

    def point(self, track: int, step: int) -> tuple[float, float]:
        return step + 0.5, track + 0.5

    def words(self, track: int, step: int) -> str:
        value = self.values[track][step]
        marked = ", marked" if value is not None and self.mark and self.mark(value) else ""
        return f"{self.rows[track]}, {self.columns[step]}: {self.value_words(value)}{marked}"


@dataclass(frozen=True, slots=True)
class Span:
    """One bar of a waterfall: from `start`, `length` long; `kind` chooses its colour (0 to 5)."""

    name: str
    start: float
    length: float
    kind: int = 0


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Phases one under the other on a common axis of time."""

    title: str
    x_label: str
    y_label: str
    spans: Sequence[Span]
    says: str = ""

    def summary(self) -> str:
        """The sentence given, or the whole and its longest part."""
        if self.says or not self.spans:
            return self.says or f"{self.title}: no phases."
        end = max(span.start + span.length for span in self.spans)
        longest = max(self.spans, key=lambda span: span.length)
        return (
            f"{self.title}: {plain_number(end)} in all ({self.x_label}); the longest part is"
            f" {longest.name} with {plain_number(longest.length)}."
        )

    def headers(self) -> tuple[str, ...]:
        return (self.y_label, f"Start, {self.x_label}", f"Length, {self.x_label}")

    def row_count(self) -> int:
        return len(self.spans)

    def row(self, place: int) -> Row:
        span = self.spans[place]
        return (span.name, span.start, span.length)

    def tracks(self) -> int:
        return 1

    def steps(self, track: int) -> int:  # noqa: ARG002 - the protocol's signature
        return len(self.spans)

    def point(self, track: int, step: int) -> tuple[float, float]:  # noqa: ARG002 - protocol
        span = self.spans[step]
        return span.start + span.length, step + 0.5

    def words(self, track: int, step: int) -> str:  # noqa: ARG002 - the protocol's signature
        span = self.spans[step]
        return f"{span.name}: {plain_number(span.length)} from {plain_number(span.start)}"


def _series_words(series: Series) -> str:
    values = [value for value in series.y if value == value]  # noqa: PLR0124 - leaves NaN out
    if not values:
        return f"{series.name} has no values"
    low, high = plain_number(float(min(values))), plain_number(float(max(values)))
    last = plain_number(float(values[-1]))
    return f"{series.name} lies between {low} and {high} and ends at {last}"
