"""The desk: everything that is known about tickets of one workspace, put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from workbench.core.progress import Progress
from workbench.search.documents import Hit
from workbench.storage.database import Database
from workbench.storage.workspace import DATABASE_NAME
from workbench.tickets.clock.sla import SlaState, read_policy, risk, sla_state
from workbench.tickets.findable import AlikeFinder, document
from workbench.tickets.model import Ticket
from workbench.tickets.priority import Priority, priority_of
from workbench.tickets.routing import Route, experience, route
from workbench.tickets.self_closing import close_known
from workbench.tickets.settings import read_patterns, read_people, read_rules
from workbench.tickets.store import TicketStore
from workbench.tickets.triage.embedding import installed_embedder

if TYPE_CHECKING:
    from workbench.search.alike import StoredMeaning
    from workbench.search.index import SearchIndex
    from workbench.tickets.importing.importer import ImportOptions, TicketImporter
    from workbench.tickets.importing.into_store import Imported

MOST = 100_000
"""So many tickets are looked at together; of more, the unfinished and then the newest ones."""


@dataclass(frozen=True)
class Standing:
    """A ticket with its clock and how urgently it wants attention (higher first)."""

    ticket: Ticket
    sla: SlaState
    risk: float


@dataclass(frozen=True)
class Triage:
    """What the desk suggests for one ticket.

    `category` is None where nothing is accepted and nobody decided; `decided` says that a
    person set it. `likeliest` is what stands first without being accepted, None where others
    are as likely. `similar` are other tickets, `articles` sections of articles.
    """

    ticket: Ticket
    category: str | None
    likeliest: str | None
    confidence: float | None
    accepted: bool
    decided: bool
    top: tuple[tuple[str, float], ...]
    reason: str
    priority: Priority
    route: Route
    similar: tuple[Hit, ...]
    articles: tuple[Hit, ...]


class Place(Protocol):
    """What the desk needs of a workspace: its database, its folder, and where caches go."""

    @property
    def database(self) -> Database: ...
    @property
    def folder(self) -> Path: ...
    @property
    def cache(self) -> Path: ...


@dataclass(frozen=True)
class ChildPlace:
    """A workspace as a child process of its window sees it: the window holds the lock."""

    folder: Path
    database: Database

    @property
    def cache(self) -> Path:
        """As in Workspace."""
        return self.folder / "cache"

    @classmethod
    def of(cls, folder: Path) -> "ChildPlace":
        """Open the database of a folder for writing, without the workspace's lock."""
        return cls(folder, Database(folder / DATABASE_NAME))


class Desk:
    """Tickets, clock, triage and search of a workspace."""

    def __init__(self, workspace: Place) -> None:
        """Open the workspace's tickets and settings."""
        self.workspace = workspace
        self.store = TicketStore(workspace.database)
        self.policy = read_policy(workspace.folder)
        self.rules = read_rules(workspace.folder)
        self.people = read_people(workspace.folder)

    def standing(self, ticket: Ticket, now: datetime | None = None) -> Standing:
        """One ticket with its clock."""
        moment = now or self.policy.now()
        state = sla_state(ticket, self.policy, moment)
        return Standing(ticket, state, risk(ticket, state, moment))

    def queue(self, *, everything: bool = False, now: datetime | None = None) -> list[Standing]:
        """Unfinished tickets (or all, the newest of very many), the most urgent first."""
        moment = now or self.policy.now()
        tickets = self.store.newest(MOST) if everything else self.store.all(unfinished=True)
        found = [self.standing(ticket, moment) for ticket in tickets]
        return sorted(found, key=lambda entry: (-entry.risk, entry.ticket.id))

    def import_files(
        self,
        paths: Sequence[Path],
        importers: "Sequence[TicketImporter]",
        name: str,
        options: "ImportOptions",
        progress: Progress,
    ) -> "tuple[Imported, list[tuple[str, str]]]":
        """Import exports and make them findable; gives what was done, and what closed by itself.

        What was imported before an error or a cancel is made findable too.
        """
        from workbench.tickets.importing.into_store import import_paths
        from workbench.tickets.importing.packed import files_in_zip

        try:
            done = import_paths(
                self.store, paths, importers, name=name, options=options, progress=progress
            )
        except BaseException:
            # One file is all or nothing.
            if len(paths) > 1 or any(path.is_dir() or files_in_zip(path) for path in paths):
                self.index()
            raise
        closed = self.close_known()
        if done.added or done.changed or closed:
            self.index(progress)
        return done, closed

    def index(self, progress: Progress | None = None) -> None:
        """Make the tickets (of very many, the newest) findable by the search."""
        index = self._search()
        index.replace(document(ticket) for ticket in self.store.newest(MOST))
        index.refresh(progress)
        index.save()

    def index_again(self, ticket_ids: Sequence[str]) -> None:
        """Make findable what has become of some tickets."""
        self._search().replace(document(self.store.get(ticket_id)) for ticket_id in ticket_ids)

    def close_known(self) -> list[tuple[str, str]]:
        """Close what the team switched on by a named pattern: ticket id and pattern name."""
        return close_known(self.store, read_patterns(self.workspace.folder))

    def triage(
        self,
        tickets: Sequence[Ticket],
        *,
        now: datetime | None = None,
        search: bool = True,
        progress: Progress | None = None,
    ) -> list[Triage]:
        """Suggestions for tickets: by the model in use, by rules before there is one."""
        from workbench.tickets.triage.judging import judge_tickets

        moment = now or self.policy.now()
        with installed_embedder() as embedder:
            judged = judge_tickets(self.store.database, tickets, embedder, progress)
        known = experience(self.store.handled())
        find = AlikeFinder(self._search(), self._meaning()) if search else None
        found: list[Triage] = []
        for ticket, view in zip(tickets, judged, strict=True):
            similar, articles = find.alike(ticket) if find else ((), ())
            likeliest = view.category or _alone_first(view.top)
            found.append(
                Triage(
                    ticket,
                    view.category,
                    likeliest,
                    view.confidence,
                    view.accepted,
                    view.decided,
                    view.top,
                    view.reason,
                    priority_of(ticket, self.rules),
                    route(likeliest, self.people, known, moment),
                    similar,
                    articles,
                )
            )
        return found

    def _search(self) -> "SearchIndex":
        from workbench.search.index import SearchIndex

        return SearchIndex(self.workspace.database, self.workspace.cache)

    def _meaning(self) -> "StoredMeaning | None":
        """The vectors that the workspace keeps of the model in use, if one is installed."""
        from workbench.search.alike import StoredMeaning
        from workbench.search.models import model_in_use

        model = model_in_use()
        return None if model is None else StoredMeaning(self.workspace.database, model)


def _alone_first(top: Sequence[tuple[str, float]]) -> str | None:
    """The likeliest category; None where there is none or another is as likely."""
    if not top or (len(top) > 1 and top[1][1] >= top[0][1]):
        return None
    return top[0][0]
