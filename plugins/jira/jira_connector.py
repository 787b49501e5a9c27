"""Jira live: Cloud by /search/jql with page tokens, Server by /search with startAt."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from workbench.core.errors import UserError
from workbench.core.hooks import hookimpl
from workbench.core.progress import Progress
from workbench.tickets.connections.connector import Change, Conflict, Connection
from workbench.tickets.connections.origin_client import Gone, OriginClient
from workbench.tickets.importing.formats.jira_json import LiveIssues
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.model import Ticket

_PAGE = 100
_OVERLAP = timedelta(days=1)
"""JQL takes times in the zone of the user's profile: a day of overlap covers every zone."""


class JiraConnector:
    """Jira Cloud (option kind=cloud, user=e-mail) and Jira Server or Data Center."""

    name = "jira"
    title = "Jira"

    def read(
        self, connection: Connection, since: datetime | None, progress: Progress, log: ImportLog
    ) -> Iterator[Ticket]:
        """Issues with comments and their whole history, oldest change first."""
        client = _client(connection, progress)
        issues, seen = LiveIssues(), set[str]()
        try:
            pages = _cloud_pages if _is_cloud(client, connection) else _server_pages
            for issue in pages(client, _query(connection.query, since)):
                key = str(issue.get("key"))
                if key not in seen:
                    seen.add(key)
                    progress.report(len(seen), None, "reading tickets")
                    yield issues.ticket(_with_whole_history(client, issue))
            add_guesses(log, issues.guesses())
        finally:
            client.close()

    def preview(self, connection: Connection, change: Change) -> str:
        """What would be sent, against the present state."""
        client = _client(connection, Progress())
        try:
            fields = _issue(client, change.ticket)["fields"]
            lines = [f"{change.ticket}: {fields.get('summary')}"]
            if change.comment:
                lines.append(f"adds the comment: {change.comment}")
            if change.state:
                _transition(client, change)
                lines.append(f"moves from {fields['status']['name']} to {change.state}")
            return "\n".join(lines)
        finally:
            client.close()

    def send(self, connection: Connection, change: Change) -> None:
        """Send a change. Raises Conflict when the issue was updated since it was read."""
        client = _client(connection, Progress())
        try:
            updated = _issue(client, change.ticket)["fields"].get("updated")
            if change.version is not None and updated != change.version:
                raise Conflict(
                    f"{change.ticket} was changed elsewhere at {updated}.",
                    "Read it again, then decide.",
                )
            if change.state:
                wanted = {"transition": {"id": _transition(client, change)}}
                client.request("POST", f"rest/api/2/issue/{change.ticket}/transitions", body=wanted)
            if change.comment:
                client.request("POST", f"rest/api/2/issue/{change.ticket}/comment",
                               body={"body": change.comment})  # fmt: skip
        finally:
            client.close()


def _client(connection: Connection, progress: Progress) -> OriginClient:
    user = connection.options.get("user")
    if user:
        pair = base64.b64encode(f"{user}:{connection.token}".encode()).decode()
        authorization = f"Basic {pair}"
    else:
        authorization = f"Bearer {connection.token}"
    headers = {"Authorization": authorization, "Accept": "application/json"}
    return OriginClient(connection.origin, headers, progress)


def _is_cloud(client: OriginClient, connection: Connection) -> bool:
    kind = connection.options.get("kind")
    if kind:
        return kind == "cloud"
    found = client.get("rest/api/2/serverInfo")
    return str(found.get("deploymentType", "")).lower() == "cloud"


def _query(query: str, since: datetime | None) -> str:
    if since is None:
        return query or "ORDER BY updated ASC"
    body, _, order = query.partition("ORDER BY")
    changed = f'updated >= "{since - _OVERLAP:%Y-%m-%d %H:%M}"'
    wanted = f"({body.strip()}) AND {changed}" if body.strip() else changed
    return f"{wanted} ORDER BY {order.strip() or 'updated ASC'}"


def _cloud_pages(client: OriginClient, query: str) -> Iterator[dict[str, Any]]:
    """Pages by token; the last says so. A token that comes again would never end."""
    token: str | None = None
    used = set[str]()
    while True:
        asked: dict[str, str | int] = {
            "jql": query, "fields": "*all", "expand": "changelog", "maxResults": _PAGE,
        }  # fmt: skip
        if token:
            asked["nextPageToken"] = token
        page = client.get("rest/api/3/search/jql", **asked)
        yield from page.get("issues", [])
        token = page.get("nextPageToken")
        if page.get("isLast") or not token:
            return
        if token in used:
            raise UserError(f"{client.origin} gives the same page again and again.",
                            "The tickets of the last sync stay; try again later.")  # fmt: skip
        used.add(token)


def _server_pages(client: OriginClient, query: str) -> Iterator[dict[str, Any]]:
    """Pages by position."""
    start = 0
    while True:
        try:
            page = client.get("rest/api/2/search", jql=query, startAt=start, maxResults=_PAGE,
                              fields="*all", expand="changelog")  # fmt: skip
        except Gone as error:
            raise UserError(f"{client.origin} no longer offers /search.",
                            "It is a Jira Cloud: set kind=cloud.") from error  # fmt: skip
        issues = page.get("issues", [])
        yield from issues
        start += len(issues)
        if not issues or start >= int(page.get("total", 0)):
            return


def _with_whole_history(client: OriginClient, issue: dict[str, Any]) -> dict[str, Any]:
    """The issue with the rest of its changelog where the search gave only the beginning."""
    log = issue.get("changelog") or {}
    histories = list(log.get("histories", []))
    total = int(log.get("total", len(histories)))
    while len(histories) < total:
        page = client.get(f"rest/api/3/issue/{issue['key']}/changelog", startAt=len(histories),
                          maxResults=_PAGE)  # fmt: skip
        more = page.get("values") or page.get("histories") or []
        if not more:
            break
        histories += more
    return {**issue, "changelog": {"total": total, "histories": histories}}


def _issue(client: OriginClient, key: str) -> Any:
    return client.get(f"rest/api/2/issue/{key}", fields="summary,status,updated")


def _transition(client: OriginClient, change: Change) -> str:
    """The id of the transition that leads to the wanted state. Raises UserError when none does."""
    offered = client.get(f"rest/api/2/issue/{change.ticket}/transitions").get("transitions", [])
    for item in offered:
        names = (str(item.get("name")).lower(), str((item.get("to") or {}).get("name")).lower())
        if str(change.state).lower() in names:
            return str(item["id"])
    possible = ", ".join(str((item.get("to") or item).get("name")) for item in offered)
    raise UserError(f"{change.ticket} cannot be moved to {change.state}.",
                    f"Possible: {possible or 'nothing'}.")  # fmt: skip


@hookimpl
def ticket_connectors() -> list[JiraConnector]:
    """Jira."""
    return [JiraConnector()]
