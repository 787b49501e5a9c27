"""What an import keeps of the tickets that are here: nothing is lost to a poorer export."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import ImportLog, ImportOptions, add_guesses
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

_LASTING = ("title", "body", "kind", "reporter", "created", "updated", "url", "made_sla",
            "first_reply", "first_resolved", "reopened", "reassigned", "duplicate_of",
            "comments")  # fmt: skip
"""What a ticket does not lose in its life: where an export has none, it does not carry it."""
_TOLD = ("status", "priority", "assignee", "team")
"""What the history tells the changes of."""
_NAMED = 5
_SAME_MINUTE = timedelta(minutes=1)
"""Some exports give times in minutes, others in seconds."""
_ANOTHER_HELPDESK = "import another helpdesk into a workspace of its own"
_COMMON = 0.25
"""The share of words that any two texts in one language have in common."""


def kept(
    store: TicketStore, tickets: Iterable[Ticket], options: ImportOptions, log: ImportLog
) -> Iterator[Ticket]:
    """The tickets as they are to be stored: completed by what is here already.

    A ticket that is here in a newer state stays as it is. So does one with another title and
    another time of creation: it is another system's, unless the user says how to read times.
    One that was created in the same minute is taken as rewritten where its text is all new, and
    named.
    """
    newer: list[str] = []
    others: list[str] = []
    rewritten: list[str] = []
    rereading = options.zone is not None or options.date_order is not None
    for ticket in tickets:
        before = _before(store, ticket)
        if before is None:
            yield ticket
        elif _is_other(before, ticket):
            others.append(ticket.id)
            yield ticket if rereading else before
        elif _is_newer(before, ticket):
            newer.append(ticket.id)
            yield before
        else:
            if _is_rewritten(before, ticket):
                rewritten.append(ticket.id)
            yield completed(ticket, before, log.lacking)
    if newer:
        why = f"{count(len(newer), 'ticket')} changed later than in the export: {_names(newer)}"
        add_guesses(log, [Guess("older export", "kept what is here", why)])
    if others:
        why = (
            f"{count(len(others), 'ticket')} with another title and creation time than here:"
            f" {_names(others)}; {_ANOTHER_HELPDESK}"
        )
        choice = "replaced" if rereading else "kept what is here"
        add_guesses(log, [Guess("same id", choice, why)])
    if rewritten:
        why = (
            f"{count(len(rewritten), 'ticket')} with another title and text than here:"
            f" {_names(rewritten)}; {_ANOTHER_HELPDESK}"
        )
        add_guesses(log, [Guess("rewritten", "replaced", why)])


def _before(store: TicketStore, ticket: Ticket) -> Ticket | None:
    """The ticket as it is here, if that differs."""
    where = "WHERE id IN (?, ?) AND source = ? AND source_id = ?"
    values = (ticket.id, f"{ticket.source}:{ticket.id}", ticket.source, ticket.id)
    reader = store.database.connection()
    row = reader.execute(f"SELECT content_hash FROM ticket {where}", values).fetchone()
    if row is None or row["content_hash"] == ticket.content_hash():
        return None
    return replace(next(store.select(where, values)), id=ticket.id)


def _is_other(before: Ticket, ticket: Ticket) -> bool:
    if before.created is None or ticket.created is None or not before.title or not ticket.title:
        return False
    apart = abs(before.created - ticket.created)
    return before.title != ticket.title and apart > _SAME_MINUTE


def _is_rewritten(before: Ticket, ticket: Ticket) -> bool:
    """Whether title and body are new; a title alone is often put better."""
    if before.title == ticket.title or not before.body or not ticket.body:
        return False
    one, other = (set(re.findall(r"\w+", text.lower())) for text in (before.text, ticket.text))
    return len(one & other) <= _COMMON * min(len(one), len(other))


def _is_newer(before: Ticket, ticket: Ticket) -> bool:
    """Whether what is here is newer; with another creation time its times were read otherwise."""
    if before.updated is None or ticket.updated is None or before.created != ticket.created:
        return False
    return before.updated > ticket.updated


def completed(ticket: Ticket, before: Ticket, lacking: frozenset[str]) -> Ticket:
    """A ticket with what its export does not carry; `lacking` are fields it has no place for."""
    fields = [*_LASTING, *(name for name in lacking if name not in _LASTING)]
    kept_fields = {
        name: getattr(before, name) for name in fields if getattr(ticket, name) in (None, "", ())
    }
    whole = replace(ticket, **kept_fields, other={**before.other, **ticket.other})
    if ticket.has_history or not (before.has_history or before.history_cut):
        return whole
    changed = any(getattr(whole, name) != getattr(before, name) for name in _TOLD)
    return replace(
        whole,
        events=before.events,
        meanings={**before.meanings, **ticket.meanings},
        has_history=before.has_history and not changed,
        history_cut=before.history_cut or changed,
        reopened=ticket.reopened if changed else whole.reopened,
        reassigned=ticket.reassigned if changed else whole.reassigned,
    )


def _names(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return f"{', '.join(ids[:_NAMED])}{more}"
