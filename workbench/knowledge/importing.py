"""Takes Markdown files from anywhere into the shelf, with the pictures beside them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.knowledge.shelf import SUFFIXES, Shelf
from workbench.storage.files import write_atomically

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


@dataclass(slots=True)
class Imported:
    """What became of every file: paths of articles, and the reasons of those refused."""

    added: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    pictures: list[str] = field(default_factory=list[str])
    rejected: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


def import_paths(shelf: Shelf, paths: Sequence[Path], progress: Progress) -> Imported:
    """Copy articles byte for byte; folders keep their inner order of folders.

    An article that is there with other content is refused, never overwritten.
    Raises UserError for a path that is not there.
    """
    result = Imported()
    found = [entry for path in paths for entry in files_below(path)]
    for number, (file, name) in enumerate(found):
        progress.report(number, len(found), name)
        if file.suffix.lower() in _PICTURES:
            _import_picture(shelf, file, name, result)
        else:
            _import_article(shelf, file, name, result)
    return result


def files_below(path: Path) -> Iterator[tuple[Path, str]]:
    """(file, its name below `path`) of every article and picture; a file is taken as it is."""
    if path.is_file():
        yield path, path.name
        return
    if not path.is_dir():
        raise UserError(f"{path} is not there.", "Name a Markdown file or a folder of them.")
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith((*SUFFIXES, *_PICTURES)) and not name.startswith("."):
                file = Path(folder) / name
                yield file, file.relative_to(path).as_posix()


def _import_article(shelf: Shelf, file: Path, name: str, result: Imported) -> None:
    if not name.lower().endswith(tuple(SUFFIXES)):
        result.rejected.append((str(file), f"it is not Markdown ({', '.join(SUFFIXES)})"))
        return
    try:
        content = file.read_bytes()
        target = shelf.place(name)
        if target.is_file() and target.read_bytes() == content:
            result.unchanged.append(name)
            return
        result.added.append(shelf.create(name, content).path)
    except UserError as error:
        result.rejected.append((str(file), error.what))


def _import_picture(shelf: Shelf, file: Path, name: str, result: Imported) -> None:
    target = shelf.folder / name
    if target.exists():
        return
    write_atomically(target, file.read_bytes())
    result.pictures.append(name)
