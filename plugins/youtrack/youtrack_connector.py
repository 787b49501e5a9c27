"""YouTrack live: fields are always named, stamps are milliseconds, history is activities."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workbench.core.errors import UserError
from workbench.core.hooks import hookimpl
from workbench.core.progress import Progress
from workbench.tickets.connections.connector import Change, Conflict, Connection
from workbench.tickets.connections.origin_client import OriginClient
from workbench.tickets.importing.formats.youtrack import LiveIssues
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.model import Ticket

_PAGE = 100
_NAMED = "name,fullName,login"
_FIELDS = (
    "id,idReadable,summary,description,created,updated,resolved,"
    f"reporter({_NAMED}),tags(name),customFields(name,value({_NAMED})),"
    f"comments(created,text,deleted,author({_NAMED}))"
)
_ACTIVITY_FIELDS = f"id,timestamp,author({_NAMED}),field(name),added({_NAMED}),removed({_NAMED})"


class YouTrackConnector:
    """YouTrack with a permanent token."""

    name = "youtrack"
    title = "YouTrack"

    def read(
        self, connection: Connection, since: datetime | None, progress: Progress, log: ImportLog
    ) -> Iterator[Ticket]:
        """Issues with their activities."""
        client = _client(connection, progress)
        query = connection.query
        if since is not None:
            query = f"{query} updated: {since:%Y-%m-%d} .. Today".strip()
        issues, seen = LiveIssues(), set[str]()
        try:
            for issue in _pages(client, "api/issues", {"fields": _FIELDS, "query": query}):
                key = str(issue.get("idReadable") or issue.get("id"))
                if set(issue) <= {"id", "$type"}:
                    raise UserError(f"{client.origin} gives ids only.",
                                    "The token may not read the fields.")  # fmt: skip
                if key in seen:
                    continue
                seen.add(key)
                progress.report(len(seen), None, "reading tickets")
                asked: dict[str, str | int] = {
                    "fields": _ACTIVITY_FIELDS, "categories": "CustomFieldCategory",
                }  # fmt: skip
                activities = list(_pages(client, f"api/issues/{issue['id']}/activities", asked))
                yield issues.ticket({**issue, "activities": activities})
            add_guesses(log, issues.guesses())
        finally:
            client.close()

    def preview(self, connection: Connection, change: Change) -> str:
        """What would be sent, against the present state."""
        client = _client(connection, Progress())
        try:
            present = LiveIssues().ticket(_issue(client, change.ticket))
        finally:
            client.close()
        lines = [f"{present.id}: {present.title}"]
        if change.comment:
            lines.append(f"adds the comment: {change.comment}")
        if change.state:
            lines.append(f"moves from {present.status} to {change.state}")
        return "\n".join(lines)

    def send(self, connection: Connection, change: Change) -> None:
        """Send a change. Raises Conflict when the issue was updated since it was read."""
        client = _client(connection, Progress())
        try:
            updated = str(_issue(client, change.ticket).get("updated"))
            if change.version is not None and updated != change.version:
                raise Conflict(f"{change.ticket} was changed elsewhere.",
                               "Read it again, then decide.")  # fmt: skip
            if change.state:
                command = {"query": f"State {change.state}",
                           "issues": [{"idReadable": change.ticket}]}  # fmt: skip
                client.request("POST", "api/commands", body=command)
            if change.comment:
                client.request("POST", f"api/issues/{change.ticket}/comments",
                               body={"text": change.comment})  # fmt: skip
        finally:
            client.close()


def _client(connection: Connection, progress: Progress) -> OriginClient:
    headers = {"Authorization": f"Bearer {connection.token}", "Accept": "application/json"}
    return OriginClient(connection.origin, headers, progress)


def _issue(client: OriginClient, key: str) -> Any:
    return client.get(f"api/issues/{key}", fields=_FIELDS)


def _pages(
    client: OriginClient, path: str, asked: dict[str, str | int]
) -> Iterator[dict[str, Any]]:
    """Pages by $top and $skip; a page that repeats the one before ends the reading."""
    skip, before = 0, None
    while True:
        page = client.get(path, **asked, **{"$top": _PAGE, "$skip": skip})
        if not page or page == before:
            return
        yield from page
        if len(page) < _PAGE:
            return
        skip, before = skip + len(page), page


@hookimpl
def ticket_connectors() -> list[YouTrackConnector]:
    """YouTrack."""
    return [YouTrackConnector()]
