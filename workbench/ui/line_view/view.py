"""The virtual line view: paints and reads only the rows on the screen, by keyboard and by ear."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from workbench.core.text import count, size
from workbench.ui.accessibility import announce
from workbench.ui.clipboard import copy_bytes
from workbench.ui.line_view.display import plain
from workbench.ui.line_view.interface import register
from workbench.ui.line_view.screen import LineScreen
from workbench.ui.translate import tr

_COPIED_AT_ONCE = 1_000
_READ_AT_ONCE = 4 << 20
_SPOKEN_CHARACTERS = 400
_WHEEL_ROWS = 3
_WRAPPED_BYTES = 4096
_HIGHLIGHTED_CHARACTERS = 4096


class LineView(LineScreen):
    """Shows the rows of a RowSource. Reading is left to the source: one screen per frame.

    Arrows, Page Up/Down, Home and End move the current row, Shift extends the selection,
    Left and Right scroll sideways. `describe` gives the words in which a row is announced.
    """

    current_changed = Signal(object)
    """The current row's number (a Python integer: there may be more than 2^31), or None."""
    menu_wanted = Signal(object)
    """A context menu is asked for at a point on the screen."""
    activated = Signal(object)
    """Enter or a double click on a row's number."""
    copy_wanted = Signal(object)
    """Many rows are to be copied: reads them in a task (Progress in, bytes out)."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        register("LineView")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.minimap.jumped.connect(self._jump_to_share)
        self.describe: Callable[[int], str] = self._plain_words

    # moving

    def go_to(self, row: int, *, select: bool = False, center: bool = True) -> None:
        """Make a row current and show it; with `select` the selection grows to it."""
        count = self.row_count
        if not count:
            return
        row = min(max(row, 0), count - 1)
        moved = row != self._current
        self._current = row
        if not select or self._anchor is None:
            self._anchor = row
        self._bring_into_view(row, center=center)
        self.viewport().update()
        if moved:
            self.current_changed.emit(row)
            self._announce_current()

    def take_place(self, current: int | None, top: int) -> None:
        """Be where one was, silently: the rows were replaced by more of the same."""
        self._current = self._anchor = current
        self._scroll.go(top)
        self.refresh()

    def select(self, first: int, last: int) -> None:
        """Select the rows from `first` to `last`."""
        self._anchor = first
        self.go_to(last, select=True)

    def select_all(self) -> None:
        """Select every row."""
        if self.row_count:
            self._anchor = 0
            self.go_to(self.row_count - 1, select=True, center=False)

    def copy(self) -> None:
        """Copy the original bytes of the selected rows; many of them by `copy_wanted`."""
        chosen = self.selection()
        if chosen is None or self._source is None:
            return
        first, last = chosen
        rows = last - first + 1
        shown = self._source.rows(first, min(rows, _COPIED_AT_ONCE))
        if rows > len(shown) or sum(row.length for row in shown) > _READ_AT_ONCE:
            self.copy_wanted.emit(partial(self._source.raw, first, last))
        else:
            self.take_copy(self._source.raw(first, last))

    def take_copy(self, raw: bytes) -> None:
        """Put rows that were read on the clipboard, and say so."""
        copy_bytes(raw)
        words = count(raw.count(b"\n"), "line", "lines")
        announce(self, tr("Copied {words}, {size}.", words=words, size=size(len(raw))))

    def position(self) -> str:
        """Where the current row is: "3 of 25"."""
        place = 0 if self._current is None else self._current + 1
        return tr("{place} of {total}", place=f"{place:,}", total=f"{self.row_count:,}")

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
            return
        target = self._key_target(event)
        if target is not None:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_to(target, select=shift, center=False)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            step = 8 * round(self._advance)
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (step if event.key() == Qt.Key.Key_Right else -step))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.activated.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _key_target(self, event: QKeyEvent) -> int | None:
        """The row a movement key leads to; None for every other key."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier or not self.row_count:
            return None
        at = self._scroll.top if self._current is None else self._current
        page = max(self.rows_on_screen() - 1, 1)
        start = at - 1 if self._current is None else at
        targets = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: start + 1,
            Qt.Key.Key_PageUp: at - page,
            Qt.Key.Key_PageDown: at + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.row_count - 1,
        }
        return targets.get(Qt.Key(event.key()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_under(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_to(row, select=shift, center=False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            y = event.position().y()
            if y < 0 or y > self.viewport().height():
                self._scroll.go(self._scroll.top + (-1 if y < 0 else 1))
            row = self._row_under(min(max(y, 0), self.viewport().height() - 1))
            if row is not None:
                self.go_to(row, select=True, center=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_under(event.position().y())
        if row is not None:
            self.activated.emit(row)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QEvent) -> None:
        super().focusInEvent(event)  # pyright: ignore[reportArgumentType] - a QFocusEvent
        if self._current is None and self.row_count:
            self.go_to(self._scroll.top, center=False)
        self.viewport().update()

    def focusOutEvent(self, event: QEvent) -> None:
        super().focusOutEvent(event)  # pyright: ignore[reportArgumentType] - a QFocusEvent
        self.viewport().update()

    @Slot(float)
    def _jump_to_share(self, share: float) -> None:
        self.go_to(round(share * (self.row_count - 1)))

    # by ear

    def spoken_row(self, number: int) -> str:
        """A row as it is announced."""
        return self.describe(number)[:_SPOKEN_CHARACTERS]

    def _plain_words(self, number: int) -> str:
        row = self.row(number)
        return "" if row is None else plain(row.data, row.encoding)

    def _announce_current(self) -> None:
        if self._current is not None and self.hasFocus():
            announce(self, f"{self.spoken_row(self._current)}, {self.position()}")
