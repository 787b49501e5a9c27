"""Logs that are none, or broken: one clear sentence, and nothing is lost or left behind."""

import bz2
import errno
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import zstandard

from tests.unit.logs.logs_for_tests import levels, opened
from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.logs.finding import find
from workbench.logs.logfile import open_log
from workbench.logs.query import Matcher, Query
from workbench.logs.source import LogPath, find_logs, open_source

_LOG = b"2024-05-06 07:08:09 INFO up\n2024-05-06 07:08:10 ERROR down\n"


def _workbench(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", "logs", *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
    )


def test_an_empty_file_has_nothing_in_it(tmp_path: Path) -> None:
    file = opened(tmp_path, b"")
    assert (file.line_count, len(file.records), file.time_span()) == (0, 0, None)
    with Matcher(Query("a")) as matcher:
        assert list(find(file, matcher)) == []


def test_random_bytes_are_read_without_a_time(tmp_path: Path) -> None:
    file = opened(tmp_path, os.urandom(200_000))
    assert file.encoding in ("binary", "latin-1")
    assert file.line_count > 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "2024-05-06 07:08:09 ERROR größer\r\n2024-05-06 07:08:10 INFO ok\r\n"
    file = opened(tmp_path, text.encode(encoding))
    assert levels(file) == ["error", "info"]
    assert file.lines(0, 1)[0].decode() == "2024-05-06 07:08:09 ERROR größer"


def test_bytes_that_are_no_utf8_are_kept(tmp_path: Path) -> None:
    file = opened(tmp_path, b"2024-05-06 07:08:09 ERROR \xff\xfe bad\n")
    assert file.lines(0, 1) == [b"2024-05-06 07:08:09 ERROR \xff\xfe bad"]


def test_a_very_long_line_is_one_line(tmp_path: Path) -> None:
    file = opened(tmp_path, _LOG + b"x" * 200_000_000 + b"\n" + _LOG)
    assert file.line_count == 5
    assert levels(file) == ["info", "error", "info", "error"]


def test_mixed_line_ends_and_no_line_end_at_the_end(tmp_path: Path) -> None:
    file = opened(tmp_path, b"2024-05-06 07:08:09 INFO a\r\n2024-05-06 07:08:10 WARN b\nend")
    assert file.lines(0, 3) == [
        b"2024-05-06 07:08:09 INFO a",
        b"2024-05-06 07:08:10 WARN b",
        b"end",
    ]


_PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("packing", [*_PACKERS, "zip"])
def test_packed_logs_are_opened_in_place(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "packed"
    path.write_bytes(_zip({"a/b.log": _LOG}) if packing == "zip" else _PACKERS[packing](_LOG))
    logs = find_logs([path])
    file = open_log(logs[0], cache=tmp_path / "cache")
    assert levels(file) == ["info", "error"]


def _zip(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_cut_off_gz_shows_what_is_there(tmp_path: Path) -> None:
    lines = b"".join(
        b"2024-05-06 07:08:09 INFO %d %s\n" % (n, os.urandom(8).hex().encode()) for n in range(9999)
    )
    packed = gzip.compress(lines)
    path = tmp_path / "cut.gz"
    path.write_bytes(packed[: len(packed) // 2])
    file = open_log(path, cache=tmp_path / "cache")
    assert 1000 < len(file.records) < 9999


def test_a_gz_without_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.gz"
    path.write_bytes(gzip.compress(_LOG)[:8])
    with pytest.raises(UserError, match=r"broken\.gz: it cannot be unpacked"):
        open_log(path, cache=tmp_path / "cache")


@pytest.mark.parametrize("packing", ["gz", "zip", "xz"])
def test_a_bomb_is_refused_with_its_sizes(tmp_path: Path, packing: str) -> None:
    zeros = bytes(150 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(_zip({"a.log": zeros}) if packing == "zip" else _PACKERS[packing](zeros))
    with pytest.raises(UserError, match=r"(KB|MB) unpack to \d.* MB"):
        open_log(find_logs([path])[0], cache=tmp_path / "cache")
    assert list((tmp_path / "cache").glob("*")) == [] or packing == "zip"


@pytest.mark.parametrize(
    "name", ["../evil.log", "/etc/evil.log", "a/../../evil.log", "C:/evil.log"]
)
def test_a_zip_entry_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.zip"
    path.write_bytes(_zip({name: _LOG}))
    with pytest.raises(UserError, match="points outside the zip"):
        find_logs([path])


def test_a_packed_log_in_a_zip_is_unpacked_too(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(_zip({"a/b.log.gz": gzip.compress(_LOG)}))
    source = open_source(find_logs([path])[0], tmp_path / "cache")
    assert source.read(0, source.size) == _LOG


@pytest.mark.parametrize(
    "inside",
    [_zip({"a.log": _LOG}), gzip.compress(gzip.compress(_LOG))],
    ids=["zip", "gz in gz"],  # what is packed holds the time
)
def test_packed_files_in_packed_files_are_refused_by_name(tmp_path: Path, inside: bytes) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(_zip({"inner": inside}))
    with pytest.raises(UserError, match=r"bundle\.zip!inner holds a packed file once more"):
        open_source(find_logs([path])[0], tmp_path / "cache")


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(_zip({"a.log": _LOG})[:40])
    with pytest.raises(UserError, match="cannot be read"):
        find_logs([path])


def test_a_folder_is_walked_without_going_round_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.log").write_bytes(_LOG)
    (tmp_path / "a" / "b" / "y.log").write_bytes(_LOG)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "gone").symlink_to(tmp_path / "nowhere")
    assert [log.path.name for log in find_logs([tmp_path / "a"])] == ["y.log", "x.log"]


def test_ten_thousand_files_are_found(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number:05d}.log").touch()
    logs = find_logs([tmp_path])
    assert len(logs) == 10_000
    assert logs == sorted(logs, key=lambda log: log.path)


def test_a_file_that_shrinks_or_vanishes_while_open_is_survived(tmp_path: Path) -> None:
    file = opened(tmp_path, _LOG * 5000)
    os.truncate(file.path, 100)
    assert file.lines(9000, 9001) in ([], [b""])
    assert len(file.lines(0, 2)) == 2
    with Matcher(Query("ERROR")) as matcher:
        assert sum(len(hits.lines) for hits in find(file, matcher)) <= 2
    file.path.unlink()
    assert len(file.lines(0, 1)) == 1


def test_a_log_that_grows_during_the_search_is_searched_as_it_was(tmp_path: Path) -> None:
    file = opened(tmp_path, _LOG * 2000)
    with file.path.open("ab") as stream, Matcher(Query("ERROR")) as matcher:
        total = 0
        for hits in find(file, matcher):
            stream.write(_LOG * 100)
            stream.flush()
            total += len(hits.lines)
    assert total == 2000
    again = open_log(file.path, cache=tmp_path / "cache")
    with Matcher(Query("ERROR")) as matcher:
        assert sum(len(hits.lines) for hits in find(again, matcher)) == _count(file.path)


def _count(path: Path) -> int:
    command = ["grep", "-c", "ERROR", str(path)]
    return int(subprocess.run(command, capture_output=True, check=False).stdout)


def test_a_missing_file_and_a_device_are_told_in_one_line(tmp_path: Path) -> None:
    for path in (tmp_path / "none.log", Path("/dev/null/x")):
        answer = _workbench("info", path)
        assert answer.returncode == 2
        assert answer.stdout == b""
        assert answer.stderr.count(b"\n") == 1
        assert path.name.encode() in answer.stderr
    with pytest.raises(UserError, match="is not a file"):
        open_source(LogPath(Path("/dev/null")))


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    with pytest.raises(UserError, match="closed"):
        find_logs([folder])


def test_a_cache_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(_LOG))
    assert levels(open_log(path, cache=tmp_path / "no-folder" / "cache")) == ["info", "error"]


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(_LOG))
    monkeypatch.setattr("workbench.logs.compressed.tempfile.mkstemp", full)
    with pytest.raises(UserError, match="no room to unpack"):
        open_log(path, cache=tmp_path / "cache")


def test_one_broken_file_among_others_is_named_and_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(_LOG)
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8b junk")
    answer = _workbench("info", "--json", tmp_path, "--workspace", tmp_path / "w")
    assert answer.returncode == 0
    assert b"b.gz" in answer.stderr
    assert [Path(file["path"]).name for file in json.loads(answer.stdout)["files"]] == ["a.log"]


def test_wrong_options_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(_LOG)
    for options in (
        ("info", "--timezone", "Nowhere/City"),
        ("search", "(a"),
        ("search", "a", "--level", "loud"),
        ("search", "a", "--since", "soon"),
        ("search", "a", "--where", "status>"),
    ):
        answer = _workbench(*options, tmp_path / "a.log")
        assert answer.returncode == 2, options
        assert b"Traceback" not in answer.stderr
        assert answer.stderr.count(b"\n") == 1


def test_standard_input_is_read(tmp_path: Path) -> None:
    answer = _workbench("search", "--json", "ERROR", "-", given=_LOG)
    found = json.loads(answer.stdout)
    assert found["matches"] == 1
    assert found["hits"][0]["line"] == 2
    assert found["hits"][0]["time"] == "2024-05-06T07:08:10+00:00"


def test_a_broken_archive_in_a_folder_is_named_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.log").write_bytes(_LOG)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 not a zip")
    for verb in ("info", "anomalies", "templates"):
        assert main(["logs", verb, str(tmp_path)]) == 0
        shown = capsys.readouterr()
        assert "broken.zip" in shown.err
        assert shown.out.strip()
