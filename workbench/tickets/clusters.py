"""Recurring issues: tickets grouped around the first of their kind, with ids that stay."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.tickets.kept import keep_text, kept_text
from workbench.tickets.likeness import LIKELY, earlier_likeness, worded
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

_SETTING = "clusters"


@dataclass(frozen=True)
class Cluster:
    """Tickets about the same issue: `id` is the id of the first one and never changes."""

    id: str
    tickets: tuple[str, ...]


def assign(
    tickets: Sequence[Ticket], known: Mapping[str, str], least: float = LIKELY
) -> dict[str, str]:
    """Cluster id by ticket id. `known` assignments stay; only new tickets are looked at.

    A new ticket joins the cluster of the most alike ticket that came before it, or begins
    its own.
    """
    ordered = sorted(tickets, key=lambda t: (t.created is None, t.created, t.id))
    fresh = [place for place, ticket in enumerate(ordered) if ticket.id not in known]
    result = {ticket.id: known[ticket.id] for ticket in ordered if ticket.id in known}
    texts = [worded(ticket.title, ticket.body) for ticket in ordered]
    found = earlier_likeness(texts, most=1, wanted=fresh)
    for place, candidates in zip(fresh, found, strict=True):
        ticket = ordered[place]
        near = candidates[0] if candidates and candidates[0].score >= least else None
        result[ticket.id] = result[ordered[near.place].id] if near else ticket.id
    return result


def recurring(assignment: Mapping[str, str], fewest: int = 2) -> list[Cluster]:
    """Clusters of at least `fewest` tickets, the largest first."""
    members: dict[str, list[str]] = {}
    for ticket, cluster in assignment.items():
        members.setdefault(cluster, []).append(ticket)
    found = [Cluster(c, tuple(ids)) for c, ids in members.items() if len(ids) >= fewest]
    return sorted(found, key=lambda cluster: (-len(cluster.tickets), cluster.id))


def keep_clusters(store: TicketStore, tickets: Sequence[Ticket]) -> list[Cluster]:
    """The recurring issues among tickets; what was assigned before keeps its cluster.

    Only in a workspace that can be written are the assignments kept for the next time.
    """
    known: dict[str, str] = json.loads(kept_text(store, _SETTING) or "{}")
    found = assign(tickets, known)
    if not store.database.read_only and found != known:
        keep_text(store, _SETTING, json.dumps({**known, **found}))
    return recurring(found)
