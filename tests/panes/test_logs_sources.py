"""The table of files: what is hidden and by how much times are moved, by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.panes.logs_data import application_log, gateway_log
from workbench.app.window import MainWindow
from workbench.panes.logs.log_rows import LogRows
from workbench.panes.logs.pane import LogsPane
from workbench.panes.logs.sources import shift_words

Wait = Callable[[MainWindow], None]
_HOUR = 3_600_000_000_000


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path, wait_idle: Wait) -> LogsPane:
    window.show_pane("logs")
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    folder = tmp_path / "logs"
    folder.mkdir()
    application_log(folder / "app.log")
    gateway_log(folder / "gateway.log")
    pane.open_path(folder)
    wait_idle(window)
    return pane


def test_enter_hides_a_file_and_shows_it_again(
    window: MainWindow, opened: LogsPane, qtbot: QtBot, wait_idle: Wait
) -> None:
    opened.detail.show_page(opened.sources)
    opened.sources.setFocus()
    opened.sources.select_row(1)
    qtbot.keyClick(opened.sources, Qt.Key.Key_Return)
    wait_idle(window)
    assert [(row.name, row.hidden) for row in opened.sources.rows] == [
        ("app.log", False),
        ("gateway.log", True),
    ]
    assert opened.lines.row_count == 624
    opened.sources.select_row(1)
    qtbot.keyClick(opened.sources, Qt.Key.Key_Return)
    wait_idle(window)
    assert not opened.log.filters.active
    assert opened.lines.row_count == 1224


def test_moved_times_are_told_in_the_table_and_marked_in_the_gutter(
    window: MainWindow, opened: LogsPane, wait_idle: Wait
) -> None:
    before = opened.sources.rows[1].first
    opened.work.shift(1, -_HOUR)
    wait_idle(window)
    row = opened.sources.rows[1]
    assert (row.moved, opened.sources.rows[0].moved) == ("-1 h", "")
    assert row.first < before
    visible, logs = opened.visible, opened.log.logs
    assert visible is not None
    assert logs is not None
    rows = LogRows(visible, logs.readers).rows(300, 700)
    assert {(one.source, one.moved) for one in rows} == {(0, False), (1, True)}


def test_one_file_alone_has_no_table_of_files(
    window: MainWindow, opened: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    place = opened.detail.indexOf(opened.sources)
    assert opened.detail.isTabVisible(place)
    opened.open_path(tmp_path / "logs" / "app.log")
    wait_idle(window)
    assert not opened.detail.isTabVisible(place)


def test_lengths_of_shifts_are_said_with_their_sign() -> None:
    assert [shift_words(one) for one in (0, _HOUR, -30_000_000_000, 250_000_000)] == [
        "", "+1 h", "-30 s", "+250 ms",
    ]  # fmt: skip


def test_moved_times_are_spoken_with_the_row_and_stand_in_the_inspector(
    window: MainWindow, opened: LogsPane, wait_idle: Wait
) -> None:
    def told() -> list[str]:
        row = opened.lines.current
        assert row is not None
        opened.show_record()
        heading = opened.detail.inspector.heading
        return [opened.narration.row_words(row), heading, opened.where_am_i()]

    def go_to_gateway() -> None:
        assert opened.log.logs is not None
        logs = opened.log.logs
        opened.go_to_record(next(r for r in range(logs.count) if logs.place(r)[0] == 1))

    go_to_gateway()
    assert not any("than written" in words for words in told())
    opened.work.shift(1, -_HOUR)
    wait_idle(window)
    go_to_gateway()
    assert all("shown 1 h earlier than written" in words for words in told())
