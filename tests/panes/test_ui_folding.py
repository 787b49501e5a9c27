"""A line folds into two where its second part does not fit beside the first."""

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from workbench.ui.folding import FoldingLayout


@pytest.fixture
def line(qtbot: QtBot) -> QWidget:
    """A field that wants forty letters beside a button."""
    parent = QWidget()
    qtbot.addWidget(parent)
    layout = FoldingLayout(parent, least=40)
    for widget in (QLineEdit(), QPushButton("Send")):
        layout.addWidget(widget)
    parent.show()
    return parent


def place(line: QWidget, letters: int) -> tuple[QLineEdit, QPushButton]:
    width = letters * line.fontMetrics().averageCharWidth()
    layout = line.layout()
    assert layout is not None
    line.resize(width, layout.heightForWidth(width))
    layout.activate()
    field, button = line.findChild(QLineEdit), line.findChild(QPushButton)
    assert field is not None and button is not None
    return field, button


def test_the_button_stands_beside_the_field_while_there_is_room(line: QWidget) -> None:
    field, button = place(line, 120)
    assert button.x() > field.geometry().right()
    assert button.geometry().right() == line.rect().right()


def test_the_button_goes_below_and_the_field_takes_the_width_when_narrow(line: QWidget) -> None:
    field, button = place(line, 42)
    assert button.y() > field.geometry().bottom()
    assert field.width() == line.width()
    assert line.rect().contains(button.geometry())


def test_a_part_that_is_hidden_takes_no_room(line: QWidget) -> None:
    field, button = place(line, 42)
    button.hide()
    place(line, 42)
    assert line.height() == field.height()
