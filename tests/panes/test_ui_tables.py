"""The shared table answers to the keyboard, says where one is, and copies what is selected."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from pytestqt.qtbot import QtBot

from workbench.ui.accessibility import last_announcement
from workbench.ui.states import State
from workbench.ui.tables import Column, DataTable


@dataclass(frozen=True)
class Town:
    name: str
    people: int | None
    trend: tuple[float, ...] = (1, 2, 3)


_COLUMNS = [
    Column[Town]("Town", lambda town: town.name, state=lambda town: State.GOOD),
    Column[Town]("People", lambda town: str(town.people), key=lambda t: t.people, numeric=True),
    Column[Town]("Trend", lambda town: "rising", sparkline=lambda town: town.trend),
]
_TOWNS = [Town("Ulm", 126_000), Town("Bonn", 330_000), Town("Aachen", 250_000), Town("X", None)]


@pytest.fixture
def table(qtbot: QtBot) -> DataTable[Town]:
    made: DataTable[Town] = DataTable("Towns", _COLUMNS)
    qtbot.addWidget(made)
    made.show_rows(_TOWNS)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus, timeout=60_000)
    return made


def _names(table: DataTable[Town]) -> list[str]:
    return [town.name for town in table.rows]


def test_the_first_row_is_current_as_soon_as_the_table_has_the_focus(
    table: DataTable[Town],
) -> None:
    assert table.current_row() == _TOWNS[0]


def test_moving_announces_the_position(qtbot: QtBot, table: DataTable[Town]) -> None:
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert last_announcement() == "2 of 4"
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert last_announcement() == "4 of 4"
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_row() == _TOWNS[0]


def test_letters_go_to_the_row_that_starts_with_them(qtbot: QtBot, table: DataTable[Town]) -> None:
    qtbot.keyClicks(table, "aa")
    assert table.current_row() == Town("Aachen", 250_000)


def test_enter_activates_the_row(qtbot: QtBot, table: DataTable[Town]) -> None:
    with qtbot.waitSignal(table.row_activated, timeout=60_000) as signal:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert signal.args == [_TOWNS[0]]


def test_sorting_is_by_value_and_keeps_the_current_row(table: DataTable[Town]) -> None:
    table.select_where(lambda town: town.name == "Bonn")
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert _names(table) == ["Bonn", "Aachen", "Ulm", "X"]
    current = table.current_row()
    assert current is not None and current.name == "Bonn"


def test_copying_gives_tabs_under_the_titles(qtbot: QtBot, table: DataTable[Town]) -> None:
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Town\tPeople\tTrend"
    assert lines[1] == "Ulm\t126000\trising"
    assert len(lines) == 5


def test_new_rows_do_not_lose_the_place(table: DataTable[Town]) -> None:
    table.select_where(lambda town: town.name == "Bonn")
    table.show_rows([Town("Neuss", 150_000), *_TOWNS])
    assert table.current_row() == Town("Bonn", 330_000)
    table.add_rows([Town("Essen", 580_000)])
    assert len(table.rows) == 6


def test_a_screen_reader_finds_name_cells_and_what_a_sparkline_shows(
    table: DataTable[Town],
) -> None:
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.text(QAccessible.Text.Name) == "Towns"
    cells = [interface.child(place) for place in range(interface.childCount())]
    names = [cell.text(QAccessible.Text.Name) for cell in cells]
    assert {"Town", "People", "Town: Ulm", "People: 126000", "Trend: rising"} <= set(names)


def test_rows_are_spoken_with_their_titles(table: DataTable[Town]) -> None:
    table.select_row(0)
    assert table.selection_text() == "Town Ulm, People 126000, Trend rising"


def test_columns_that_give_way_are_hidden_while_narrow_and_still_spoken(qtbot: QtBot) -> None:
    columns = [
        Column[Town]("Town", lambda town: town.name, stretch=True),
        Column[Town]("People", lambda town: str(town.people), width=20, gives_way=True),
        Column[Town]("Trend", lambda town: "rising", width=20, gives_way=True),
    ]
    table: DataTable[Town] = DataTable("Towns", columns)
    qtbot.addWidget(table)
    table.show_rows(_TOWNS)
    letter = table.fontMetrics().averageCharWidth()

    def shown() -> list[str]:
        return [c.title for place, c in enumerate(columns) if not table.isColumnHidden(place)]

    table.show()
    for letters, titles in ((100, 3), (55, 2), (30, 1), (100, 3)):
        table.resize(letters * letter, 200)
        qtbot.waitUntil(lambda titles=titles: len(shown()) == titles, timeout=60_000)
        assert shown() == ["Town", "People", "Trend"][:titles]
    table.resize(30 * letter, 200)
    assert table.row_words(0) == "Town Ulm, People 126000, Trend rising"


def test_a_hidden_table_takes_the_new_text_size_when_it_is_shown(table: DataTable[Town]) -> None:
    usual = table.verticalHeader().defaultSectionSize()
    table.hide()
    larger = table.font()
    larger.setPointSizeF(larger.pointSizeF() * 3)
    table.setFont(larger)
    assert table.verticalHeader().defaultSectionSize() == usual, "nobody sees it"
    table.show()
    assert table.verticalHeader().defaultSectionSize() > usual
