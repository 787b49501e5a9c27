"""kill -9 at random moments while typing and importing: at most two seconds are lost."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbench.incidents.pinboard import Pinboard
from workbench.storage.journal import NAME as JOURNAL_NAME
from workbench.storage.journal import Journal
from workbench.storage.workspace import Workspace

KILLS = int(os.environ.get("WORKBENCH_KILLS", "4"))
"""How often a run of the tests kills; the bench does it twenty times."""


def kill_while_typing(folder: Path, after: float) -> tuple[dict[int, float], float]:
    """Start the typist, kill it so many seconds after its first letters.

    Gives when each batch was typed, and when the kill came (monotonic seconds).
    """
    root = Path(__file__).parents[2]
    environment = {**os.environ, "WORKBENCH_HOME": str(folder / "home"), "PYTHONPATH": str(root)}
    typist = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.typist", str(folder / "workspace")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        cwd=root,
    )
    assert typist.stdout is not None
    typed: dict[int, float] = {}
    killer: threading.Timer | None = None
    killed_at = [0.0]

    def kill() -> None:
        killed_at[0] = time.monotonic()
        os.kill(typist.pid, signal.SIGKILL)

    for line in typist.stdout:
        word, _, rest = line.partition(" ")
        if word == "typed" and line.endswith("\n"):
            number, moment = rest.split()
            typed[int(number)] = float(moment)
            if killer is None:
                killer = threading.Timer(after, kill)
                killer.start()
    typist.wait()
    assert typist.returncode == -signal.SIGKILL
    return typed, killed_at[0]


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_loses_at_most_two_seconds_and_the_workspace_opens(
    tmp_path: Path, number: int
) -> None:
    after = random.Random(number).uniform(0.2, 2.5)
    typed, killed_at = kill_while_typing(tmp_path, after)
    kept = Journal(tmp_path / "workspace" / JOURNAL_NAME).drafts.get("evidence:1", "note 0")
    last = int(kept.split()[1])
    lost = [moment for batch, moment in typed.items() if batch > last]
    assert all(killed_at - moment <= 2.0 for moment in lost), "older typing than 2 s was lost"

    workspace = Workspace(tmp_path / "workspace")
    try:
        assert not workspace.read_only, "the dead window's lock must be gone"
        assert all(piece.intact for piece in Pinboard(workspace.database).all())
        connection = workspace.database.connection()
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        [rows] = connection.execute("SELECT count(*) FROM imported").fetchone()
        assert rows % 500 == 0, "an import batch is there as a whole or not at all"
    finally:
        workspace.close()


@pytest.mark.parametrize("cut", [2, 5, 12, 30])
def test_a_journal_that_was_cut_off_in_the_middle_of_a_line_keeps_the_line_before(
    tmp_path: Path, cut: int
) -> None:
    file = tmp_path / JOURNAL_NAME
    journal = Journal(file)
    journal.note("a:1", "first")
    journal.flush()
    journal.note("a:1", "second, with ünïcode and\nanother line")
    journal.flush()
    file.write_bytes(file.read_bytes()[:-cut])
    again = Journal(file)
    assert again.drafts == {"a:1": "first"}
    again.note("a:1", "third")
    again.flush()
    assert Journal(file).drafts == {"a:1": "third"}


def test_a_journal_grows_only_so_far(tmp_path: Path) -> None:
    file = tmp_path / JOURNAL_NAME
    journal = Journal(file)
    for number in range(120):
        journal.note("a:1", f"{number} " + "x" * 100_000)
        journal.flush()
    assert file.stat().st_size < 5_000_000
    assert Journal(file).drafts["a:1"].startswith("119 ")


def test_an_empty_journal_leaves_no_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / JOURNAL_NAME)
    journal.note("a:1", "typed")
    journal.flush()
    journal.forget("a:1")
    journal.close()
    assert not (tmp_path / JOURNAL_NAME).exists()


def test_a_journal_in_a_folder_that_vanished_does_not_raise(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(tmp_path / "gone" / JOURNAL_NAME)
    journal.note("a:1", "typed")
    journal.flush()
    journal.flush()
    assert caplog.text.count("cannot be kept") == 1


def test_a_database_that_was_killed_while_writing_is_whole(tmp_path: Path) -> None:
    kill_while_typing(tmp_path, 0.5)
    with sqlite3.connect(tmp_path / "workspace" / "workbench.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
