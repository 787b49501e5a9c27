"""A packed log that is cut or damaged: what could be read is kept, and what is missing is said."""

import bz2
import contextlib
import gzip
import io
import json
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from workbench.cli.main import main
from workbench.logs.source import find_logs, open_source

# The same every time: what a damaged xz gives before its error may hold line ends of its own.
_IDS = random.Random(7)
_LOG = b"".join(
    b"2024-05-06 07:08:09 INFO request %d %s\n" % (number, _IDS.randbytes(20).hex().encode())
    for number in range(40_000)
)
_ZSTD = zstandard.ZstdCompressor(write_checksum=True)
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": _ZSTD.compress,
}


def _cut(folder: Path, packing: str) -> Path:
    packed = _PACKERS[packing](_LOG)
    path = folder / f"cut.log.{packing}"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    return path


def _said(*arguments: str | Path) -> tuple[str, str]:
    """What a verb says on stdout and on stderr."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        assert main(["logs", *map(str, arguments)]) == 0
    return output.getvalue(), errors.getvalue()


@pytest.mark.parametrize("packing", _PACKERS)
def test_a_cut_log_is_read_and_said_to_be_cut(tmp_path: Path, packing: str) -> None:
    path = _cut(tmp_path, packing)
    for _ in range(2):  # the second time from the cache
        answer, said = _said("info", path, "--json")
        (file,) = json.loads(answer)["files"]
        line = _LOG[: file["bytes"]].count(b"\n") + 1
        assert 10_000 < line < 40_000
        sentence = f"{path} is cut off in line {line:,}: what follows is missing."
        assert file["notes"] == [sentence]
        assert said == f"workbench: {sentence}\n"


def test_every_verb_says_it(tmp_path: Path) -> None:
    path = _cut(tmp_path, "gz")
    for arguments in (
        ("search", "request", path),
        ("search", "request", path, "--count"),
        ("trace", "request", path),
        ("merge", path, "-o", tmp_path / "merged"),
        ("templates", path),
        ("anomalies", path),
        ("diff", path, path),
        ("sessions", path, "--key", r"request (\d)"),
        ("sessions", "--events", path),
    ):
        assert "cut off in line" in _said(*arguments)[1]


@pytest.mark.parametrize("packing", ["bz2", "xz", "zst"])
def test_damage_in_the_middle_is_said_with_its_line(tmp_path: Path, packing: str) -> None:
    packed = bytearray(_PACKERS[packing](_LOG * 20))
    middle = len(packed) * 3 // 4
    packed[middle : middle + 64] = bytes(64)
    path = tmp_path / "damaged"
    path.write_bytes(packed)
    source = open_source(find_logs([path])[0], tmp_path / "cache")
    line = (_LOG * 20)[: source.size].count(b"\n") + 1
    assert source.damage == f"{path} is damaged in line {line:,}: what follows cannot be read."


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_a_wrong_checksum_keeps_all_and_is_said(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"wrong.{packing}"
    if packing == "gz":
        packed = bytearray(gzip.compress(_LOG))
        packed[-8] ^= 1
        path.write_bytes(packed)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("a.log", _LOG)
        path.write_bytes(path.read_bytes().replace(b"request 77 ", b"request 78 "))
    (log,) = find_logs([path])
    source = open_source(log, tmp_path / "cache")
    assert source.size == len(_LOG)
    assert source.damage.startswith(f"{log} is damaged: its checksum is wrong")


@pytest.mark.parametrize("packing", _PACKERS)
def test_whole_logs_are_said_to_be_nothing_else(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "whole"
    pack = _PACKERS[packing]
    path.write_bytes(pack(_LOG) + pack(b"one more\n") + pack(b"") + pack(bytes(500_000)))
    answer, said = _said("info", path, "--json")
    assert "notes" not in json.loads(answer)["files"][0]
    assert said == ""
