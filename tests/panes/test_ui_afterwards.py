"""What can wait is done after the first paint, a piece at a time, in order."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.afterwards import Afterwards


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


class Painted(QObject):
    """Tells when the window is painted."""

    def __init__(self, told: list[str], window: QWidget) -> None:
        super().__init__(window)
        self._told = told
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        if event.type() == QEvent.Type.Paint:
            self._told.append("paint")
        return False


def test_pieces_are_done_in_order_after_the_first_paint(window: QWidget, qtbot: QtBot) -> None:
    told: list[str] = []
    Painted(told, window)
    line = Afterwards(window)
    line.add(lambda: told.append("first"))
    line.add(lambda: told.append("second"))
    window.show()
    line.begin_when_painted(window.windowHandle())
    qtbot.waitUntil(lambda: not line.waiting, timeout=60_000)
    assert list(dict.fromkeys(told)) == ["paint", "first", "second"]


def test_nothing_is_done_before_the_window_is_shown(window: QWidget, qtbot: QtBot) -> None:
    line = Afterwards(window)
    line.add(lambda: pytest.fail("too early"))
    qtbot.wait(1)
    assert line.waiting


def test_a_piece_that_comes_later_is_done_too(window: QWidget, qtbot: QtBot) -> None:
    told: list[str] = []
    line = Afterwards(window)
    window.show()
    line.begin_when_painted(window.windowHandle())
    line.add(lambda: line.add(lambda: told.append("later")))
    qtbot.waitUntil(lambda: told == ["later"], timeout=60_000)
