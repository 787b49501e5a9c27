"""What a ticket importer is, and how an export finds the one that reads it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets.importing import files
from workbench.tickets.importing.encodings import encoding_of_start
from workbench.tickets.importing.files import Guess, Table
from workbench.tickets.importing.json_files import (
    CHANGE_LOGS,
    Fields,
    pages_of,
    read_json,
    records_of,
)
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


class Beside(Protocol):
    """What files without tickets hold of the tickets in the others; a reader takes its own."""

    def guesses(self) -> Iterable[Guess]:
        """What nobody took, and what was assumed of the rest; asked after the reading."""
        ...


@dataclass(frozen=True)
class ImportOptions:
    """What the user said: field to column, the zone of stamps without one, the date order.

    `zone_before` and `order_before` are what an import of the same format was told last; they
    stand in where the user says nothing. `beside` is what other files of the same import hold of
    the tickets.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    date_order: str | None = None
    zone_before: ZoneInfo | None = None
    order_before: str | None = None
    beside: tuple[Beside, ...] = ()


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
    """One format: `name` as in --from, whether it recognises an export, and how it reads it.

    `beside` reads the pages of files that hold more of its tickets and none themselves.
    """

    name: str
    title: str
    recognises: Callable[[Peek], bool]
    read: Read
    beside: Callable[[Sequence[Mapping[str, Any]]], Beside] | None = None


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
    return _start_of(path)[:1] in ("{", "[")


def _start_of(path: Path) -> str:
    start = read_start(path, _START)
    encoding = encoding_of_start(start)
    text = start.decode(encoding.name if encoding else "utf-8", "replace")
    return text.lstrip("\ufeff \r\n\t")


def pages_beside(path: Path) -> list[Fields]:
    """The pages of a file that holds more of the tickets in other files, and no ticket itself.

    None where it is an export of its own, or something else.
    """
    start = _start_of(path)
    if start[:1] not in ("{", "[") or CHANGE_LOGS not in start:
        return []
    pages = list(pages_of(read_json(path)[0], path))
    return [] if any(page.records for page in pages) else [page.beside for page in pages]


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
    if name.endswith("json") and not is_json(path):
        raise UserError(f"{path} is no JSON, as {name} is.", "Leave --from out, or name another.")
    return found


def reader(options: ImportOptions) -> StampReader:
    """A stamp reader as the user's options say."""
    return StampReader(options.zone, options.date_order, options.zone_before, options.order_before)


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
