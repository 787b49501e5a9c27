"""The preview: a viewer only. Nothing remote is loaded, nothing in a page is run."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from workbench.ui.accessibility import named
from workbench.ui.fonts import code_font
from workbench.ui.look import color, look
from workbench.ui.translate import tr

_LINE = re.compile(r'name="line-(\d+)"')
_TICK = re.compile(r'<li class="task-list-item">(<a name="line-\d+"></a>)?([☐☑]) ?')
_WIDEST_PICTURE = 720
_CUT = tr("The page goes on; the preview shows the beginning of a page as long as this one.")
LONGEST_SHOWN = 500_000
"""Letters of a page that are shown: half a second of work for the window; no runbook has them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as HTML, the sources of its diagrams, and the lines that have anchors."""

    html: str
    diagrams: tuple[str, ...]
    lines: tuple[int, ...]


def render(text: str) -> Rendered:
    """Make the page; may run in a worker thread."""
    import html

    from workbench.knowledge.diagram import CannotDraw, parse_diagram
    from workbench.knowledge.diagram_layout import layout
    from workbench.knowledge.markdown import to_html

    diagrams: list[str] = []

    def draw(source: str) -> str:
        try:
            summary = layout(parse_diagram(source)).summary
        except CannotDraw:
            return ""
        diagrams.append(source)
        words = html.escape(summary)
        return f'<p><img src="diagram:{len(diagrams) - 1}" alt="{words}" title="{words}"></p>\n'

    shown = text
    if len(text) > LONGEST_SHOWN:
        shown = text[: text.rfind("\n", 0, LONGEST_SHOWN) + 1] or text[:LONGEST_SHOWN]
    page = _TICK.sub(_tick, to_html(shown, draw=draw, numbered=True))
    if shown != text:
        page += f"<hr><p><em>{_CUT}</em></p>"
    lines = tuple(sorted({int(number) for number in _LINE.findall(page)}))
    return Rendered(page, tuple(diagrams), lines)


def _tick(match: re.Match[str]) -> str:
    """Qt draws the box of an entry with one of these classes in place of its bullet."""
    return f'<li class="{"checked" if match[2] == "☑" else "unchecked"}">{match[1] or ""}'


class Preview(QTextBrowser):
    """Shows a page; links are told to the pane."""

    link_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Preview of the article"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.folder = Path()
        self._shown = Rendered("", (), ())
        self.anchorClicked.connect(self._clicked)
        self._dress()

    def show_page(self, page: Rendered, folder: Path) -> None:
        """Show a page whose pictures lie in `folder`; the place stays."""
        self.folder = folder
        self._shown = page
        place = self.verticalScrollBar().value()
        self.setHtml(f"<body>{page.html}</body>")
        self.verticalScrollBar().setValue(place)

    def follow(self, line: int) -> None:
        """Scroll to the block that comes from this line of the source."""
        before = [known for known in self._shown.lines if known <= line]
        if before:
            self.scrollToAnchor(f"line-{before[-1]}")
        else:
            self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures of this folder and drawn diagrams; all else is refused."""
        url = QUrl(name) if isinstance(name, str) else name
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        if url.scheme() == "diagram":
            return self._diagram(url.path())
        if url.scheme() not in ("", "file") or url.host():
            return None
        path = (self.folder / url.path()).resolve()
        if not path.is_file():
            return None
        picture = QImage(str(path))
        widest = look().pixels(_WIDEST_PICTURE)
        return picture.scaledToWidth(widest) if picture.width() > widest else picture

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()

    def _dress(self) -> None:
        code = code_font()
        families = ", ".join(f"'{family}'" for family in code.families())
        size = self.font().pointSizeF()
        self.document().setDefaultStyleSheet(
            f"h1 {{ font-size: {size * 1.5:.1f}pt; }} h2 {{ font-size: {size * 1.2:.1f}pt; }}"
            f" h3, h4, h5, h6 {{ font-size: {size:.1f}pt; }}"
            f" a {{ color: {color('accent').name()}; }}"
            f" pre, code {{ font-family: {families}; font-size: {code.pointSizeF():.1f}pt;"
            f" background-color: {color('surface').name()}; }}"
            f" th, td {{ padding: 4px 8px; border: 1px solid {color('border').name()}; }}"
            " table { border-collapse: collapse; } p, li { line-height: 140%; }"
        )
        self.document().setDocumentMargin(look().pixels(16))
        self.document().setIndentWidth(look().pixels(24))
        if self._shown.html:
            self.show_page(self._shown, self.folder)

    def _diagram(self, number: str) -> QImage | None:
        from workbench.knowledge.diagram import parse_diagram
        from workbench.knowledge.diagram_layout import layout
        from workbench.panes.knowledge.painting import image_of

        if not number.isdigit() or int(number) >= len(self._shown.diagrams):
            return None
        drawing = layout(parse_diagram(self._shown.diagrams[int(number)]))
        return image_of(drawing, look().zoom)

    def _clicked(self, url: QUrl) -> None:
        self.link_opened.emit(url.toString())
