"""Opens exported files that may be compressed: gz, bz2, xz, zst and zip.

What stands in a zip of several files has a path below that of the zip: export.zip/tickets.csv.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, cast

from workbench.core.errors import UserError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK = 1 << 20
_DAMAGE = (OSError, EOFError, lzma.LZMAError, zlib.error, zipfile.BadZipFile, NotImplementedError,
           RuntimeError)  # fmt: skip
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_bytes(path: Path) -> bytes:
    """The whole content, decompressed. Raises UserError when it cannot be."""
    with open_binary(path) as stream, reading(path):
        return stream.read()


def read_start(path: Path, size: int) -> bytes:
    """The first bytes of the content. Raises UserError when it cannot be read."""
    with open_binary(path) as stream, reading(path):
        return stream.read(size)


@contextmanager
def reading(path: Path) -> Generator[None]:
    """Turns what a damaged or cut off file raises while it is read into a UserError."""
    try:
        yield
    except _DAMAGE as error:
        why = str(error) or "it cannot be decompressed"
        raise UserError(f"{path} is cut off or damaged: {why}.", "Export it again.") from error


def files_in_zip(path: Path) -> list[Path]:
    """The files of a zip of several, each below its path.

    None for any other file, nor for a damaged zip: opening that says what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            found = _members(archive)
    except _DAMAGE:
        return []
    if _is_workbook({info.filename for info in found}) or len(found) < 2:
        return []
    return sorted({_below(path, info) for info in found})


def open_binary(path: Path) -> IO[bytes]:
    """Open a file for reading, decompressed. Raises UserError for a folder and for a workbook."""
    if path.is_dir():
        raise UserError(f"{path} is a folder.", "Name the file in it.")
    archive = next((parent for parent in path.parents if parent.is_file()), None)
    if archive is not None:
        return _member(archive, path)
    with path.open("rb") as file:
        start = file.read(6)
    if start[:2] == b"\x1f\x8b":
        return cast(IO[bytes], gzip.open(path))
    if start[:3] == b"BZh":
        return cast(IO[bytes], bz2.open(path))
    if start == b"\xfd7zXZ\x00":
        return cast(IO[bytes], lzma.open(path))
    if start[:4] == b"\x28\xb5\x2f\xfd":
        return io.BufferedReader(_ZstdFrames(path), _CHUNK)
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _only_member(path)
    if start[:4] == _OLD_OFFICE:
        raise _workbook(path)
    return path.open("rb")


class _ZstdFrames(io.RawIOBase):
    """The content of all frames of a zst file; a frame that does not end raises EOFError."""

    def __init__(self, path: Path) -> None:
        import zstandard

        self._file = path.open("rb")
        self._zstandard = zstandard
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        target = memoryview(buffer).cast("B")
        while not self._ready:
            if not self._packed:
                self._packed = self._file.read(_CHUNK)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("it ends before its end mark")
                return 0
            self._unpack()
        size = min(len(target), len(self._ready))
        target[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _unpack(self) -> None:
        frame = self._frame or self._zstandard.ZstdDecompressor().decompressobj()
        try:
            self._ready = memoryview(frame.decompress(self._packed))
        except self._zstandard.ZstdError as error:
            raise OSError(str(error)) from error
        self._packed = frame.unused_data
        self._frame = None if frame.eof else frame

    def close(self) -> None:
        self._file.close()
        super().close()


def _only_member(path: Path) -> IO[bytes]:
    with reading(path):
        archive = zipfile.ZipFile(path)
        files = _members(archive)
        if _is_workbook({info.filename for info in files}):
            raise _workbook(path)
        if len(files) != 1:
            raise UserError(
                f"{path} holds {len(files)} files.", "Unpack it and name the one to read."
            )
        return archive.open(files[0])


def _member(archive_path: Path, path: Path) -> IO[bytes]:
    with reading(path):
        archive = zipfile.ZipFile(archive_path)
        for info in _members(archive):
            if _below(archive_path, info) == path:
                return archive.open(info)
    raise UserError(f"{archive_path} holds no such file: {path}.", "Name the zip alone.")


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files that a person put into a zip."""
    return [i for i in archive.infolist() if not i.is_dir() and not _is_litter(i.filename)]


def _below(archive_path: Path, info: zipfile.ZipInfo) -> Path:
    """A path below the zip, whatever root or drive the entry's name begins with."""
    return archive_path / info.filename.replace(":", "_").lstrip("/")


def _is_workbook(names: set[str]) -> bool:
    return "[Content_Types].xml" in names or {"mimetype", "content.xml"} <= names


def _is_litter(name: str) -> bool:
    """Whether a zip's entry is what a file manager adds by itself."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _workbook(path: Path) -> UserError:
    return UserError(f"{path} is a workbook of a spreadsheet.", "Save it as CSV (UTF-8).")
