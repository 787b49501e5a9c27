"""Workspaces that are read-only, full, damaged or newer: one sentence, and the window lives."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.panes.conftest import is_idle, settle
from workbench.app.application import Workbench
from workbench.core.errors import Cancelled, UserError
from workbench.core.evidence import Evidence
from workbench.core.failures import as_user_error
from workbench.core.settings import Settings
from workbench.incidents import pinboard
from workbench.storage.workspace import Workspace


@pytest.fixture
def program(qtbot: QtBot, user_home: Path) -> Iterator[Workbench]:
    made = Workbench(settings=Settings(None))
    made.watch.uninstall()
    yield made
    made.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace = Workspace(tmp_path / "workspace")
    pinboard.Pinboard(workspace.database).pin(Evidence("note", "kept", "me"))
    workspace.close()
    return tmp_path / "workspace"


def test_a_newer_database_is_refused_and_left_as_it_is(program: Workbench, folder: Path) -> None:
    with sqlite3.connect(folder / "workbench.db") as connection:
        connection.execute("UPDATE room_version SET version = 99")
    connection.close()
    with pytest.raises(UserError, match="newer Workbench"):
        program.open(folder)
    assert program.windows == []
    workspace = Workspace(folder)
    assert not workspace.read_only, "the failed window must not hold the lock"
    workspace.close()


def test_a_damaged_database_is_refused_with_its_name(program: Workbench, folder: Path) -> None:
    (folder / "workbench.db").write_bytes(b"not a database" * 1000)
    for extra in ("workbench.db-wal", "workbench.db-shm"):
        (folder / extra).unlink(missing_ok=True)
    with pytest.raises(UserError, match=r"workbench\.db"):
        program.open(folder)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write into any folder"
)
def test_a_folder_without_write_permission_opens_read_only(
    program: Workbench, folder: Path
) -> None:
    folder.chmod(0o555)
    try:
        window = program.open(folder)
        assert window.services.workspace.read_only
        assert [piece.evidence.title for piece in window.evidence.pieces] == ["kept"]
    finally:
        folder.chmod(0o755)


def test_a_workspace_that_another_process_holds_opens_read_only(
    program: Workbench, folder: Path
) -> None:
    holder = Workspace(folder)
    try:
        window = program.open(folder)
        assert window.services.workspace.read_only
        window.commands.trigger("edit.pin")
        assert window.notices.current is not None
        assert "read-only" in window.notices.current.what
        window.close()
        assert not (folder / "session.json").exists(), "a reader leaves nothing behind"
    finally:
        holder.close()


def test_a_disk_that_is_full_is_said_and_the_window_goes_on(
    program: Workbench, folder: Path
) -> None:
    window = program.open(folder)
    database = window.services.workspace.database

    def allow(pages: int | None) -> None:
        """How large the database may grow; None: no larger than it is. A limit is a connection's
        own, and changes are made on a thread of their own."""
        connection = database.connection()
        most = pages or connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {most}")

    window.services.tasks.start("limit", lambda _: allow(None), in_order=True)
    big = Evidence("note", "big", "me", payload={"text": "x" * 500_000})
    window.current_pane.selection_evidence = lambda: big  # type: ignore[union-attr, method-assign]
    window.commands.trigger("edit.pin")
    settle(window)
    assert window.notices.current is not None
    assert "full" in window.notices.current.what
    window.services.tasks.start("limit", lambda _: allow(1_000_000), in_order=True)
    window.pin(big)
    settle(window)
    assert len(window.evidence.pieces) == 2


_WRITER = """
import sqlite3, sys
writer = sqlite3.connect(sys.argv[1], isolation_level=None)
writer.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.readline()
writer.rollback()
"""


def test_the_window_goes_on_while_something_else_writes_and_the_change_follows(
    program: Workbench, folder: Path
) -> None:
    window = program.open(folder)
    command = [sys.executable, "-c", _WRITER, str(folder / "workbench.db")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as writer:
        assert writer.stdout is not None and writer.stdin is not None
        assert writer.stdout.readline() == "writing\n"
        window.pin(Evidence("note", "meanwhile", "me"))
        window.show_pane("settings")
        assert window.current_pane is window.pane("settings"), "nothing waits for the writer"
        assert not is_idle(window), "the change waits for its turn"
        writer.stdin.write("\n")
        writer.stdin.flush()
        settle(window)
    assert [piece.evidence.title for piece in window.evidence.pieces] == ["kept", "meanwhile"]
    assert window.notices.current is None


def test_closing_the_window_keeps_a_change_that_waits(program: Workbench, folder: Path) -> None:
    window = program.open(folder)
    window.pin(Evidence("note", "at the last moment", "me"))
    window.close()
    pieces = program.open(folder).evidence.pieces
    assert [piece.evidence.title for piece in pieces] == ["kept", "at the last moment"]


def test_a_folder_that_is_a_file_is_refused(program: Workbench, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be made"):
        program.open(tmp_path / "file")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (UserError("What.", "Do."), "What."),
        (FileNotFoundError(2, "No such file or directory", "/data/a.log"), "/data/a.log"),
        (PermissionError(13, "Permission denied", "b.log"), "Permission denied"),
        (sqlite3.OperationalError("database or disk is full"), "disk is full"),
        (Cancelled(), ""),
    ],
)
def test_what_is_expected_is_told_politely(error: BaseException, says: str) -> None:
    told = as_user_error(error)
    assert told is not None
    assert says in told.what


def test_a_bug_is_not_told_as_an_expected_error() -> None:
    assert as_user_error(KeyError("x")) is None
