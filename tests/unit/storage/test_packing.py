"""Packed files are told by their first bytes, and a cut one does not pass for a whole one."""

import bz2
import gzip
import lzma
from pathlib import Path

import pytest
import zstandard

from workbench.storage.packing import PACKING_ERRORS, packing_of_file, unpacking

_ZSTD = zstandard.ZstdCompressor(write_checksum=True)
_PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": _ZSTD.compress,
}


def _content(path: Path) -> bytes:
    packing = packing_of_file(path)
    assert packing is not None
    assert packing != "zip"
    with unpacking(path, packing) as stream:
        return stream.read()


@pytest.mark.parametrize("packing", _PACKERS)
def test_all_parts_of_a_file_are_read_whatever_it_is_called(tmp_path: Path, packing: str) -> None:
    pack, path = _PACKERS[packing], tmp_path / "any.txt"
    path.write_bytes(pack(b"one\n") + pack(b"") + pack(b"two\n" * 100_000))
    assert packing_of_file(path) == packing
    assert _content(path) == b"one\n" + b"two\n" * 100_000


@pytest.mark.parametrize("packing", _PACKERS)
def test_a_cut_file_is_an_error(tmp_path: Path, packing: str) -> None:
    path = tmp_path / "cut"
    path.write_bytes(_PACKERS[packing](b"a line of a log\n" * 1000)[:-3])
    with pytest.raises(EOFError):
        _content(path)


@pytest.mark.parametrize("head", [b"", b"P", b"PK", b"plain text", b"BZ", b"\xfd7z"])
def test_other_files_are_not_packed(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "plain").write_bytes(head)
    assert packing_of_file(tmp_path / "plain") is None


def test_every_cut_of_a_zst_is_seen(tmp_path: Path) -> None:
    skippable = (0x184D2A50).to_bytes(4, "little") + (3).to_bytes(4, "little") + b"abc"
    frames = [_ZSTD.compress(b"one line\n" * 9), skippable, _ZSTD.compress(bytes(300_000))]
    path = tmp_path / "any.zst"
    whole = b"".join(frames)
    path.write_bytes(whole)
    assert _content(path) == b"one line\n" * 9 + bytes(300_000)
    ends = {len(frames[0]), len(frames[0] + skippable)}
    for stop in set(range(6, len(whole))) - ends:
        path.write_bytes(whole[:stop])
        with pytest.raises(PACKING_ERRORS):
            _content(path)
