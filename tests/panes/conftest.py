"""What tests of panes stand on: a whole window on an empty temporary workspace."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.panes.sample_pane import ABSENT, SAMPLE
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.settings import Settings
from workbench.panes import registry
from workbench.storage.workspace import Workspace


@pytest.fixture
def workspace_folder(tmp_path: Path) -> Path:
    """The folder of the window's workspace, made already: a test may fill it beforehand."""
    folder = tmp_path / "workspace"
    Workspace(folder).close()
    return folder


@pytest.fixture
def workbench(qtbot: QtBot, user_home: Path) -> Iterator[Workbench]:
    """The running program with default settings, no window open."""
    program = Workbench(settings=Settings(None))
    program.watch.uninstall()  # a mistake must fail the test, not be reported
    yield program
    program.end()


@pytest.fixture
def window(workbench: Workbench, workspace_folder: Path, qtbot: QtBot) -> MainWindow:
    """A whole window, shown and active, on an empty workspace."""
    opened = workbench.open(workspace_folder)
    activate(opened, qtbot)
    return opened


@pytest.fixture
def sample_window(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> MainWindow:
    """A window whose only pane is the small one of tests/panes/sample_pane.py."""
    monkeypatch.setattr(registry, "PANES", (SAMPLE, ABSENT))
    opened = request.getfixturevalue("window")
    assert isinstance(opened, MainWindow)
    return opened


@pytest.fixture
def wait_idle(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until no task is under way and what the tasks delivered has been shown.

    The limit leaves room for a machine that is busy with ten other things.
    """

    def wait(window: MainWindow, timeout: int = 90_000) -> None:
        qtbot.waitUntil(lambda: is_idle(window), timeout=timeout)

    return wait


def settle(window: MainWindow) -> None:
    """Run the event loop until nothing is under way in the window."""
    end = time.monotonic() + 90
    while not is_idle(window):
        assert time.monotonic() < end, "the window is still at work"
        QTest.qWait(2)


def is_idle(window: MainWindow) -> bool:
    """Whether nothing is under way in the window: no task, and no change of its look."""
    working = window.services.tasks.running or window.services.bridge.waiting
    return not working and window.updatesEnabled()


def activate(window: MainWindow, qtbot: QtBot) -> None:
    """Make it the active window: under Xvfb shortcuts do not work before that."""
    window.activateWindow()
    window.raise_()
    qtbot.waitUntil(window.isActiveWindow, timeout=60_000)
