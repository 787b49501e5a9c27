"""Prints HTML from standard input into a PDF file: a process of its own, with no window.

Headless verbs call it so that they themselves stay without Qt, and so that text in any script
finds the fonts of the system: python -m workbench.ui.print_pdf FILE < report.html
"""

import re
import sys

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

_POINTS = 10.0
_STYLE = (
    "h1 { font-size: 18pt; } h2 { font-size: 13pt; } a { color: #0a4a94; }"
    " pre { white-space: pre-wrap; }"  # paper does not scroll
)


def print_pdf(html: str, path: str) -> None:
    """Print on A4; the document itself leaves a margin of 2 cm and numbers the pages."""
    document = QTextDocument()
    font = document.defaultFont()
    font.setPointSizeF(_POINTS)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    # What a screen's style says in pixels would be tiny on paper.
    document.setHtml(re.sub(r"(?s)<style>.*?</style>", "", html))
    writer = QPdfWriter(path)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    document.print_(writer)


if __name__ == "__main__":
    application = QGuiApplication(sys.argv[:1])
    print_pdf(sys.stdin.buffer.read().decode(), sys.argv[1])
