"""A specialist's first minutes with a log: open, see what is abnormal, pin it, come back to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.panes.logs_data import START, application_log, gateway_log
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.settings import Settings
from workbench.panes.logs.pane import LogsPane


@pytest.fixture
def program(qtbot: QtBot, user_home: Path) -> Iterator[Workbench]:
    made = Workbench(settings=Settings(None))
    made.watch.uninstall()
    yield made
    made.end()


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Two hours of two services; in the second, workers lose their leases for ten minutes."""
    folder = tmp_path / "logs"
    folder.mkdir()
    path = application_log(folder / "app.log", 1200)
    gateway_log(folder / "gateway.log.gz", 1200)
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(n for n, line in enumerate(lines) if " 11:20:" in line)
    stamp = lines[place][:16]
    strange = [
        f"{stamp}:{n % 60:02},500 INFO shop.pool worker {n} lost its lease" for n in range(90)
    ]
    lines[place:place] = strange
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _idle(window: MainWindow, qtbot: QtBot) -> None:
    services = window.services
    qtbot.waitUntil(
        lambda: not services.tasks.running and not services.bridge.waiting, timeout=60_000
    )


def _pane(window: MainWindow) -> LogsPane:
    pane = window.pane("logs")
    assert isinstance(pane, LogsPane)
    return pane


def test_from_a_folder_to_evidence_and_back_after_a_restart(
    program: Workbench, tmp_path: Path, logs: Path, qtbot: QtBot
) -> None:
    window = program.open(tmp_path / "workspace", [logs])
    _idle(window, qtbot)
    pane = _pane(window)
    assert window.current_pane is pane
    assert pane.log.logs is not None and pane.log.logs.count == 2490
    assert any("lost its lease" in one.reason for one in pane.log.anomalies)
    pane.lines.setFocus()
    for _ in pane.log.anomalies:
        qtbot.keyClick(pane.lines, Qt.Key.Key_F8)
        record = pane.current_record
        assert record is not None
        if any("lost its lease" in why for why in pane.log.anomalous_records[record]):
            break
    window.commands.trigger("edit.pin")
    _idle(window, qtbot)
    assert window.evidence.list.count() == 1
    evidence = pane.selection_evidence()
    assert evidence is not None and "lost its lease" in str(evidence.payload["text"])
    assert evidence.time is not None and evidence.time > START
    row = pane.lines.current
    window.close()

    again = program.open(tmp_path / "workspace")
    _idle(again, qtbot)
    assert again.evidence.list.count() == 1
    pane = _pane(again)
    assert pane.log.logs is not None and pane.log.logs.count == 2490
    assert pane.lines.current == row


def test_narrowing_down_by_keyboard_alone(
    program: Workbench, tmp_path: Path, logs: Path, qtbot: QtBot
) -> None:
    window = program.open(tmp_path / "workspace", [logs])
    _idle(window, qtbot)
    window.activateWindow()
    pane = _pane(window)
    pane.lines.setFocus()
    window.commands.trigger("logs.filter")
    qtbot.waitUntil(pane.filter_bar.entry.hasFocus, timeout=60_000)
    qtbot.keyClicks(pane.filter_bar.entry, "status>=500")
    qtbot.keyClick(pane.filter_bar.entry, Qt.Key.Key_Return)
    _idle(window, qtbot)
    assert pane.visible is not None and pane.visible.record_count == 20
    qtbot.keyClicks(pane.filter_bar.entry, "-items/59")
    qtbot.keyClick(pane.filter_bar.entry, Qt.Key.Key_Return)
    _idle(window, qtbot)
    assert pane.visible.record_count == 18
    window.commands.trigger("logs.filters-clear")
    _idle(window, qtbot)
    assert pane.visible.record_count == 2490
