"""Following a log: no line lost, none doubled, however it is rotated."""

import gzip
import os
import shutil
import threading
from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.logs.follow import Change, Follower


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_appended_lines_come_once_and_half_lines_are_held_back(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("old\n")
    follower = Follower(path)
    assert follower.look().lines == []
    _append(path, "one\ntwo\nthr")
    assert follower.look().lines == [b"one", b"two"]
    _append(path, "ee\n")
    assert follower.look().lines == [b"three"]
    assert follower.look().lines == []


def test_a_renamed_log_is_read_to_its_end_before_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("")
    follower = Follower(path)
    writer = path.open("a")
    path.rename(tmp_path / "a.log.1")
    path.write_text("new\n")
    writer.write("late\nrest")
    writer.close()
    assert follower.look().lines == [b"late", b"rest"]
    assert follower.look().lines == [b"new"]


def test_a_log_copied_away_and_truncated_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\n")
    follower = Follower(path, start=0)
    assert follower.look().lines == [b"one"]
    shutil.copy(path, tmp_path / "a.log.1")
    os.truncate(path, 0)
    _append(path, "2\n")
    found = follower.look()
    assert (found.lines, found.change) == ([b"2"], Change.TRUNCATED)


def test_a_log_written_anew_to_the_same_size_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("first\n")
    follower = Follower(path, start=0)
    assert follower.look().lines == [b"first"]
    path.write_text("other\n")
    assert follower.look().lines == [b"other"]


def test_the_old_part_may_be_packed_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text("one\n")
    follower = Follower(path, start=0)
    follower.look()
    (tmp_path / "a.log.1.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert follower.look().change is Change.GONE
    path.write_text("two\n")
    assert follower.look().lines + follower.look().lines == [b"two"]


def test_a_missing_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.log"):
        Follower(tmp_path / "none.log")


def test_many_lines_and_rotations_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.touch()
    follower = Follower(path)
    total = 200_000
    done = threading.Event()
    seen_old = threading.Event()
    seen_old.set()

    def write() -> None:
        file = path.open("a")
        for number in range(total):
            file.write(f"{number}\n")
            if number % 50_000 == 49_999:
                file.flush()
                seen_old.clear()
                seen_old.wait(20)  # a rotation faster than any look would be a lost generation
                path.rename(tmp_path / f"a.log.{number}")
                file.close()
                file = path.open("a")
        file.close()
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    found: list[bytes] = []
    while True:
        finished = done.is_set()
        lines = follower.look().lines
        found += lines
        if not lines:
            seen_old.set()
            if finished:
                break
    thread.join()
    assert [int(line) for line in found] == list(range(total))
