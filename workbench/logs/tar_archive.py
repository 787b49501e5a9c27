"""Logs in a tar, packed or not: which files it holds, and one of them copied out."""

import tarfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.archive_damage import CUT
from workbench.logs.compressed import copied_once
from workbench.storage.packing import PACKING_ERRORS, packing_of_file, unpacking

_BLOCK = 512
_MAGIC = b"ustar"
_MAGIC_PLACE = 257
_CHUNK = 1 << 20


def is_tar(head: bytes) -> bool:
    """Whether the first block of a file is the head of a tar (POSIX.1-1988 and later)."""
    return head[_MAGIC_PLACE : _MAGIC_PLACE + len(_MAGIC)] == _MAGIC


def entries_of_tar(path: Path, progress: Progress) -> list[str] | None:
    """The names of the files in a tar that may be packed, in order; None where it is none.

    Hidden files are left out, as in folders. Of a damaged tar those before the damage. Raises
    UserError for an entry that points outside it.
    """
    found: list[str] = []
    try:
        with _content(path) as stream:
            if not is_tar(stream.read(_BLOCK)):
                return None
        with _content(path) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                progress.report(member.offset, None, f"looking into {path.name}")
                if member.isfile() and not _is_hidden(member.name):
                    found.append(_inside(path, member.name))
    except (tarfile.TarError, *PACKING_ERRORS):
        return found or None
    return found


@contextmanager
def _content(path: Path) -> Generator[IO[bytes]]:
    """What is in a file that may be packed; of a zip, the zip itself."""
    packing = packing_of_file(path)
    with path.open("rb") if packing in (None, "zip") else unpacking(path, packing) as stream:
        yield stream


def from_tar(path: Path, entry: str, cache: Path, progress: Progress, title: str) -> Path:
    """One file of a tar, copied into the cache once; `damage_of` the copy tells where it is cut.

    Raises UserError when it is not there.
    """

    def write(output: IO[bytes]) -> str | None:
        with tarfile.open(path, "r:") as archive:
            member = next((one for one in archive if one.name == entry), None)
            if member is None:
                raise KeyError(entry)
            content = archive.extractfile(member)
            written = 0 if content is None else _copy(content, output, member.size, progress, title)
        return CUT if written < member.size else None

    try:
        return copied_once(path, entry, cache, write)
    except (KeyError, tarfile.TarError) as error:
        raise UserError(f"{title}: it is not in the tar ({error}).", "Open it again.") from error


def _copy(content: IO[bytes], output: IO[bytes], size: int, progress: Progress, title: str) -> int:
    written = 0
    while written < size:
        progress.report(written, size, f"unpacking {PurePosixPath(title).name}")
        try:
            chunk = content.read(min(_CHUNK, size - written))
        except tarfile.ReadError:  # the tar ends within the file
            break
        if not chunk:
            break
        output.write(chunk)
        written += len(chunk)
    return written


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/"))


def _inside(path: Path, name: str) -> str:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise UserError(
            f"{path}: the entry '{name}' points outside the tar.",
            "It was not opened; unpack the tar with care and open the log itself.",
        )
    return name
