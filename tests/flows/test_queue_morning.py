"""A morning with the queue: import a real export, work by keyboard, and it learns."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.panes.conftest import wait_idle, window, workbench, workspace_folder
from tests.unit.tickets.fake_server import Reply, Request, serving
from workbench.app.window import MainWindow
from workbench.cli.main import main
from workbench.panes.queue.pane import QueuePane
from workbench.tickets.capture import decisions, training_rows
from workbench.tickets.importing.importer import ImportOptions
from workbench.tickets.importing.remembered import remember
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore
from workbench.ui.accessibility import last_announcement

__all__ = ["wait_idle", "window", "workbench", "workspace_folder"]

Wait = Callable[[MainWindow], None]

EXPORT = (
    "\ufeffSummary,Issue key,Issue id,Status,Priority,Resolution,Created,Resolved,Comment,Comment,"
    "Component/s,Description\r\n"
    "Pods restart,OPS-1,1,Done,High,Fixed,02/Mar/26 9:00 AM,02/Mar/26 11:00 AM,looking,done,"
    'infrastructure,"Out of memory since Monday\r\non node 7"\r\n'
    "502 from gateway,OPS-2,2,Open,Highest,,06/Mar/26 8:00 AM,,,,,All calls fail with 502\r\n"
    "The AI is broken,OPS-3,3,Open,Low,,06/Mar/26 8:30 AM,,,,,please fix\r\n"
)


def queue_of(window: MainWindow) -> QueuePane:
    window.show_pane("queue")
    pane = window.pane("queue")
    assert isinstance(pane, QueuePane)
    return pane


def import_by_window(window: MainWindow, file: Path, wait_idle: Wait, qtbot: QtBot) -> QueuePane:
    """Drop a file on the window, look at the preview, import it."""
    pane = queue_of(window)
    wait_idle(window)
    assert pane.open_path(file)
    qtbot.waitUntil(lambda: pane.import_view.shown is not None, timeout=60_000)
    wait_idle(window)
    assert pane.import_view.table.rows
    window.commands.trigger("queue.import-now")
    qtbot.waitUntil(lambda: bool(pane.data and pane.data.rows), timeout=60_000)
    wait_idle(window)
    return pane


def test_an_export_is_imported_after_a_preview_and_worked_by_keyboard_alone(
    window: MainWindow,
    wait_idle: Wait,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "jira.csv"
    file.write_text(EXPORT, encoding="utf-8")
    pane = import_by_window(window, file, wait_idle, qtbot)
    assert [row.id for row in pane.table.rows] == ["OPS-2", "OPS-3"]
    pane.table.setFocus()

    qtbot.keyClick(pane.table, Qt.Key.Key_N)
    qtbot.keyClick(pane.table, Qt.Key.Key_A)
    wait_idle(window)
    monkeypatch.setattr(type(pane.context.shell), "ask_text", lambda *_: "Gateway restarted")
    assert pane.table.select_where(lambda row: row.id == "OPS-2")
    qtbot.keyClick(pane.table, Qt.Key.Key_X)
    wait_idle(window)
    assert [row.id for row in pane.table.rows] == ["OPS-3"]

    rows = training_rows(window.services.workspace.database.connection())
    assert {row.ticket for row in rows} == {"OPS-1", "OPS-2"}


def test_three_closures_by_import_by_api_and_in_the_window_are_three_training_rows(
    window: MainWindow,
    wait_idle: Wait,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "jira.csv"
    file.write_text(EXPORT, encoding="utf-8")
    pane = import_by_window(window, file, wait_idle, qtbot)
    store = TicketStore(window.services.workspace.database)
    open_one = Ticket("API-1", "jira", "Latency", category="infrastructure")
    store.put([open_one], origin="api")
    store.put([Ticket("API-1", "jira", "Latency", category="infrastructure", state="resolved")],
              origin="api")  # fmt: skip
    monkeypatch.setattr(type(pane.context.shell), "ask_text", lambda *_: "user error")
    pane.go_to("OPS-3")
    window.commands.trigger("queue.category")
    wait_idle(window)
    monkeypatch.setattr(type(pane.context.shell), "ask_text", lambda *_: "explained")
    pane.go_to("OPS-3")
    window.commands.trigger("queue.resolve")
    wait_idle(window)

    reader = store.database.connection()
    closed = [d for d in decisions(reader) if d.kind == "closed"]
    assert {(d.ticket, d.origin) for d in closed} == {
        ("OPS-1", "import"), ("API-1", "api"), ("OPS-3", "window"),
    }  # fmt: skip
    assert {row.ticket for row in training_rows(reader)} == {"OPS-1", "API-1", "OPS-3"}


def test_a_plain_csv_is_mapped_in_the_window_and_the_mapping_is_remembered(
    window: MainWindow, wait_idle: Wait, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("was,worum\n1,Drucker druckt nicht\n2,Maus weg\n")
    pane = queue_of(window)
    wait_idle(window)
    pane.importing.open([file])
    view = pane.import_view
    qtbot.waitUntil(lambda: view.shown is not None, timeout=60_000)
    assert "Choose the column of the id" in (view.shown.notes[0] if view.shown else "")
    for field, column in (("id", "was"), ("title", "worum")):
        view.columns[field].setCurrentText(column)
    view.changed.emit()
    qtbot.waitUntil(lambda: bool(view.table.rows), timeout=60_000)
    assert [ticket.title for ticket in view.table.rows] == ["Drucker druckt nicht", "Maus weg"]
    window.commands.trigger("queue.import-now")
    qtbot.waitUntil(lambda: bool(pane.data and pane.data.rows), timeout=60_000)
    wait_idle(window)

    pane.importing.open([file])
    again = pane.import_view
    qtbot.waitUntil(lambda: bool(again.shown and again.table.rows), timeout=60_000)
    assert again.columns["id"].currentText() == "was"
    window.commands.trigger("queue.import-cancel")
    wait_idle(window)


def test_the_preview_reads_times_as_the_import_will(
    window: MainWindow, wait_idle: Wait, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,title,created\n1,Drucker druckt nicht,2026-03-02 09:00\n")
    pane = queue_of(window)
    wait_idle(window)
    remember(pane.store(), "csv", ImportOptions(zone=ZoneInfo("Europe/Berlin")))
    pane.importing.open([file])
    view = pane.import_view
    qtbot.waitUntil(lambda: bool(view.table.rows), timeout=60_000)
    assert view.table.rows[0].created == datetime(2026, 3, 2, 8, tzinfo=UTC)
    view.zone.setCurrentText("UTC")
    view.changed.emit()
    at_nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    qtbot.waitUntil(lambda: view.table.rows[0].created == at_nine, timeout=60_000)
    window.commands.trigger("queue.import-cancel")
    wait_idle(window)


def test_the_same_tickets_can_be_had_without_a_window(
    tmp_path: Path, user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "jira.csv"
    file.write_text(EXPORT, encoding="utf-8")
    folder = tmp_path / "ws"
    folder.mkdir()
    where = ["--workspace", str(folder), "--json"]
    assert main(["tickets", "import", str(file), *where]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["read"], done["added"], done["rejected"]) == (3, 3, [])
    assert main(["tickets", "list", *where]) == 0
    listed = json.loads(capsys.readouterr().out)["tickets"]
    assert [ticket["id"] for ticket in listed] == ["OPS-2", "OPS-3"]
    assert listed[0]["sla"]["breached"] is True
    assert main(["tickets", "triage", "OPS-2", "--explain", *where]) == 0
    triaged = json.loads(capsys.readouterr().out)["tickets"][0]
    assert triaged["top"][0]["category"] == "infrastructure"
    assert main(["tickets", "check", "OPS-3", *where]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert "model" in checked["missing"]
    assert main(["tickets", "metrics", *where]) == 0
    figures = {m["name"]: m for m in json.loads(capsys.readouterr().out)["metrics"]}
    assert figures["reopened"]["value"] is None
    assert figures["resolution_time"]["value"] == 7200
    assert figures["resolution_time"]["excluded"] == [{"reason": "not finished", "n": 2}]


def test_a_connected_system_is_read_and_changed_only_after_a_preview(
    window: MainWindow, wait_idle: Wait, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"key": "A-1", "fields": {"summary": "Latency", "status": {"name": "Open"}}}

    def answer(request: Request) -> Reply:
        if request.path.endswith("/transitions"):
            return Reply({"transitions": []})
        if request.path.endswith("/search/jql"):
            return Reply({"issues": [found], "isLast": True})
        return Reply(found)

    pane = queue_of(window)
    wait_idle(window)
    shell = type(pane.context.shell)
    questions: list[str] = []
    monkeypatch.setattr(shell, "ask_text", lambda *_: "we look into it")
    monkeypatch.setattr(shell, "confirm", lambda *said: bool(questions.append(said[2])))
    with serving(answer) as server:
        (window.services.workspace.folder / "connections.toml").write_text(
            f'[[connection]]\nconnector = "jira"\norigin = "{server.origin}"\n'
            '[connection.options]\nkind = "cloud"\n'
        )
        window.commands.trigger("queue.sync")
        qtbot.waitUntil(lambda: bool(pane.data and pane.data.rows), timeout=60_000)
        wait_idle(window)
        assert "last synced" in pane.header.open_text
        window.commands.trigger("queue.send-comment")
        qtbot.waitUntil(lambda: bool(questions), timeout=60_000)
        wait_idle(window)
    assert questions == ["A-1: Latency\nadds the comment: we look into it"]
    assert {request.method for request in server.requests} == {"GET"}


def test_what_an_import_guessed_is_listed_line_by_line_until_it_is_closed(
    window: MainWindow, wait_idle: Wait, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "jira.csv"
    file.write_text(EXPORT + "Once more,OPS-2,2,Open,Low,,,,,,,\r\n", encoding="utf-8")
    pane = import_by_window(window, file, wait_idle, qtbot)
    notes = pane.taken.list
    said = [notes.item(row).text() for row in range(notes.count())]
    assert [text.partition(":")[0] for text in said] == ["comments", "timezone", "Row 4"]
    assert said[1].endswith('; to change: "Zone of times without one" on the import page')
    assert last_announcement().endswith("1 rows rejected. 3 notes above the queue.")
    assert notes.accessibleName() == "Guesses and rejected rows"
    ends = [notes.visualItemRect(notes.item(row)).bottom() for row in range(notes.count())]
    assert max(ends) <= notes.viewport().height()

    pane.table.setFocus()
    window.commands.trigger("go.previous-area")
    window.commands.trigger("go.previous-area")
    assert notes.hasFocus()
    qtbot.keyClick(notes, Qt.Key.Key_Down)
    assert notes.currentRow() == 1
    qtbot.keyClick(notes, Qt.Key.Key_Escape)
    assert pane.taken.isHidden()
    assert pane.table.hasFocus()
    close = window.commands.registry["queue.close-guesses"]
    assert close.why_unavailable() == "No guesses are listed."


def test_what_several_systems_left_to_guess_is_listed_with_their_names(
    window: MainWindow, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: Request) -> Reply:
        created = "2026-03-02 09:00" if "project = A" in request.query["jql"] else "soon"
        fields = {"summary": "Latency", "status": {"name": "Open"}, "created": created}
        return Reply({"issues": [{"key": "A-1", "fields": fields}], "isLast": True})

    pane = queue_of(window)
    wait_idle(window)
    monkeypatch.setattr(type(pane.context.shell), "ask_text", lambda *_: "token")
    with serving(answer) as one, serving(answer) as other:
        (window.services.workspace.folder / "connections.toml").write_text(
            "".join(
                f'[[connection]]\nconnector = "jira"\norigin = "{server.origin}"\n'
                f'query = "project = {name}"\n[connection.options]\nkind = "cloud"\n'
                for server, name in ((one, "A"), (other, "B"))
            )
        )
        window.commands.trigger("queue.sync")
        wait_idle(window)
        notes = pane.taken.list
        said = [notes.item(row).text() for row in range(notes.count())]
        zone = f"{one.origin}, timezone: UTC (1 different stamp without a zone)"
        assert zone in said
        assert any(text.startswith(f"{other.origin}, unreadable stamps: ") for text in said)
        window.commands.trigger("queue.sync")
        wait_idle(window)
    assert sorted(said) == sorted(notes.item(row).text() for row in range(notes.count()))
