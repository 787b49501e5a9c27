"""Live connections: pages, waiting, lost tokens, conflicts; and no token for another host."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.unit.tickets.fake_server import Reply, Request, serving
from workbench.core import paths
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.plugin_host.host import PluginHost
from workbench.storage.workspace import Workspace
from workbench.tickets.capture import decisions
from workbench.tickets.connections.connector import Change, Conflict, Connection, TicketConnector
from workbench.tickets.connections.origin_client import OriginClient
from workbench.tickets.connections.syncing import last_sync, sync
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.importer import ImportLog
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

TOKEN = "s3cret-token"


def connector(name: str) -> Any:
    """A shipped connector, loaded as the plugin host loads it."""
    found = PluginHost([paths.shipped_plugins()]).ask("ticket_connectors")
    return next(item for item in found if getattr(item, "name", None) == name)


def read(kind: TicketConnector, connection: Connection) -> list[Ticket]:
    return list(kind.read(connection, None, Progress(), ImportLog()))


def issue(key: str, status: str = "Open", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "fields": {"summary": key, "status": {"name": status},
                   "created": "2026-03-06T08:00:00.000+0000",
                   "updated": "2026-03-06T09:00:00.000+0000", **fields},
        "changelog": {"total": 0, "histories": []},
    }  # fmt: skip


def cloud(request: Request) -> Reply:
    """Jira Cloud as documented: /search is gone, pages come by token, ids alone by default."""
    if request.path == "/rest/api/2/serverInfo":
        return Reply({"deploymentType": "Cloud"})
    if request.path.endswith("/search"):
        return Reply(status=410)
    if request.path == "/rest/api/3/search/jql":
        if "fields" not in request.query:
            return Reply({"issues": [{"id": "1"}], "isLast": True})
        pages = {None: ("A", "t1"), "t1": ("B", "t2"), "t2": ("C", None)}
        key, following = pages[request.query.get("nextPageToken")]
        page: dict[str, Any] = {"issues": [issue(f"{key}-1")], "isLast": following is None}
        if following:
            page["nextPageToken"] = following
        return Reply(page)
    return Reply(status=404)


def test_jira_cloud_is_read_by_page_tokens_with_the_token_in_every_request() -> None:
    with serving(cloud) as server:
        tickets = read(connector("jira"), Connection(server.origin, TOKEN, "project = A"))
    assert [ticket.id for ticket in tickets] == ["A-1", "B-1", "C-1"]
    assert all(r.headers["authorization"] == f"Bearer {TOKEN}" for r in server.requests)
    assert not any(r.path.endswith("/search") for r in server.requests)


def test_a_cloud_asked_as_a_server_says_what_to_set() -> None:
    with serving(cloud) as server, pytest.raises(UserError, match="kind=cloud"):
        read(connector("jira"), Connection(server.origin, TOKEN, options={"kind": "server"}))


def test_a_page_token_that_comes_again_ends_the_reading() -> None:
    def turning(request: Request) -> Reply:
        return Reply({"issues": [issue("A-1")], "nextPageToken": "same", "isLast": False})

    options = {"kind": "cloud"}
    with serving(turning) as server, pytest.raises(UserError, match="again and again"):
        read(connector("jira"), Connection(server.origin, TOKEN, options=options))


def test_a_jira_server_is_read_by_position_and_the_rest_of_a_history_is_fetched() -> None:
    change = {"created": "2026-03-06T08:30:00.000+0000",
              "items": [{"field": "status", "fromString": "Open", "toString": "Done"}]}  # fmt: skip
    back = {"created": "2026-03-06T08:40:00.000+0000",
            "items": [{"field": "status", "fromString": "Done", "toString": "Open"}]}  # fmt: skip

    def answer(request: Request) -> Reply:
        if request.path == "/rest/api/2/serverInfo":
            return Reply({"deploymentType": "Server"})
        if request.path == "/rest/api/2/search":
            start = int(request.query["startAt"])
            cut = issue(f"S-{start}") | {"changelog": {"total": 2, "histories": [change]}}
            return Reply({"issues": [cut], "total": 2, "startAt": start})
        assert request.path.endswith("/changelog")
        return Reply({"values": [back], "total": 2})

    with serving(answer) as server:
        tickets = read(connector("jira"), Connection(server.origin, TOKEN))
    assert [(t.id, t.reopened, len(t.events)) for t in tickets] == [("S-0", 1, 2), ("S-1", 1, 2)]


def test_the_client_waits_as_long_as_the_server_asks() -> None:
    waited: list[float] = []
    answers = [Reply(status=429, headers={"Retry-After": "7"}), Reply({"ok": 1})]
    with serving(lambda _: answers.pop(0)) as server:
        client = OriginClient(server.origin, {}, wait=waited.append)
        assert client.get("x") == {"ok": 1}
        client.close()
    assert waited == [7.0]


def test_a_server_that_asks_for_an_hour_is_told_to_the_user() -> None:
    with serving(lambda _: Reply(status=429, headers={"Retry-After": "3600"})) as server:
        client = OriginClient(server.origin, {}, wait=lambda _: None)
        with pytest.raises(UserError, match="wait 3600 seconds"):
            client.get("x")
        client.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_gets_neither_request_nor_token(status: int) -> None:
    with serving(lambda _: Reply({})) as elsewhere:
        moved = Reply(status=status, headers={"Location": f"{elsewhere.origin}/steal"})
        with serving(lambda _: moved) as server:
            connection = Connection(server.origin, TOKEN, options={"kind": "cloud"})
            with pytest.raises(UserError, match="another host"):
                read(connector("jira"), connection)
    assert elsewhere.requests == []


def test_a_redirect_within_the_origin_is_followed() -> None:
    def answer(request: Request) -> Reply:
        if request.path == "/old":
            return Reply(status=302, headers={"Location": "/new"})
        return Reply({"path": request.path})

    with serving(answer) as server:
        client = OriginClient(server.origin, {})
        assert client.get("old") == {"path": "/new"}
        client.close()


def test_an_expired_token_is_said_and_nothing_is_stored(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path)) as workspace, serving(lambda _: Reply(status=401)) as server:
        store = TicketStore(workspace.database)
        with pytest.raises(UserError, match="refuses the token"):
            sync(store, connector("jira"), Connection(server.origin, TOKEN), Progress())
        assert store.count() == 0
        assert last_sync(store, server.origin) is None


def test_a_server_that_is_not_there_leaves_the_last_sync_as_it_is() -> None:
    with serving(lambda _: Reply({})) as server:
        pass
    with pytest.raises(UserError, match="cannot be reached"):
        read(connector("jira"), Connection(server.origin, TOKEN))


def test_a_page_that_is_no_json_is_said() -> None:
    with serving(lambda _: Reply(None)) as server, pytest.raises(UserError, match="not JSON"):
        read(connector("jira"), Connection(server.origin, TOKEN))


def test_a_second_sync_asks_only_for_changes_and_captures_the_closure(tmp_path: Path) -> None:
    state = {"status": "Open"}

    def answer(request: Request) -> Reply:
        found = issue("A-1", state["status"], components=[{"name": "infrastructure"}])
        return Reply({"issues": [found], "isLast": True})

    with closing(Workspace(tmp_path)) as workspace, serving(answer) as server:
        store = TicketStore(workspace.database)
        connection = Connection(server.origin, TOKEN, "project = A", {"kind": "cloud"})
        sync(store, connector("jira"), connection, Progress())
        state["status"] = "Done"
        sync(store, connector("jira"), connection, Progress())
        closed = decisions(workspace.database.connection())
        assert [(d.kind, d.origin, d.value) for d in closed] == [
            ("closed", "api", "infrastructure")
        ]
        assert last_sync(store, server.origin) is not None
    asked = server.requests[-1].query["jql"]
    assert asked.startswith("(project = A) AND updated >= ")


ODD_ISSUE = issue(
    "A-1", "Blorped", priority={"name": "2"}, labels=7, duedate="2026-04-01",
    updated="soonish", comment={"comments": [{"body": "hi"}], "total": 3},
)  # fmt: skip
ODD_YOUTRACK = {
    "id": "2-1", "idReadable": "S-1", "summary": "x", "created": 1_772_784_000, "reporter": {},
    "customFields": [{"name": "State", "value": {"name": "Blorped"}},
                     {"name": "Priority", "value": {"id": "1"}}],
}  # fmt: skip


def odd_server(request: Request) -> Reply:
    """Jira Cloud and YouTrack, each with an issue that leaves much to guess."""
    if request.path.endswith("/activities"):
        return Reply([])
    if request.path == "/api/issues":
        return Reply([ODD_YOUTRACK])
    return Reply({"issues": [ODD_ISSUE], "isLast": True})


@pytest.mark.parametrize(
    ("kind", "record", "expected"),
    [
        ("jira", ODD_ISSUE, {"status", "priority", "unreadable stamps", "comments"}),
        ("youtrack", ODD_YOUTRACK | {"activities": []}, {"status", "stamps",
                                                         "fields without names"}),
    ],
)  # fmt: skip
def test_a_sync_names_the_guesses_that_an_import_of_the_same_names(
    tmp_path: Path, kind: str, record: dict[str, Any], expected: set[str]
) -> None:
    file = tmp_path / "export.json"
    file.write_text(json.dumps([record]))
    with closing(Workspace(tmp_path / "a")) as workspace:
        imported = import_paths(TicketStore(workspace.database), [file], BUILT_IN)
    with closing(Workspace(tmp_path / "b")) as workspace, serving(odd_server) as server:
        connection = Connection(server.origin, TOKEN, options={"kind": "cloud"})
        synced = sync(TicketStore(workspace.database), connector(kind), connection, Progress())
    assert set(synced.guesses) == set(imported.guesses)
    assert expected <= {guess.field for guess in synced.guesses}


def jira_item(request: Request) -> Reply:
    if request.path.endswith("/transitions"):
        offered = {"transitions": [{"id": "31", "name": "Close", "to": {"name": "Done"}}]}
        return Reply(offered if request.method == "GET" else None)
    if request.method == "POST":
        return Reply({"id": "9"}, 201)
    return Reply(issue("A-1"))


def test_a_change_is_previewed_without_sending_and_then_sent() -> None:
    change = Change("A-1", comment="Fixed", state="Done", version="2026-03-06T09:00:00.000+0000")
    with serving(jira_item) as server:
        connection = Connection(server.origin, TOKEN)
        words = connector("jira").preview(connection, change)
        assert "moves from Open to Done" in words
        assert {request.method for request in server.requests} == {"GET"}
        connector("jira").send(connection, change)
    sent = [request.body for request in server.requests if request.method == "POST"]
    assert sent == [{"transition": {"id": "31"}}, {"body": "Fixed"}]


def test_a_ticket_changed_elsewhere_is_a_conflict_and_nothing_is_sent() -> None:
    change = Change("A-1", comment="Fixed", version="older")
    with serving(jira_item) as server, pytest.raises(Conflict, match="changed elsewhere"):
        connector("jira").send(Connection(server.origin, TOKEN), change)
    assert all(request.method == "GET" for request in server.requests)


def test_youtrack_names_its_fields_and_ends_at_a_repeated_page() -> None:
    page = [{"id": f"2-{n}", "idReadable": f"S-{n}", "summary": "x", "created": 1_772_784_000_000}
            for n in range(100)]  # fmt: skip

    def answer(request: Request) -> Reply:
        if request.path.endswith("/activities"):
            assert request.query["categories"] == "CustomFieldCategory"
            return Reply([])
        return Reply(page if "fields" in request.query else [{"id": "2-1", "$type": "Issue"}])

    with serving(answer) as server:
        tickets = read(connector("youtrack"), Connection(server.origin, TOKEN))
    assert len(tickets) == 100
    assert tickets[0].created is not None
    assert tickets[0].created.year == 2026


@pytest.fixture(scope="module")
def roundup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Roundup tracker with one issue, served on loopback."""
    home = tmp_path_factory.mktemp("roundup") / "tracker"
    from roundup.cgi.wsgi_handler import RequestDispatcher
    from roundup.scripts import roundup_admin

    def admin(*arguments: str) -> None:
        sys.argv = ["roundup-admin", "-i", str(home), *arguments]
        try:
            roundup_admin.run()
        except SystemExit as ended:
            assert not ended.code

    before = list(sys.argv)
    admin("install", "classic", "sqlite")
    server = make_server("127.0.0.1", 0, None, handler_class=Quiet)  # type: ignore[arg-type]
    origin = f"http://127.0.0.1:{server.server_port}"
    config = home / "config.ini"
    text = config.read_text()
    text = text.replace("#web = NO DEFAULT", f"web = {origin}/")
    text = text.replace("\nweb = NO DEFAULT", f"\nweb = {origin}/")
    text = text.replace("#domain = NO DEFAULT", "domain = localhost")
    text = text.replace("\ndomain = NO DEFAULT", "\ndomain = localhost")
    config.write_text(text)
    admin("initialise", "pw")
    admin("create", "issue", "title=Gateway down", "status=1")
    sys.argv = before
    server.set_app(RequestDispatcher(str(home)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield origin
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as overridden
        pass


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_real_roundup_is_read_and_a_412_is_a_conflict(roundup: str) -> None:
    kind = connector("roundup")
    connection = Connection(roundup, "admin:pw")
    tickets = read(kind, connection)
    assert [(t.id, t.title) for t in tickets] == [("1", "Gateway down")]

    version = kind.version(connection, "1")
    assert "Gateway down" in kind.preview(connection, Change("1", comment="Restarted"))
    kind.send(connection, Change("1", comment="Restarted", version=version))
    assert read(kind, connection)[0].body == "Restarted"
    with pytest.raises(Conflict, match="changed elsewhere"):
        kind.send(connection, Change("1", comment="Again", version=version))
    client = OriginClient(roundup, {"Authorization": "Basic YWRtaW46cHc=", "Origin": roundup,
                                    "Referer": f"{roundup}/", "X-Requested-With": "x"})  # fmt: skip
    late = client.request("PATCH", "rest/data/issue/1", body={"title": "Mine"},
                          headers={"If-Match": version})  # fmt: skip
    assert late.response.status_code == 412
    client.close()
    kind.send(connection, Change("1", state="resolved"))
    assert read(kind, connection)[0].state == "resolved"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_when_a_roundup_issue_was_resolved_is_named_as_a_guess(roundup: str) -> None:
    kind, connection, log = connector("roundup"), Connection(roundup, "admin:pw"), ImportLog()
    kind.send(connection, Change("1", state="resolved"))
    (found,) = kind.read(connection, None, Progress(), log)
    assert found.resolved == found.updated
    assert [(guess.field, guess.choice) for guess in log.guesses] == [
        ("resolved", "the last change")
    ]


def test_stamps_of_a_roundup_that_cannot_be_read_are_named() -> None:
    item = {"id": "1", "title": "Gateway down", "creation": "last week", "activity": "",
            "messages": [{"id": "7"}]}  # fmt: skip
    message = {"date": "2026-03-06.14:10:22.000", "content": "It is down."}

    def answer(request: Request) -> Reply:
        attributes = {"attributes": message} if request.path.endswith("msg/7") else None
        return Reply({"data": attributes or {"collection": [item]}})

    log = ImportLog()
    with serving(answer) as server:
        connection = Connection(server.origin, "admin:pw")
        (found,) = connector("roundup").read(connection, None, Progress(), log)
    assert (found.created, found.updated) == (None, None)
    (guess,) = log.guesses
    assert (guess.field, guess.choice) == ("unreadable stamps", "left empty")
    assert guess.why == "1 different stamp cannot be read: 'last week'"
