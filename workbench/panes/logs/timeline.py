"""The timeline above the lines: records by level over time, anomaly marks, brush to filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.core.text import count, duration
from workbench.panes.logs.clock import Clock
from workbench.ui.accessibility import announce
from workbench.ui.fonts import SMALL, scaled
from workbench.ui.line_view.gutter import draw_anomaly
from workbench.ui.look import color, look
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.timeline_data import TimelineData

_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """An anomaly on the timeline: from when to when (ns), and why."""

    begin: int
    end: int
    reason: str


class Timeline(QWidget):
    """Bars over time. Left and Right move a cursor that speaks, Shift extends a brush.

    Enter shows only the brushed time, Escape clears the brush. With the mouse: drag.
    """

    brushed = Signal(object)
    """(begin, end) in ns to show only that time; None to show all again."""
    visited = Signal(object)
    """Go to this time (ns)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("Timeline"))
        self.setMouseTracking(True)
        self.clock = Clock()
        self._data: TimelineData | None = None
        self._marks: Sequence[Mark] = ()
        self._cursor: int | None = None
        self._anchor: int | None = None
        self._brush: tuple[int, int] | None = None
        self._here: int | None = None

    # what is shown

    def show_data(self, data: "TimelineData | None", marks: Sequence[Mark] = ()) -> None:
        """Show counts and anomaly marks; the brush stays when the bins do."""
        before = self._data
        if (
            data is None
            or before is None
            or (data.first, data.width) != (before.first, before.width)
        ):
            self._cursor = self._anchor = self._brush = None
        self._data, self._marks = data, marks
        self.setAccessibleDescription(self.summary())
        self.update()

    def show_here(self, time: int | None) -> None:
        """Mark where the current line is."""
        if time != self._here:
            self._here = time
            self.update()

    def clear_brush(self) -> None:
        """Brush nothing."""
        self._brush = self._anchor = None
        self.update()

    def summary(self) -> str:
        """One sentence: from when to when, how many, and what stands out."""
        data = self._data
        if data is None or not len(data):
            return tr("No record has a time.")
        total, grave = int(data.others.sum() + data.warnings.sum()), int(data.grave.sum())
        first, last = data.begin(0), data.begin(len(data) - 1)
        return tr(
            "{records} from {first} to {last}, {errors}, {anomalies}.",
            records=count(total + grave, "record"),
            first=self.clock.spoken(first),
            last=self.clock.spoken(last),
            errors=count(grave, "error"),
            anomalies=count(len(self._marks), "anomaly", "anomalies"),
        )

    def words(self, place: int) -> str:
        """A bin as it is spoken."""
        data = self._data
        assert data is not None
        begin = data.begin(place)
        marks = [mark.reason for mark in self._marks if self._touches(mark, place)]
        told = [
            f"{self.clock.spoken(begin)}, {duration(data.width / _SECOND)}",
            count(data.total(place), "record"),
        ]
        if data.grave[place]:
            told.append(count(int(data.grave[place]), "error"))
        if data.warnings[place]:
            told.append(count(int(data.warnings[place]), "warning"))
        return ", ".join(told + [tr("anomaly: {why}", why=reason) for reason in marks])

    def _touches(self, mark: Mark, place: int) -> bool:
        assert self._data is not None
        return self._data.bin_of(mark.begin) == place

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        data = self._data
        if data is None or not len(data):
            super().keyPressEvent(event)
            return
        at = 0 if self._cursor is None else self._cursor
        start = -1 if self._cursor is None else at
        page = max(len(data) // 10, 1)
        targets = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: start + 1,
            Qt.Key.Key_PageUp: at - page,
            Qt.Key.Key_PageDown: at + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(data) - 1,
        }
        key = Qt.Key(event.key())
        if key in targets:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(min(max(targets[key], 0), len(data) - 1), extend=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self._choose()
        elif key == Qt.Key.Key_Escape and self._brush is not None:
            self.clear_brush()
            self.brushed.emit(None)
        else:
            super().keyPressEvent(event)

    def _move(self, place: int, *, extend: bool) -> None:
        if extend and self._anchor is None:
            self._anchor = place if self._cursor is None else self._cursor
        self._cursor = place
        if extend and self._anchor is not None:
            self._brush = (min(self._anchor, place), max(self._anchor, place))
        elif not extend:
            self._anchor = self._brush = None
        self.update()
        announce(self, self.words(place))

    def _choose(self) -> None:
        """Enter: a brush filters, a single bin is visited."""
        data = self._data
        assert data is not None and self._cursor is not None
        if self._brush is not None and self._brush[0] != self._brush[1]:
            self.brushed.emit((data.begin(self._brush[0]), data.begin(self._brush[1] + 1)))
        else:
            self.visited.emit(data.begin(self._cursor))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._data is not None and len(self._data):
            self._anchor = self._cursor = self._bin_at(event.position().x())
            self._brush = None
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._anchor is not None:
            place = self._bin_at(event.position().x())
            if place != self._anchor or self._brush is not None:
                self._brush = (min(self._anchor, place), max(self._anchor, place))
                self._cursor = place
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cursor is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose()

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and self._data is not None and len(self._data):
            QToolTip.showText(event.globalPos(), self.words(self._bin_at(event.pos().x())), self)
            return True
        return super().event(event)  # pyright: ignore[reportArgumentType] - Qt's own event

    # painting

    def sizeHint(self) -> QSize:
        return QSize(600, self._lane + look().pixels(52) + self._label_height)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._lane + 24 + self._label_height)

    @property
    def _lane(self) -> int:
        return look().pixels(16)

    @property
    def _label_height(self) -> int:
        return QFontMetrics(scaled(self.font(), SMALL)).height() + 4

    def _bars(self) -> QRectF:
        side = 8.0
        return QRectF(
            side,
            self._lane + 2,
            self.width() - 2 * side,
            self.height() - self._lane - self._label_height - 4,
        )

    def _bin_at(self, x: float) -> int:
        assert self._data is not None
        box = self._bars()
        place = int((x - box.left()) / max(box.width(), 1) * len(self._data))
        return min(max(place, 0), len(self._data) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("ground"))
        data = self._data
        if data is None or not len(data):
            painter.setPen(color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.summary())
            return
        box = self._bars()
        step = box.width() / len(data)
        self._paint_brush(painter, box, step)
        self._paint_bars(painter, data, box, step)
        self._paint_axis(painter, data, box, step)
        self._paint_marks(painter, data, box, step)
        self._paint_places(painter, data, box, step)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_brush(self, painter: QPainter, box: QRectF, step: float) -> None:
        if self._brush is None:
            return
        first, last = self._brush
        area = QRectF(box.left() + first * step, 0, (last - first + 1) * step, self.height())
        painter.fillRect(area, color("selected"))
        painter.setPen(QPen(color("accent"), 2))
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.drawLine(area.topRight(), area.bottomRight())

    def _paint_bars(
        self, painter: QPainter, data: "TimelineData", box: QRectF, step: float
    ) -> None:
        highest = max(int((data.grave + data.warnings + data.others).max()), 1)
        quiet, cap = QBrush(_faint(color("border"))), color("border")
        warning = QBrush(color("warning"), Qt.BrushStyle.Dense4Pattern)
        grave = QBrush(color("error"))
        width = max(step - 1, 1.0)
        for place in range(len(data)):
            left, bottom = box.left() + place * step, box.bottom()
            for number, brush in (
                (int(data.grave[place]), grave),
                (int(data.warnings[place]), warning),
                (int(data.others[place]), quiet),
            ):
                if number:
                    height = max(number / highest * box.height(), 2.0)
                    painter.fillRect(QRectF(left, bottom - height, width, height), brush)
                    bottom -= height
                    if brush is quiet:
                        painter.fillRect(QRectF(left, bottom, width, 2), cap)

    def _paint_axis(
        self, painter: QPainter, data: "TimelineData", box: QRectF, step: float
    ) -> None:
        painter.setPen(QPen(color("border"), 1))
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
        painter.setFont(scaled(self.font(), SMALL))
        painter.setPen(color("muted"))
        metrics = painter.fontMetrics()
        room = metrics.horizontalAdvance("30 Sep 00:00:00")
        wanted = max(int(box.width() // room), 1)
        every = self._round_step(data, len(data) / wanted)
        for place in range(0, len(data)):
            begin = data.begin(place)
            local = begin + self._offset(begin)
            if (local // data.width) % every:
                continue
            x = box.left() + place * step
            words = self.clock.short(begin, data.width * every)
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3))
            if x + metrics.horizontalAdvance(words) < self.width():
                painter.drawText(QPointF(x, self.height() - 4), words)

    def _offset(self, time: int) -> int:
        offset = self.clock.moment(time).utcoffset()
        return 0 if offset is None else round(offset.total_seconds()) * _SECOND

    def _round_step(self, data: "TimelineData", least: float) -> int:
        """How many bins lie between two labels: a step that lands on round times."""
        for seconds in (1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400):
            bins, rest = divmod(seconds * _SECOND, data.width)
            if not rest and bins >= least:
                return bins
        days = max(round(86_400 * _SECOND / data.width), 1)
        return days * max(round(least / days + 0.5), 1)

    def _paint_marks(
        self, painter: QPainter, data: "TimelineData", box: QRectF, step: float
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._lane - 3.0
        for mark in self._marks:
            begin, end = data.bin_of(mark.begin), data.bin_of(mark.end)
            x = box.left() + (begin + 0.5) * step
            if end > begin:
                painter.setPen(QPen(color("warning"), 2))
                right = box.left() + (end + 1) * step
                painter.drawLine(QPointF(x, self._lane - 1), QPointF(right, self._lane - 1))
            draw_anomaly(painter, QRectF(x - size / 2, 1, size, size))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_places(
        self, painter: QPainter, data: "TimelineData", box: QRectF, step: float
    ) -> None:
        """The keyboard's cursor, and where the current line is."""
        if self._here is not None:
            x = box.left() + (data.bin_of(self._here) + 0.5) * step
            painter.setPen(QPen(color("text"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, self._lane), QPointF(x, box.bottom()))
        if self._cursor is not None and self.hasFocus():
            left = box.left() + self._cursor * step
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("focus"), 2))
            painter.drawRect(QRectF(left - 1, self._lane, max(step, 4.0) + 1, box.height() + 1))


def _faint(ink: QColor) -> QColor:
    """The quiet part of a bar; the cap above it carries the value."""
    made = QColor(ink)
    made.setAlphaF(0.4)
    return made
