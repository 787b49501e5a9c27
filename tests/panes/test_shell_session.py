"""What is remembered, recovered and protected: session, typing, read-only, safe mode, crashes."""

import logging
import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.panes.conftest import settle
from tests.panes.sample_pane import ABSENT, SAMPLE, SamplePane
from workbench.app.application import Workbench
from workbench.app.crash import FATAL_NAME, CrashWatch
from workbench.app.crash_dialog import CrashDialog
from workbench.app.window import MainWindow
from workbench.core import paths
from workbench.core.evidence import Evidence
from workbench.core.settings import Settings
from workbench.panes import registry
from workbench.storage.journal import NAME as JOURNAL_NAME
from workbench.storage.journal import Journal


@pytest.fixture(autouse=True)
def small_pane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "PANES", (SAMPLE, ABSENT))


def sample(window: MainWindow) -> SamplePane:
    pane = window.pane("sample")
    assert isinstance(pane, SamplePane)
    return pane


def test_a_start_takes_up_where_the_last_one_stopped(
    workbench: Workbench, workspace_folder: Path
) -> None:
    window = workbench.open(workspace_folder)
    sample(window).lines.addItems(["a", "b", "c"])
    sample(window).lines.setCurrentRow(1)
    window.show_evidence(visible=False)
    window.close()
    again = workbench.open(workspace_folder)
    assert again.current_pane is not None
    assert again.current_pane.id == "sample"
    assert sample(again).lines.currentRow() == 1
    assert again.evidence.isHidden()


def test_the_state_of_a_pane_that_was_not_shown_this_time_is_kept(
    workbench: Workbench, workspace_folder: Path
) -> None:
    window = workbench.open(workspace_folder)
    sample(window).lines.addItems(["a", "b"])
    window.show_pane("settings")
    window.close()
    workbench.open(workspace_folder).close()
    assert sample(workbench.open(workspace_folder)).lines.count() == 2


def opened_with_panes_made(workbench: Workbench, folder: Path) -> MainWindow:
    """A window whose last session left two lines in the sample's pane, every pane made."""
    window = workbench.open(folder)
    sample(window).lines.addItems(["a", "b"])
    window.show_pane("settings")
    window.close()
    again = workbench.open(folder)
    while again.stack.make_next():
        pass
    return again


def test_a_pane_made_while_nobody_asked_takes_up_its_state_when_it_is_shown(
    workbench: Workbench, workspace_folder: Path
) -> None:
    again = opened_with_panes_made(workbench, workspace_folder)
    [made] = [pane for pane in again.stack.made if isinstance(pane, SamplePane)]
    assert made.lines.count() == 0
    workbench.save_sessions()
    assert sample(again) is made
    assert made.lines.count() == 2


def test_a_pane_made_while_nobody_asked_keeps_its_state_for_the_next_time(
    workbench: Workbench, workspace_folder: Path
) -> None:
    again = opened_with_panes_made(workbench, workspace_folder)
    again.close()
    assert sample(workbench.open(workspace_folder)).lines.count() == 2


def test_a_session_is_remembered_while_the_window_is_in_use(
    workbench: Workbench, workspace_folder: Path, qtbot: QtBot
) -> None:
    window = workbench.open(workspace_folder)
    sample(window)
    workbench.save_sessions()
    file = workspace_folder / "session.json"
    qtbot.waitUntil(lambda: file.exists() and b'"sample"' in file.read_bytes(), timeout=60_000)


def test_a_session_is_not_restored_when_the_user_does_not_want_it(
    workbench: Workbench, workspace_folder: Path
) -> None:
    window = workbench.open(workspace_folder)
    sample(window)
    window.close()
    workbench.settings.set("restore-session", False)
    again = workbench.open(workspace_folder)
    assert again.current_pane is not None
    assert again.current_pane.id == "welcome"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 99}',
        b"\xff\xfe\x00",
        b'{"version": 1, "geometry": "x", "split": 3}',
    ],
)
def test_a_damaged_session_file_is_no_obstacle(
    workbench: Workbench, workspace_folder: Path, content: bytes
) -> None:
    (workspace_folder / "session.json").write_bytes(content)
    window = workbench.open(workspace_folder)
    assert window.current_pane is not None
    assert window.current_pane.id == "welcome"


def test_typing_cut_off_by_a_crash_is_offered_and_comes_back(
    workbench: Workbench, workspace_folder: Path
) -> None:
    journal = Journal(workspace_folder / JOURNAL_NAME)
    journal.note("sample:text", "half a sent")
    journal.flush()
    window = workbench.open(workspace_folder)
    notice = window.notices.current
    assert notice is not None
    assert "11 letters in sample text" in notice.what
    window.commands.trigger("recovery.recover")
    assert sample(window).text.toPlainText() == "half a sent"
    assert window.notices.current is None


def test_nothing_is_offered_when_the_typing_equals_what_is_stored(
    workbench: Workbench, workspace_folder: Path
) -> None:
    journal = Journal(workspace_folder / JOURNAL_NAME)
    journal.note("sample:text", "stored")
    journal.flush()
    window = workbench.open(workspace_folder)
    assert window.notices.current is None
    assert window.services.journal.drafts == {}


def test_typing_that_was_thrown_away_does_not_come_again(
    workbench: Workbench, workspace_folder: Path
) -> None:
    journal = Journal(workspace_folder / JOURNAL_NAME)
    journal.note("sample:text", "half a sent")
    journal.flush()
    window = workbench.open(workspace_folder)
    window.commands.trigger("recovery.discard")
    window.close()
    assert workbench.open(workspace_folder).notices.current is None


def test_typing_is_in_the_journal_before_anybody_saves(
    workbench: Workbench, workspace_folder: Path, qtbot: QtBot
) -> None:
    window = workbench.open(workspace_folder)
    sample(window).text.setPlainText("typed")
    qtbot.waitUntil(
        lambda: Journal(workspace_folder / JOURNAL_NAME).drafts == {"sample:text": "typed"},
        timeout=60_000,
    )


def test_a_second_window_is_read_only_and_says_so(
    workbench: Workbench, workspace_folder: Path
) -> None:
    first = workbench.open(workspace_folder)
    first.pin(Evidence("note", "mine", "me"))
    settle(first)
    first.commands.trigger("file.second-window")
    second = workbench.windows[-1]
    assert second is not first
    assert second.notices.current is not None
    assert "read-only" in second.notices.current.what
    assert "read-only" in second.windowTitle()
    assert [piece.evidence.title for piece in second.evidence.pieces] == ["mine"]
    assert second.registry["edit.pin"].why_unavailable() == "This workspace is open read-only."
    assert second.registry["evidence.remove"].why_unavailable() is not None


def test_safe_mode_uses_defaults_no_plugins_and_no_session(
    qtbot: QtBot, user_home: Path, workspace_folder: Path
) -> None:
    file = paths.user_config() / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text("zoom = 200\n", encoding="utf-8")
    program = Workbench(safe_mode=True)
    program.watch.uninstall()
    try:
        window = program.open(workspace_folder)
        assert program.settings.integer("zoom") == 100
        assert window.services.plugins().plugins == []
        window.pane("sample")
        window.close()
        assert not (workspace_folder / "session.json").exists()
    finally:
        program.end()


def test_a_corrupt_settings_file_is_said_and_kept(
    qtbot: QtBot, user_home: Path, workspace_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("zoom = [", encoding="utf-8")
    program = Workbench(settings=Settings(file))
    program.watch.uninstall()
    try:
        window = program.open(workspace_folder)
        assert window.notices.current is not None
        assert "cannot be read" in window.notices.current.what
        assert file.read_text(encoding="utf-8") == "zoom = ["
    finally:
        program.end()


def test_a_mistake_in_a_command_writes_a_masked_report_and_the_window_goes_on(
    workbench: Workbench, workspace_folder: Path, tmp_path: Path
) -> None:
    told: list[Path | None] = []
    watch = CrashWatch(tmp_path / "logs", lambda _, file: told.append(file))
    window = workbench.open(workspace_folder)
    window._report_bug = watch.report
    sample(window)
    window.commands.trigger("sample.crash")
    window.commands.trigger("sample.crash")
    [report] = told
    assert report is not None
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "sample_pane.py" in text
    assert "hunter2hunter2" not in text
    assert "Qt 6.11" in text
    window.commands.trigger("sample.work")
    assert sample(window).ran == ["work"]


def test_a_mistake_on_a_thread_is_reported_too(tmp_path: Path) -> None:
    told: list[BaseException] = []
    watch = CrashWatch(tmp_path, lambda error, _: told.append(error))
    watch.install()
    try:
        thread = threading.Thread(target=lambda: int("no number"))
        thread.start()
        thread.join()
    finally:
        watch.uninstall()
    assert [type(error) for error in told] == [ValueError]


def test_what_qt_warns_of_goes_into_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from PySide6.QtCore import qWarning

    watch = CrashWatch(tmp_path, lambda *_: None)
    watch.install()
    try:
        with caplog.at_level(logging.WARNING, "workbench.qt"):
            qWarning("a widget is unhappy")
    finally:
        watch.uninstall()
    assert "a widget is unhappy" in caplog.text


def test_a_run_that_died_is_mentioned_at_the_next_start(
    qtbot: QtBot, user_home: Path, workspace_folder: Path
) -> None:
    logs = paths.user_logs()
    logs.mkdir(parents=True)
    (logs / FATAL_NAME).write_text("Fatal Python error: Segmentation fault", encoding="utf-8")
    program = Workbench(settings=Settings(None))
    try:
        window = program.open(workspace_folder)
        assert window.notices.current is not None
        assert "ended abruptly" in window.notices.current.what
    finally:
        program.end()
    assert not (logs / FATAL_NAME).exists(), "an orderly end leaves no sign behind"


def test_the_crash_dialog_says_what_is_safe_and_copies_the_report(
    qtbot: QtBot, tmp_path: Path
) -> None:
    report = tmp_path / "crash.txt"
    report.write_text("what happened, in full", encoding="utf-8")
    dialog = CrashDialog(RuntimeError("no such luck"), report, None)
    qtbot.addWidget(dialog)
    assert "RuntimeError: no such luck" in dialog.text()
    assert "What you typed is kept" in dialog.informativeText()
    assert str(report) in dialog.informativeText()
    dialog.copy()
    assert QGuiApplication.clipboard().text() == "what happened, in full"


def test_a_mistake_that_nothing_caught_opens_one_dialog_and_keeps_the_typing(
    workbench: Workbench, workspace_folder: Path
) -> None:
    window = workbench.open(workspace_folder)
    sample(window).text.setPlainText("half a sentence")
    error = RuntimeError("unexpected")
    workbench.watch.report(error)
    workbench.watch.report(error)
    dialogs = [each for each in window.findChildren(CrashDialog) if each.isVisible()]
    assert len(dialogs) == 1
    assert Journal(workspace_folder / JOURNAL_NAME).drafts == {"sample:text": "half a sentence"}
    dialogs[0].close()


def test_a_pane_that_cannot_be_made_does_not_keep_the_window_shut(
    workbench: Workbench, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = workbench.open(workspace_folder)
    sample(window)
    window.close()
    monkeypatch.setattr(SamplePane, "__init__", broken)
    again = workbench.open(workspace_folder)
    assert again.current_pane is not None
    assert again.current_pane.id == "welcome"
    [dialog] = again.findChildren(CrashDialog)
    assert dialog.windowTitle() == "Something went wrong"


def test_a_state_that_a_pane_cannot_take_up_is_left_out(
    workbench: Workbench, workspace_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = workbench.open(workspace_folder)
    sample(window)
    window.close()
    monkeypatch.setattr(SamplePane, "restore", broken)
    monkeypatch.setattr(SamplePane, "state", broken)
    again = workbench.open(workspace_folder)
    assert again.current_pane is not None
    assert again.current_pane.id == "sample"
    assert again.close(), "nor does a state that cannot be kept keep the window open"


def broken(*_: object) -> None:
    raise RuntimeError("no such luck")
