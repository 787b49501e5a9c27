"""Imports exports into a store: files, folders or zips, every row accounted for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
    pages_beside,
)
from workbench.tickets.importing.json_files import Fields
from workbench.tickets.importing.keeping import kept
from workbench.tickets.importing.packed import files_in_zip
from workbench.tickets.importing.remembered import remember, with_remembered
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


_NOTHING = Imported(0, 0, 0, 0, (), (), ())


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

    Nothing is imported where a file is in no known format; inside a folder or a zip of several
    files such a file is left out and named.
    """
    step = progress or Progress()
    chosen = options or ImportOptions()
    if chosen.mapping and name == "auto":
        name = "csv"
    found = _files(paths, importers, name)
    files, total = found.exports, replace(_NOTHING, guesses=tuple(found.left_out))
    made = [importer.beside(found.beside) for importer in importers if importer.beside]
    beside = made if found.beside else []
    chosen = replace(chosen, beside=tuple(beside))
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
    left = (guess for one in beside for guess in one.guesses())
    return _sum(total, replace(_NOTHING, guesses=tuple(left)))


@dataclass
class _Files:
    """What is to be imported: exports with their formats, and pages with more of their tickets."""

    exports: list[tuple[Path, TicketImporter]] = field(default_factory=list)
    beside: list[Fields] = field(default_factory=list)
    left_out: list[Guess] = field(default_factory=list)


def _files(paths: Sequence[Path], importers: Sequence[TicketImporter], name: str) -> _Files:
    found = _Files()
    for path in paths:
        files = _files_in(path)
        known = len(found.exports)
        for file in files:
            try:
                pages = pages_beside(file)
                found.beside += pages
                if not pages:
                    found.exports.append((file, choose(file, importers, name)))
            except UserError as error:
                if file == files[-1] and len(found.exports) == known:
                    raise
                left_out = Guess(str(file.relative_to(path)), "left out", error.what)
                found.left_out.append(left_out)
    if not found.exports:
        raise UserError(
            f"{paths[0]} holds changes of tickets, but no tickets.",
            "Import the export of the tickets together with it.",
        )
    return found


def _files_in(path: Path) -> list[Path]:
    """The files of a folder or of a zip of several, or of such a zip in the folder; or itself."""
    if not path.is_dir():
        return files_in_zip(path) or [path]
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name[0] != ".")
    if not files:
        raise UserError(f"{path} holds no files.", "Name an export.")
    return [inner for file in files for inner in files_in_zip(file) or [file]]


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
    options = with_remembered(store, importer.name, options)
    read = importer.read(path, options, log, progress)
    stored = store.put(kept(store, with_known_words(read, log), options, log))
    if not log.read:
        raise UserError(f"{path} holds no tickets.", "Export it again, with its rows.")
    remember(store, importer.name, options)
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
