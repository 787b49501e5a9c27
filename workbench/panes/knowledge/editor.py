"""The editor of the source: Markdown as it is on disk, never through rich text."""

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QStringListModel, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QWidget

from workbench.panes.knowledge.highlighter import MarkdownHighlighter
from workbench.ui.fonts import code_font
from workbench.ui.translate import tr

_WIKI_START = re.compile(r"\[\[([^\]|\n]*)$")
_LIST_START = re.compile(r"([ \t]*)(?:([-*+])|(\d+)([.)]))([ \t]+)(\[[ xX]\][ \t]+)?")


class SourceEditor(QPlainTextEdit):
    """Plain text with highlighting; `[[` completes titles, Enter goes on with a list."""

    edited = Signal()
    """The text changed by typing (not by opening another article)."""
    image_given = Signal(object)
    """A picture (QImage) or a file (Path) was pasted or dropped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Source of the article"))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFont(code_font())
        self.highlighter = MarkdownHighlighter(self.document())
        self._titles = QStringListModel(self)
        self._completer = QCompleter(self._titles, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._popup = QListView()
        self._popup.setAccessibleName(tr("Articles to link to"))
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._complete)
        self._opening = False
        self._revision = self.document().revision()
        self.textChanged.connect(self._changed)

    def show_text(self, text: str) -> None:
        """Show another text; what was typed before cannot be undone any more."""
        self._opening = True
        self.setPlainText(text)
        self._opening = False
        self._revision = self.document().revision()

    def text(self) -> str:
        """The text exactly as it is: hard blanks stay hard."""
        return raw_text(self.document())

    def replace_text(self, text: str) -> None:
        """Change the whole text in one step that can be undone; the place stays."""
        old, place = self.text(), self.textCursor().position()
        if text == old:
            return
        start = next(
            (n for n, (a, b) in enumerate(zip(old, text, strict=False)) if a != b),
            min(len(old), len(text)),
        )
        tail = 0
        while tail < min(len(old), len(text)) - start and old[-1 - tail] == text[-1 - tail]:
            tail += 1
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(old[:start]))
        cursor.setPosition(_units(old[: len(old) - tail]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[start : len(text) - tail])
        moved = self.textCursor()
        moved.setPosition(min(place, self.document().characterCount() - 1))
        self.setTextCursor(moved)

    def go_to_line(self, line: int, column: int = 1, length: int = 0) -> None:
        """Put the cursor on a line (from 1), selecting `length` letters, and show it."""
        block = self.document().findBlockByNumber(max(line - 1, 0))
        if not block.isValid():
            return
        cursor = QTextCursor(block)
        words = block.text()
        last = block.position() + block.length() - 1
        start = min(block.position() + _units(words[: column - 1]), last)
        cursor.setPosition(start)
        end = min(block.position() + _units(words[: column - 1 + length]), last)
        cursor.setPosition(max(end, start), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()

    def select_range(self, start: int, end: int) -> None:
        """Select letters of the text, counted as Python counts."""
        text = self.text()
        cursor = self.textCursor()
        cursor.setPosition(_units(text[:start]))
        cursor.setPosition(_units(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def selected_range(self) -> tuple[int, int]:
        """The selected letters of the text, counted as Python counts."""
        units = self.text().encode("utf-16-le", "surrogatepass")
        cursor = self.textCursor()
        start, end = (
            len(units[: 2 * place].decode("utf-16-le", "replace"))
            for place in (cursor.selectionStart(), cursor.selectionEnd())
        )
        return start, end

    @property
    def line(self) -> int:
        """The line the cursor is on, from 1."""
        return self.textCursor().blockNumber() + 1

    @property
    def first_visible_line(self) -> int:
        """The first line that is on screen, from 1."""
        return self.firstVisibleBlock().blockNumber() + 1

    def insert(self, text: str) -> None:
        """Insert at the cursor, in place of what is selected."""
        self.textCursor().insertText(text)

    def offer_now(self) -> None:
        """Show what `[[` completes, as if something had been typed."""
        self._suggest()

    def offer_titles(self, titles: list[str]) -> None:
        """What `[[` completes."""
        self._titles.setStringList(sorted(titles, key=str.casefold))

    # keys and pasting

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._popup.isVisible() and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Escape,
            Qt.Key.Key_Tab,
        ):
            event.ignore()
            return
        plain_enter = event.key() == Qt.Key.Key_Return and not event.modifiers()
        if plain_enter and self._continue_list():
            return
        super().keyPressEvent(event)
        self._suggest()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        picture = source.imageData() if source.hasImage() else None
        if files:
            for file in files:
                self.image_given.emit(file)
        elif isinstance(picture, QImage):
            self.image_given.emit(picture)
        elif source.hasText():
            self.insert(source.text())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            if event.type() == QEvent.Type.PaletteChange:
                self.highlighter.dress()
            if self.font() != code_font():
                self.setFont(code_font())

    def _changed(self) -> None:
        # Colouring a line is also told as a change; only typing makes a new revision.
        revision = self.document().revision()
        if not self._opening and revision != self._revision:
            self._revision = revision
            self.edited.emit()

    def _suggest(self) -> None:
        before = self.textCursor().block().text()[: self.textCursor().positionInBlock()]
        start = _WIKI_START.search(before)
        if start is None:
            self._popup.hide()
            return
        self._completer.setCompletionPrefix(start[1])
        if self._completer.completionCount():
            box = self.cursorRect()
            box.setWidth(self.fontMetrics().averageCharWidth() * 40)
            self._completer.complete(box)
            self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _complete(self, title: str) -> None:
        cursor = self.textCursor()
        typed = len(self._completer.completionPrefix())
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, typed)
        cursor.insertText(f"{title}]]")
        self.setTextCursor(cursor)

    def _continue_list(self) -> bool:
        """Start the next entry of a list; an empty entry ends the list."""
        cursor = self.textCursor()
        line = cursor.block().text()
        mark = _LIST_START.match(line)
        if mark is None or cursor.hasSelection() or cursor.positionInBlock() < mark.end():
            return False
        if not line[mark.end() :].strip():
            cursor.select(QTextCursor.SelectionType.LineUnderCursor)
            cursor.removeSelectedText()
            return True
        number = f"{int(mark[3]) + 1}{mark[4]}" if mark[3] else mark[2]
        tick = "[ ] " if mark[6] else ""
        cursor.insertText(f"\n{mark[1]}{number}{mark[5]}{tick}")
        self.ensureCursorVisible()
        return True


def raw_text(document: QTextDocument) -> str:
    """A document's text with \\n between lines; toPlainText() would soften hard blanks."""
    return document.toRawText().replace("\u2029", "\n")


def _units(text: str) -> int:
    """Length as Qt counts: letters beyond the first 65,536 are two."""
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)
