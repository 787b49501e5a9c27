"""Articles survive kills, full disks and folders that cannot be written."""

import errno
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.kill_loops import survived_article_saves
from workbench.core.errors import UserError
from workbench.knowledge.shelf import Shelf
from workbench.storage import files

_SAVE_A_LOT = """
import sys
from pathlib import Path
from workbench.knowledge.shelf import Shelf
from workbench.core.errors import UserError
shelf = Shelf(Path(sys.argv[1]))
try:
    shelf.save(shelf.read("a.md"), "x" * 1_000_000)
except UserError as error:
    print(error)
"""


def test_a_kill_while_saving_leaves_the_old_article_or_the_new(tmp_path: Path) -> None:
    assert survived_article_saves(tmp_path / "k", 4) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are a Unix thing")
def test_a_disk_that_is_full_leaves_the_old_article(tmp_path: Path) -> None:
    Shelf(tmp_path).create("a.md", b"old")

    def little_room() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-c", _SAVE_A_LOT, str(tmp_path)],
        preexec_fn=little_room,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("a.md could not be saved: ")
    assert (tmp_path / "a.md").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_no_space_left_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    opened = shelf.create("a.md", b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(UserError, match=r"a\.md could not be saved: No space left on device"):
        shelf.save(opened, "new")
    assert (tmp_path / "a.md").read_bytes() == b"old"
