"""The chooser behind the command palette and quick open: type a few letters, press Enter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.accessibility import announce, named
from workbench.ui.fonts import SMALL, scaled
from workbench.ui.fuzzy import match
from workbench.ui.look import color, look
from workbench.ui.translate import tr

_SHOWN = 200
_FOUND = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its title, a word on the right, its keys, and what it does.

    `detail` stands below the title in small letters; `why_not` is the reason why it
    cannot be chosen now, shown in its place.
    """

    title: str
    run: Callable[[], None]
    group: str = ""
    detail: str = ""
    shortcut: str = ""
    why_not: str | None = None

    @property
    def keys(self) -> str:
        """The shortcut as it is written on this system."""
        return QKeySequence(self.shortcut).toString(QKeySequence.SequenceFormat.NativeText)

    @property
    def words(self) -> str:
        """The choice in spoken words."""
        reason = "" if self.why_not is None else tr("not now: {why}", why=self.why_not)
        parts = (self.group, self.title, self.detail, self.keys, reason)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Found:
    choice: Choice
    positions: tuple[int, ...]


class Palette(QDialog):
    """A field and a list below it; letters filter, arrows move, Enter chooses, Esc leaves."""

    def __init__(self, title: str, prompt: str, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._choices = list(choices)
        self._chosen: Choice | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.field = named(QLineEdit(self), title, prompt)
        self.field.setPlaceholderText(prompt)
        self.field.installEventFilter(self)
        self.list = named(QListWidget(self), title)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.nothing = QLabel(tr("Nothing matches."), self)
        self.nothing.setProperty("role", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        self.field.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._clicked)
        self._filter("")
        self._place(parent)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show other choices under the same query; what is selected stays selected."""
        held = self.current
        self._choices = list(choices)
        self._filter(self.field.text())
        for row in range(self.list.count()):
            if held is not None and self._found(row).choice.title == held.title:
                self.list.setCurrentRow(row)

    @property
    def current(self) -> Choice | None:
        """What Enter would choose."""
        row = self.list.currentRow()
        return None if row < 0 else self._found(row).choice

    @property
    def titles(self) -> list[str]:
        """The titles that are listed now, the best first."""
        return [self._found(row).choice.title for row in range(self.list.count())]

    def choose(self) -> None:
        """Close, then do what is selected."""
        choice = self.current
        if choice is None:
            return
        if choice.why_not is not None:
            announce(self, choice.why_not, urgent=True)
            return
        self.close()
        choice.run()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Move or choose; the caret stays in the field."""
        page = max(self.list.viewport().height() // max(self.list.sizeHintForRow(0), 1) - 1, 1)
        last = self.list.count() - 1
        row = self.list.currentRow()
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
            return True
        wanted = {
            Qt.Key.Key_Down: row + 1 if row < last else 0,
            Qt.Key.Key_Up: row - 1 if row > 0 else last,
            Qt.Key.Key_PageDown: min(row + page, last),
            Qt.Key.Key_PageUp: max(row - page, 0),
        }.get(Qt.Key(key))
        if wanted is None or not plain or last < 0:
            return False
        self.list.setCurrentRow(wanted)
        announce(self.list, self._found(wanted).choice.words)
        return True

    @Slot(str)
    def _filter(self, query: str) -> None:
        found = _best(query, self._choices)[:_SHOWN]
        self.list.clear()
        for each in found:
            item = QListWidgetItem(each.choice.title)
            item.setData(_FOUND, each)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, each.choice.words)
            if each.choice.why_not is not None:
                item.setToolTip(each.choice.why_not)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.nothing.setVisible(not found)
        if query:
            announce(self.list, tr("{count} found", count=len(found)))

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self.list.setCurrentItem(item)
        self.choose()

    def _found(self, row: int) -> _Found:
        found = self.list.item(row).data(_FOUND)
        assert isinstance(found, _Found)
        return found

    def _place(self, parent: QWidget) -> None:
        """In the upper middle of the window, as wide as 72 letters where there is room."""
        letters = self.fontMetrics().averageCharWidth() * 72
        width = min(max(letters, 480), parent.width() - 32)
        height = min(look().pixels(480), parent.height() - 96)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.setGeometry(corner.x() + (parent.width() - width) // 2, corner.y() + 48, width, height)


def _best(query: str, choices: Sequence[Choice]) -> list[_Found]:
    """The choices that match, the best first; of equals, in the order in which they came."""
    if not query.strip():
        return [_Found(choice, ()) for choice in choices]
    scored: list[tuple[int, int, _Found]] = []
    for place, choice in enumerate(choices):
        inside = match(query, choice.title)
        if inside is not None:
            scored.append((-inside.score, place, _Found(choice, inside.positions)))
            continue
        beside = match(query, f"{choice.title} {choice.group} {choice.detail}")
        if beside is not None:
            places = tuple(p for p in beside.positions if p < len(choice.title))
            scored.append((100 - beside.score, place, _Found(choice, places)))
    return [found for _, _, found in sorted(scored, key=lambda each: each[:2])]


class _Rows(QStyledItemDelegate):
    """Paints a choice: title with the matched letters marked, group and keys on the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found = index.data(_FOUND)
        if not isinstance(found, _Found):
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, color("selected" if selected else "ground"))
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("accent"))
        pad = look().pixels(10)
        inner = rect.adjusted(pad, 0, -pad, 0)
        small = scaled(font, SMALL)
        painter.setFont(small)
        painter.setPen(color("muted"))
        right = "   ".join(part for part in (found.choice.group, found.choice.keys) if part)
        taken = QFontMetrics(small).horizontalAdvance(right)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        title = inner.adjusted(0, 0, -taken - pad, 0)
        detail = found.choice.why_not or found.choice.detail
        if detail:
            height = QFontMetrics(small).height()
            below = QRect(title.left(), title.bottom() - height - 3, title.width(), height)
            elided = QFontMetrics(small).elidedText(
                detail, Qt.TextElideMode.ElideMiddle, title.width()
            )
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, elided)
            title = title.adjusted(0, 3, 0, -height - 3)
        ink = color("muted" if found.choice.why_not is not None else "text")
        _draw_marked(painter, title, font, found, ink.name())
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        found = index.data(_FOUND)
        font: QFont = option.font
        height = QFontMetrics(font).height() + look().pixels(8)
        if isinstance(found, _Found) and (found.choice.detail or found.choice.why_not):
            height += QFontMetrics(scaled(font, SMALL)).height()
        return QSize(100, max(height, look().target_height))


def _draw_marked(painter: QPainter, rect: QRect, font: QFont, found: _Found, ink: str) -> None:
    """The title; letters that were typed are bold and underlined."""
    marked = QFont(font)
    marked.setBold(True)
    marked.setUnderline(True)
    x = rect.left()
    for text, is_marked in _runs(found.choice.title, frozenset(found.positions)):
        chosen = marked if is_marked else font
        advance = QFontMetrics(chosen).horizontalAdvance(text)
        painter.setFont(chosen)
        painter.setPen(ink)
        room = QRect(x, rect.top(), max(rect.right() - x, 0), rect.height())
        shown = QFontMetrics(chosen).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        x += advance


def _runs(text: str, positions: frozenset[int]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether its letters were matched."""
    runs: list[tuple[str, bool]] = []
    for place, letter in enumerate(text):
        marked = place in positions
        if runs and runs[-1][1] == marked:
            runs[-1] = (runs[-1][0] + letter, marked)
        else:
            runs.append((letter, marked))
    return runs
