"""From a falling click rate to a rollback that is proposed and confirmed, without a mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.panes.conftest import activate, is_idle
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.settings import Settings
from workbench.drift.registry import REGISTRY_NAME, FileRegistry
from workbench.drift.sample import write_drift_sample
from workbench.panes.drift.pane import DriftPane
from workbench.storage.workspace import Workspace

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def window(tmp_path: Path, user_home: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    folder = tmp_path / "workspace"
    Workspace(folder).close()
    write_drift_sample(folder / "drift")
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    opened = program.open(folder)
    activate(opened, qtbot)
    yield opened
    program.end()


def focused() -> QWidget:
    """What has the keyboard now: every key of this test goes there."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def test_from_a_falling_rate_to_a_rollback(window: MainWindow, qtbot: QtBot) -> None:
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(focused(), key, modifier)

    def wait_for(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=90_000)

    # the pane, and in the palette the scenario that sounds like the complaint
    press(Qt.Key.Key_3, CONTROL)
    pane = window.pane("drift")
    assert isinstance(pane, DriftPane)
    press(Qt.Key.Key_P, CONTROL | SHIFT)
    qtbot.keyClicks(focused(), "click rate falling")
    press(Qt.Key.Key_Return)
    activate(window, qtbot)  # without a window manager, a palette that closes activates nothing
    wait_for(lambda: pane.exhibit is not None and is_idle(window))
    assert "1 firing" in pane.summary()

    # the finding, its chart, its table, and both as evidence
    qtbot.waitUntil(pane.table.hasFocus, timeout=60_000)
    press(Qt.Key.Key_F8)
    assert "State firing" in pane.selection_text()
    press(Qt.Key.Key_2, ALT)
    view = pane.detail.chart_view
    assert view is not None
    assert "breach the threshold" in view.summary()
    press(Qt.Key.Key_E, CONTROL)
    press(Qt.Key.Key_1, ALT)
    press(Qt.Key.Key_E, CONTROL)

    # the proposal: nothing happens before it is confirmed
    registry = FileRegistry(window.services.workspace.folder / "drift" / REGISTRY_NAME)

    def serving() -> list[str]:
        return [one.version for one in registry.versions("recommendation-router") if one.active]

    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        asked.extend(serving())
        qtbot.keyClick(focused(), Qt.Key.Key_Tab)
        qtbot.keyClick(focused(), Qt.Key.Key_Space)

    QTimer.singleShot(300, answer)
    press(Qt.Key.Key_Return, CONTROL)
    assert asked == ["Roll recommendation-router back to version 6?", "7"]
    assert serving() == ["6"]

    # and it can be taken back
    activate(window, qtbot)
    press(Qt.Key.Key_Z, CONTROL)
    assert serving() == ["7"]
