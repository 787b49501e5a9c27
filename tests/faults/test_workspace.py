"""Workspaces that are read-only, full, damaged or newer: one sentence, and the window lives."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

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
    connection = window.services.workspace.database.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    big = Evidence("note", "big", "me", payload={"text": "x" * 500_000})
    window.current_pane.selection_evidence = lambda: big  # type: ignore[union-attr, method-assign]
    window.commands.trigger("edit.pin")
    assert window.notices.current is not None
    assert "full" in window.notices.current.what
    connection.execute("PRAGMA max_page_count = 1000000")
    window.pin(big)
    assert len(window.evidence.pieces) == 2


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
