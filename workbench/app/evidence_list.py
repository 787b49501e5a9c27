"""The list of evidence cards, ordered by dragging too, and the field for a note on one of them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QPlainTextEdit

from workbench.app.evidence_cards import NUMBER, EvidenceCards, card_words
from workbench.incidents.pinboard import Pinned
from workbench.ui.translate import tr


class CardList(QListWidget):
    """The list of cards; a card that is dragged goes where it is dropped."""

    def __init__(self, reordered: Callable[[Sequence[int]], None]) -> None:
        super().__init__()
        self._tell = reordered
        self._cards = EvidenceCards(self)
        self.setItemDelegate(self._cards)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self._rows_moved)

    def show_pieces(self, pieces: Sequence[Pinned]) -> None:
        """Show these cards."""
        self.clear()
        for place, piece in enumerate(pieces, start=1):
            item = QListWidgetItem(piece.evidence.title)
            item.setData(NUMBER, piece.number)
            item.setData(Qt.ItemDataRole.UserRole, piece)
            words = tr("{place} of {total}: ", place=place, total=len(pieces)) + card_words(piece)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            item.setToolTip(piece.evidence.title)
            self.addItem(item)
        self._cards.measure()

    def numbers(self) -> list[int]:
        """The numbers of the pieces in the order in which the cards lie."""
        return [self.item(row).data(NUMBER) for row in range(self.count())]

    @Slot()
    def _rows_moved(self) -> None:
        self._tell(self.numbers())

    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._cards.measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cards.measure()


class NoteField(QPlainTextEdit):
    """The note's text field; it is saved when one leaves it."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left()
