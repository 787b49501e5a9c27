"""What was read is kept, and read anew as soon as it may no longer hold."""

import os
from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import levels, opened, times
from workbench.logs import index_cache, reader
from workbench.logs.logfile import open_log

_TEXT = "".join(f"2024-05-06 07:{n // 60:02d}:{n % 60:02d} INFO {n}\n" for n in range(3000))


@pytest.fixture(autouse=True)
def _keep_small_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "_SMALLEST", 0)


def _forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the log was read again")

    monkeypatch.setattr(reader.LogReader, "read", refuse)


def test_a_known_log_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = opened(tmp_path, _TEXT + " more\n")
    _forbid_reading(monkeypatch)
    again = open_log(first.path, cache=tmp_path / "cache")
    assert (times(again), levels(again)) == (times(first), levels(first))
    assert again.lines(2999, 3001) == first.lines(2999, 3001)
    assert again.format is not None
    assert again.format.name == "iso_log"


@pytest.mark.parametrize("change", ["content", "cache", "zone"])
def test_a_change_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    first = opened(tmp_path, _TEXT)
    kept = next((tmp_path / "cache").glob("*.index"))
    state = first.path.stat()
    if change == "content":
        first.path.write_text(_TEXT.replace("INFO 5\n", "WARN 5\n"))
        os.utime(first.path, ns=(state.st_atime_ns, state.st_mtime_ns))
    elif change == "cache":
        damaged = bytearray(kept.read_bytes())
        damaged[-3] ^= 255
        kept.write_bytes(damaged)
    _forbid_reading(monkeypatch)
    with pytest.raises(AssertionError, match="read again"):
        if change == "zone":
            opened(tmp_path, _TEXT, zone="Asia/Tokyo")
        else:
            open_log(first.path, cache=tmp_path / "cache")


def test_the_oldest_files_go_when_the_cache_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path, _TEXT, name="a.log")
    (old,) = (tmp_path / "cache").glob("*.index")
    os.utime(old, (1, 1))
    monkeypatch.setattr(index_cache, "_LARGEST_CACHE", old.stat().st_size * 3 // 2)
    opened(tmp_path, _TEXT, name="b.log")
    (kept,) = (tmp_path / "cache").glob("*.index")
    assert kept != old
