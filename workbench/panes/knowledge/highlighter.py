"""Colours Markdown in the editor: headings, code, links, marks, front matter."""

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from workbench.ui.fonts import code_font
from workbench.ui.look import color

_TEXT, _CODE, _FRONT = 0, 1, 2
_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])(?:[ \t]+\[[ xX]\])?[ \t]")
_QUOTE = re.compile(r"[ \t]*>+")
_KEY = re.compile(r"[\w-]+:")
_SPANS = (
    ("code", re.compile(r"`[^`\n]+`")),
    ("link", re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)|\[\[[^\]\n]+\]\]|https?://[^\s)>]+")),
    ("strong", re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")),
    ("soft", re.compile(r"<!--.*?-->|</?[A-Za-z][^>\n]*>")),
)


class MarkdownHighlighter(QSyntaxHighlighter):
    """One line at a time; a line knows from the one before whether it is code."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spelling: dict[int, list[tuple[int, int]]] = {}
        self._formats = _formats()

    def dress(self) -> None:
        """Take the colours and fonts that are applied now."""
        self._formats = _formats()
        self.rehighlight()

    def show_findings(self, places: dict[int, list[tuple[int, int]]]) -> None:
        """Underline (column, length) from 0 on these lines (from 0); only changed lines repaint."""
        changed = {
            line
            for line in {*places, *self._spelling}
            if places.get(line) != self._spelling.get(line)
        }
        self._spelling = places
        for line in changed:
            block = self.document().findBlockByNumber(line)
            if block.isValid():
                self.rehighlightBlock(block)

    def highlightBlock(self, text: str) -> None:
        before = self.previousBlockState()
        block = self.currentBlock().blockNumber()
        state = before if before > _TEXT else _TEXT
        if block == 0 and text.strip() == "---":
            self._whole(text, "soft", _FRONT)
        elif state == _FRONT:
            self._front(text)
        elif _FENCE.match(text):
            self._whole(text, "code", _TEXT if state == _CODE else _CODE)
        elif state == _CODE:
            self._whole(text, "code", _CODE)
        else:
            self.setCurrentBlockState(_TEXT)
            self._prose(text)
        self._underline(block)

    def _front(self, text: str) -> None:
        ends = text.strip() in ("---", "...")
        self.setCurrentBlockState(_TEXT if ends else _FRONT)
        key = _KEY.match(text)
        self.setFormat(0, len(text), self._formats["soft"])
        if key:
            self.setFormat(0, key.end(), self._formats["mark"])

    def _whole(self, text: str, form: str, state: int) -> None:
        self.setFormat(0, len(text), self._formats[form])
        self.setCurrentBlockState(state)

    def _prose(self, text: str) -> None:
        if _HEADING.match(text):
            self.setFormat(0, len(text), self._formats["heading"])
        for pattern in (_LIST, _QUOTE):
            mark = pattern.match(text)
            if mark:
                self.setFormat(0, mark.end(), self._formats["mark"])
        for form, pattern in _SPANS:
            for match in pattern.finditer(text):
                self.setFormat(match.start(), len(match[0]), self._formats[form])

    def _underline(self, block: int) -> None:
        for start, length in self._spelling.get(block, ()):
            for place in range(start, start + length):
                under = QTextCharFormat(self.format(place))
                under.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
                under.setUnderlineColor(color("error"))
                self.setFormat(place, 1, under)


def _formats() -> dict[str, QTextCharFormat]:
    made: dict[str, QTextCharFormat] = {}
    for name, role in (
        ("heading", "accent"),
        ("code", "text"),
        ("link", "accent"),
        ("strong", "text"),
        ("soft", "muted"),
        ("mark", "info"),
    ):
        form = QTextCharFormat()
        form.setForeground(color(role))
        made[name] = form
    made["heading"].setFontWeight(QFont.Weight.Bold)
    made["strong"].setFontWeight(QFont.Weight.Bold)
    made["link"].setFontUnderline(True)
    made["code"].setBackground(color("surface"))
    made["code"].setFontFamilies(code_font().families())
    return made
