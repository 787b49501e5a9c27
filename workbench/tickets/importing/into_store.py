"""Imports exports into a store: files or folders, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from workbench.tickets.importing.unknown_words import with_known_words
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
    """Import every file, each all or nothing. Raises UserError naming the file.

    Nothing is imported where a file is in no known format; inside a folder such a file is left
    out and named.
    """
    step = progress or Progress()
    chosen = options or ImportOptions()
    if chosen.mapping and name == "auto":
        name = "csv"
    total, files = _files(paths, importers, name)
    for place, (path, importer) in enumerate(files):
        try:
            done = _import(store, path, importer, chosen, step)
        except UserError as error:
            if not place:
                raise
            before = ", ".join(file.name for file, _ in files[:place])
            what = f"{error.what} Imported before it: {before}."
            raise UserError(what, error.next_step) from error
        total = _sum(total, done if len(files) == 1 else _naming(path, done))
    return total


def _files(
    paths: Sequence[Path], importers: Sequence[TicketImporter], name: str
) -> tuple[Imported, list[tuple[Path, TicketImporter]]]:
    """The files with the format of each, and what is left out, as an import of nothing."""
    found: list[tuple[Path, TicketImporter]] = []
    left_out: list[Guess] = []
    for path in paths:
        if path.is_dir():
            inside, unknown = _inside(path, importers, name)
            found += inside
            left_out += unknown
        else:
            found.append((path, choose(path, importers, name)))
    return Imported(0, 0, 0, 0, (), tuple(left_out), ()), found


def _inside(
    folder: Path, importers: Sequence[TicketImporter], name: str
) -> tuple[list[tuple[Path, TicketImporter]], list[Guess]]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name[0] != ".")
    if not files:
        raise UserError(f"{folder} holds no files.", "Name an export.")
    found: list[tuple[Path, TicketImporter]] = []
    left_out: list[Guess] = []
    for file in files:
        try:
            found.append((file, choose(file, importers, name)))
        except UserError as error:
            if file == files[-1] and not found:
                raise
            left_out.append(Guess(str(file.relative_to(folder)), "left out", error.what))
    return found, left_out


def _naming(path: Path, done: Imported) -> Imported:
    """The same with the file's name before the reason of each rejected row."""
    rejected = (replace(item, reason=f"{path.name}: {item.reason}") for item in done.rejected)
    return replace(done, rejected=tuple(rejected))


def _import(
    store: TicketStore,
    path: Path,
    importer: TicketImporter,
    options: ImportOptions,
    progress: Progress,
) -> Imported:
    log = ImportLog()
    read = importer.read(path, options, log, progress)
    stored = store.put(kept(store, with_known_words(read, log), options, log))
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
