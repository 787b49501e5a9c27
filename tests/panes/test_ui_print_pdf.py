"""Printing HTML into a PDF file: nothing of it is cut off."""

from pathlib import Path

from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from workbench.ui.print_pdf import print_pdf


def test_a_long_line_of_code_is_wrapped_on_paper(tmp_path: Path, qtbot: QtBot) -> None:
    assert qtbot
    file = tmp_path / "long.pdf"
    print_pdf(f"<title>t</title><pre>{'word ' * 4_000}</pre>", str(file))
    document = QPdfDocument()
    assert document.load(str(file)) == QPdfDocument.Error.None_
    assert document.pageCount() > 1
