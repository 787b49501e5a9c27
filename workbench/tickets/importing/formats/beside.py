"""What stands beside the records of a JSON export: whose it is, and what is left out of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.formats.record import Record
from workbench.tickets.importing.json_files import Page

_SHOWN = 5


@dataclass(frozen=True)
class Belongings:
    """Objects by the id of the ticket that they belong to, and how many belong to none."""

    by_ticket: Mapping[str, list[Record]]
    strays: int

    def of(self, ticket_id: str) -> list[Record]:
        """Those of a ticket."""
        return self.by_ticket.get(ticket_id, [])

    def guesses(self, what: str, how: str) -> list[Guess]:
        """The strays as a guess: `what` they are, and `how` they could be used."""
        if not self.strays:
            return []
        why = f"{count(self.strays, 'object')} beside the tickets of no known one: {how}"
        return [Guess(what, "left out", why)]


def belongings(
    pages: Iterable[Page],
    items: Callable[[Record], list[Record]],
    owner: Callable[[Record], str],
    keys: Sequence[str] = ("id",),
) -> Belongings:
    """The `items` beside the records, by the first of the `keys` of the ticket they belong to.

    What does not name its `owner` belongs to the only ticket of its page.
    """
    pages = list(pages)
    known = {
        record.text(key): record.text(*keys)
        for page in pages
        for record in map(Record, page.records)
        for key in reversed(keys)
    }
    found: dict[str, list[Record]] = {}
    strays = 0
    for page in pages:
        only = Record(page.records[0]).text(*keys) if len(page.records) == 1 else ""
        for item in items(Record(page.beside)):
            said = owner(item)
            ticket_id = known.get(said, "") if said else only
            if ticket_id:
                found.setdefault(ticket_id, []).append(item)
            else:
                strays += 1
    return Belongings(found, strays)


def beside_guess(pages: Iterable[Page], used: Collection[str]) -> list[Guess]:
    """What beside the records holds objects and is not used, as a guess."""
    left: Counter[str] = Counter()
    for page in pages:
        for name, value in page.beside.items():
            if name not in used:
                left[name] += _objects_in(value)
    named = [f"{name} ({number:,})" for name, number in left.most_common(_SHOWN) if number]
    why = f"no use is known for it: {', '.join(named)}"
    return [Guess("data beside the tickets", "left out", why)] if named else []


def _objects_in(value: Any) -> int:
    """How many objects a list holds, or the lists in an object."""
    if isinstance(value, list):
        return sum(isinstance(item, Mapping) for item in cast(list[Any], value))
    if isinstance(value, Mapping):
        inside = cast(Mapping[str, Any], value).values()
        return sum(_objects_in(part) for part in inside if isinstance(part, list))
    return 0
