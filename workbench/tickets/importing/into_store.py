"""Imports exports into a store: files or folders, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import (
    ImportLog,
    ImportOptions,
    Rejected,
    TicketImporter,
    choose,
)
from workbench.tickets.importing.keeping import kept
from workbench.tickets.store import TicketStore


@dataclass(frozen=True)
class Imported:
    """What an import did. `read` counts rows; added, changed and unchanged count tickets.

    `read` rows are all in tickets (several rows may make one) or in `rejected`.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    guesses: tuple[Guess, ...]
    formats: tuple[str, ...]


def import_paths(
    store: TicketStore,
    paths: Sequence[Path],
    importers: Sequence[TicketImporter],
    *,
    name: str = "auto",
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Import every file, each all or nothing. Raises UserError naming the file."""
    step = progress or Progress()
    total = Imported(0, 0, 0, 0, (), (), ())
    chosen = options or ImportOptions()
    if chosen.mapping and name == "auto":
        name = "csv"
    for path in _files(paths):
        importer = choose(path, importers, name)
        total = _sum(total, _import(store, path, importer, chosen, step))
    return total


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file for file in path.rglob("*") if file.is_file() and file.name[0] != "."
            )
            if not inside:
                raise UserError(f"{path} holds no files.", "Name an export.")
            found += inside
        else:
            found.append(path)
    return found


def _import(
    store: TicketStore,
    path: Path,
    importer: TicketImporter,
    options: ImportOptions,
    progress: Progress,
) -> Imported:
    log = ImportLog()
    read = importer.read(path, options, log, progress)
    stored = store.put(kept(store, read, options, log))
    if not log.read:
        raise UserError(f"{path} holds no tickets.", "Export it again, with its rows.")
    return Imported(
        log.read,
        stored.added,
        stored.changed,
        stored.unchanged,
        tuple(sorted(log.rejected, key=lambda item: item.row)),
        tuple(log.guesses),
        (importer.name,),
    )


def _sum(first: Imported, second: Imported) -> Imported:
    new_guesses = tuple(guess for guess in second.guesses if guess not in first.guesses)
    new_formats = tuple(name for name in second.formats if name not in first.formats)
    return Imported(
        first.read + second.read,
        first.added + second.added,
        first.changed + second.changed,
        first.unchanged + second.unchanged,
        first.rejected + second.rejected,
        first.guesses + new_guesses,
        first.formats + new_formats,
    )
