"""Copying bytes as they are."""

import atexit
from functools import cache

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

_OURS = "application/x-workbench"
"""Tells what was copied here (not every platform knows who owns its clipboard)."""


def copy_bytes(raw: bytes) -> None:
    """Put bytes on the clipboard as plain text, unchanged even where they are not valid UTF-8."""
    mime = QMimeData()
    mime.setData("text/plain", raw)
    mime.setData(_OURS, b"lines")
    QGuiApplication.clipboard().setMimeData(mime)
    _let_go_at_exit()


@cache
def _let_go_at_exit() -> None:
    """Qt frees what is on the clipboard after Python has ended: an object made here must not be."""
    atexit.register(_let_go)


def _let_go() -> None:
    if QGuiApplication.instance() is not None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.mimeData().hasFormat(_OURS):
            clipboard.setText(clipboard.text())
