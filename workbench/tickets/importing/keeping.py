"""What an import keeps of the tickets that are here: nothing is lost to a poorer export."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

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
_MOMENTS = ("created", "updated", "resolved", "closed")
_QUARTER = timedelta(minutes=15)
_WIDEST_ZONES = timedelta(hours=26)
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
    named. Of stamps without a zone those that are here stay, unless the user names one.
    """
    moved: list[str] = []
    newer: list[str] = []
    others: list[str] = []
    rewritten: list[str] = []
    beside: list[str] = []
    rereading = options.zone is not None or options.date_order is not None
    for ticket in tickets:
        before = _before(store, ticket)
        if before is None:
            if _other_source(store, ticket):
                beside.append(ticket.id)
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
            placed = _in_known_zone(ticket, before) if log.zoneless else ticket
            moved += [ticket.id] if placed.created != ticket.created else []
            yield completed(placed, before, log.lacking)
    add_guesses(log, _moved_guess(moved))
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
    if beside:
        why = f"{count(len(beside), 'ticket')} are here from another source too: {_names(beside)}"
        add_guesses(log, [Guess("same id", "kept beside, with the source before the id", why)])
    if rewritten:
        why = (
            f"{count(len(rewritten), 'ticket')} with another title and text than here:"
            f" {_names(rewritten)}; {_ANOTHER_HELPDESK}"
        )
        add_guesses(log, [Guess("rewritten", "replaced", why)])


def _moved_guess(moved: list[str]) -> list[Guess]:
    if not moved:
        return []
    why = (
        f"{count(len(moved), 'ticket')} at another hour than here, by stamps without a zone:"
        f" {_names(moved)}"
    )
    return [Guess("timezone", "as the tickets here have it", why, "timezone")]


def _before(store: TicketStore, ticket: Ticket) -> Ticket | None:
    """The ticket as it is here, if that differs."""
    where = "WHERE id IN (?, ?) AND source = ? AND source_id = ?"
    values = (ticket.id, f"{ticket.source}:{ticket.id}", ticket.source, ticket.id)
    reader = store.database.connection()
    row = reader.execute(f"SELECT content_hash FROM ticket {where}", values).fetchone()
    if row is None or row["content_hash"] == ticket.content_hash():
        return None
    return replace(next(store.select(where, values)), id=ticket.id)


def _other_source(store: TicketStore, ticket: Ticket) -> bool:
    """Whether the id is that of another source's ticket, and this one is not here yet."""
    rows = store.database.connection().execute(
        "SELECT source FROM ticket WHERE id IN (?, ?)", (ticket.id, f"{ticket.source}:{ticket.id}")
    )
    sources = {row["source"] for row in rows}
    return bool(sources) and ticket.source not in sources


def _in_known_zone(ticket: Ticket, before: Ticket) -> Ticket:
    """A ticket whose stamps have no zone, placed as it is here: creation does not move.

    Where it seems to have moved by what zones differ by, everything is moved back by as much;
    what then is the same to the minute stays as it is here, as do comments of the same text.
    """
    if before.created is None or ticket.created is None:
        return ticket
    apart = ticket.created - before.created
    if abs(apart) > _WIDEST_ZONES or _off_the_quarter(apart) >= _SAME_MINUTE:
        return ticket

    def placed(moment: datetime | None, known: datetime | None) -> datetime | None:
        moved = None if moment is None else moment - apart
        same = moved is not None and known is not None and abs(moved - known) < _SAME_MINUTE
        return known if same else moved

    known = {comment.body.strip(): comment for comment in before.comments}
    comments = (
        known.get(one.body.strip()) or replace(one, time=placed(one.time, None))
        for one in ticket.comments
    )
    moments = {name: placed(getattr(ticket, name), getattr(before, name)) for name in _MOMENTS}
    return replace(ticket, comments=tuple(comments), **moments)


def _off_the_quarter(apart: timedelta) -> timedelta:
    """How far a difference is from whole quarters of an hour, by which zones differ."""
    rest = apart % _QUARTER
    return min(rest, _QUARTER - rest)


def _is_other(before: Ticket, ticket: Ticket) -> bool:
    if before.created is None or ticket.created is None or not before.title or not ticket.title:
        return False
    apart = abs(before.created - ticket.created)
    return before.title != ticket.title and apart > _SAME_MINUTE


def _is_rewritten(before: Ticket, ticket: Ticket) -> bool:
    """Whether title and body are new; a title alone is often put better.

    Where one of them has no body, the titles alone have to have next to no word in common.
    """
    if before.title == ticket.title or not before.title or not ticket.title:
        return False
    both = bool(before.body and ticket.body)
    texts = (before.text, ticket.text) if both else (before.title, ticket.title)
    one, other = (set(re.findall(r"\w+", text.lower())) for text in texts)
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
