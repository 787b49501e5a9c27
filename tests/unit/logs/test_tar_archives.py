"""Support bundles: the logs in a tar, packed or not, are opened in place, each by its name."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest
import zstandard

from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.logs.source import LogPath, find_logs, open_source

_LINES = "".join(f"2026-03-05 10:00:{i % 60:02} ERROR request {i} failed\n" for i in range(2_000))


def _tar(path: Path, files: dict[str, bytes], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # pyright: ignore[reportArgumentType, reportCallIssue]: any mode
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


_FILES = {
    "./bundle/app.log": _LINES.encode(),
    "bundle/old/app.log.1.gz": gzip.compress(b"2026-03-04 09:00:00 INFO old\n"),
    "bundle/._app.log": b"a Mac's shadow of the file",
    "bundle/.git/config": b"hidden",
}


def _text(log: LogPath, cache: Path) -> str:
    source = open_source(log, cache)
    try:
        return source.read(0, source.size).decode()
    finally:
        source.close()


@pytest.mark.parametrize("packing", ["", ":gz", ":bz2", ":xz", ":zst"])
def test_a_tar_s_logs_are_found_and_read(tmp_path: Path, packing: str) -> None:
    file = tmp_path / f"bundle.tar{packing.replace(':', '.')}"
    if packing == ":zst":
        plain = _tar(tmp_path / "plain.tar", _FILES)
        file.write_bytes(zstandard.compress(plain.read_bytes()))
        plain.unlink()
    else:
        _tar(file, _FILES, f"w{packing}")
    for found in (find_logs([file]), find_logs([tmp_path])):
        assert [log.entry for log in found] == ["./bundle/app.log", "bundle/old/app.log.1.gz"]
        texts = [_text(log, tmp_path / ".cache") for log in found]
        assert texts == [_LINES, "2026-03-04 09:00:00 INFO old\n"]


def test_a_packed_log_that_is_no_tar_stays_one_log(tmp_path: Path) -> None:
    file = tmp_path / "app.log.gz"
    file.write_bytes(gzip.compress(_LINES.encode()))
    assert find_logs([file]) == [LogPath(file)]


def test_of_a_cut_tar_the_logs_before_the_cut_are_whole(tmp_path: Path) -> None:
    whole = _tar(tmp_path / "whole.tar.gz", {"a.log": _LINES.encode(), "b.log": _noise()}, "w:gz")
    file = tmp_path / "cut.tar.gz"
    file.write_bytes(whole.read_bytes()[:-20_000])
    first, second = find_logs([file])
    source = open_source(first, tmp_path / "cache")
    assert (source.size, source.damage) == (len(_LINES), "")
    source.close()
    source = open_source(second, tmp_path / "cache")
    assert source.damage.startswith(f"{file}!b.log is cut off in line ")
    source.close()


def _noise() -> bytes:
    """Lines that hardly pack."""
    import random

    numbers = random.Random(7)
    return b"".join(b"%064x\n" % numbers.getrandbits(256) for _ in range(3_000))


def test_an_entry_that_points_outside_is_refused(tmp_path: Path) -> None:
    file = _tar(tmp_path / "evil.tar", {"../../etc/x.log": b"x\n"})
    with pytest.raises(UserError, match="points outside the tar"):
        find_logs([file])


def test_the_verbs_name_the_logs_of_a_tar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _tar(tmp_path / "bundle.tgz", _FILES, "w:gz")
    assert main(["logs", "search", "request 77 ", str(file), "--json"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert (hit["path"], hit["line"]) == (f"{file}!./bundle/app.log", 78)
