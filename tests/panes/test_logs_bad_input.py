"""Logs that are empty, broken, enormous, or vanish: one sentence, nothing lost, still alive."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.panes.logs_data import application_log
from workbench.app.window import MainWindow
from workbench.panes.logs.pane import LogsPane
from workbench.ui.accessibility import last_announcement

Wait = Callable[[MainWindow], None]


@pytest.fixture
def pane(window: MainWindow) -> LogsPane:
    window.show_pane("logs")
    shown = window.pane("logs")
    assert isinstance(shown, LogsPane)
    return shown


_CONTENTS = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "nul": b"2026-03-05 09:00:00,000 INFO a\x00b\x00 done\n" * 5,
    "progress": b"10%\r20%\r30%\r100%",
    "latin1": "2026-03-05 09:00:00 INFO caf\xe9\n".encode("latin-1") * 3,
    "utf16": "2026-03-05 09:00:00,000 INFO hello\n".encode("utf-16") * 1,
    "no-newline": b"2026-03-05 09:00:00,000 INFO only line",
    "mixed": b"2026-03-05 09:00:00,000 INFO a\r\n2026-03-05 09:00:01,000 INFO b\n",
    "ansi": b"2026-03-05 09:00:00,000 \x1b[31mERROR\x1b[0m \xe2\x80\xaereversed\n" * 4,
    "html": b"2026-03-05 09:00:00,000 INFO <img src=x><b>bold</b>\n" * 4,
}


@pytest.mark.parametrize("name", _CONTENTS)
def test_odd_files_are_shown_as_far_as_they_can_be(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait, name: str
) -> None:
    path = tmp_path / f"{name}.log"
    path.write_bytes(_CONTENTS[name])
    pane.open_path(path)
    wait_idle(window)
    pane.lines.go_to(0)
    assert not pane.grab().isNull()
    pane.where_am_i()
    pane.summary()
    pane.selection_text()
    pane.selection_evidence()
    pane.filtering.choose_level(5)
    wait_idle(window)
    assert not pane.grab().isNull()


def test_a_truncated_archive_is_said_in_one_sentence(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    path = tmp_path / "cut.log.gz"
    whole = gzip.compress(application_log(tmp_path / "a.log").read_bytes())
    path.write_bytes(whole[: len(whole) // 2])
    pane.open_path(path)
    wait_idle(window)
    assert window.notices.isVisible() or pane.lines.row_count > 0


def test_one_bad_file_does_not_hide_the_others(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    application_log(folder / "good.log")
    (folder / "bad.gz").write_bytes(b"\x1f\x8b\x08 not really packed")
    pane.open_path(folder)
    wait_idle(window)
    assert pane.lines.row_count >= 624


def test_a_line_of_200_megabytes_is_opened_and_scrolled(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Callable[..., None]
) -> None:
    path = tmp_path / "long.log"
    with path.open("wb") as file:
        file.write(b"2026-03-05 09:00:00,000 INFO before\n2026-03-05 09:00:01,000 INFO ")
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b"\n2026-03-05 09:00:02,000 ERROR behind\n")
    pane.open_path(path)
    wait_idle(window, 60_000)
    assert pane.lines.row_count == 3
    for wrapped in (False, True):
        pane.lines.set_wrap(wrapped)
        for row in range(3):
            pane.lines.go_to(row)
            assert not pane.lines.grab().isNull()
    assert len(pane.selection_text()) < 1000
    pane.lines.go_to(1)
    pane.show_record()
    assert "more in this line" in pane.detail.inspector.text.toPlainText()


def test_a_file_that_vanishes_while_open_stays_readable(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    path = application_log(tmp_path / "app.log")
    pane.open_path(path)
    wait_idle(window)
    path.unlink()
    pane.lines.go_to(300)
    assert not pane.lines.grab().isNull()
    window.commands.trigger("logs.follow")
    wait_idle(window)
    window.commands.trigger("logs.follow")
    wait_idle(window)
    assert pane.lines.row_count == 624


def test_a_file_that_shrinks_while_open_does_not_end_the_window(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    path = application_log(tmp_path / "app.log")
    pane.open_path(path)
    wait_idle(window)
    with path.open("r+b") as file:
        file.truncate(200)
    for row in (0, 300, 623):
        pane.lines.go_to(row)
        assert not pane.lines.grab().isNull()
    pane.show_record()
    assert pane.where_am_i()
    pane.lines.go_to(600)
    pane.lines.select(600, 610)
    pane.lines.copy()
    assert last_announcement().startswith("Copied 11 lines")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_said(
    window: MainWindow, pane: LogsPane, tmp_path: Path, wait_idle: Wait
) -> None:
    folder = tmp_path / "secret"
    folder.mkdir()
    folder.chmod(0)
    pane.open_path(folder)
    wait_idle(window)
    assert window.notices.isVisible()
    folder.chmod(0o755)


def test_opening_can_be_cancelled(
    window: MainWindow, pane: LogsPane, tmp_path: Path, qtbot: QtBot, wait_idle: Wait
) -> None:
    path = application_log(tmp_path / "app.log", 50_000)
    pane.open_path(path)
    pane.work.stop()
    wait_idle(window)
    assert pane.log.opened is None
    pane.open_path(path)
    wait_idle(window)
    assert pane.lines.row_count == 52_000
