"""What a ticket importer is, and how an export finds the one that reads it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.tickets import exports
from workbench.tickets.exports import Guess, Table
from workbench.tickets.model import Ticket
from workbench.tickets.stamps import StampReader

_START = 65_536


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
    """What happens during one import; importers add to it as they read."""

    read: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    def reject(self, row: int, reason: str) -> None:
        """Note a row that is not imported."""
        self.rejected.append(Rejected(row, reason))


@dataclass(frozen=True)
class Peek:
    """The start of an export: the header of a CSV, or the keys of a JSON document.

    `record` is the first record of a JSON export, empty for CSV.
    """

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


def peek(path: Path) -> Peek:
    """Look at the start of an export. Raises UserError when it is empty or no text."""
    start = exports.read_start(path, _START).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] in (b"{", b"["):
        records = list(json_records(path))
        return Peek(path, record=records[0] if records else {})
    return Peek(path, exports.open_table(path).header)


def choose(path: Path, importers: Sequence[TicketImporter], name: str = "auto") -> TicketImporter:
    """The importer by name, or the first that recognises the export. Raises UserError."""
    if name != "auto":
        for importer in importers:
            if importer.name == name:
                return importer
        known = ", ".join(importer.name for importer in importers)
        raise UserError(f"'{name}' is not a ticket format.", f"Known are: {known}.")
    seen = peek(path)
    for importer in importers:
        if importer.recognises(seen):
            return importer
    raise UserError(
        f"{path} is in no ticket format that is known.",
        "Name one with --from, or map the columns of a CSV with --map id=COLUMN.",
    )


def json_document(path: Path) -> Any:
    """A JSON document, or the list of the documents of a JSON Lines file. Raises UserError."""
    text, _ = exports.read_text(path)
    if not text.strip():
        raise UserError(f"{path} is empty.", "Export it again.")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UserError(f"{path} is nested too deeply.", "Export it again.") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise UserError(
                f"{path} is not valid JSON: {error}.", "It may be cut off; export it again."
            ) from error


_LISTS = ("issues", "tickets", "values", "results", "result", "records", "data", "items")
_SINGLE = ("issue", "ticket", "result")


def json_records(path: Path) -> Iterator[Mapping[str, Any]]:
    """The ticket objects of an export: a list, a page, a list of pages, or one object."""
    yield from _records(json_document(path))


def _records(document: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, list):
        for item in cast(list[Any], document):
            yield from _records(item)
    elif isinstance(document, dict):
        fields = cast(dict[str, Any], document)
        beside = fields.get("assets")
        if isinstance(beside, dict) and isinstance(beside.get("Ticket"), dict):
            assets = cast(dict[str, dict[str, Any]], beside)
            yield from ({**ticket, "_beside": assets} for ticket in assets["Ticket"].values())
            return
        for name in _LISTS:
            if isinstance(fields.get(name), list) and "id" not in fields:
                yield from _records(fields[name])
                return
        for name in _SINGLE:
            if isinstance(fields.get(name), dict):
                yield {**fields[name], "_beside": fields}
                return
        yield fields


def reader(options: ImportOptions) -> StampReader:
    """A stamp reader as the user's options say."""
    return StampReader(options.zone, options.date_order)


def look_at_stamps(path: Path, stamps: StampReader, columns: Iterable[int]) -> Table:
    """Read a CSV once for the evidence in its date columns; then open it anew for reading."""
    wanted = list(columns)
    for _, cells in exports.open_table(path).rows:
        stamps.look(cells[place] for place in wanted if place < len(cells))
    stamps.decide()
    return exports.open_table(path)


def add_guesses(log: ImportLog, guesses: Iterable[Guess]) -> None:
    """Note guesses that are not noted yet."""
    log.guesses.extend(guess for guess in guesses if guess not in log.guesses)
