"""Packed logs: the content streamed into a cache file, and of a damaged one what can be read."""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from copy import copy
from pathlib import Path, PurePath, PurePosixPath
from typing import IO

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import size as size_in_words
from workbench.logs.archive_damage import WRONG, Damage, kind_of
from workbench.storage.packing import PACKING_ERRORS, ZIP_ERRORS, Packing, unpacking

_CHUNK = 1 << 20
_BOMB_BYTES = 100 << 20
_BOMB_RATIO = 200
"""Logs pack 5 to 100 times; what grows more than this, and is large, is refused."""


def entries_of_zip(path: Path) -> list[str]:
    """The names of the files in a zip, in order.

    Raises UserError for a broken zip and for an entry that points outside it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (OSError, *ZIP_ERRORS) as error:
        raise UserError(f"{path}: the zip cannot be read ({error}).", "Pack it again.") from error
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise UserError(
                f"{path}: the entry '{entry.filename}' points outside the zip.",
                "It was not opened; unpack the zip with care and open the log itself.",
            )
    return [entry.filename for entry in entries]


def unpacked(  # noqa: PLR0917 - what is unpacked, where to, and what it is called
    path: Path, packing: Packing, entry: str | None, cache: Path, progress: Progress, title: str
) -> Path:
    """The content of a compressed file (or one zip entry) as a file in `cache`, made once.

    `title` names it where something is wrong. Of a damaged or cut file what could be read;
    `damage_of` the copy tells of it.
    Raises UserError when nothing could be read, and for a bomb.
    """

    def write(output: IO[bytes]) -> str | None:
        with _opened(path, packing, entry, title) as (stream, packed, checksum):
            return _copy(title, stream, output, packed, checksum, progress)

    try:
        return copied_once(path, entry, cache, write)
    except ZIP_ERRORS as error:
        raise UserError(
            f"{title}: it cannot be unpacked ({error}).", "Unpack it yourself."
        ) from error


def copied_once(
    path: Path, entry: str | None, cache: Path, write: Callable[[IO[bytes]], str | None]
) -> Path:
    """What `write` makes of a file, or of one entry in it, in the cache; made once.

    `write` gives the kind of damage that ended it; `damage_of` the copy tells of it.
    """
    stat = path.stat()
    identity = f"{path.absolute()}|{entry}|{stat.st_size}|{stat.st_mtime_ns}"
    name = "packed-" + hashlib.sha256(identity.encode()).hexdigest()[:24]
    cache.mkdir(parents=True, exist_ok=True)
    known = next((one for one in cache.glob(f"{name}.*") if one.suffix != ".tmp"), None)
    if known is not None:
        return known
    descriptor, temporary = tempfile.mkstemp(dir=cache, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as output:
            kind = write(output)
        ending = Damage(kind, _line_ends(Path(temporary)) + 1).suffix if kind else ".whole"
        return Path(temporary).replace(cache / (name + ending))
    finally:
        Path(temporary).unlink(missing_ok=True)


@contextmanager
def _opened(
    path: Path, packing: Packing, entry: str | None, title: str
) -> Generator[tuple[IO[bytes], int, int | None]]:
    """The unpacking stream, the packed size, and the checksum where the stream has none."""
    packed = path.stat().st_size
    if packing == "zip":
        with zipfile.ZipFile(path) as archive:
            info = copy(archive.getinfo(entry or ""))
            checksum = info.CRC
            del info.CRC  # with it a wrong checksum would hold the last piece back
            _refuse_bomb(title, info.file_size, max(info.compress_size, 1))
            with archive.open(info) as stream:
                yield stream, max(info.compress_size, 1), checksum
        return
    with unpacking(path, packing) as stream:
        yield stream, packed, None


def _copy(  # noqa: PLR0917 - from where, to where, and what is checked
    title: str,
    stream: IO[bytes],
    output: IO[bytes],
    packed: int,
    checksum: int | None,
    progress: Progress,
) -> str | None:
    """Unpack piece by piece; damage, whose kind is given, ends it: what came before is kept."""
    # read1 gives what one step unpacks: read would lose the last steps before the damage
    read_some: Callable[[int], bytes] = stream.read1  # pyright: ignore[reportAttributeAccessIssue] - all have it
    written, found = 0, 0
    while True:
        progress.report(written, None, f"unpacking {PurePath(title).name}")
        try:
            chunk = read_some(_CHUNK)
        except PACKING_ERRORS as error:
            if isinstance(error, OSError) and error.errno:  # the disk's, not the packing's
                raise
            if written == 0:
                raise UserError(
                    f"{title}: it cannot be unpacked ({error}).", "Fetch the file again."
                ) from error
            return kind_of(error)
        if not chunk:
            return None if checksum in (None, found) else WRONG
        output.write(chunk)
        written += len(chunk)
        found = 0 if checksum is None else zlib.crc32(chunk, found)
        _refuse_bomb(title, written, packed)


def _line_ends(text: Path) -> int:
    with text.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))


def _refuse_bomb(title: str, unpacked_size: int, packed_size: int) -> None:
    if unpacked_size > _BOMB_BYTES and unpacked_size > _BOMB_RATIO * packed_size:
        raise UserError(
            f"{title}: {size_in_words(packed_size)} unpack to {size_in_words(unpacked_size)} "
            "or more, which is no log but a bomb.",
            "It was not opened; unpack it yourself if you trust it.",
        )
