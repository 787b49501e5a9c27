"""Splitters, tabs and the order of tables are as they were left, in every pane."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.app.application import Workbench
from workbench.app.layout_memory import layout_of, restore_layout
from workbench.app.window import MainWindow
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.ui.accessibility import named
from workbench.ui.tables import Column, DataTable


class Parts(QWidget):
    """A table and tabs in a splitter, as panes have them."""

    def __init__(self) -> None:
        super().__init__()
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.table = DataTable("Words", (Column[str]("Word", str),))
        self.table.show_rows(["b", "c", "a"])
        self.tabs = named(QTabWidget(), "Details")
        for title in ("Record", "Found (3)"):
            self.tabs.addTab(QLabel(title), title)
        self.split.addWidget(self.table)
        self.split.addWidget(self.tabs)
        QVBoxLayout(self).addWidget(self.split)
        self.resize(400, 600)


@pytest.fixture
def parts(qtbot: QtBot) -> Parts:
    made = Parts()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def left(parts: Parts) -> JsonObject:
    """What is remembered of parts that were moved, sorted and switched."""
    parts.split.setSizes([400, 180])
    parts.tabs.setCurrentIndex(1)
    parts.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    return layout_of(parts)


def test_everything_is_as_it_was_left(left: JsonObject, qtbot: QtBot) -> None:
    again = Parts()
    qtbot.addWidget(again)
    again.tabs.setTabText(1, "Found (12)")
    restore_layout(again, left)
    again.show()
    assert again.tabs.currentIndex() == 1
    assert again.table.rows == ["c", "b", "a"]
    upper, lower = again.split.sizes()
    assert upper > lower * 1.8


@pytest.mark.parametrize("damaged", [None, [], "x", 7, ["Vertical", "a", 2], [99, "Up"], [1, 2, 3]])
def test_a_damaged_memory_is_left_alone(parts: Parts, left: JsonObject, damaged: JsonValue) -> None:
    before = layout_of(parts)
    restore_layout(parts, dict.fromkeys(left, damaged))
    assert layout_of(parts) == before


def test_the_order_of_a_table_outlives_the_window(
    window: MainWindow, workbench: Workbench, workspace_folder: Path
) -> None:
    window.show_pane("plugins")
    [table] = window.pane("plugins").findChildren(DataTable)
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    left = table.rows
    window.close()
    again = workbench.open(workspace_folder)
    [table] = again.pane("plugins").findChildren(DataTable)
    assert table.rows == left
