"""Opens files that may be compressed: gz, bz2, xz, zst and zip, told by their first bytes."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from workbench.core.errors import UserError

DAMAGE = (
    OSError,
    EOFError,
    lzma.LZMAError,
    zlib.error,
    zstandard.ZstdError,
    zipfile.BadZipFile,
    NotImplementedError,  # a way of packing that this Python does not know
    RuntimeError,  # a password is needed
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second is a zip of nothing
_LONGEST_MARK = 6


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """The content of a file, unpacked; of a zip, that of its only file.

    Raises UserError when it is damaged, and for a zip of several files; OSError when the
    file itself cannot be opened.
    """
    with path.open("rb") as file, ExitStack() as stack:
        try:
            yield _unpacking(file, path, stack)
        except DAMAGE as error:
            why = str(error) or "it cannot be unpacked"
            raise UserError(f"{path} is cut off or damaged: {why}.", "Fetch it again.") from error


def is_zip(path: Path) -> bool:
    """Whether a file is a zip, whatever it is called."""
    with path.open("rb") as file:
        return file.read(_LONGEST_MARK).startswith(_ZIP)


def _unpacking(file: IO[bytes], path: Path, stack: ExitStack) -> IO[bytes]:
    head = file.read(_LONGEST_MARK)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", stack.enter_context(gzip.open(file)))
    if head.startswith(b"BZh"):
        return stack.enter_context(bz2.open(file))
    if head.startswith(b"\xfd7zXZ\x00"):
        return stack.enter_context(lzma.open(file))
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return cast("IO[bytes]", stack.enter_context(reader))
    if head.startswith(_ZIP):
        archive = stack.enter_context(zipfile.ZipFile(file))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) != 1:
            raise UserError(f"{path} holds {len(entries)} files.", "Give a zip of one file.")
        return stack.enter_context(archive.open(entries[0]))
    return file
