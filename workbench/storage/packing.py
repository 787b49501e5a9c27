"""Packed files: which packing the first bytes of one show, and its content as a stream."""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Stream = Literal["gz", "bz2", "xz", "zst"]
Packing = Stream | Literal["zip"]

_MAGIC: dict[bytes, Packing] = {
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # of nothing
}
LONGEST_MAGIC = 6

PACKING_ERRORS = (OSError, EOFError, lzma.LZMAError, zlib.error)
"""What reading a damaged file raises; EOFError where it is cut off."""

ZIP_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,  # a way of packing that this Python does not know
    RuntimeError,  # a password is needed
)

_CHUNK = 1 << 20
_ZSTD_LONGEST_HEADER = 18
_ZSTD_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_ZSTD_RLE = 1


def packing_of(head: bytes) -> Packing | None:
    """The packing that the first bytes of a file show; None where it is not packed."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def packing_of_file(path: Path) -> Packing | None:
    """The packing of a file, whatever it is called. Raises OSError."""
    with path.open("rb") as file:
        return packing_of(file.read(LONGEST_MAGIC))


def unpacking(path: Path, packing: Stream) -> IO[bytes]:
    """The content of a packed file, all of its frames one behind the other.

    Reading it raises one of PACKING_ERRORS where the file is damaged or cut off.
    """
    if packing == "gz":
        return cast(IO[bytes], gzip.open(path))
    if packing == "bz2":
        return bz2.open(path)
    if packing == "xz":
        return lzma.open(path)
    return io.BufferedReader(_ZstdFrames(path), _CHUNK)


class _ZstdFrames(io.RawIOBase):
    """The content of all frames of a zst file.

    The library takes the end of the file for the end of a frame; here that raises EOFError.
    It is loaded with the first such file: a pane that may open one need not wait for it.
    """

    def __init__(self, path: Path) -> None:
        import zstandard

        self._damage = zstandard.ZstdError
        self._file = path.open("rb")
        self._frames = zstandard.ZstdDecompressor().stream_reader(
            self._file, read_across_frames=True, closefd=False
        )

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        try:
            count = self._frames.readinto(buffer)
        except self._damage as error:
            raise OSError(str(error)) from error
        if count == 0 and memoryview(buffer).nbytes and not _ends_with_a_frame(self._file):
            raise EOFError("it ends before its end mark")
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


def _ends_with_a_frame(file: IO[bytes]) -> bool:
    """Whether the frames of a zst file go on to its end. Source: RFC 8878, 3.1."""
    import zstandard

    size = file.seek(0, io.SEEK_END)
    place = 0
    while place < size:
        file.seek(place)
        head = file.read(_ZSTD_LONGEST_HEADER)
        if int.from_bytes(head[:4], "little") in _ZSTD_SKIPPABLE:
            place += 8 + int.from_bytes(head[4:8], "little")
            continue
        try:
            checksum = 4 * zstandard.get_frame_parameters(head).has_checksum
            place = _behind_blocks(file, place + zstandard.frame_header_size(head)) + checksum
        except zstandard.ZstdError:
            return False
    return place == size


def _behind_blocks(file: IO[bytes], place: int) -> int:
    """Where the blocks end that begin at a place."""
    last = False
    while not last:
        file.seek(place)
        head = int.from_bytes(file.read(3).ljust(3, b"\1"), "little")
        last = bool(head & 1)
        place += 3 + (1 if head >> 1 & 3 == _ZSTD_RLE else head >> 3)
    return place
