"""The screen of the line view: reads, measures and paints only the rows that can be seen."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from workbench.ui.fonts import code_font
from workbench.ui.line_view.display import Display, display
from workbench.ui.line_view.gutter import Gutter
from workbench.ui.line_view.minimap import Minimap
from workbench.ui.line_view.painter import (
    Colors,
    Highlighter,
    Spans,
    TextPainter,
    frame_current,
    shifted,
    wrapped,
)
from workbench.ui.line_view.rows import LineRow, RowSource
from workbench.ui.line_view.scroll import RowScroll
from workbench.ui.look import look
from workbench.ui.translate import tr

_WHEEL_ROWS = 3
_LEAST_ROWS = 4
_WRAPPED_BYTES = 4096
_HIGHLIGHTED_CHARACTERS = 4096


class LineScreen(QAbstractScrollArea):
    """Shows the rows of a RowSource, the selection among them. Reading is left to the source."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setAccessibleName(tr("{name}: position", name=name))
        self.horizontalScrollBar().setAccessibleName(tr("{name}: sideways", name=name))
        self.minimap = Minimap(tr("{name}: marks of the whole file", name=name), self)
        self._source: RowSource | None = None
        self._scroll = RowScroll(self.verticalScrollBar())
        self._gutter = Gutter()
        self._highlighter: Highlighter | None = None
        self._wrap = False
        self._current: int | None = None
        self._anchor: int | None = None
        self._widest = 0.0
        self._row_at_y: list[tuple[int, int, int]] = []
        self.verticalScrollBar().valueChanged.connect(self._bar_moved)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self._measure()

    # what is shown

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return 0 if self._source is None else self._source.row_count

    @property
    def first_row(self) -> int:
        """The first visible row."""
        return self._scroll.top

    @property
    def current(self) -> int | None:
        """The current row's number."""
        return self._current

    @property
    def wrap(self) -> bool:
        """Whether long lines are continued below."""
        return self._wrap

    def show_source(self, source: RowSource | None, *, sources: bool = False) -> None:
        """Show other rows from the top; `sources` opens the column of source letters."""
        self._source = source
        self._gutter.sources = sources
        self._current = self._anchor = None
        self._widest = 0.0
        self._scroll.top = 0
        self.horizontalScrollBar().setValue(0)
        self.refresh()

    def refresh(self) -> None:
        """Read the rows on the screen again; there may be more or fewer of them now."""
        count = self.row_count
        if self._current is not None and self._current >= count:
            self._current = self._anchor = count - 1 if count else None
        self._measure()
        self._fit_range()
        self.viewport().update()

    def set_highlighter(self, highlighter: Highlighter | None) -> None:
        """Highlight parts of every line (what was searched for)."""
        self._highlighter = highlighter
        self.viewport().update()

    def set_wrap(self, on: bool) -> None:
        """Continue long lines below instead of scrolling sideways."""
        self._wrap = on
        self._fit_range()
        self.viewport().update()

    def selection(self) -> tuple[int, int] | None:
        """The first and last selected row; None when there is no current row."""
        if self._current is None or self._anchor is None:
            return None
        return min(self._current, self._anchor), max(self._current, self._anchor)

    def is_at_end(self) -> bool:
        """Whether the last row is on the screen."""
        return self._scroll.top >= self._scroll.largest

    def go_to_end(self) -> None:
        """Show the last rows (while following a growing file) without moving the current one."""
        self._scroll.go(self._scroll.largest)
        self.viewport().update()

    def row(self, number: int) -> LineRow | None:
        """One row by its number."""
        if self._source is None:
            return None
        found = self._source.rows(number, 1)
        return found[0] if found else None

    def rows_on_screen(self) -> int:
        """How many rows fit."""
        return max(self.viewport().height() // self._row_height, 1)

    def sizeHint(self) -> QSize:
        return QSize(800, 480)

    def minimumSizeHint(self) -> QSize:
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(self._gutter.width + 60, _LEAST_ROWS * self._row_height + bar)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - event.angleDelta().x())
            return
        steps = -event.angleDelta().y() / 120 * _WHEEL_ROWS
        rows = round(steps) or (1 if steps > 0 else -1)
        if self._scroll.go(self._scroll.top + rows):
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_range()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
        if event.type() in kinds:
            self._measure()
            self._fit_range()
            self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self.viewport())
        colors = Colors.now()
        area = self.viewport().rect()
        painter.fillRect(area, colors.ground)
        self._row_at_y.clear()
        if self._source is None or not self.row_count:
            return
        painter.setFont(self._font)
        text = TextPainter(painter, colors, area.width())
        chosen = self.selection() or (-1, -2)
        rows = self._source.rows(self._scroll.top, area.height() // self._row_height + 2)
        y, widest = 0, self._widest
        for place, row in enumerate(rows, self._scroll.top):
            if self._wrap:
                row = _clipped(row)  # noqa: PLW2901 - the shorter row takes its place
            shown = display(row.data, row.encoding)
            parts = wrapped(shown, self._columns) if self._wrap else [shown]
            height = self._row_height * len(parts)
            selected = chosen[0] <= place <= chosen[1]
            ground = colors.selected if selected else colors.anomaly if row.anomaly else None
            if ground is not None:
                painter.fillRect(0, y, area.width(), height, ground)
            self._paint_text(text, row, parts, y)
            painter.fillRect(0, y, self._gutter.width, height, ground or colors.ground)
            self._gutter.paint(painter, row, y, self._row_height, y + self._base)
            painter.setFont(self._font)
            if place == self._current:
                frame_current(painter, QRectF(0, y, area.width(), height), self.hasFocus())
            widest = max(widest, text.offset(shown, len(shown.text)))
            self._row_at_y.append((y, y + height, place))
            y += height
            if y > area.height():
                break
        painter.end()
        if widest > self._widest:
            self._widest = widest
            self._fit_width()

    def _paint_text(self, text: TextPainter, row: LineRow, parts: list[Display], y: int) -> None:
        whole = "".join(part.text for part in parts)
        spans: Spans = (
            self._highlighter(whole[:_HIGHLIGHTED_CHARACTERS]) if self._highlighter else ()
        )
        left = self._gutter.width + 6.0 - self.horizontalScrollBar().value()
        start = 0
        for number, part in enumerate(parts):
            at = QPointF(left, y + number * self._row_height + self._base)
            text.paint(row, part, at, shifted(spans, start, len(part.text)))
            start += len(part.text)

    # measures

    def _measure(self) -> None:
        self._font = code_font()
        self._metrics = QFontMetricsF(self._font)
        self._advance = self._metrics.horizontalAdvance("M")
        text_height = self._metrics.height()
        self._row_height = max(round(text_height * look().line_spacing), round(text_height) + 2)
        self._base = round((self._row_height - text_height) / 2 + self._metrics.ascent())
        self._gutter.measure(self._font, self.row_count, self.devicePixelRatioF())
        self.setViewportMargins(0, 0, self.minimap.wanted_width(), 0)

    @property
    def _columns(self) -> int:
        """How many characters fit beside the gutter."""
        room = self.viewport().width() - self._gutter.width - 12
        return max(int(room / self._advance), 20)

    def _fit_range(self) -> None:
        page = self.rows_on_screen()
        self._scroll.set_range(self.row_count - page, page)
        self._fit_width()
        area = self.viewport().geometry()
        self.minimap.setGeometry(
            area.right() + 1, area.top(), self.minimap.wanted_width(), area.height()
        )
        self._show_screen_in_minimap()

    def _fit_width(self) -> None:
        bar = self.horizontalScrollBar()
        room = self.viewport().width() - self._gutter.width - 12
        bar.setRange(0, 0 if self._wrap else max(round(self._widest) - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(round(self._advance) * 4)

    def _bring_into_view(self, row: int, *, center: bool) -> None:
        page = self.rows_on_screen()
        top = self._scroll.top
        if top <= row < top + page - (0 if not self._wrap else page // 2):
            return
        if center:
            self._scroll.go(row - page // 3)
        else:
            self._scroll.go(row if row < top else row - page + (1 if not self._wrap else page // 2))
        self._show_screen_in_minimap()

    def _row_under(self, y: float) -> int | None:
        for top, bottom, row in self._row_at_y:
            if top <= y < bottom:
                return row
        return None

    def _show_screen_in_minimap(self) -> None:
        count = max(self.row_count, 1)
        page = self.rows_on_screen()
        self.minimap.show_screen(self._scroll.top / count, min(page / count, 1.0))

    @Slot(int)
    def _bar_moved(self, value: int) -> None:
        self._scroll.follow_bar(value)
        self._show_screen_in_minimap()
        self.viewport().update()


def _clipped(row: LineRow) -> LineRow:
    """A row that fills a few screen lines at most when it is wrapped."""
    return row._replace(data=row.data[:_WRAPPED_BYTES])
