"""A format is made from sample lines, tried while it is typed, and used at once."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from workbench.app.window import MainWindow
from workbench.panes.logs.new_format import NewFormatDialog, format_name
from workbench.panes.logs.pane import LogsPane

_LINES = [f"#{n}# at 2026-03-05 09:00:{n:02} <W> pump {n} is slow" for n in range(30)]


def test_a_format_is_guessed_previewed_kept_and_used(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, wait_idle: Callable[[MainWindow], None]
) -> None:
    path = tmp_path / "pumps.log"
    path.write_text("\n".join(_LINES) + "\n", encoding="utf-8")
    window.open_paths([path], prefer="logs")
    wait_idle(window)
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    pane.lines.select(0, 5)
    window.commands.trigger("logs.new-format")
    dialog = pane.findChild(NewFormatDialog)
    assert dialog is not None
    assert "(?P<time>" in dialog.pattern.toPlainText()
    qtbot.waitUntil(lambda: len(dialog.preview.rows) == 6, timeout=60_000)
    assert dialog.told.text() == "100% of the lines begin a record."
    assert dialog.preview.rows[0].time == "2026-03-05T09:00:00+00:00"
    dialog.title.setText("Pump station")
    dialog.findChild(QDialogButtonBox).accepted.emit()
    wait_idle(window)
    assert pane.log.logs is not None
    assert pane.log.logs.files[0].format is not None
    assert pane.log.logs.files[0].format.title == "Pump station"


def test_a_wrong_pattern_is_told_in_one_sentence(window: MainWindow, qtbot: QtBot) -> None:
    dialog = NewFormatDialog(_LINES, window.services.tasks, window)
    dialog.pattern.setPlainText("(?P<time>")
    dialog.findChild(QDialogButtonBox).accepted.emit()
    assert dialog.made is None
    assert dialog.told.text().startswith("The pattern cannot be read")
    dialog.reject()


def test_lines_without_a_time_are_said(window: MainWindow) -> None:
    dialog = NewFormatDialog(["hello", "world"], window.services.tasks, window)
    assert "None of the lines has a time" in dialog.told.text()
    dialog.reject()


def test_a_name_is_made_from_the_title() -> None:
    assert format_name("Pump station 7!") == "pump_station_7"
    assert format_name("7") == "format_7"
