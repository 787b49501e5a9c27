"""Paints the rows of the line view: grounds, highlights, coloured runs, wrapped parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from workbench.core.text import size
from workbench.ui.line_view.display import Display
from workbench.ui.line_view.gutter import LEVEL_ROLES
from workbench.ui.line_view.rows import LineRow
from workbench.ui.look import color

Spans = Sequence[tuple[int, int]]
Highlighter = Callable[[str], Spans]
"""Gives the parts of a line's text to be highlighted, as (start, stop)."""

_LONGEST_MEASURED = 4000


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one frame, looked up once."""

    ground: QColor
    selected: QColor
    anomaly: QColor
    match: QColor
    border: QColor
    muted: QColor
    levels: tuple[QColor, ...]
    runs: dict[str, QColor]

    @staticmethod
    def now() -> "Colors":
        """The theme's colours."""
        roles = ("error", "warning", "good", "info", "accent", "muted")
        return Colors(
            ground=color("ground"),
            selected=color("selected"),
            anomaly=color("anomaly"),
            match=color("match"),
            border=color("text"),
            muted=color("muted"),
            levels=tuple(color(role) for role in LEVEL_ROLES),
            runs={role: color(role) for role in roles},
        )


class TextPainter:
    """Paints lines of text with one painter, in the colours of one frame."""

    def __init__(self, painter: QPainter, colors: Colors, width: int) -> None:
        self._painter = painter
        self._metrics = QFontMetricsF(painter.font())
        self._advance = self._metrics.horizontalAdvance("M")
        self._height = self._metrics.height()
        self._ascent = self._metrics.ascent()
        self._colors = colors
        self._width = width

    def paint(self, row: LineRow, shown: Display, at: QPointF, spans: Spans) -> None:
        """Paint a line whose first character stands at `at` (left of the view when scrolled)."""
        if shown.simple:
            first = max(int(-at.x() / self._advance) - 1, 0)
            last = first + int(self._width / self._advance) + 3
        else:
            first, last = 0, _LONGEST_MEASURED
        for start, stop in spans:
            if start < last and stop > first:
                self._mark(shown, at, start, min(stop, last))
        ink = self._colors.levels[row.level]
        place = first
        for run in shown.runs:
            start, stop = max(run.start, first), min(run.stop, last)
            if start < stop:
                self._write(shown, at, place, start, ink)
                self._write(shown, at, start, stop, self._colors.runs[run.role])
                place = stop
        self._write(shown, at, place, last, ink)
        if row.length > len(row.data) and last >= len(shown.text):
            end = self.offset(shown, len(shown.text)) + self._advance
            self._painter.setPen(self._colors.muted)
            self._painter.drawText(QPointF(at.x() + end, at.y()), _clipped_note(row))

    def offset(self, shown: Display, characters: int) -> float:
        """How far right of the line's start a character stands, in pixels."""
        if shown.simple:
            return characters * self._advance
        return self._metrics.horizontalAdvance(shown.text[: min(characters, _LONGEST_MEASURED)])

    def _write(self, shown: Display, at: QPointF, start: int, stop: int, ink: QColor) -> None:
        if start < stop:
            self._painter.setPen(ink)
            left = at.x() + self.offset(shown, start) if start else at.x()
            self._painter.drawText(QPointF(left, at.y()), shown.text[start:stop])

    def _mark(self, shown: Display, at: QPointF, start: int, stop: int) -> None:
        """A found part: its own ground and an underline, so that it is not told by colour alone."""
        left = at.x() + self.offset(shown, start)
        width = max(self.offset(shown, stop) - self.offset(shown, start), 2.0)
        top = at.y() - self._ascent
        self._painter.fillRect(QRectF(left, top, width, self._height), self._colors.match)
        self._painter.fillRect(QRectF(left, top + self._height - 2, width, 2), self._colors.border)


def _clipped_note(row: LineRow) -> str:
    return f"… and {size(row.length - len(row.data))} more in this line"


def wrapped(shown: Display, columns: int) -> list[Display]:
    """A line cut into parts of at most `columns` characters, runs included."""
    text = shown.text
    if len(text) <= columns:
        return [shown]
    parts: list[Display] = []
    for start in range(0, len(text), columns):
        stop = start + columns
        runs = tuple(
            run._replace(start=max(run.start - start, 0), stop=min(run.stop, stop) - start)
            for run in shown.runs
            if run.start < stop and run.stop > start
        )
        parts.append(Display(text[start:stop], runs, shown.simple))
    return parts


def shifted(spans: Spans, start: int, length: int) -> Spans:
    """The spans that touch a part of a line, counted from the part's start."""
    return [
        (max(first - start, 0), min(last - start, length))
        for first, last in spans
        if first < start + length and last > start
    ]


def frame_current(painter: QPainter, box: QRectF, focused: bool) -> None:
    """The current row: a 2 px frame when the view has the focus, a dotted line when not."""
    pen = QPen(color("focus"), 2 if focused else 1)
    if not focused:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(1, 1, -1, -1))
