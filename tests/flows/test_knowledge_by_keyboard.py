"""An article is written, reviewed, found by a misspelt question and followed, without a mouse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.panes.conftest import activate, is_idle
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.settings import Settings
from workbench.panes.knowledge.pane import KnowledgePane
from workbench.storage.workspace import Workspace


@pytest.fixture
def window(tmp_path: Path, user_home: Path, qtbot: QtBot) -> MainWindow:
    folder = tmp_path / "workspace"
    Workspace(folder).close()
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()
    opened = program.open(folder)
    activate(opened, qtbot)
    yield opened  # type: ignore[misc]
    program.end()


def focused() -> QWidget:
    """What has the keyboard now: every key of this test goes there."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def answer_the_question(qtbot: QtBot, text: str) -> None:
    """Type into the dialog that the next key opens, and press Enter there."""

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            QTimer.singleShot(20, type_it)
            return
        field = dialog.focusWidget()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    QTimer.singleShot(0, type_it)


def test_write_review_find_and_follow(window: MainWindow, qtbot: QtBot) -> None:
    def press(key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        qtbot.keyClick(focused(), key, modifier or Qt.KeyboardModifier.NoModifier)

    def write(text: str) -> None:
        qtbot.keyClicks(focused(), text)

    def wait_for(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=60_000)

    def choose(letters: str) -> None:
        """Run a command from the palette, found by a few letters."""
        press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        write(letters)
        press(Qt.Key.Key_Return)
        activate(window, qtbot)  # no window manager: a palette that closes activates nothing

    # open the pane and make an article from the template
    press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    pane = window.pane("knowledge")
    assert isinstance(pane, KnowledgePane)
    wait_for(lambda: pane.library.is_loaded and is_idle(window))
    answer_the_question(qtbot, "Recommendations are missing")
    choose("new article runbook")
    wait_for(lambda: pane.desk.article is not None and is_idle(window))
    assert pane.editor.hasFocus()

    # write: replace the template with steps, save
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write("---")
    press(Qt.Key.Key_Return)
    for line in ("title: Recommendations are missing", "kind: runbook", "owner: Mara", "---"):
        write(line)
        press(Qt.Key.Key_Return)
    write("# Recommendations are missing")
    press(Qt.Key.Key_Return)
    write("## Steps")
    press(Qt.Key.Key_Return)
    write("1. Restart the refresh job. Expect: the cache is refreshed.")
    press(Qt.Key.Key_Return)
    write("Watch the error share. It should fall.")
    press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: is_idle(window))
    article = pane.desk.article
    assert article is not None
    assert "2. Watch the error share" in article.text

    # review: another person approves
    answer_the_question(qtbot, "Jon Abara")
    choose("approve as reviewer")
    wait_for(lambda: pane.trust_bar.chip.word == "Verified" and is_idle(window))

    # find it by a misspelt plain question
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert focused() is pane.list_area.search
    write("why are recomendations mising")
    wait_for(lambda: bool(pane.list_area.table.rows) and bool(pane.list_area.table.rows[0].why))
    wait_for(lambda: is_idle(window))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert pane.desk.article is not None
    assert pane.desk.article.title == "Recommendations are missing"

    # follow it step by step
    press(Qt.Key.Key_F5)
    write("cache came back")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    choose("end the run")
    wait_for(lambda: is_idle(window))
    run = pane.runs.of(pane.desk.article.path)[0]
    assert [(step.state, step.note) for step in run.steps] == [
        ("done", "cache came back"),
        ("done", ""),
    ]
