"""What a ticket importer is, and how an export finds the one that reads it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing import files
from workbench.tickets.importing.encodings import encoding_of_start
from workbench.tickets.importing.files import Guess, Table
from workbench.tickets.importing.json_files import read_json, records_of
from workbench.tickets.importing.packed import read_start
from workbench.tickets.importing.stamps import StampReader
from workbench.tickets.model import Ticket

_START = 65_536
_LOOKED_AT = 20
"""Records of other things may stand before the first ticket."""


@dataclass(frozen=True)
class Rejected:
    """A row that is not imported: its number (1 is the first) and why."""

    row: int
    reason: str


@dataclass(frozen=True)
class ImportOptions:
    """What the user said: field to column, the zone of stamps without one, the date order."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    date_order: str | None = None


@dataclass
class ImportLog:
    """What happens during one import; importers add to it as they read.

    `lacking` are fields of a ticket for which the export has no place at all; `zoneless` says
    that its stamps have no zone and the user named none.
    """

    read: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    lacking: frozenset[str] = frozenset()
    zoneless: bool = False

    def reject(self, row: int, reason: str) -> None:
        """Note a row that is not imported."""
        self.rejected.append(Rejected(row, reason))


@dataclass(frozen=True)
class Peek:
    """The start of an export: the header of a CSV, or a record of a JSON document."""

    path: Path
    header: tuple[str, ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)


Read = Callable[[Path, ImportOptions, ImportLog, Progress], Iterator[Ticket]]


@dataclass(frozen=True)
class TicketImporter:
    """One format: `name` as in --from, whether it recognises an export, and how it reads it."""

    name: str
    title: str
    recognises: Callable[[Peek], bool]
    read: Read


def peek(path: Path) -> list[Peek]:
    """Look at the start of an export: a CSV's header, or a few JSON records, each a Peek.

    Raises UserError when it is empty or no text.
    """
    if not is_json(path):
        return [Peek(path, files.open_table(path).header)]
    document, _ = read_json(path)
    records = list(records_of(document, path))
    if not records:
        raise UserError(f"{path} holds no tickets.", "Export it again, with its records.")
    return [Peek(path, record=record) for record in records if record][:_LOOKED_AT] or [Peek(path)]


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does."""
    start = read_start(path, _START)
    encoding = encoding_of_start(start)
    text = start.decode(encoding.name if encoding else "utf-8", "replace")
    return text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[")


def choose(path: Path, importers: Sequence[TicketImporter], name: str = "auto") -> TicketImporter:
    """The importer by name, or the first that recognises the export. Raises UserError."""
    if name != "auto":
        return _named(path, importers, name)
    for seen in peek(path):
        for importer in importers:
            if importer.recognises(seen):
                return importer
    raise UserError(
        f"{path} is in no ticket format that is known.",
        "Name one with --from, or map the columns of a CSV with --map id=COLUMN.",
    )


def _named(path: Path, importers: Sequence[TicketImporter], name: str) -> TicketImporter:
    found = next((importer for importer in importers if importer.name == name), None)
    if found is None:
        known = ", ".join(importer.name for importer in importers)
        raise UserError(f"'{name}' is not a ticket format.", f"Known are: {known}.")
    if name.endswith("csv") and is_json(path):
        raise UserError(
            f"{path} is JSON, and {name} is a format of tables.",
            "Leave --from and --map out, or name a JSON format.",
        )
    return found


def reader(options: ImportOptions) -> StampReader:
    """A stamp reader as the user's options say."""
    return StampReader(options.zone, options.date_order)


def look_at_stamps(path: Path, stamps: StampReader, columns: Iterable[int]) -> Table:
    """Read a CSV once for the evidence in its date columns; then open it anew for reading."""
    wanted = list(columns)
    for _, cells in files.open_table(path).rows:
        stamps.look(cells[place] for place in wanted if place < len(cells))
    stamps.decide()
    return files.open_table(path)


def add_guesses(log: ImportLog, guesses: Iterable[Guess]) -> None:
    """Note guesses that are not noted yet."""
    log.guesses.extend(guess for guess in guesses if guess not in log.guesses)
