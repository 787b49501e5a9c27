"""An article as PDF, laid out by Qt: dark on white, A4, diagrams drawn."""

import html
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from workbench.core.errors import UserError
from workbench.knowledge.article import Article
from workbench.panes.knowledge.preview import Rendered, render

_MARGIN_MM = 20
_STYLE = (
    "body { color: #000000; } a { color: #00307A; } h1 { font-size: 18pt; } h2 { font-size: 13pt; }"
    " pre, code { font-family: monospace; font-size: 9pt; background-color: #F4F5F7; }"
    " table { border-collapse: collapse; } th, td { border: 1px solid #7A8291; padding: 3px 6px; }"
)


class _PageDocument(QTextDocument):
    """Finds pictures in the articles' folder only."""

    def __init__(self, page: Rendered, folder: Path) -> None:
        super().__init__()
        self._page = page
        self._folder = folder

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        from workbench.knowledge.diagram import parse_diagram
        from workbench.knowledge.diagram_layout import layout
        from workbench.panes.knowledge.painting import image_of

        url = QUrl(name) if isinstance(name, str) else name
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        if url.scheme() == "diagram":
            return image_of(layout(parse_diagram(self._page.diagrams[int(url.path())])), 1.0)
        if url.scheme() in ("", "file") and not url.host():
            return QImage(str(self._folder / url.path()))
        return None


def write_pdf(article: Article, shelf: Path, path: Path, today: date) -> None:
    """Write the article with its trust on top. Raises UserError when the file cannot be made."""
    trust = article.trust(today)
    page = render(article.text)
    document = _PageDocument(page, (shelf / article.path).parent)
    document.setDefaultStyleSheet(_STYLE)
    note = html.escape(f"{trust.badge}. {trust.reason} {article.path}")
    document.setHtml(f"<body><p><i>{note}</i></p>{page.html}</body>")
    writer = QPdfWriter(str(path))
    writer.setTitle(article.title)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    if not _paint(document, writer):
        raise UserError(f"{path.name} could not be written.", "Choose another folder.")


def _paint(document: QTextDocument, writer: QPdfWriter) -> bool:
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    painter = QPainter()
    if not painter.begin(writer):
        return False
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * writer.height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip.setRect(0, number * writer.height(), writer.width(), writer.height())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
    painter.end()
    return True
