"""The chart widget: the picture, its table twin, a cursor that speaks, and export."""

import csv
import io
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from workbench.core.errors import UserError
from workbench.storage.files import write_atomically
from workbench.ui.accessibility import announce
from workbench.ui.chart.spec import Chart, plain_number
from workbench.ui.look import color
from workbench.ui.tables import Column, DataTable
from workbench.ui.translate import tr

_CHART, _TABLE = 0, 1
_LEAST_LINES = 10
_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ChartView(QWidget):
    """Shows one chart at a time; "Chart" and "Table" are two tabs of the same data.

    In the picture the arrows move a cursor that speaks its value: left and right along a
    series, up and down between series. The widget's accessible name is the title, its
    description the summary sentence. A chart is drawn when it is seen, not before; of one
    without any value only the sentence is shown, no empty axes.
    """

    point_chosen = Signal(int, int)
    """Enter on a point: its track and step."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._chart: Chart | None = None
        self._waiting = False
        self._canvas: _Canvas | None = None
        self._table: DataTable[int] | None = None
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "muted")
        self._tabs = QTabBar(self)
        self._tabs.setAccessibleName(tr("{name}: chart or table", name=name))
        self._tabs.setDrawBase(False)
        for words in (tr("Chart"), tr("Table")):
            self._tabs.addTab(words)
        self._tabs.currentChanged.connect(self._turn)
        self._tabs.setExpanding(False)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(0)
        self._redraw.timeout.connect(self._draw_again)
        self._pages = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self._sentence)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(name)

    @property
    def chart(self) -> Chart | None:
        """What is shown."""
        return self._chart

    @property
    def empty(self) -> bool:
        """Whether there is no value to draw."""
        return self._chart is None or not self._chart.row_count()

    def show_chart(self, chart: Chart) -> None:
        """Show a chart instead of the one before."""
        self._chart = chart
        summary = chart.summary()
        self._sentence.setText(summary)
        for part in (self._pages, self._tabs):
            part.setHidden(self.empty)
        self._sentence.setAlignment(_TOP if self.empty else _MIDDLE)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(summary)
        self._show_page()

    def show_table(self, on: bool) -> None:
        """Turn to the table twin, or back to the picture."""
        self._tabs.setCurrentIndex(_TABLE if on else _CHART)

    def summary(self) -> str:
        """The chart in one sentence."""
        return "" if self._chart is None else self._chart.summary()

    def export(self, path: Path) -> None:
        """Write the picture (.png, .svg) or the table (.csv).

        Raises UserError for another ending or when the file cannot be written.
        """
        kind = path.suffix.lower()
        makers = {".png": self._png, ".svg": self._svg, ".csv": self._csv}
        if self._chart is None or kind not in makers:
            raise UserError(
                tr("A chart cannot be written as '{kind}'.", kind=kind or path.name),
                tr("Choose a name that ends with .png, .svg or .csv."),
            )
        try:
            write_atomically(path, makers[kind]())
        except OSError as error:
            raise UserError(
                tr("{path} cannot be written: {reason}.", path=path, reason=error.strerror),
                tr("Choose another place."),
            ) from error

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._waiting:
            self._show_page()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)
        if event.type() in kinds and self._canvas is not None and self._chart is not None:
            self._redraw.start()

    def _show_page(self) -> None:
        """Show the page in front; the first picture takes long, and has a turn of its own."""
        if self._canvas is None and self._tabs.currentIndex() == _CHART:
            self._redraw.start()
        else:
            self._turn(self._tabs.currentIndex())

    def _draw_again(self) -> None:
        """Draw for the first time, or in new colours after Qt has told every item of them."""
        if self._tabs.currentIndex() == _CHART:
            self._turn(_CHART)

    def _turn(self, page: int) -> None:
        self._waiting = not self.isVisible()
        if self._chart is None or self._waiting:
            return
        if page == _TABLE:
            shown: QWidget = self._shown_table(self._chart)
        else:
            shown = self._shown_canvas(self._chart)
        self._pages.setCurrentWidget(shown)
        self.setFocusProxy(shown)

    def _shown_canvas(self, chart: Chart) -> "_Canvas":
        if self._canvas is None:
            self._canvas = _Canvas(self)
            self._canvas.chosen.connect(self.point_chosen)
            self._pages.addWidget(self._canvas)
        self._canvas.show_chart(chart)
        return self._canvas

    def _shown_table(self, chart: Chart) -> DataTable[int]:
        if self._table is not None:
            self._pages.removeWidget(self._table)
            self._table.deleteLater()
        self._table = _twin(chart)
        self._pages.addWidget(self._table)
        return self._table

    def _png(self) -> bytes:
        assert self._chart is not None
        canvas = self._shown_canvas(self._chart)
        image = QImage(canvas.size() * 2, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(2)
        image.fill(color("ground"))
        painter = QPainter(image)
        canvas.draw_on(painter, canvas.size())
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType] - stub
        return bytes(content.data())

    def _svg(self) -> bytes:
        from PySide6.QtSvg import QSvgGenerator

        assert self._chart is not None
        canvas = self._shown_canvas(self._chart)
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        drawing = QSvgGenerator()
        drawing.setOutputDevice(buffer)
        drawing.setSize(canvas.size())
        drawing.setViewBox(QRect(0, 0, canvas.width(), canvas.height()))
        drawing.setTitle(self._chart.title)
        drawing.setDescription(self._chart.summary())
        painter = QPainter(drawing)
        canvas.draw_on(painter, canvas.size())
        painter.end()
        return bytes(content.data())

    def _csv(self) -> bytes:
        assert self._chart is not None
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self._chart.headers())
        for place in range(self._chart.row_count()):
            writer.writerow(self._chart.row(place))
        return text.getvalue().encode()


def _twin(chart: Chart) -> DataTable[int]:
    """The table that says the same as the picture; its rows are read when they are shown."""

    def column(place: int, title: str) -> Column[int]:
        def key(row: int) -> Any:
            return chart.row(row)[place]

        def text(row: int) -> str:
            value = key(row)
            return value if isinstance(value, str) else plain_number(value)

        numeric = chart.row_count() > 0 and not isinstance(chart.row(0)[place], str)
        return Column(title, text, key=key, numeric=numeric)

    columns = [column(place, title) for place, title in enumerate(chart.headers())]
    table: DataTable[int] = DataTable(tr("{title}, as a table", title=chart.title), columns)
    table.show_rows(range(chart.row_count()))
    return table


class _Canvas(QWidget):
    """The picture, with the keyboard cursor."""

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        import pyqtgraph as pg

        self._plot = pg.PlotWidget(self, enableMenu=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.hideButtons()
        item: Any = self._plot.getPlotItem()
        item.getViewBox().sigResized.connect(self._name_ticks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self._plot)
        self._chart: Chart | None = None
        self._track, self._step = 0, -1
        self._cursor: Any = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def minimumSizeHint(self) -> QSize:
        """High enough for the names of both axes and a picture between, at any text size."""
        return QSize(120, _LEAST_LINES * self.fontMetrics().height())

    def show_chart(self, chart: Chart) -> None:
        from workbench.ui.chart.drawing import draw

        if chart is not self._chart:
            self._track, self._step = 0, -1
        self._chart = chart
        item: Any = self._plot.getPlotItem()
        item.clear()
        item.setTitle(None)
        if item.legend is not None:
            item.legend.scene().removeItem(item.legend)
            item.legend = None
        self._cursor = None
        item.getViewBox().invertY(False)
        self._plot.setBackground(color("ground"))
        item.enableAutoRange()
        draw(item, chart)
        self._name_ticks()
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(chart.summary())
        self._plot.setAccessibleName(chart.title)
        self._plot.setAccessibleDescription(chart.summary())

    def _name_ticks(self, *_: object) -> None:
        from workbench.ui.chart.drawing import name_ticks

        if self._chart is not None:
            name_ticks(self._plot.getPlotItem(), self._chart)

    def sizeHint(self) -> QSize:
        return QSize(480, 260)

    def draw_on(self, painter: QPainter, size: QSize) -> None:
        """Paint the picture onto a page of that size."""
        self._plot.render(painter, QRect(0, 0, size.width(), size.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chart is None or not self._chart.tracks():
            super().keyPressEvent(event)
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        tracks = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        last = self._chart.steps(self._track) - 1
        if key in steps:
            self._go(self._track, self._step + steps[key])
        elif key in tracks and self._chart.tracks() > 1:
            self._go(self._track + tracks[key], max(self._step, 0))
        elif key == Qt.Key.Key_Home:
            self._go(self._track, 0)
        elif key == Qt.Key.Key_End:
            self._go(self._track, last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._step >= 0:
            self.chosen.emit(self._track, self._step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: Any) -> None:  # noqa: ARG002 - Qt's signature
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(color("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.update()

    def _go(self, track: int, step: int) -> None:
        """Put the cursor on a point, show its value and say it."""
        import pyqtgraph as pg

        chart = self._chart
        assert chart is not None
        self._track = min(max(track, 0), chart.tracks() - 1)
        steps = chart.steps(self._track)
        if not steps:
            return
        self._step = min(max(step, 0), steps - 1)
        x, y = chart.point(self._track, self._step)
        if self._cursor is None:
            self._cursor = pg.TargetItem(
                movable=False,
                size=12,
                symbol="crosshair",
                pen=pg.mkPen(color("focus"), width=2),
                label="",
                labelOpts={"color": color("text"), "fill": color("raised"), "offset": (12, 0)},
            )
            self._cursor.setZValue(10)
            item: Any = self._plot.getPlotItem()
            item.addItem(self._cursor, ignoreBounds=True)
        words = chart.words(self._track, self._step)
        self._cursor.setPos(x, y if y == y else 0)  # noqa: PLR0124 - NaN has no place
        self._cursor.setLabel(words, self._cursor_label())
        announce(self, words)

    def _cursor_label(self) -> dict[str, Any]:
        left = self._step > (self._chart.steps(self._track) if self._chart else 0) / 2
        return {
            "color": color("text"),
            "fill": color("raised"),
            "border": color("border"),
            "offset": (-12, 0) if left else (12, 0),
            "anchor": (1, 0.5) if left else (0, 0.5),
        }
