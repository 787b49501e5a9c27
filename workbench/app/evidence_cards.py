"""How a piece of evidence looks in the dock: title, source, time, and whether it has a note."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from workbench.incidents.pinboard import Pinned
from workbench.ui.fonts import SMALL, scaled
from workbench.ui.look import color, look
from workbench.ui.subject import Subject, about_words
from workbench.ui.translate import tr

NUMBER = int(Qt.ItemDataRole.UserRole) + 1
"""The item role under which a card holds its piece's number."""

Index = QModelIndex | QPersistentModelIndex


def card_words(piece: Pinned) -> str:
    """The card in spoken words."""
    parts = [piece.evidence.kind.replace("-", " "), piece.evidence.title, piece.evidence.source]
    if piece.evidence.time is not None:
        parts.append(_time_words(piece))
    if piece.about:
        parts.append(tr("for {subject}", subject=about_words(piece.about)))
    if piece.note:
        parts.append(tr("with a note"))
    return ", ".join(parts)


class EvidenceCards(QStyledItemDelegate):
    """Paints the cards: two lines of title at most, then where it is from."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        piece = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(piece, Pinned):
            return
        painter.save()
        rect = _rect(option)
        view = self.parent()
        selected = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        painter.fillRect(rect, color("selected" if selected else "ground"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), _hairline())
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("accent"))
        pad = look().pixels(8)
        inner = rect.adjusted(pad + 3, pad, -pad, -pad)
        title, small = _fonts(option)
        painter.setFont(small)
        line = QFontMetrics(small).height()
        source, about = _small_lines(piece)
        lines = ((about, Qt.TextElideMode.ElideRight), (source, Qt.TextElideMode.ElideMiddle))
        for number, (words, where) in enumerate(lines):  # from the bottom up
            place = QRect(
                inner.left(), inner.bottom() - line * (number + 1) + 1, inner.width(), line
            )
            painter.setPen(color("muted"))
            elided = QFontMetrics(small).elidedText(words, where, inner.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setFont(title)
        painter.setPen(color("text"))
        height = QFontMetrics(title).height()
        for number, words in enumerate(_title_lines(piece, title, inner.width())):
            place = QRect(inner.left(), inner.top() + height * number, inner.width(), height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        piece = index.data(Qt.ItemDataRole.UserRole)
        title, small = _fonts(option)
        parent = self.parent()
        width = parent.viewport().width() if isinstance(parent, QAbstractItemView) else 200
        pad = look().pixels(8)
        lines = 1
        below = 2
        if isinstance(piece, Pinned):
            lines = len(_title_lines(piece, title, width - 2 * pad - 3))
            below = len(_small_lines(piece))
        height = QFontMetrics(title).height() * lines + QFontMetrics(small).height() * below
        return QSize(width, height + 2 * pad + 2)


def _hairline() -> QColor:
    """A quiet line between cards; a strong one where the theme asks for contrast."""
    ink = color("border")
    if not look().theme.contrast:
        ink.setAlphaF(0.4)
    return ink


def _small_lines(piece: Pinned) -> list[str]:
    """Where it is from, and the rest, what matters most first."""
    when = _time_words(piece) if piece.evidence.time is not None else ""
    second = " · ".join(
        part
        for part in (
            "" if piece.intact else tr("changed!"),
            when,
            tr("for {subject}", subject=Subject(piece.about).name) if piece.about else "",
            tr("note") if piece.note else "",
            piece.evidence.kind.replace("-", " "),
        )
        if part
    )
    return [piece.evidence.source, second]


def _title_lines(piece: Pinned, font: QFont, width: int) -> list[str]:
    """The title broken into two lines at most, the second elided."""
    metrics = QFontMetrics(font)
    words = piece.evidence.title.split()
    first = ""
    while words and (not first or metrics.horizontalAdvance(f"{first} {words[0]}") <= width):
        first = f"{first} {words.pop(0)}".strip()
    lines = [metrics.elidedText(first, Qt.TextElideMode.ElideRight, width)]
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return lines


def _time_words(piece: Pinned) -> str:
    time = piece.evidence.time
    return "" if time is None else time.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _fonts(option: QStyleOptionViewItem) -> tuple[QFont, QFont]:
    font = QFont(option.font)
    return scaled(font, 1.0, bold=True), scaled(font, SMALL)


def _rect(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)
