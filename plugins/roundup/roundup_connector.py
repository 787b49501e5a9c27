"""Roundup live: REST with ETags; the token is 'user:password'."""

import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from workbench.core.hooks import hookimpl
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.tickets.connections.connector import Change, Conflict, Connection
from workbench.tickets.connections.origin_client import Answer, OriginClient
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.importer import ImportLog, add_guesses
from workbench.tickets.importing.stamps import unread_guess
from workbench.tickets.model import Comment, Ticket
from workbench.tickets.vocabulary import level_of, state_of

_PAGE = 100
_FIELDS = "title,status,priority,assignedto,messages,creation,activity,creator"
_FINISHED = ("resolved", "done-cbb", "closed")


class RoundupConnector:
    """A tracker of Roundup's classic kind at origin/TRACKER/."""

    name = "roundup"
    title = "Roundup"

    def read(
        self, connection: Connection, since: datetime | None, progress: Progress, log: ImportLog
    ) -> Iterator[Ticket]:
        """Issues with their messages."""
        client = _client(connection, progress)
        resolved = 0
        unread: Counter[str] = Counter()
        try:
            for item in _issues(client):
                progress.check()
                ticket = _ticket(client, item, unread)
                if since is None or ticket.updated is None or ticket.updated >= since:
                    resolved += ticket.resolved is not None
                    yield ticket
            if resolved:
                why = f"{count(resolved, 'issue')} finished, and Roundup does not say when"
                add_guesses(log, [Guess("resolved", "the last change", why)])
            add_guesses(log, unread_guess(unread))
        finally:
            client.close()

    def preview(self, connection: Connection, change: Change) -> str:
        """What would be sent, against the present state."""
        client = _client(connection, Progress())
        try:
            found = _one(client, change.ticket).json_document["data"]["attributes"]
        finally:
            client.close()
        lines = [f"issue {change.ticket}: {found['title']}"]
        if change.state:
            lines.append(f"moves from {_named(found.get('status'))} to {change.state}")
        if change.comment:
            lines.append(f"adds the message: {change.comment}")
        return "\n".join(lines)

    def version(self, connection: Connection, ticket: str) -> str:
        """The ETag of an issue as it is now."""
        client = _client(connection, Progress())
        try:
            return _one(client, ticket).response.headers["etag"]
        finally:
            client.close()

    def send(self, connection: Connection, change: Change) -> None:
        """Send a change with If-Match. Raises Conflict for 412."""
        client = _client(connection, Progress())
        try:
            version = _one(client, change.ticket).response.headers["etag"]
            if change.version not in (None, version):
                raise _conflict(change)
            body: dict[str, object] = {}
            if change.state:
                body["status"] = change.state
            if change.comment:
                author = connection.token.partition(":")[0]
                told = {"content": change.comment, "author": author, "date": "."}
                made = client.request("POST", "rest/data/msg", body=told)
                held = _one(client, change.ticket).json_document["data"]["attributes"]
                known = [str(entry["id"]) for entry in held.get("messages") or []]
                body["messages"] = [*known, str(made.json_document["data"]["id"])]
            answer = client.request("PATCH", f"rest/data/issue/{change.ticket}", body=body,
                                    headers={"If-Match": version})  # fmt: skip
            if answer.response.status_code == 412:
                raise _conflict(change)
        finally:
            client.close()


def _conflict(change: Change) -> Conflict:
    said = f"Issue {change.ticket} was changed elsewhere."
    return Conflict(said, "Read it again, then decide.")


def _client(connection: Connection, progress: Progress) -> OriginClient:
    pair = base64.b64encode(connection.token.encode()).decode()
    headers = {
        "Authorization": f"Basic {pair}",
        "Accept": "application/json",
        "X-Requested-With": "workbench",
        "Origin": connection.origin,
        "Referer": f"{connection.origin}/",
    }
    tracker = connection.options.get("tracker", "").strip("/")
    base = f"{connection.origin}/{tracker}" if tracker else connection.origin
    return OriginClient(base, headers, progress)


def _issues(client: OriginClient) -> Iterator[Mapping[str, Any]]:
    page = 1
    while True:
        asked: dict[str, str | int] = {
            "@verbose": 2, "@fields": _FIELDS, "@page_size": _PAGE, "@page_index": page,
        }  # fmt: skip
        items = client.get("rest/data/issue", **asked)["data"]["collection"]
        yield from items
        if len(items) < _PAGE:
            return
        page += 1


def _one(client: OriginClient, ticket: str) -> Answer:
    return client.request("GET", f"rest/data/issue/{ticket}")


def _ticket(client: OriginClient, item: Mapping[str, Any], unread: Counter[str]) -> Ticket:
    messages = [_message(client, entry, unread) for entry in item.get("messages") or []]
    status, priority = _named(item.get("status")), _named(item.get("priority"))
    updated = _moment(item.get("activity"), unread)
    state = "resolved" if status in _FINISHED else state_of(status)
    return Ticket(
        id=str(item["id"]),
        source="roundup",
        title=str(item.get("title") or ""),
        body=messages[0].body if messages else "",
        status=status or "",
        state=state,
        priority=priority,
        level=level_of(priority),
        assignee=_named(item.get("assignedto")),
        reporter=_named(item.get("creator")),
        created=_moment(item.get("creation"), unread),
        updated=updated,
        resolved=updated if state == "resolved" else None,
        comments=tuple(messages[1:]),
    )


def _message(client: OriginClient, entry: Mapping[str, Any], unread: Counter[str]) -> Comment:
    asked: dict[str, str | int] = {"@verbose": 3}
    found = client.get(f"rest/data/msg/{entry['id']}", **asked)["data"]["attributes"]
    at = _moment(found.get("date"), unread)
    return Comment(at, _named(found.get("author")), str(found.get("content") or ""))


def _named(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return str(value.get("name") or value.get("username") or value.get("id"))
    return None if value is None else str(value)


def _moment(value: Any, unread: Counter[str]) -> datetime | None:
    """Roundup writes '2026-03-06.14:10:22.000', UTC; what is written otherwise is counted."""
    if not value:
        return None
    try:
        day, _, clock = str(value).partition(".")
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)
    except ValueError:
        unread[str(value)] += 1
        return None


@hookimpl
def ticket_connectors() -> list[RoundupConnector]:
    """Roundup."""
    return [RoundupConnector()]
