"""Opens exported files that may be compressed: gz, bz2, xz, zst and zip.

What stands in a zip of several files has a path below that of the zip: export.zip/tickets.csv.
"""

import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from workbench.core.errors import UserError
from workbench.storage.packing import (
    LONGEST_MAGIC,
    PACKING_ERRORS,
    ZIP_ERRORS,
    packing_of,
    unpacking,
)

_DAMAGE = (*PACKING_ERRORS, *ZIP_ERRORS)
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
        start = file.read(LONGEST_MAGIC)
    packing = packing_of(start)
    if packing == "zip":
        return _only_member(path)
    if packing is not None:
        return unpacking(path, packing)
    if start.startswith(_OLD_OFFICE):
        raise _workbook(path)
    return path.open("rb")


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
