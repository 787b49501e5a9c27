"""Draws a chart with pyqtgraph: colour, dash and marker tell series apart, limits are dashed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QApplication

from workbench.ui.chart.spec import (
    BarChart,
    Chart,
    HeatMap,
    Limit,
    LineChart,
    Series,
    Waterfall,
    bar_left,
    bar_width,
)
from workbench.ui.look import color, look, series_color

_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)
_MARKERS = ("o", "s", "t", "d", "+", "x")
_HATCHES = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.VerPattern,
)
_MANY_POINTS = 2000
_MARKED_POINTS = 60


def draw(plot: Any, chart: Chart) -> None:
    """Draw a chart into an empty PlotItem."""
    dress(plot, chart)
    if isinstance(chart, LineChart):
        _draw_lines(plot, chart)
    elif isinstance(chart, BarChart):
        _draw_bars(plot, chart)
    elif isinstance(chart, HeatMap):
        _draw_heat(plot, chart)
    elif isinstance(chart, Waterfall):
        _draw_spans(plot, chart)


def dress(plot: Any, chart: Chart) -> None:
    """Axes in plain units with their names, in the colours of the theme."""
    if isinstance(chart, LineChart) and chart.time_axis:
        plot.setAxisItems({"bottom": pg.DateAxisItem()})
    for side, words in (("bottom", chart.x_label), ("left", chart.y_label)):
        axis = plot.getAxis(side)
        axis.enableAutoSIPrefix(False)
        axis.setPen(QPen(color("border")))
        axis.setTextPen(QPen(color("text")))
        axis.setStyle(tickFont=QFont(QApplication.font()), hideOverlappingLabels=True)
        axis.setLabel(words, color=look().theme.text)
    plot.showGrid(x=False, y=True, alpha=0.15)


def _draw_lines(plot: Any, chart: LineChart) -> None:
    if len(chart.series) > 1:
        _add_legend(plot)
    for place, series in enumerate(chart.series):
        _draw_series(plot, series, place, filled=chart.filled)
    _draw_limits(plot, chart.limits)
    _leave_room_above(plot, [*chart.limits], chart.series)


def _draw_series(plot: Any, series: Series, place: int, *, filled: bool) -> None:
    x, y = np.asarray(series.x, dtype=float), np.asarray(series.y, dtype=float)
    ink = series_color(place)
    many = len(x) > _MANY_POINTS
    style = Qt.PenStyle.SolidLine if many else _DASHES[place % 6]
    marked = len(x) <= _MARKED_POINTS
    item = pg.PlotDataItem(
        x,
        y,
        name=series.name,
        pen=pg.mkPen(ink, width=1 if many else 2, style=style),
        symbol=_MARKERS[place % 6] if marked else None,
        symbolSize=7,
        symbolBrush=ink,
        symbolPen=ink,
        connect="finite",
        fillLevel=0 if filled else None,
        fillBrush=_faint(ink) if filled else None,
    )
    plot.addItem(item)
    if many:
        item.setDownsampling(auto=True, method="peak")
        item.setClipToView(True)


def _draw_bars(plot: Any, chart: BarChart) -> None:
    count = len(chart.series)
    if count > 1:
        _add_legend(plot)
    for place, (name, values) in enumerate(chart.series):
        ink = series_color(place)
        lefts = [bar_left(place, count, step) for step in range(len(values))]
        bars = pg.BarGraphItem(
            x0=lefts,
            height=[float(value) for value in values],
            width=bar_width(count),
            pen=pg.mkPen(ink),
            brush=_hatched(ink, place),
            name=name,
        )
        plot.addItem(bars)
    _draw_limits(plot, chart.limits)


def _draw_heat(plot: Any, chart: HeatMap) -> None:
    scale = max(chart.high - chart.low, 1e-12)
    strong, weak, text = color("accent"), color("ground"), color("text")
    sheet = pg.QtWidgets.QGraphicsRectItem(QRectF(0, 0, len(chart.columns), len(chart.rows)))
    sheet.setPen(pg.mkPen(None))
    for row, line in enumerate(chart.values):
        for column, value in enumerate(line):
            box = QRectF(column + 0.03, row + 0.05, 0.94, 0.9)
            cell = pg.QtWidgets.QGraphicsRectItem(box, sheet)  # the plot takes its time for each
            cell.setPen(pg.mkPen(None))
            if value is None:
                cell.setBrush(QBrush(color("border"), Qt.BrushStyle.BDiagPattern))
            else:
                share = min(max((value - chart.low) / scale, 0.0), 1.0)
                cell.setBrush(pg.mkBrush(_mix(weak, strong, 0.08 + 0.92 * share)))
                if chart.mark and chart.mark(value):
                    cell.setPen(pg.mkPen(text, width=2))
                    _write_mark(plot, column, row, share)
    plot.addItem(sheet)
    plot.invertY(True)
    plot.showGrid(x=False, y=False)
    plot.setRange(QRectF(0, 0, len(chart.columns), len(chart.rows)), padding=0.01)


def _write_mark(plot: Any, column: int, row: int, share: float) -> None:
    """A marked cell also carries a sign, readable on its ground."""
    ink = color("ground") if share > 0.55 else color("text")
    sign = pg.TextItem("!", color=ink, anchor=(0.5, 0.5))
    sign.setZValue(5)
    sign.setPos(column + 0.5, row + 0.5)
    plot.addItem(sign)


def _draw_spans(plot: Any, chart: Waterfall) -> None:
    for place, span in enumerate(chart.spans):
        bar = pg.QtWidgets.QGraphicsRectItem(
            QRectF(span.start, place + 0.2, max(span.length, 1e-9), 0.6)
        )
        ink = series_color(span.kind)
        bar.setPen(pg.mkPen(ink))
        bar.setBrush(_hatched(ink, span.kind))
        plot.addItem(bar)
    plot.invertY(True)


def _draw_limits(plot: Any, limits: Sequence[Limit]) -> None:
    for limit in limits:
        line = pg.InfiniteLine(
            limit.value,
            angle=0,
            pen=pg.mkPen(color("text"), width=1, style=Qt.PenStyle.DashLine),
            label=limit.words,
            labelOpts={"position": 0.03, "anchors": [(0, 1), (0, 1)], "color": color("text")},
        )
        plot.addItem(line)


def _leave_room_above(plot: Any, limits: Sequence[Limit], series: Sequence[Series]) -> None:
    """Let the legend and the words of a limit stand above the lines, not on them."""
    values = [np.asarray(one.y, dtype=float) for one in series if len(one.y)]
    known = [value[np.isfinite(value)] for value in values]
    ends = [end for part in known if len(part) for end in (float(part.min()), float(part.max()))]
    ends += [limit.value for limit in limits]
    if ends:
        low, high = min(ends), max(ends)
        span = (high - low) or abs(high) or 1.0
        room = 0.35 if len(series) > 1 else 0.1
        plot.setYRange(low - 0.05 * span, high + room * span, padding=0)


def _add_legend(plot: Any) -> None:
    legend = plot.addLegend(
        offset=(-8, 4),
        labelTextSize=_text_size(),
        labelTextColor=color("text"),
        brush=pg.mkBrush(color("raised")),
        pen=pg.mkPen(color("border")),
    )
    legend.setColumnCount(3)


def _text_size() -> str:
    """The size of the window's own text, as pyqtgraph wants it."""
    font = QApplication.font()
    return f"{font.pixelSize()}px" if font.pixelSize() > 0 else f"{font.pointSizeF()}pt"


def name_ticks(plot: Any, chart: Chart) -> None:
    """Names instead of numbers on the axes, thinned out so that none overlaps at this size."""
    box = plot.getViewBox()
    if isinstance(chart, BarChart):
        _name_across(plot.getAxis("bottom"), chart.categories, 0.0, box.width())
    elif isinstance(chart, HeatMap):
        _name_across(plot.getAxis("bottom"), chart.columns, 0.5, box.width())
        _name_down(plot.getAxis("left"), chart.rows, box.height())
    elif isinstance(chart, Waterfall):
        _name_down(plot.getAxis("left"), [span.name for span in chart.spans], box.height())


def _name_across(axis: Any, names: Sequence[str], offset: float, width: float) -> None:
    metrics = QFontMetricsF(QApplication.font())
    widest = max((metrics.horizontalAdvance(str(name)) for name in names), default=0.0)
    gap = 2 * metrics.averageCharWidth()
    _set_ticks(axis, names, offset, int(width // (widest + gap)))


def _name_down(axis: Any, names: Sequence[str], height: float) -> None:
    _set_ticks(axis, names, 0.5, int(height // QFontMetricsF(QApplication.font()).height()))


def _set_ticks(axis: Any, names: Sequence[str], offset: float, most: int) -> None:
    step = max(-(-len(names) // max(most, 1)), 1)
    ticks = [(place + offset, str(names[place])) for place in range(0, len(names), step)]
    axis.setTicks([ticks])


def _hatched(ink: QColor, place: int) -> QBrush:
    return QBrush(ink, _HATCHES[place % 6])


def _faint(ink: QColor) -> QColor:
    made = QColor(ink)
    made.setAlphaF(0.15)
    return made


def _mix(low: QColor, high: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share,
    )
