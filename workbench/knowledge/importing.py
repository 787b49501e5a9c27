"""Takes Markdown files from anywhere into the shelf, with the pictures beside them."""

import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.knowledge.filetext import LARGEST
from workbench.knowledge.shelf import SUFFIXES, Shelf
from workbench.search.packed import DAMAGE, opened
from workbench.storage.files import write_atomically
from workbench.storage.packing import packing_of_file

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_PACKED = (".gz", ".bz2", ".xz", ".zst")


@dataclass(slots=True)
class Imported:
    """What became of every file: paths of articles, and the reasons of those refused.

    `ignored` counts the files that are neither Markdown nor a picture.
    """

    added: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])
    rejected: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class _Source:
    """A file to take: how it is named to a person, its path on the shelf, and its content.

    `read` gives at most one byte more than an article may have, however well it was packed.
    """

    shown: str
    name: str
    read: Callable[[], bytes]


def import_paths(shelf: Shelf, paths: Sequence[Path], progress: Progress) -> Imported:
    """Copy articles byte for byte; folders and zips keep their inner order of folders.

    An article that is there with other content is refused, never overwritten.
    Raises UserError for a path that is not there, and for a damaged zip.
    """
    result = Imported()
    with ExitStack() as stack:
        found = [source for path in paths for source in _sources(path, result, stack)]
        for number, source in enumerate(found):
            progress.report(number, len(found), source.name)
            _import(shelf, source, result)
    return result


def _sources(path: Path, result: Imported, stack: ExitStack) -> Iterator[_Source]:
    """Every article and picture below a path; a file that is named itself is taken as it is."""
    if path.is_dir():
        yield from _in_folder(path, result)
    elif not path.is_file():
        raise UserError(f"{path} is not there.", "Name a Markdown file or a folder of them.")
    elif packing_of_file(path) == "zip":
        yield from _in_zip(partial(path.open, "rb"), str(path), stack, result)
    elif path.suffix.lower() in _PACKED:
        yield _Source(str(path), path.stem, partial(_unpacked, path))
    else:
        yield _Source(str(path), path.name, path.read_bytes)


def _in_folder(path: Path, result: Imported) -> Iterator[_Source]:
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if _is_wanted(name, result):
                yield _Source(str(file), file.relative_to(path).as_posix(), file.read_bytes)


def _in_zip(
    opening: Callable[[], IO[bytes]], shown: str, stack: ExitStack, result: Imported
) -> Iterator[_Source]:
    """The files of a zip, and of the zips in it: Notion packs its export twice."""
    try:
        archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(opening())))
    except DAMAGE as error:
        raise UserError(f"{shown} cannot be unpacked: {error}.", "Export it again.") from error
    for entry in archive.infolist():
        name = entry.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)
        if entry.is_dir() or hidden:
            continue
        if name.lower().endswith(".zip"):
            yield from _in_zip(partial(archive.open, entry), f"{shown}/{name}", stack, result)
        elif _is_wanted(parts[-1], result):
            yield _Source(f"{shown}/{name}", name, partial(_entry, archive, entry))


def _is_wanted(name: str, result: Imported) -> bool:
    if name.startswith("."):
        return False
    wanted = name.lower().endswith((*SUFFIXES, *_PICTURES))
    result.ignored += not wanted
    return wanted


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as packed:
        return packed.read(LARGEST + 1)


def _unpacked(path: Path) -> bytes:
    with opened(path) as content:
        return content.read(LARGEST + 1)


def _import(shelf: Shelf, source: _Source, result: Imported) -> None:
    is_picture = source.name.lower().endswith(_PICTURES)
    try:
        if not is_picture and not source.name.lower().endswith(SUFFIXES):
            raise UserError(f"it is not Markdown ({', '.join(SUFFIXES)})")
        content = _read(source)
        if is_picture:
            _import_picture(shelf, source.name, content, result)
        else:
            _import_article(shelf, source.name, content, result)
    except UserError as error:
        result.rejected.append((source.shown, error.what))


def _read(source: _Source) -> bytes:
    try:
        return source.read()
    except DAMAGE as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise UserError(f"{source.name} cannot be read: {why}.") from error


def _import_article(shelf: Shelf, name: str, content: bytes, result: Imported) -> None:
    target = shelf.place(name)
    if target.is_file() and target.read_bytes() == content:
        result.unchanged.append(name)
        return
    result.added.append(shelf.create(name, content).path)


def _import_picture(shelf: Shelf, name: str, content: bytes, result: Imported) -> None:
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise UserError(f"'{name}' leads out of the folder of articles.")
    target = shelf.folder / name
    if not target.exists():
        write_atomically(target, content)
        result.pictures.append(name)
    elif target.read_bytes() != content:
        raise UserError(f"There is already another picture {name}.")
