"""What the queue reads and computes away from the GUI thread."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.panes.queue.rows import QueueRow
from workbench.search.documents import Hit
from workbench.storage.workspace import Workspace
from workbench.tickets.acting import snoozed
from workbench.tickets.completeness.check import Completeness, check, reply
from workbench.tickets.connections.connections_file import read_connections
from workbench.tickets.connections.syncing import last_sync
from workbench.tickets.desk import ChildPlace, Desk, Triage
from workbench.tickets.findable import how_it_ended
from workbench.tickets.importing.importer import ImportOptions, TicketImporter
from workbench.tickets.importing.into_store import Imported
from workbench.tickets.ready_replies import fill, promise
from workbench.tickets.self_closing import closed_by_itself
from workbench.tickets.settings import read_replies
from workbench.tickets.store import TicketStore
from workbench.tickets.told import told_of
from workbench.tickets.triage import judging
from workbench.ui.translate import tr


@dataclass(frozen=True)
class QueueData:
    """The whole queue as read: rows by falling risk, and the moment of their clocks."""

    rows: tuple[QueueRow, ...]
    now: datetime
    stopped: bool
    zone: ZoneInfo
    """The zone in which times are shown and asked for."""
    synced: datetime | None = None
    """When the system that was read longest ago was read, None where none is connected."""


@dataclass(frozen=True)
class Alike:
    """A similar ticket and how it ended, or an article's section that may answer."""

    hit: Hit
    ended: str


@dataclass(frozen=True)
class TicketView:
    """Everything the detail shows of one ticket."""

    row: QueueRow
    triage: Triage
    found: Completeness
    reply: str
    alike: tuple[Alike, ...]


def read_queue(workspace: Workspace, before: QueueData | None, _progress: Progress) -> QueueData:
    """Every ticket with its clock, judged as it was before."""
    desk = Desk(workspace)
    now = desk.policy.now()
    back = snoozed(desk.store)
    alone = {one.ticket: one.pattern for one in closed_by_itself(desk.store) if one.still_closed}
    judged = {row.id: row.triage for row in before.rows} if before else {}
    rows: list[QueueRow] = []
    for entry in desk.queue(everything=True, now=now):
        name = entry.ticket.id
        rows.append(QueueRow(entry, now, judged.get(name), back.get(name), alone.get(name)))
    stopped, zone = desk.policy.as_of is not None, desk.policy.calendar.zone
    return QueueData(tuple(rows), now, stopped, zone, _synced(workspace, desk.store))


def _synced(workspace: Workspace, store: TicketStore) -> datetime | None:
    try:
        connected = read_connections(workspace.folder)
    except UserError:  # told when it is synced
        return None
    moments = [last_sync(store, entry.connection.origin) for entry in connected]
    return min((moment for moment in moments if moment is not None), default=None)


def judge_queue(workspace: Workspace, data: QueueData, progress: Progress) -> QueueData:
    """The same with the triage of every unfinished ticket."""
    desk = Desk(workspace)
    wanted = [row.standing.ticket for row in data.rows if not row.standing.ticket.finished]
    views = desk.triage(wanted, now=data.now, search=False, progress=progress)
    judged = {view.ticket.id: view for view in views}
    rows = tuple(replace(row, triage=judged.get(row.id)) for row in data.rows)
    return replace(data, rows=rows)


def view_ticket(workspace: Workspace, row: QueueRow, _progress: Progress) -> TicketView:
    """One ticket with similar ones, articles, what is missing and a reply."""
    desk = Desk(workspace)
    ticket = row.standing.ticket
    triage = desk.triage([ticket], now=row.now)[0]
    found = check(told_of(ticket), ["who"] if ticket.reporter else [])
    alike = [Alike(hit, how_it_ended(desk.store.get(hit.key))) for hit in triage.similar]
    alike += [Alike(hit, "") for hit in triage.articles]
    return TicketView(row, triage, found, reply(found, ticket.reporter), tuple(alike))


def index_articles(workspace: Workspace, _progress: Progress) -> None:
    """Make the articles findable, so that a ticket names those that may answer it."""
    from workbench.knowledge.indexing import index_workspace

    index_workspace(workspace)


def read_for_meaning(workspace: Workspace, progress: Progress) -> int:
    """Make the vectors that are missing, where a model is installed; gives how many."""
    from workbench.search.opening import open_search

    if workspace.read_only:
        return 0
    with open_search(workspace) as search:
        return search.index.embed_missing(progress)


def worth_learning(workspace: Workspace, _progress: Progress) -> bool:
    """Whether enough was decided to train again."""
    return judging.worth_learning(workspace.database)


def ready_reply(workspace: Workspace, view: TicketView, name: str) -> tuple[str, list[str]]:
    """A ready reply with its placeholders filled, and those that nobody knows. Raises UserError."""
    texts = read_replies(workspace.folder)
    if name not in texts:
        raise UserError(
            tr("There is no ready reply '{name}'.", name=name),
            tr("There are: {names}.", names=", ".join(texts)),
        )
    due, why = promise(view.row.standing.sla, Desk(workspace).policy.calendar.zone)
    articles, similar = view.triage.articles, view.triage.similar
    more = {
        "due": due,
        "article": f"{articles[0].title} ({articles[0].key})" if articles else "",
        "workaround": similar[0].snippet if similar else "",
        "missing": ", ".join(view.found.asked_for),
    }
    return fill(texts[name], view.row.standing.ticket, more, {"due": why})


def importers() -> list[TicketImporter]:
    """Every ticket format, those of plugins included."""
    from workbench.plugin_host.default import default_host

    given = default_host().ask("ticket_importers")
    return [item for item in given if isinstance(item, TicketImporter)]


def import_in_child(
    folder: Path, paths: list[Path], name: str, options: ImportOptions, progress: Progress
) -> Imported:
    """Import into the workspace's database, in a child process of the window."""
    desk = Desk(ChildPlace.of(folder))
    return desk.import_files(paths, importers(), name, options, progress)[0]
