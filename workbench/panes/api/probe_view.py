"""The latency page: how long a service of one's own takes, as percentiles and a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget

from workbench.apitest.probe import MOST_AT_ONCE, MOST_REQUESTS, ProbeResult, percentile
from workbench.ui.accessibility import named
from workbench.ui.chart.spec import LineChart, Series
from workbench.ui.chart.view import ChartView
from workbench.ui.flow import FlowRow
from workbench.ui.number_field import IntegerField
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_FIGURES = (50, 75, 90, 95, 99)
_STEPS = range(0, 101, 2)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what, and how many milliseconds."""

    name: str
    total: float | None
    first_token: float | None


class ProbeView(QWidget):
    """How many requests, how many at once; then the figures and their curve."""

    def __init__(self, buttons: Sequence[QAbstractButton]) -> None:
        super().__init__()
        self.result: ProbeResult | None = None
        self.host = named(QLabel(), tr("What is measured"))
        self.host.setWordWrap(True)
        self.requests = _spin(tr("Requests"), MOST_REQUESTS, 100)
        self.at_once = _spin(tr("At once"), MOST_AT_ONCE, 4)
        self.sentence = named(QLabel(tr("Nothing was measured yet.")), tr("The measurement"))
        self.sentence.setWordWrap(True)
        self.figures = DataTable[Figure](
            tr("Percentiles"),
            (
                Column[Figure](tr("Figure"), lambda f: f.name, stretch=True),
                Column[Figure](
                    tr("Whole answer, ms"),
                    lambda f: _milliseconds(f.total),
                    key=lambda f: f.total or 0.0,
                    numeric=True,
                ),
                Column[Figure](
                    tr("First token, ms"),
                    lambda f: _milliseconds(f.first_token),
                    key=lambda f: f.first_token or 0.0,
                    numeric=True,
                ),
            ),
        )
        self.chart = ChartView(tr("Latency by percentile"))
        labels = [_label(tr("&Requests"), self.requests), _label(tr("A&t once"), self.at_once)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.host)
        layout.addWidget(FlowRow([labels[0], self.requests, labels[1], self.at_once, *buttons]))
        layout.addWidget(self.sentence)
        layout.addWidget(self.figures, 2)
        layout.addWidget(self.chart, 3)

    def show_target(self, name: str, host: str) -> None:
        """Name what will be asked."""
        self.host.setText(tr("{name}, at {host}", name=name, host=host))

    def show_result(self, result: ProbeResult) -> None:
        """Show what was measured."""
        self.result = result
        self.sentence.setText(sentence_of(result))
        self.figures.show_rows(figures_of(result))
        self.chart.show_chart(curve_of(result))


def sentence_of(result: ProbeResult) -> str:
    """The measurement in a sentence; what failed is said first."""
    failed = result.requests - len(result.totals)
    bad = sum(number for status, number in result.statuses.items() if status >= 400)
    parts: list[str] = []
    if failed:
        kinds = ", ".join(f"{kind} {number}" for kind, number in result.failures.items())
        parts.append(tr("{failed} got no answer ({kinds}).", failed=failed, kinds=kinds))
    if bad:
        parts.append(tr("{bad} were answered with an error status.", bad=bad))
    middle, high = percentile(result.totals, 50), percentile(result.totals, 95)
    if middle is not None and high is not None:
        parts.append(
            tr(
                "{answered} answers in {seconds} s ({rate} per second): half within {middle} ms,"
                " 95 % within {high} ms.",
                answered=len(result.totals),
                seconds=f"{result.seconds:.1f}",
                rate=f"{result.rate:,.0f}",
                middle=_milliseconds(middle * 1000),
                high=_milliseconds(high * 1000),
            )
        )
    return " ".join(parts)


def figures_of(result: ProbeResult) -> list[Figure]:
    """Least, percentiles, most."""

    def of(percent: float) -> tuple[float | None, float | None]:
        total = percentile(result.totals, percent)
        token = percentile(result.first_tokens, percent)
        return (
            None if total is None else total * 1000,
            None if token is None else token * 1000,
        )

    rows = [Figure(tr("fastest"), *of(0))]
    rows += [
        Figure(tr("{percent} % within", percent=percent), *of(percent)) for percent in _FIGURES
    ]
    return [*rows, Figure(tr("slowest"), *of(100))]


def curve_of(result: ProbeResult) -> LineChart:
    """The share of answers that came within a time; the first token beside it for streams."""
    series = [
        Series(name, list(_STEPS), [(percentile(times, step) or 0.0) * 1000 for step in _STEPS])
        for name, times in (
            (tr("whole answer"), result.totals),
            (tr("first token"), result.first_tokens),
        )
        if times
    ]
    return LineChart(
        tr("Latency by percentile"),
        tr("share of the answers, %"),
        tr("milliseconds"),
        series,
    )


def _milliseconds(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _spin(name: str, most: int, usual: int) -> IntegerField:
    field = named(IntegerField(), name)
    field.setRange(1, most)
    field.setValue(usual)
    return field


def _label(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(field)
    return label
