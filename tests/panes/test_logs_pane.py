"""The log pane in a whole window: opened, read, filtered, searched, marked, pinned, restored."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.panes.logs_data import application_log, gateway_log
from workbench.app.window import MainWindow
from workbench.panes.logs.filters import FilterStack, LevelFilter, TextFilter, TimeFilter
from workbench.panes.logs.pane import LogsPane
from workbench.panes.logs.readable import readable
from workbench.ui.accessibility import last_announcement

Wait = Callable[[MainWindow], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "logs"
    made.mkdir()
    application_log(made / "app.log")
    gateway_log(made / "gateway.log.gz")
    return made


@pytest.fixture
def pane(window: MainWindow) -> LogsPane:
    window.show_pane("logs")
    shown = window.pane("logs")
    assert isinstance(shown, LogsPane)
    return shown


@pytest.fixture
def opened(window: MainWindow, pane: LogsPane, folder: Path, wait_idle: Wait) -> LogsPane:
    pane.open_path(folder)
    wait_idle(window)
    assert pane.log.surveyed is not None
    return pane


def test_an_empty_pane_says_what_to_do(pane: LogsPane) -> None:
    assert pane.welcome.isVisible()
    assert pane.welcome.empty.sentence.text() == "Drop log files or folders here"
    assert pane.summary() == "Logs. Nothing is open."


def test_a_folder_is_opened_as_one_view(opened: LogsPane) -> None:
    assert opened.lines.row_count == 1224
    assert opened.header.open_text == "app.log and 1 more, 1,200 records"
    assert "1,200 records from 5 March" in opened.summary()
    assert opened.detail.templates.rows


def test_all_lines_are_copied_in_the_background(
    window: MainWindow, opened: LogsPane, qtbot: QtBot, wait_idle: Wait
) -> None:
    opened.lines.select_all()
    qtbot.keyClick(opened.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert [task.title for task in window.services.tasks.running] == ["Copy lines"]
    wait_idle(window)
    copied = QGuiApplication.clipboard().mimeData().data("text/plain").data()
    assert bytes(copied).count(b"\n") == 1224
    assert last_announcement().startswith("Copied 1,224 lines")


def test_a_file_that_cannot_be_read_is_said_and_the_pane_stays(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    pane.open_path(tmp_path / "gone.log")
    wait_idle(window)
    assert window.notices.isVisible()
    assert pane.welcome.isVisible()


def test_keys_go_through_the_anomalies_and_say_why(
    window: MainWindow, pane: LogsPane, tmp_path: Path, qtbot: QtBot, wait_idle: Wait
) -> None:
    path = application_log(tmp_path / "app.log", 2000)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1500:1500] = [
        line.replace("INFO", "INFO").split(" shop.api")[0] + f" shop.pool worker {n} lost its lease"
        for n, line in enumerate(lines[1500:1700])
        if " INFO " in line
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    pane.open_path(path)
    wait_idle(window)
    assert pane.log.anomalies
    pane.lines.setFocus()
    qtbot.keyClick(pane.lines, Qt.Key.Key_F8)
    record = pane.current_record
    assert record == pane.log.anomalies[0].record
    assert "Anomaly 1 of" in last_announcement()
    assert readable(pane.log.anomalies[0].reason).rstrip(".") in last_announcement()
    qtbot.keyClick(pane.lines, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert "Anomaly" in last_announcement()


def test_filters_stay_at_the_record_and_can_be_undone(
    window: MainWindow, opened: LogsPane, wait_idle: Wait
) -> None:
    opened.go_to_record(99)
    opened.filtering.choose_level(5)
    wait_idle(window)
    assert opened.current_record == 99
    assert opened.visible is not None and opened.visible.record_count == 22
    opened.filtering.add_words("-502")
    wait_idle(window)
    assert opened.visible.record_count == 12
    assert len(opened.top.table.rows) == 12
    window.commands.trigger(
        "edit.undo"
    ) if "edit.undo" in window.registry else window.services.undo.undo()
    wait_idle(window)
    assert opened.visible.record_count == 22


def test_a_wrong_filter_is_refused_in_one_sentence(window: MainWindow, opened: LogsPane) -> None:
    opened.filter_bar.entry.setText("status>=")
    opened.filter_bar.entry.setText("/(/")
    opened.filter_bar.entry.returnPressed.emit()
    assert window.notices.isVisible()
    assert opened.log.filters == FilterStack()


def test_finding_marks_lists_and_steps(
    window: MainWindow, opened: LogsPane, qtbot: QtBot, wait_idle: Wait
) -> None:
    assert opened.focus_search()
    opened.find_bar.field.setText("timed out")
    qtbot.keyClick(opened.find_bar.field, Qt.Key.Key_Return)
    wait_idle(window)
    assert len(opened.detail.found.rows) == 12
    assert opened.current_record == 49
    qtbot.keyClick(opened.find_bar.field, Qt.Key.Key_Return)
    assert opened.current_record == 99
    window.commands.trigger("logs.find-previous")
    assert opened.current_record == 49
    window.commands.trigger("logs.filter-found")
    wait_idle(window)
    assert opened.log.filters.active == [TextFilter("timed out")]
    opened.find_bar.field.setText("request 99 ")
    opened.finding.start()
    wait_idle(window)
    assert opened.current_record == 99
    window.commands.trigger("logs.find-close")
    assert not opened.find_bar.isVisible()


def test_the_timeline_speaks_and_filters_by_keyboard(
    window: MainWindow, opened: LogsPane, qtbot: QtBot, wait_idle: Wait
) -> None:
    timeline = opened.top.timeline
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    assert "records" in last_announcement()
    for _ in range(3):
        qtbot.keyClick(timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    wait_idle(window)
    assert isinstance(opened.log.filters.active[0], TimeFilter)
    assert opened.visible is not None and opened.visible.record_count == 48
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    wait_idle(window)
    assert opened.log.filters.active == []


def test_the_timeline_has_a_table_twin(window: MainWindow, opened: LogsPane) -> None:
    window.commands.trigger("logs.timeline-table")
    table = opened.top.table
    assert table.isVisible()
    total = sum(int(table.rows_model.columns[1].text(row).replace(",", "")) for row in table.rows)
    assert total == 1200
    table.row_activated.emit(table.rows[10])
    assert opened.lines.current not in (None, 0)


def test_bookmarks_carry_notes_and_are_undone(window: MainWindow, opened: LogsPane) -> None:
    opened.go_to_record(49)
    window.commands.trigger("logs.bookmark")
    assert [row.record for row in opened.detail.bookmarks.rows] == [49]
    opened.lines.go_to(0)
    window.commands.trigger("logs.next-bookmark")
    assert opened.current_record == 49
    window.services.undo.undo()
    assert opened.detail.bookmarks.rows == []


def test_only_messages_like_this_one(window: MainWindow, opened: LogsPane, wait_idle: Wait) -> None:
    opened.go_to_record(49)
    window.commands.trigger("logs.only-template")
    wait_idle(window)
    assert opened.visible is not None and opened.visible.record_count == 12
    window.commands.trigger("logs.filters-clear")
    wait_idle(window)
    assert opened.visible.record_count == 1200


def test_selected_lines_become_evidence_and_lead_back(
    window: MainWindow, opened: LogsPane, wait_idle: Wait
) -> None:
    opened.go_to_record(49)
    row = opened.lines.current
    assert row is not None
    opened.lines.select(row, row + 2)
    evidence = opened.selection_evidence()
    assert evidence is not None
    assert evidence.kind == "log-lines"
    assert evidence.source == "app.log, line 50 and 2 more lines"
    assert evidence.time is not None and evidence.time.isoformat() == "2026-03-05T09:08:10+00:00"
    assert "Traceback" in str(evidence.payload["text"])
    opened.close_logs()
    opened.open_evidence(evidence)
    wait_idle(window)
    assert opened.current_record == 49


def test_the_selection_is_spoken_without_ids(opened: LogsPane) -> None:
    opened.go_to_record(49)
    assert opened.selection_text().startswith("Error, ")
    assert "timed out" in opened.selection_text()
    assert opened.where_am_i().startswith("Line 50 of 624 in app.log, ")


def test_going_to_a_time_or_a_line(
    window: MainWindow, opened: LogsPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.services.settings.set("time-zone", "UTC")
    answers = iter(["2026-03-05 09:08:10", "100", "yesterday"])
    monkeypatch.setattr(MainWindow, "ask_text", lambda *_: next(answers))
    window.commands.trigger("logs.go-to")
    assert opened.current_record == 49
    window.commands.trigger("logs.go-to")
    assert opened.lines.current == 99
    window.commands.trigger("logs.go-to")
    assert window.notices.isVisible()


def test_times_are_shown_in_the_chosen_zone(window: MainWindow, opened: LogsPane) -> None:
    window.services.settings.set("time-zone", "Asia/Tokyo")
    opened.go_to_record(49)
    assert "18:08:10" in opened.where_am_i()


def test_wrap_and_columns_are_switched(window: MainWindow, opened: LogsPane) -> None:
    window.commands.trigger("logs.wrap")
    assert opened.lines.wrap
    window.commands.trigger("logs.columns")
    row = opened.lines.row(0)
    assert row is not None and b"  info" in row.data
    window.commands.trigger("logs.columns")
    row = opened.lines.row(0)
    assert row is not None and b"INFO shop.api" in row.data


def test_the_selected_lines_are_copied_as_they_are(opened: LogsPane, qtbot: QtBot) -> None:
    opened.lines.setFocus()
    opened.lines.select(0, 1)
    qtbot.keyClick(opened.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QApplication.clipboard().text()
    assert text.splitlines()[0].startswith("2026-03-05 09:00:00,000 INFO shop.api")


def test_the_session_comes_back(window: MainWindow, opened: LogsPane, wait_idle: Wait) -> None:
    opened.filtering.add(LevelFilter(4))
    wait_idle(window)
    opened.lines.go_to(7)
    window.commands.trigger("logs.bookmark")
    state = opened.state()
    opened.close_logs()
    assert opened.welcome.isVisible()
    assert len(opened.welcome.recent.rows) == 1
    opened.restore(state)
    wait_idle(window)
    assert opened.visible is not None and opened.visible.record_count == 46
    assert len(opened.detail.bookmarks.rows) == 1


def test_a_damaged_session_is_no_obstacle(pane: LogsPane) -> None:
    pane.restore({"paths": 5, "filters": {"a": 1}, "bookmarks": [3], "row": "x", "sizes": "no"})
    assert pane.welcome.isVisible()


def test_records_are_exported(
    window: MainWindow, opened: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    opened.taking.export(tmp_path / "out.csv")
    wait_idle(window)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("\n") >= 1201
