"""The main job, by keyboard: open logs, go to what is abnormal, hear why, keep it, hand it on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.panes.conftest import activate, wait_idle, workbench, workspace_folder
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.progress import Progress
from workbench.sample.logs import write_logs

__all__ = ["wait_idle", "workbench", "workspace_folder"]

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's week of logs."""
    folder = tmp_path_factory.mktemp("sample") / "logs"
    write_logs(folder, Progress())
    return folder


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_from_a_log_on_the_command_line_to_a_report_of_what_was_found(  # noqa: PLR0917 - fixtures
    workbench: Workbench,
    workspace_folder: Path,
    logs: Path,
    tmp_path: Path,
    qtbot: QtBot,
    wait_idle: Callable[[MainWindow], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = workbench.open(workspace_folder, [logs])
    activate(window, qtbot)
    wait_idle(window)
    pane = window.current_pane
    assert pane is not None
    assert pane.id == "logs"
    qtbot.waitUntil(lambda: "anomal" in pane.summary(), timeout=90_000)
    opened = pane.header.open_text

    press(qtbot, Qt.Key.Key_F8)
    press(qtbot, Qt.Key.Key_F8)
    wait_idle(window)
    press(qtbot, Qt.Key.Key_E, CTRL)
    wait_idle(window)
    [piece] = window.evidence.pieces
    assert piece.intact
    assert piece.evidence.payload["text"]

    monkeypatch.setattr(window, "ask_save", lambda *_: tmp_path / "evidence.md")
    window.commands.trigger("evidence.export")
    written = (tmp_path / "evidence.md").read_text(encoding="utf-8")
    assert piece.evidence.source in written
    assert piece.content_hash in written

    window.show_pane("settings")
    window.commands.trigger("evidence.open")
    wait_idle(window)
    assert window.current_pane is pane, "evidence opens at its source"

    window.close()
    again = workbench.open(workspace_folder)
    wait_idle(again)
    assert again.current_pane is not None
    assert again.current_pane.id == "logs"
    assert [each.evidence for each in again.evidence.pieces] == [piece.evidence]
    assert again.current_pane.header.open_text == opened, "the same files are open again"
