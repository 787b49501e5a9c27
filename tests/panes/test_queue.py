"""The queue pane: sorted by risk, worked by keyboard, every decision kept and undoable."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.panes.conftest import settle
from tests.unit.search.tiny_model import make_model
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.tasks import Task, TaskState
from workbench.panes.queue import reading
from workbench.panes.queue.pane import QueuePane
from workbench.panes.queue.rows import category_words
from workbench.panes.queue.work import QueueData
from workbench.search.documents import Mode
from workbench.search.models import models_folder
from workbench.search.opening import open_search
from workbench.storage.workspace import Workspace
from workbench.tickets import acting
from workbench.tickets.capture import decisions
from workbench.tickets.completeness.check import check
from workbench.tickets.desk import Desk, Triage
from workbench.tickets.model import Ticket
from workbench.tickets.sample import write_sample
from workbench.tickets.triage import judging
from workbench.ui.accessibility import last_announcement
from workbench.ui.states import State

Wait = Callable[[MainWindow], None]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample's tickets, made once and copied by each test."""
    folder = tmp_path_factory.mktemp("queue") / "sample"
    workspace = Workspace(folder)
    write_sample(workspace)
    workspace.close()
    return folder


@pytest.fixture
def workspace_folder(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample; the rules judge, so that no test waits for a training."""
    monkeypatch.setattr(judging, "worth_learning", lambda _database: False)
    return shutil.copytree(sample, tmp_path / "workspace")


@pytest.fixture
def queue(window: MainWindow, wait_idle: Wait, qtbot: QtBot) -> QueuePane:
    """The queue, read and judged."""
    window.show_pane("queue")
    pane = window.pane("queue")
    assert isinstance(pane, QueuePane)
    wait_idle(window)
    qtbot.waitUntil(lambda: pane.detail.view is not None, timeout=60_000)
    wait_idle(window)
    return pane


def answers(pane: QueuePane, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = type(pane.context.shell)
    monkeypatch.setattr(shell, "ask_text", lambda *_: text)


def press(queue: QueuePane, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(queue.table, key)


def test_the_most_urgent_ticket_stands_first_and_says_so_in_words(queue: QueuePane) -> None:
    rows = queue.table.rows
    risks = [row.standing.risk for row in rows]
    assert risks == sorted(risks, reverse=True)
    assert "late by" in queue.table.row_words(0)
    assert queue.detail.clock.word.startswith("late by")
    assert queue.summary().startswith("Queue. 10 tickets to do, 1 late")


def test_j_and_k_move_and_the_ticket_beside_follows(
    queue: QueuePane, qtbot: QtBot, window: MainWindow, wait_idle: Wait
) -> None:
    press(queue, qtbot, Qt.Key.Key_J)
    second = queue.current()
    assert second is queue.table.rows[1]
    qtbot.waitUntil(
        lambda: bool(queue.detail.view and queue.detail.view.row.id == second.id), timeout=60_000
    )
    press(queue, qtbot, Qt.Key.Key_K)
    assert queue.current() is queue.table.rows[0]
    wait_idle(window)


def test_similar_tickets_say_how_they_ended(queue: QueuePane, qtbot: QtBot) -> None:
    queue.go_to("REC-1112")
    detail = queue.detail
    qtbot.waitUntil(lambda: bool(detail.view and detail.view.row.id == "REC-1112"), timeout=60_000)
    place = next(n for n, one in enumerate(detail.alike.rows) if one.hit.key == "REC-1009")
    words = detail.alike.row_words(place)
    assert "How it ended Fixed: Raised the memory limit and rolled the pods." in words


@pytest.fixture
def _tiny_model(user_home: Path) -> None:
    """An installed model that knows two words to mean the same."""
    assert models_folder().is_relative_to(user_home)
    make_model(models_folder(), [["memory", "restart"], ["login", "password"]])


@pytest.mark.usefixtures("_tiny_model")
def test_where_a_model_is_tickets_are_read_for_meaning_and_alike_goes_by_it(
    queue: QueuePane, window: MainWindow, qtbot: QtBot, wait_idle: Wait
) -> None:
    with open_search(window.services.workspace) as search:
        assert search.index.state().text == "words + meaning"
    queue.go_to("REC-1112")
    detail = queue.detail
    qtbot.waitUntil(lambda: bool(detail.view and detail.view.row.id == "REC-1112"), timeout=60_000)
    assert "; meaning: " in detail.alike.row_words(0)
    new = Ticket("NEW-1", "csv", "Pods restart", body="Out of memory again")
    Desk(window.services.workspace).store.put([new])
    Desk(window.services.workspace).index()
    queue.refresh()
    wait_idle(window)
    with open_search(window.services.workspace) as search:
        assert search.index.state().text == "words + meaning"


def test_how_a_ticket_was_resolved_here_can_be_searched_and_taken_back(
    queue: QueuePane, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(queue, "Turned the frobnicator by a quarter", monkeypatch)
    queue.go_to("REC-1112")
    window.commands.trigger("queue.resolve")
    settle(window)
    with open_search(window.services.workspace, Mode.LEXICAL) as search:
        assert [hit.key for hit in search.index.search("frobnicator", 1).hits] == ["REC-1112"]
    window.commands.trigger("edit.undo")
    settle(window)
    with open_search(window.services.workspace, Mode.LEXICAL) as search:
        found = search.index.search("frobnicator", 1).hits
    assert all("frobnicator" not in hit.matches for hit in found)


def test_a_accepts_the_category_and_undo_takes_it_back(
    queue: QueuePane, qtbot: QtBot, window: MainWindow, wait_idle: Wait
) -> None:
    ticket = queue.table.rows[0].id
    database = window.services.workspace.database
    press(queue, qtbot, Qt.Key.Key_A)
    wait_idle(window)
    kept = decisions(database.connection(), ticket)
    assert [(d.kind, d.origin, d.confirmed) for d in kept] == [("category", "window", True)]
    row = next(row for row in queue.table.rows if row.id == ticket)
    assert row.triage is not None
    assert row.triage.decided
    assert window.commands.title("edit.undo") == f"Undo: set category {kept[0].value} for {ticket}"
    window.commands.trigger("edit.undo")
    wait_idle(window)
    assert decisions(database.connection(), ticket) == []


def test_where_nothing_is_likelier_nothing_is_named_and_a_accepts_nothing(
    queue: QueuePane, qtbot: QtBot, window: MainWindow, wait_idle: Wait
) -> None:
    workspace = window.services.workspace
    Desk(workspace).store.put([Ticket("ODD-1", "csv", "qwertz", body="Please advise.")])
    queue.refresh()
    wait_idle(window)
    queue.go_to("ODD-1")
    row = queue.current()
    assert row is not None
    assert category_words(row) == "needs a person"
    press(queue, qtbot, Qt.Key.Key_A)
    wait_idle(window)
    assert "ODD-1 has no suggestion yet." in window.statusBar().currentMessage() + (
        last_announcement() or ""
    )
    assert decisions(workspace.database.connection(), "ODD-1") == []


def test_several_tickets_are_accepted_at_once_and_undone_as_one(
    queue: QueuePane, qtbot: QtBot, window: MainWindow, wait_idle: Wait
) -> None:
    suggested = {row.id for row in queue.table.rows if row.triage and row.triage.likeliest}
    assert 2 < len(suggested) < len(queue.table.rows)
    queue.table.selectAll()
    press(queue, qtbot, Qt.Key.Key_A)
    wait_idle(window)
    assert {row.id for row in queue.table.rows if row.triage and row.triage.decided} == suggested
    left = len(queue.table.rows) - len(suggested)
    assert f"; {left} without a suggestion stay" in window.commands.title("edit.undo")
    window.commands.trigger("edit.undo")
    wait_idle(window)
    assert not any(row.triage and row.triage.decided for row in queue.table.rows)


def test_r_gives_the_ticket_to_whom_the_desk_suggests(
    queue: QueuePane, qtbot: QtBot, window: MainWindow, wait_idle: Wait
) -> None:
    first = queue.table.rows[0]
    assert first.triage is not None
    suggested = first.triage.route.person
    press(queue, qtbot, Qt.Key.Key_R)
    wait_idle(window)
    row = next(row for row in queue.table.rows if row.id == first.id)
    assert row.standing.ticket.assignee == suggested


def test_a_snoozed_ticket_leaves_the_list_and_can_be_called_back(
    queue: QueuePane,
    qtbot: QtBot,
    window: MainWindow,
    wait_idle: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers(queue, "2h", monkeypatch)
    ticket = queue.table.rows[0].id
    press(queue, qtbot, Qt.Key.Key_S)
    wait_idle(window)
    assert ticket not in [row.id for row in queue.table.rows]
    queue.search.setText("is:snoozed")
    assert [row.id for row in queue.table.rows] == [ticket]
    assert "back in 2 h" in queue.table.row_words(0)
    window.commands.trigger("queue.wake")
    wait_idle(window)
    queue.search.clear()
    assert ticket in [row.id for row in queue.table.rows]


def test_resolving_in_the_window_becomes_a_training_row(
    queue: QueuePane, window: MainWindow, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(queue, "Restarted the gateway", monkeypatch)
    ticket = queue.table.rows[0].id
    window.commands.trigger("queue.accept")
    wait_idle(window)
    queue.go_to(ticket)
    window.commands.trigger("queue.resolve")
    wait_idle(window)
    kept = decisions(window.services.workspace.database.connection(), ticket)
    assert [(d.kind, d.confirmed) for d in kept] == [("category", True), ("closed", True)]
    assert ticket not in [row.id for row in queue.table.rows]


def test_what_next_goes_to_the_ticket_and_says_why(
    queue: QueuePane, qtbot: QtBot, window: MainWindow
) -> None:
    queue.table.select_row(5)
    press(queue, qtbot, Qt.Key.Key_N)
    assert queue.current() is queue.table.rows[0]
    assert "comes first: P1, late by" in last_announcement()


def test_slash_searches_and_marks_filter(queue: QueuePane, qtbot: QtBot) -> None:
    press(queue, qtbot, Qt.Key.Key_Slash)
    assert queue.search.hasFocus()
    qtbot.keyClicks(queue.search, "gateway 502")
    assert [row.standing.ticket.title for row in queue.table.rows] == [
        "Gateway returns 502 since last night"
    ]
    queue.search.setText("is:waiting")
    assert [row.standing.ticket.state for row in queue.table.rows] == ["waiting"]


def test_a_view_can_be_saved_and_forgotten(
    queue: QueuePane, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(queue, "My gateway", monkeypatch)
    queue.search.setText("gateway")
    window.commands.trigger("queue.save-view")
    settle(window)
    assert queue.views.findText("My gateway") >= 0
    window.commands.trigger("queue.forget-view")
    settle(window)
    assert queue.views.findText("My gateway") < 0


def test_what_is_missing_is_shown_with_a_reply_that_asks_for_it(
    queue: QueuePane, window: MainWindow, wait_idle: Wait, qtbot: QtBot
) -> None:
    assert queue.table.select_where(lambda row: row.standing.ticket.title == "The AI is broken")
    qtbot.waitUntil(
        lambda: bool(queue.detail.view and "AI is" in queue.detail.view.row.standing.ticket.title),
        timeout=60_000,
    )
    assert queue.detail.tabs.tabText(1) == "Missing (9)"
    assert "When did it happen" in queue.detail.reply.toPlainText()
    window.commands.trigger("queue.copy-reply")
    assert QGuiApplication.clipboard().text() == queue.detail.reply.toPlainText()


def test_of_a_report_in_another_language_nothing_is_called_missing(
    queue: QueuePane, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: queue.detail.view is not None, timeout=60_000)
    view = queue.detail.view
    assert view is not None
    found = check("Seit heute antwortet der Bot nicht mehr, und wir haben keine Ausgabe.")
    queue.detail.show_view(replace(view, found=found))
    assert queue.detail.tabs.tabText(1) == "Missing (not sure)"
    facts = queue.detail.facts.rows
    assert not [fact for fact in facts if fact[2] is State.WARNING]
    assert any("Not sure: reports in German are not read." in fact[1] for fact in facts)


def test_both_summaries_can_be_copied(queue: QueuePane, window: MainWindow) -> None:
    window.commands.trigger("queue.plain-summary")
    plain = QGuiApplication.clipboard().text()
    window.commands.trigger("queue.technical-summary")
    technical = QGuiApplication.clipboard().text()
    assert "Nobody has taken it yet" in plain
    assert "Missing:" in technical


def test_focus_shows_one_ticket_and_comes_back(
    queue: QueuePane, window: MainWindow, qtbot: QtBot
) -> None:
    press(queue, qtbot, Qt.Key.Key_F)
    assert not queue.table.isVisible()
    assert queue.detail.isVisible()
    window.commands.trigger("queue.focus")
    assert queue.table.isVisible()


def test_e_pins_the_ticket_as_evidence_and_evidence_leads_back(queue: QueuePane) -> None:
    found = queue.selection_evidence()
    assert found is not None
    assert found.kind == "ticket"
    queue.search.setText("is:waiting")
    queue.open_evidence(found)
    current = queue.current()
    assert current is not None
    assert current.id in found.title


def test_the_place_is_remembered(queue: QueuePane) -> None:
    queue.search.setText("gateway")
    state = queue.state()
    queue.search.clear()
    queue.restore(state)
    assert queue.search.text() == "gateway"
    queue.restore({"search": 5, "sizes": "big", "ticket": None})


def test_the_view_can_be_exported_without_formulas(
    queue: QueuePane, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    monkeypatch.setattr(type(queue.context.shell), "ask_save", lambda *_: out)
    window.commands.trigger("queue.export")
    settle(window)
    assert out.read_text().splitlines()[0].startswith("Priority,Time left,Ticket,Title")
    assert len(out.read_text().splitlines()) == 11


def test_a_ready_reply_is_filled_in_and_says_what_nobody_knows(
    queue: QueuePane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queue.current()
    assert row is not None
    answers(queue, "received", monkeypatch)
    press(queue, qtbot, Qt.Key.Key_T)
    assert row.standing.ticket.title in queue.detail.reply.toPlainText()
    assert row.standing.sla.breached_at is not None
    assert queue.detail.reply.toPlainText().endswith("before {due}.")
    assert "due (the ticket is late already)" in last_announcement()
    answers(queue, "solved", monkeypatch)
    press(queue, qtbot, Qt.Key.Key_T)
    assert "{resolution}" in queue.detail.reply.toPlainText()
    assert "resolution" in last_announcement()


def test_an_unknown_ready_reply_names_those_there_are(
    queue: QueuePane, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(queue, "praise", monkeypatch)
    window.commands.trigger("queue.ready-reply")
    shown = window.notices.current
    assert shown is not None
    assert "praise" in shown.what
    assert "known issue" in (shown.next_step or "")


def test_what_closed_by_itself_is_a_view_and_shift_x_reopens_it(
    queue: QueuePane, window: MainWindow, qtbot: QtBot, wait_idle: Wait
) -> None:
    row = queue.current()
    assert row is not None
    acting.assign(queue.store(), [row.standing.ticket], None)
    words = re.escape(row.standing.ticket.title)
    rules = queue.context.workspace.folder / "triage.toml"
    rules.write_text(f"[[close]]\nname = 'known'\nwords = '{words}'\non = true\n")
    Desk(queue.context.workspace).close_known()
    queue.refresh()
    wait_idle(window)
    queue.search.setText("is:self-closed")
    assert [shown.id for shown in queue.table.rows] == [row.id]
    assert "closed by itself" in queue.table.row_words(0)
    queue.table.setFocus()
    window.commands.trigger("queue.reopen")
    wait_idle(window)
    assert queue.store().get(row.id).state == "open"
    window.commands.trigger("edit.undo")
    wait_idle(window)
    assert queue.store().get(row.id).state == "resolved"


def test_the_focus_holds_alerts_and_lets_p1_through_only_when_allowed(
    queue: QueuePane, window: MainWindow
) -> None:
    assert queue.data is not None
    late = [row for row in queue.data.rows if row.clock == "late"]
    assert late
    first = replace(late[0].standing, ticket=replace(late[0].standing.ticket, level="P1"))
    rows = (replace(late[0], standing=first), *queue.data.rows[1:])
    queue.data = replace(queue.data, rows=rows, stopped=False)
    window.commands.trigger("queue.focus")
    queue.reading.alert()
    settle(window)
    assert last_announcement().startswith("Focus")
    queue.context.settings.set("first-priority-breaks-focus", value=True)
    queue.reading.alert()
    settle(window)
    assert late[0].id in last_announcement()


def test_why_says_the_target_by_this_clock_and_not_in_code(queue: QueuePane) -> None:
    assert queue.detail.view is not None
    due = queue.detail.view.row.standing.sla.due
    assert due is not None
    said = queue.detail.why.toPlainText()
    assert f", {due.astimezone():%Y-%m-%d %H:%M}\n" in said
    assert "+00:00" not in said


def test_what_comes_while_the_queue_is_read_is_read_once_more_and_judged_once(
    queue: QueuePane, window: MainWindow
) -> None:
    told: dict[Task[Any], None] = {}
    window.services.tasks.on_change(told.setdefault)
    for _ in range(5):
        queue.refresh()
    settle(window)
    ended = [task.title for task in told if task.state is TaskState.DONE]
    assert [ended.count(name) for name in ("Reading the queue", "Judging tickets")] == [2, 1]
    assert all(row.triage for row in queue.table.rows)


def test_reading_again_ends_a_judging_that_is_old(
    queue: QueuePane, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    held = Event()

    def slowly(*given: Any, progress: Progress | None = None, **more: Any) -> list[Triage]:
        if progress is not None:
            assert held.wait(30)
            progress.check()
        return triage(*given, progress=progress, **more)

    triage = Desk.triage
    monkeypatch.setattr(Desk, "triage", slowly)
    told: dict[Task[Any], None] = {}
    window.services.tasks.on_change(told.setdefault)
    queue.refresh()
    qtbot.waitUntil(lambda: list(told)[-1].title == "Judging tickets", timeout=60_000)
    queue.refresh()
    held.set()
    settle(window)
    states = [task.state for task in told if task.title == "Judging tickets"]
    assert states == [TaskState.CANCELLED, TaskState.DONE]


def test_where_judging_fails_all_else_goes_on_and_it_is_told_once(
    window: MainWindow, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_given: Any) -> QueueData:
        raise UserError("The tickets cannot be judged.", "Train anew.")

    monkeypatch.setattr(reading, "judge_queue", failing)
    told: dict[Task[Any], None] = {}
    window.services.tasks.on_change(told.setdefault)
    window.show_pane("queue")
    pane = window.pane("queue")
    assert isinstance(pane, QueuePane)
    wait_idle(window)
    assert "Counting decisions" in {task.title for task in told if task.state is TaskState.DONE}
    shown = window.notices.current
    assert shown is not None
    assert shown.what == "The tickets cannot be judged."
    window.notices.withdraw(shown)
    pane.reading.refresh()
    settle(window)
    assert [t.title for t in told if t.state is TaskState.FAILED].count("Judging tickets") == 2
    assert window.notices.current is not shown
