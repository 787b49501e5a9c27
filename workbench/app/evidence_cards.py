"""How a piece of evidence looks in the dock: title, source, time, and whether it has a note."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from workbench.incidents.pinboard import Pinned
from workbench.ui.fonts import SMALL, scaled
from workbench.ui.look import color, look
from workbench.ui.subject import Subject, about_words
from workbench.ui.translate import tr

NUMBER = int(Qt.ItemDataRole.UserRole) + 1
"""The item role under which a card holds its piece's number."""

_FACE = NUMBER + 1

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


class Face(NamedTuple):
    """What a card shows at some width and font: lines that fit, from the top."""

    title: list[str]
    source: str
    rest: str
    height: int


class EvidenceCards(QStyledItemDelegate):
    """Paints the cards: two lines of title at most, then where it is from.

    The list measures the faces beforehand: every call of Qt made while painting may have to
    wait for whatever else runs in Python.
    """

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view
        self._use(view.font())

    def _use(self, font: QFont) -> None:
        self._title = scaled(font, 1.0, bold=True)
        self._small = scaled(font, SMALL)
        self._title_height = QFontMetrics(self._title).height()
        self._small_height = QFontMetrics(self._small).height()

    def measure(self) -> None:
        """Lay out all cards for the view's width and font."""
        self._use(self._view.font())
        width = self._view.viewport().width()
        for row in range(self._view.count()):
            item = self._view.item(row)
            face = self._face(item.data(Qt.ItemDataRole.UserRole), width)
            item.setData(_FACE, face)
            item.setSizeHint(QSize(width, face.height))

    def _face(self, piece: Pinned, width: int) -> Face:
        pad = look().pixels(8)
        inner = width - 2 * pad - 3
        small = QFontMetrics(self._small)
        source, rest = _small_lines(piece)
        title = _title_lines(piece, self._title, inner)
        height = self._title_height * len(title) + self._small_height * 2 + 2 * pad + 2
        return Face(
            title,
            small.elidedText(source, Qt.TextElideMode.ElideMiddle, inner),
            small.elidedText(rest, Qt.TextElideMode.ElideRight, inner),
            height,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        face = index.data(_FACE)
        if not isinstance(face, Face):
            return
        painter.save()
        rect = _rect(option)
        selected = self._view.currentIndex() == index
        painter.fillRect(rect, color("selected" if selected else "ground"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), _hairline())
        if selected:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("accent"))
        pad = look().pixels(8)
        left, width = rect.left() + pad + 3, rect.width() - 2 * pad - 3
        top = rect.top() + pad

        def lines(texts: Sequence[str], height: int) -> None:
            nonlocal top
            for words in texts:
                painter.drawText(
                    QRect(left, top, width, height), Qt.AlignmentFlag.AlignVCenter, words
                )
                top += height

        painter.setFont(self._title)
        painter.setPen(color("text"))
        lines(face.title, self._title_height)
        painter.setFont(self._small)
        painter.setPen(color("muted"))
        lines((face.source, face.rest), self._small_height)
        painter.restore()


def _hairline() -> QColor:
    """A quiet line between cards; a strong one where the theme asks for contrast."""
    ink = color("border")
    if not look().theme.contrast:
        ink.setAlphaF(0.4)
    return ink


def _small_lines(piece: Pinned) -> tuple[str, str]:
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
    return piece.evidence.source, second


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


def _rect(option: QStyleOptionViewItem) -> QRect:
    return QRect(option.rect)
