"""What all CSV importers share: rows as fields, repeated columns, and what is wrong with a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from workbench.tickets.importing.files import Guess, Table
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.vocabulary import present

_LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet holds (Excel specifications and limits); what exports
or passes through one cuts a longer text there."""


class Row:
    """One row; a repeated header gives several values under one name (lower case)."""

    __slots__ = ("_cells", "_places", "number")

    def __init__(
        self, number: int, cells: Sequence[str], places: Mapping[str, Sequence[int]]
    ) -> None:
        """`places` are the positions of each name, shared by all rows."""
        self.number = number
        self._cells = cells
        self._places = places

    @property
    def names(self) -> Iterable[str]:
        """Every column's name, once."""
        return self._places

    def first(self, *names: str) -> str | None:
        """The first value that says something under any of the names."""
        for name in names:
            for place in self._places.get(name, ()):
                said = present(self._cells[place]) if place < len(self._cells) else None
                if said is not None:
                    return said
        return None

    def all(self, name: str) -> list[str]:
        """Every value that says something under a name."""
        cells = (self._cells[p] for p in self._places.get(name, ()) if p < len(self._cells))
        return [said for cell in cells if (said := present(cell))]


def rows(table: Table, log: ImportLog) -> Iterator[Row]:
    """The rows of a table.

    One with more cells than the header is rejected with its number, and so is the header
    where it stands once more; those with fewer cells, and with texts that seem to be cut,
    are named.
    """
    width = len(table.header)
    header, short = list(table.header), dict[int, int]()
    full: list[int] = []
    places: dict[str, list[int]] = {}
    for place, name in enumerate(table.header):
        places.setdefault(name.lower(), []).append(place)
    for number, cells in table.rows:
        log.read += 1
        if number in table.unread:
            log.reject(number, table.unread[number])
            continue
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            log.reject(number, f"it has {len(cells)} cells, the header has {width}")
            continue
        if cells == header:
            log.reject(number, "it is the header once more")
            continue
        if len(cells) < width:
            short[number] = len(cells)
        if _LONGEST_CELL in map(len, cells):
            full.append(number)
        yield Row(number, cells, places)
    add_guesses(log, _short_rows(short, width))
    add_guesses(log, _full_cells(full))
    add_guesses(log, table.reading_guesses())


def _short_rows(short: Mapping[int, int], width: int) -> list[Guess]:
    if not short:
        return []
    named = ", ".join(f"row {number} has {cells}" for number, cells in list(short.items())[:3])
    more = f" and {len(short) - 3:,} more rows fewer" if len(short) > 3 else ""
    why = f"the header has {width} cells, {named}{more}; the file may be cut off"
    return [Guess("missing cells", "empty", why)]


def _full_cells(numbers: Sequence[int]) -> list[Guess]:
    if not numbers:
        return []
    named = ", ".join(f"{number:,}" for number in numbers[:3])
    more = f" and {len(numbers) - 3:,} more" if len(numbers) > 3 else ""
    row = "row" if len(numbers) == 1 else "rows"
    why = f"cut by a spreadsheet or the export: a cell of exactly {_LONGEST_CELL:,} characters"
    return [Guess("long texts", "as far as they are there", f"{why} in {row} {named}{more}")]


_MAY_EMPTY = ("priority", "category", "assignee", "team", "resolution", "labels")
"""What a ticket may lose in its life, so that an empty cell and a missing column differ."""


def lacking(given: Iterable[str], places: Mapping[str, str] | None = None) -> frozenset[str]:
    """The fields that an export has no place for, from the names of those that it has.

    `places` are the fields of names that are called otherwise in the format.
    """
    missing = frozenset(_MAY_EMPTY) - {(places or {}).get(name, name) for name in given}
    return missing | {"level"} if "priority" in missing else missing


def positions(table: Table, wanted: Sequence[str]) -> list[int]:
    """Where columns of these names (lower case) stand."""
    return [place for place, name in enumerate(table.header) if name.lower() in wanted]


class Once:
    """Refuses an id that occurred before in the same export."""

    def __init__(self, log: ImportLog) -> None:
        """Note refusals in `log`."""
        self._log = log
        self._seen: dict[str, int] = {}

    @property
    def accepted(self) -> int:
        """How many ids were accepted."""
        return len(self._seen)

    def accepts(self, ticket_id: str | None, row: int) -> bool:
        """Whether there is an id and it is new; otherwise the row is rejected."""
        if not ticket_id:
            self._log.reject(row, "it has no id")
            return False
        if ticket_id in self._seen:
            self._log.reject(row, f"id {ticket_id} occurred before, in row {self._seen[ticket_id]}")
            return False
        self._seen[ticket_id] = row
        return True
