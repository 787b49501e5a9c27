"""A chart can be read by eye, by ear, as a table, and taken along as a file."""

import csv
import math
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QTableView
from pytestqt.qtbot import QtBot

from workbench.core.errors import UserError
from workbench.ui.accessibility import last_announcement
from workbench.ui.chart.spec import (
    BarChart,
    Chart,
    HeatMap,
    Limit,
    LineChart,
    Series,
    Span,
    Waterfall,
    plain_number,
)
from workbench.ui.chart.view import ChartView

_LINES = LineChart(
    "PSI per day",
    "Day",
    "PSI",
    [Series("age", [1, 2, 3], [0.01, 0.2, 0.31]), Series("pay", [1, 2, 3], [0.1, 0.1, 0.1])],
    [Limit(0.25, "alarm at 0.25")],
)
_BARS = BarChart("Age", "Years", "Percent", ["0-9", "10-19"], [("then", [1, 9]), ("now", [5, 5])])
_HEAT = HeatMap("Drift", "Week", "Column", ["1", "2"], ["age", "pay"], [[0.1, None], [0.9, 0.2]])
_PHASES = Waterfall("Phases", "ms", "Phase", [Span("DNS", 0, 12), Span("Wait", 12, 180, 1)])


@pytest.fixture
def view(qtbot: QtBot) -> ChartView:
    made = ChartView("Chart")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


@pytest.mark.parametrize("chart", [_LINES, _BARS, _HEAT, _PHASES], ids=lambda c: type(c).__name__)
def test_every_kind_has_a_name_a_sentence_and_a_table_that_says_the_same(
    qtbot: QtBot, view: ChartView, chart: Chart
) -> None:
    view.show_chart(chart)
    assert view.accessibleName() == chart.title
    assert view.accessibleDescription() == chart.summary()
    assert chart.summary().endswith(".")
    view.show_table(True)
    table = view.findChild(QTableView)
    assert table.model().rowCount() == chart.row_count()
    assert table.model().columnCount() == len(chart.headers())


def test_the_summary_says_what_stands_out() -> None:
    assert "age lies between 0.01 and 0.31 and ends at 0.31" in _LINES.summary()
    assert "then is highest at 10-19 with 9" in _BARS.summary()
    assert "the highest is pay in 1 with 0.9" in _HEAT.summary()
    assert "the longest part is Wait with 180" in _PHASES.summary()


def test_arrows_move_a_cursor_that_says_the_value(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(_LINES)
    qtbot.waitUntil(lambda: view.focusProxy() is not None, timeout=60_000)
    canvas = view.focusProxy()
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert last_announcement() == "age, 1: 0.01"
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert last_announcement() == "age, 3: 0.31, above alarm at 0.25"
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert last_announcement() == "pay, 3: 0.1"


def test_numbers_are_plain() -> None:
    assert [plain_number(v) for v in (0.2, 200, 1234567, 0.00012, math.nan, None)] == [
        "0.2",
        "200",
        "1,234,567",
        "0.00012",
        "no value",
        "no value",
    ]


def test_it_is_exported_as_picture_drawing_and_table(view: ChartView, tmp_path: Path) -> None:
    view.show_chart(_LINES)
    for name in ("chart.png", "chart.svg", "chart.csv"):
        view.export(tmp_path / name)
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "chart.svg").read_text(encoding="utf-8")
    with (tmp_path / "chart.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Series", "Day", "PSI"]
    assert rows[3] == ["age", "3", "0.31"]


def test_another_ending_is_refused_with_what_to_do(view: ChartView, tmp_path: Path) -> None:
    view.show_chart(_LINES)
    with pytest.raises(UserError, match=r"\.png, \.svg or \.csv"):
        view.export(tmp_path / "chart.docx")


def test_chart_and_table_are_two_tabs(qtbot: QtBot, view: ChartView) -> None:
    view.show_chart(_BARS)
    tabs = view.findChild(QTabBar)
    assert tabs.accessibleName() == "Chart: chart or table"
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    assert isinstance(view.focusProxy(), QTableView)


def test_a_hundred_thousand_points_are_drawn(qtbot: QtBot, view: ChartView) -> None:
    x = list(range(100_000))
    view.show_chart(LineChart("Many", "x", "y", [Series("a", x, [value % 7 for value in x])]))
    assert not view.grab().isNull()


def test_pyqtgraph_is_not_loaded_before_the_first_chart() -> None:
    code = "import sys, workbench.ui.chart.view; print({'numpy', 'pyqtgraph'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_names_on_an_axis_are_thinned_out_where_they_would_overlap(
    view: ChartView, qtbot: QtBot
) -> None:
    import pyqtgraph as pg

    months = [f"2026-{month:02}" for month in range(1, 13)]
    view.show_chart(BarChart("Made", "month", "articles", months, [("made", [1.0] * 12)]))
    qtbot.waitUntil(lambda: view.findChild(pg.PlotWidget) is not None, timeout=60_000)
    axis = view.findChild(pg.PlotWidget).getPlotItem().getAxis("bottom")

    def names() -> int:
        return len(axis._tickLevels[0])

    view.resize(1400, 400)
    qtbot.waitUntil(lambda: names() == 12, timeout=60_000)
    view.resize(300, 400)
    qtbot.waitUntil(lambda: 1 <= names() <= 4, timeout=60_000)


def test_a_chart_without_values_is_its_sentence_without_axes(view: ChartView) -> None:
    view.show_chart(BarChart("Made", "month", "articles", [], [("made", [])], says="Nothing yet."))
    assert view.empty
    assert not view.findChild(QTabBar).isVisible()
    view.show_chart(_BARS)
    assert view.findChild(QTabBar).isVisible()
