"""The gutter of the line view: number, bookmark, level, source and anomaly, each by its shape."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from workbench.ui.fonts import scaled
from workbench.ui.line_view.rows import LEVEL_LETTERS, LineRow, source_letter
from workbench.ui.look import color, series_color
from workbench.ui.states import State, draw_state

LEVEL_ROLES = ("text", "muted", "muted", "text", "warning", "error", "error")
"""The colour role of a line's text by its level."""

_LEVEL_STATES = {4: State.WARNING, 5: State.ERROR, 6: State.ERROR}


class Gutter:
    """Measures and paints the gutter of one view."""

    def __init__(self) -> None:
        self._pixmaps: dict[tuple[str, int], QPixmap] = {}
        self.sources = False
        self.measure(QFont(), 1)

    def measure(self, font: QFont, most_lines: int, ratio: float = 1.0) -> None:
        """Take the widths from the font and the largest line number; `ratio` is the screen's."""
        self._ratio = ratio
        self._font = scaled(font, 0.85)
        metrics = QFontMetrics(font)
        self._box = metrics.ascent()
        self._height = metrics.height()
        digits = len(f"{max(most_lines, 999):,}")
        small = QFontMetrics(self._font)
        self._digit = QFontMetricsF(self._font).horizontalAdvance("0")
        self._number_width = small.horizontalAdvance("0" * digits) + 10
        self._muted = color("muted")
        self._letter = metrics.horizontalAdvance("W")
        self._pixmaps.clear()

    @property
    def width(self) -> int:
        """The gutter's width in pixels."""
        source = self._source_width if self.sources else 0
        return self._number_width + self._box * 3 + self._letter + source + 26

    @property
    def _source_width(self) -> int:
        """The bar, the letter, and the sign that times are moved."""
        return 2 * self._letter + 10

    def paint(self, painter: QPainter, row: LineRow, top: int, height: int, base: int) -> None:
        """Paint the gutter of one row whose text stands on the line `base`."""
        if row.first:
            painter.setFont(self._font)
            painter.setPen(self._muted)
            number = f"{row.number:,}"
            left = self._number_width - len(number) * self._digit
            painter.drawText(QPointF(left, base), number)
        x = self._number_width + 6
        mark_top = base - self._box + 1
        if row.bookmark:
            painter.drawPixmap(x, mark_top, self._mark("bookmark"))
        x += self._box + 4
        if row.anomaly:
            painter.drawPixmap(x, mark_top, self._mark("anomaly"))
        x += self._box + 4
        if row.first and row.level:
            painter.drawPixmap(x, mark_top, self._mark("level", row.level))
        x += self._box + self._letter + 8
        if self.sources and row.source >= 0:
            painter.drawPixmap(x, top, self._source_mark(row, height, base - top))

    def _source_mark(self, row: LineRow, height: int, base: int) -> QPixmap:
        """A bar in the source's colour and its letter, with "±" when its times are moved."""
        key = ("moved" if row.moved else "source", row.source)
        known = self._pixmaps.get(key)
        if known is not None and known.deviceIndependentSize().height() == height:
            return known
        picture = _blank(self._source_width, height, self._ratio)
        painter = QPainter(picture)
        painter.fillRect(0, 0, 3, height, series_color(row.source))
        painter.setFont(self._font)
        painter.setPen(color("text"))
        painter.drawText(6, base, source_letter(row.source) + ("±" if row.moved else ""))
        painter.end()
        self._pixmaps[key] = picture
        return picture

    def _mark(self, kind: str, level: int = 0) -> QPixmap:
        known = self._pixmaps.get((kind, level))
        if known is not None:
            return known
        width = self._box + (self._letter + 4 if kind == "level" else 0)
        picture = _blank(width, self._box + 3, self._ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, self._box - 1, self._box - 1)
        if kind == "bookmark":
            draw_bookmark(painter, box)
        elif kind == "anomaly":
            draw_anomaly(painter, box)
        elif level in _LEVEL_STATES:
            draw_state(painter, box, _LEVEL_STATES[level])
        else:
            _draw_quiet_level(painter, box, level)
        if kind == "level":
            painter.setFont(self._font)
            painter.setPen(color(LEVEL_ROLES[level]))
            painter.drawText(self._box + 3, self._box - 1, LEVEL_LETTERS[level])
        painter.end()
        self._pixmaps[kind, level] = picture
        return picture


def _blank(width: int, height: int, ratio: float) -> QPixmap:
    """An empty picture, sharp on dense screens."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def draw_bookmark(painter: QPainter, box: QRectF) -> None:
    """A ribbon."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("accent"))
    third = box.width() / 4
    left, right = box.left() + third, box.right() - third
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(left, box.top()),
                QPointF(right, box.top()),
                QPointF(right, box.bottom()),
                QPointF(box.center().x(), box.bottom() - box.height() * 0.3),
                QPointF(left, box.bottom()),
            ]
        )
    )


def draw_anomaly(painter: QPainter, box: QRectF) -> None:
    """A diamond with a bar."""
    ink = color("warning")
    painter.setPen(QPen(ink, 1.4))
    painter.setBrush(color("anomaly"))
    middle = box.center()
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(middle.x(), box.top()),
                QPointF(box.right(), middle.y()),
                QPointF(middle.x(), box.bottom()),
                QPointF(box.left(), middle.y()),
            ]
        )
    )
    painter.drawLine(
        QPointF(middle.x(), middle.y() - box.height() * 0.22),
        QPointF(middle.x(), middle.y() + box.height() * 0.08),
    )
    painter.drawPoint(QPointF(middle.x(), middle.y() + box.height() * 0.26))


def _draw_quiet_level(painter: QPainter, box: QRectF, level: int) -> None:
    """Information is a dot, debug a ring, trace a dash."""
    ink = color(LEVEL_ROLES[level])
    painter.setPen(QPen(ink, 1.3))
    inner = box.adjusted(*(box.width() * side for side in (0.32, 0.32, -0.32, -0.32)))
    if level == 1:
        middle = inner.center().y()
        painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle))
        return
    if level == 3:
        painter.setBrush(ink)
    painter.drawEllipse(inner)
