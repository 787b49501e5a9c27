"""Tickets in the search: how they stand in its index, and what there is like one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.search.documents import Document, Hit
from workbench.tickets.model import Ticket

if TYPE_CHECKING:
    from workbench.search.alike import StoredMeaning, Vector
    from workbench.search.index import SearchIndex

KIND = "ticket"
_QUERY = 400
_LEAST_ALIKE = 0.1
"""Of the likeness that a ticket has with its own text; below that a word or two are shared."""

_LEAST_ALIKE_WITH_MEANING = 0.2
"""The same where meaning counts: texts about nothing in common have cosines of .1 to .3."""

_CANDIDATES = 100
"""So many that words find are ordered by their meaning."""

_SIMILAR, _ARTICLES = 5, 3

_TELLING_MATCHES = 2
"""An article that shares a single word with a ticket does not answer it."""


@dataclass(frozen=True)
class AlikeFinder:
    """Finds what is alike: by words, and in the order of meaning as far as that is known."""

    index: "SearchIndex"
    meaning: "StoredMeaning | None"

    def alike(self, ticket: Ticket) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
        """Tickets like this one, and sections of articles that may answer it."""
        if not ticket.text.strip():
            return (), ()
        query = ticket.text[:_QUERY]
        own = None if self.meaning is None else self.meaning.of(KIND, ticket.id)
        # The title twice: measured, one in twenty-five more true duplicates come first.
        similar = self._found(f"{ticket.title}\n{query}", own, KIND, _SIMILAR + 1)
        articles = self._found(query, own, "article", _ARTICLES)[:_ARTICLES]
        least = _LEAST_ALIKE if own is None else _LEAST_ALIKE_WITH_MEANING
        others = [hit for hit in similar if hit.key != ticket.id and hit.score >= least]
        answering = [hit for hit in articles if len(hit.matches) >= _TELLING_MATCHES]
        return tuple(others[:_SIMILAR]), tuple(answering)

    def _found(self, query: str, own: "Vector | None", kind: str, count: int) -> Sequence[Hit]:
        if self.meaning is None or own is None:
            return self.index.search(query, count, kind=kind).hits
        return self.meaning.nearer_first(own, self.index.search(query, _CANDIDATES, kind=kind).hits)


def document(ticket: Ticket) -> Document:
    """A ticket as the search sees it: its text, then how it ended."""
    ended = f"\n\n# Resolution\n\n{_resolution(ticket)}" if ticket.finished else ""
    tags = tuple(tag for tag in (ticket.category, ticket.state) if tag)
    return Document(KIND, ticket.id, ticket.title, f"{ticket.body}{ended}", tags)


def how_it_ended(ticket: Ticket) -> str:
    """The resolution and what was said last, in one line; the state while it is not finished."""
    if not ticket.finished:
        return ticket.status
    parts = [ticket.resolution or ticket.status, " ".join(_last_said(ticket).split())]
    return ": ".join(part for part in parts if part)


def _resolution(ticket: Ticket) -> str:
    return f"{ticket.resolution or ticket.status}\n\n{_last_said(ticket)}".strip()


def _last_said(ticket: Ticket) -> str:
    """What somebody other than the reporter wrote last."""
    return next((c.body for c in reversed(ticket.comments) if c.author != ticket.reporter), "")
