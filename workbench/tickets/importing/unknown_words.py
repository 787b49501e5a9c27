"""Names the statuses and priorities whose meaning an import had to assume."""

from collections import Counter
from collections.abc import Iterable, Iterator

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.model import OPEN, Ticket
from workbench.tickets.vocabulary import is_bare_number, known_state

_NAMED = 5


def with_known_words(tickets: Iterable[Ticket], log: ImportLog) -> Iterator[Ticket]:
    """The same tickets; after the last one, what was assumed of their words is in the log."""
    statuses: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for ticket in tickets:
        told = ticket.status in ticket.meanings or known_state(ticket.status) is not None
        if ticket.state == OPEN and ticket.status and not told:
            statuses[ticket.status] += 1
        if ticket.priority and is_bare_number(ticket.priority):
            numbers[ticket.priority.strip()] += 1
        yield ticket
    if statuses:
        why = f"of {count(statuses.total(), 'ticket')} it is no known word: {_names(statuses)}"
        add_guesses(log, [Guess("status", "open", why)])
    if numbers:
        why = f"of {count(numbers.total(), 'ticket')} it is a number alone: {_names(numbers)}"
        add_guesses(log, [Guess("priority", "1 is the most urgent", why)])


def _names(words: Counter[str]) -> str:
    named = ", ".join(f"'{word[:40]}'" for word, _ in words.most_common(_NAMED))
    return named + (f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else "")
