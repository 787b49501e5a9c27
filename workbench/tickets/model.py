"""What a ticket is: plain values, the same whatever system it came from."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

OPEN, WAITING, RESOLVED, CLOSED = "open", "waiting", "resolved", "closed"
FINISHED = frozenset({RESOLVED, CLOSED})

PRIORITIES = ("P1", "P2", "P3", "P4")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a ticket: `kind` is status, priority, assignee, team or category.

    `old` and `new` are as the source wrote them, None for nothing.
    """

    time: datetime
    kind: str
    old: str | None
    new: str | None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One message on a ticket; `time` is None where the export does not say.

    `from_desk` is False for the customer's own messages and automatic ones, None where the
    source does not say who is who.
    """

    time: datetime | None
    author: str | None
    body: str
    public: bool = True
    from_desk: bool | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as last seen.

    `status` and `priority` are as written in the source; `state` is one of open, waiting,
    resolved, closed; `level` is P1 to P4 or None where the priority says neither. Counts
    and flags that the source does not give are None: unknown, not zero. `has_history`
    says whether `events` are all changes there were, `history_cut` that some are known to be
    missing: what they say of the whole is unknown. `first_resolved` is the first of several
    resolutions where the source says it apart; `meanings` are the states of statuses (as
    written) for which the source says it, the others are read by their words.
    """

    id: str
    source: str
    title: str
    body: str = ""
    status: str = ""
    state: str = OPEN
    priority: str | None = None
    level: str | None = None
    kind: str | None = None
    category: str | None = None
    resolution: str | None = None
    assignee: str | None = None
    team: str | None = None
    reporter: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    first_reply: datetime | None = None
    first_resolved: datetime | None = None
    labels: tuple[str, ...] = ()
    duplicate_of: tuple[str, ...] = ()
    url: str | None = None
    reopened: int | None = None
    reassigned: int | None = None
    made_sla: bool | None = None
    has_history: bool = False
    history_cut: bool = False
    other: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def text(self) -> str:
        """Title and body: what triage and search read."""
        return f"{self.title}\n{self.body}".strip()

    @property
    def finished(self) -> bool:
        """Whether it is resolved or closed."""
        return self.state in FINISHED

    def content_hash(self) -> str:
        """SHA-256 (hex) over every field: equal tickets have equal hashes."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()
