"""What all CSV importers share: rows as fields, repeated columns, and what is wrong with a row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbench.tickets.exports import Table
from workbench.tickets.importing import ImportLog
from workbench.tickets.vocabulary import present


@dataclass(frozen=True)
class Row:
    """One row; a repeated header gives several values under one name."""

    number: int
    values: Mapping[str, Sequence[str]]

    def first(self, *names: str) -> str | None:
        """The first value that says something under any of the names (lower case)."""
        for name in names:
            for value in self.values.get(name, ()):
                said = present(value)
                if said is not None:
                    return said
        return None

    def all(self, name: str) -> list[str]:
        """Every value that says something under a name (lower case)."""
        return [said for value in self.values.get(name, ()) if (said := present(value))]


def rows(table: Table, log: ImportLog) -> Iterator[Row]:
    """The rows of a table; one with more cells than the header is rejected with its number."""
    names = [name.lower() for name in table.header]
    for number, cells in table.rows:
        log.read += 1
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            log.reject(number, f"it has {len(cells)} cells, the header has {len(names)}")
            continue
        values: dict[str, list[str]] = {}
        for name, cell in zip(names, cells, strict=False):
            values.setdefault(name, []).append(cell)
        yield Row(number, values)


def positions(table: Table, wanted: Sequence[str]) -> list[int]:
    """Where columns of these names (lower case) stand."""
    return [place for place, name in enumerate(table.header) if name.lower() in wanted]


class Once:
    """Refuses an id that occurred before in the same export."""

    def __init__(self, log: ImportLog) -> None:
        """Note refusals in `log`."""
        self._log = log
        self._seen: dict[str, int] = {}

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
