"""Compressed logs: which packing a file has, and its content streamed into a cache file."""

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

import zstandard

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import size as size_in_words

_MAGIC = {
    b"\x1f\x8b": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
}
_CHUNK = 1 << 20
_BOMB_BYTES = 100 << 20
_BOMB_RATIO = 200
"""Logs pack 5 to 100 times; what grows more than this, and is large, is refused."""

_PACKING_ERRORS = (OSError, EOFError, lzma.LZMAError, zlib.error, zstandard.ZstdError)
_ZIP_ERRORS = (zipfile.BadZipFile, NotImplementedError, RuntimeError)


def packing_of(head: bytes) -> str | None:
    """The packing (gz, bz2, xz, zst, zip) that the first bytes of a file show."""
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), None)


def entries_of_zip(path: Path) -> list[str]:
    """The names of the files in a zip, in order.

    Raises UserError for a broken zip and for an entry that points outside it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (OSError, *_ZIP_ERRORS) as error:
        raise UserError(f"{path}: the zip cannot be read ({error}).", "Pack it again.") from error
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise UserError(
                f"{path}: the entry '{entry.filename}' points outside the zip.",
                "It was not opened; unpack the zip with care and open the log itself.",
            )
    return [entry.filename for entry in entries]


def unpacked(path: Path, packing: str, entry: str | None, cache: Path, progress: Progress) -> Path:
    """The content of a compressed file (or one zip entry) as a file in `cache`, made once.

    Raises UserError when it is damaged, cut off with nothing readable, or a bomb. A cut-off
    file keeps what could be read.
    """
    stat = path.stat()
    identity = f"{path.absolute()}|{entry}|{stat.st_size}|{stat.st_mtime_ns}"
    name = hashlib.sha256(identity.encode()).hexdigest()[:24]
    target = cache / f"{name}.unpacked"
    if target.is_file():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=cache, suffix=".tmp")
    try:
        with (
            os.fdopen(descriptor, "wb") as output,
            _opened(path, packing, entry) as (stream, packed),
        ):
            _copy(path, stream, output, packed, progress)
        Path(temporary).replace(target)
    except _ZIP_ERRORS as error:
        raise UserError(
            f"{path}: it cannot be unpacked ({error}).", "Unpack it yourself."
        ) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    return target


@contextmanager
def _opened(path: Path, packing: str, entry: str | None) -> Generator[tuple[IO[bytes], int]]:
    """The unpacking stream and the packed size."""
    packed = path.stat().st_size
    if packing == "zip":
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(entry or "")
            _refuse_bomb(path, info.file_size, max(info.compress_size, 1))
            with archive.open(info) as stream:
                yield stream, max(info.compress_size, 1)
        return
    with path.open("rb") as file, _stream(file, packing) as stream:
        yield stream, packed


def _stream(file: IO[bytes], packing: str) -> IO[bytes]:
    if packing == "gz":
        return cast(IO[bytes], gzip.open(file))
    if packing == "bz2":
        return bz2.BZ2File(file)
    if packing == "xz":
        return lzma.LZMAFile(file)
    reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
    return io.BufferedReader(reader, _CHUNK)  # pyright: ignore[reportArgumentType] - a raw stream


def _copy(
    path: Path, stream: IO[bytes], output: IO[bytes], packed: int, progress: Progress
) -> None:
    """Unpack piece by piece; damage ends it, what came before is kept."""
    # read1 gives what one step unpacks: read would lose the last steps before the damage
    read_some: Callable[[int], bytes] = stream.read1  # pyright: ignore[reportAttributeAccessIssue] - all have it
    written = 0
    while True:
        progress.report(written, None, f"unpacking {path.name}")
        try:
            chunk = read_some(_CHUNK)
        except _PACKING_ERRORS as error:
            if written == 0:
                raise UserError(
                    f"{path}: it cannot be unpacked ({error}).", "Fetch the file again."
                ) from error
            return
        if not chunk:
            return
        output.write(chunk)
        written += len(chunk)
        _refuse_bomb(path, written, packed)


def _refuse_bomb(path: Path, unpacked_size: int, packed_size: int) -> None:
    if unpacked_size > _BOMB_BYTES and unpacked_size > _BOMB_RATIO * packed_size:
        raise UserError(
            f"{path}: {size_in_words(packed_size)} unpack to {size_in_words(unpacked_size)} "
            "or more, which is no log but a bomb.",
            "It was not opened; unpack it yourself if you trust it.",
        )
