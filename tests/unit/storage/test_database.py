"""The database migrates, refuses newer files, and keeps other writers out."""

import os
import subprocess
import sys
import textwrap

import pytest

from workbench.core.errors import UserError
from workbench.storage.database import Database, RoomSchema
from workbench.storage.files import write_atomically
from workbench.storage.workspace import Workspace

FIRST = "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
SECOND = """
ALTER TABLE note ADD COLUMN at TEXT;
CREATE TRIGGER no_empty BEFORE INSERT ON note WHEN new.text = '' BEGIN
  SELECT RAISE(ABORT, 'empty; not allowed');
END;
"""


def test_migrations_run_once_and_in_order(tmp_path):
    database = Database(tmp_path / "w.db")
    database.use(RoomSchema("notes", (FIRST,)))
    with database.write() as writer:
        writer.execute("INSERT INTO note (text) VALUES ('kept')")
    database.use(RoomSchema("notes", (FIRST, SECOND)))
    database.use(RoomSchema("notes", (FIRST, SECOND)))
    row = database.connection().execute("SELECT text, at FROM note").fetchone()
    assert tuple(row) == ("kept", None)


def test_a_failed_migration_changes_nothing(tmp_path):
    database = Database(tmp_path / "w.db")
    with pytest.raises(UserError, match="cannot be used"):
        database.use(RoomSchema("notes", (FIRST, "CREATE TABLE x (;")))
    tables = database.connection().execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == []


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    Database(tmp_path / "w.db").use(RoomSchema("notes", (FIRST, SECOND)))
    with pytest.raises(UserError, match="newer Workbench"):
        Database(tmp_path / "w.db").use(RoomSchema("notes", (FIRST,)))


def test_a_file_of_an_older_version_that_may_only_be_read_says_what_to_do(tmp_path):
    Database(tmp_path / "w.db").use(RoomSchema("notes", (FIRST,)))
    reading = Database(tmp_path / "w.db", read_only=True)
    reading.use(RoomSchema("notes", (FIRST,)))
    reading.use(RoomSchema("a room that was never used", (FIRST, SECOND)))
    with pytest.raises(UserError, match="older Workbench"):
        reading.use(RoomSchema("notes", (FIRST, SECOND)))


def test_a_damaged_file_is_one_sentence(tmp_path):
    (tmp_path / "w.db").write_bytes(b"not a database" * 500)
    with pytest.raises(UserError, match=r"w\.db cannot be used"):
        Database(tmp_path / "w.db").use(RoomSchema("notes", (FIRST,)))


def test_a_failed_transaction_is_rolled_back(tmp_path):
    database = Database(tmp_path / "w.db")
    database.use(RoomSchema("notes", (FIRST,)))
    with pytest.raises(RuntimeError), database.write() as writer:
        writer.execute("INSERT INTO note (text) VALUES ('lost')")
        raise RuntimeError
    assert database.connection().execute("SELECT count(*) FROM note").fetchone()[0] == 0


def test_the_second_window_reads_only_and_the_first_one_stays_the_writer(tmp_path):
    first = Workspace(tmp_path)
    first.database.use(RoomSchema("notes", (FIRST,)))
    second = Workspace(tmp_path)
    assert (first.read_only, second.read_only) == (False, True)
    with pytest.raises(UserError, match="read-only"), second.database.write():
        pass
    first.close()
    assert Workspace(tmp_path).read_only is False


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from workbench.storage.database import RoomSchema
    from workbench.storage.workspace import Workspace
    workspace = Workspace(Path(sys.argv[1]))
    workspace.database.use(RoomSchema("notes", ("CREATE TABLE note (text TEXT);",)))
    with workspace.database.write() as writer:
        writer.execute("INSERT INTO note VALUES ('saved')")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO note VALUES ('half')")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_kill_9_frees_the_workspace_and_keeps_what_was_saved(tmp_path):
    subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)], check=False)
    workspace = Workspace(tmp_path)
    assert not workspace.read_only
    rows = workspace.database.connection().execute("SELECT text FROM note").fetchall()
    assert [row["text"] for row in rows] == ["saved"]


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o640 or os.name == "nt"
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "a.md"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left")))
    with pytest.raises(OSError, match="No space left"):
        write_atomically(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_may_be_written_it_is_read_without_side_files(tmp_path, monkeypatch):
    database = Database(tmp_path / "w.db")
    database.use(RoomSchema("notes", (FIRST,)))
    with database.write() as writer:
        writer.execute("INSERT INTO note (text) VALUES ('kept')")
    database.close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    reader = Database(tmp_path / "w.db", read_only=True)
    assert reader.connection().execute("SELECT text FROM note").fetchone()[0] == "kept"
    assert [file.name for file in tmp_path.iterdir()] == ["w.db"]
