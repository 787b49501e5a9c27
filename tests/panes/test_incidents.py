"""The incidents pane: a timeline from evidence, and a report whose sentences can be checked."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.panes.conftest import activate
from workbench.app.application import Workbench
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.incidents.casebook import Casebook
from workbench.panes.incidents.pane import IncidentsPane
from workbench.panes.insights.pane import InsightsPane
from workbench.storage.journal import NAME
from workbench.storage.workspace import Workspace
from workbench.tickets.model import RESOLVED, Ticket
from workbench.tickets.store import TicketStore
from workbench.ui.subject import Subject

_START = datetime(2026, 3, 6, 8, 0, tzinfo=UTC)
_TICKET = Ticket("OPS-7", "jira", "Checkout is down", body="502 everywhere", status="Done",
                 state=RESOLVED, created=_START, resolved=_START + timedelta(hours=2))  # fmt: skip
_SUBJECT = Subject("ticket:OPS-7", "Checkout is down")
_LOG = Evidence("log-lines", "502 from the pool", "gateway.log, line 3",
                _START - timedelta(minutes=20), {"text": "07:40 502 pool"})  # fmt: skip
Wait = Callable[[MainWindow], None]


@pytest.fixture
def pane(workspace_folder: Path, request: pytest.FixtureRequest, wait_idle: Wait) -> IncidentsPane:
    workspace = Workspace(workspace_folder)
    TicketStore(workspace.database).put([_TICKET])
    workspace.close()
    window = request.getfixturevalue("window")
    return _shown(window, wait_idle)


def _shown(window: MainWindow, wait_idle: Wait) -> IncidentsPane:
    window.show_pane("incidents")
    wait_idle(window)
    pane = window.pane("incidents")
    assert isinstance(pane, IncidentsPane)
    return pane


def _window(pane: IncidentsPane) -> MainWindow:
    window = pane.window()
    assert isinstance(window, MainWindow)
    return window


def _work_on(pane: IncidentsPane, wait_idle: Wait, *pieces: Evidence) -> None:
    window = _window(pane)
    window.work_on(_SUBJECT)
    for piece in pieces:
        window.pin(piece)
    wait_idle(window)


def _answer(monkeypatch: pytest.MonkeyPatch, pane: IncidentsPane, text: str | None) -> list[str]:
    """Answer the next questions for a line of text; what was proposed is noted."""
    proposed: list[str] = []

    def given(_title: str, _label: str, text_before: str = "") -> str | None:
        proposed.append(text_before)
        return text

    monkeypatch.setattr(_window(pane), "ask_text", given)
    return proposed


def _type(pane: IncidentsPane, text: str) -> None:
    pane.report.editor.moveCursor(pane.report.editor.textCursor().MoveOperation.End)
    QTest.keyClick(pane.report.editor, Qt.Key.Key_Return)
    QTest.keyClicks(pane.report.editor, text)


def test_without_a_ticket_it_says_how_to_begin(pane: IncidentsPane) -> None:
    assert "No ticket or incident is open" in pane.summary()
    assert pane.areas()[0].isVisible()
    assert pane.case is None


def test_it_follows_the_ticket_that_is_worked_on(pane: IncidentsPane, wait_idle: Wait) -> None:
    _work_on(pane, wait_idle, _LOG)
    titles = [entry.title for entry in pane.timeline.rows]
    assert titles[:2] == ["502 from the pool", "OPS-7 opened: Checkout is down"]
    assert "OPS-7" in pane.header.open_text
    assert "20 min before the ticket was opened" in pane.report.editor.toPlainText()
    assert "1 of them pinned" in pane.summary()
    _window(pane).work_on(Subject("ticket:OPS-8"))
    wait_idle(_window(pane))
    assert pane.timeline.rows == []
    assert "Nothing is known of it yet" in pane.summary()


def test_an_incident_without_a_ticket_can_be_started_and_that_undone(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(pane)
    _answer(monkeypatch, pane, "Odd recommendations")
    window.commands.trigger("incidents.start")
    wait_idle(window)
    window.work_on(_SUBJECT)  # a ticket that is opened meanwhile makes no difference
    window.pin(_LOG)
    wait_idle(window)
    assert pane.subject == Subject("incident:1", "Odd recommendations")
    assert [entry.title for entry in pane.timeline.rows] == ["502 from the pool"]
    assert pane.subjects() == [Subject("incident:1", "Odd recommendations")]
    for _ in range(2):
        window.commands.trigger("edit.undo")
        wait_idle(window)
    assert pane.subjects() == []
    assert pane.subject == _SUBJECT


def test_an_incident_can_be_removed_and_that_undone(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(pane)
    assert window.registry["incidents.remove"].why_unavailable() is not None
    _answer(monkeypatch, pane, "A mistake")
    window.commands.trigger("incidents.start")
    wait_idle(window)
    window.commands.trigger("incidents.remove")
    wait_idle(window)
    assert pane.subjects() == []
    assert pane.case is None
    window.commands.trigger("edit.undo")
    wait_idle(window)
    assert pane.subject == Subject("incident:1", "A mistake")


def test_an_incident_begins_with_what_is_selected_in_another_pane(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(pane)
    window.show_pane("insights")
    wait_idle(window)
    insights = window.pane("insights")
    assert isinstance(insights, InsightsPane)
    insights.figures.table.select_where(lambda metric: metric.name == "tickets")
    proposed = _answer(monkeypatch, pane, "Too many tickets")
    window.commands.trigger("edit.incident")
    wait_idle(window)
    assert window.current_pane is pane
    assert pane.subject == Subject("incident:1", "Too many tickets")
    assert [entry.title for entry in pane.timeline.rows] == proposed


def test_a_missing_part_is_asked_for_and_lands_in_the_report(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    _work_on(pane, wait_idle)
    proposed = _answer(monkeypatch, pane, "Root cause: the pool held 20 connections")
    window = _window(pane)
    window.commands.trigger("incidents.checklist")
    pane.parts.select_where(lambda part: part.title == "Root cause")
    QTest.keyClick(pane.parts, Qt.Key.Key_Return)
    wait_idle(window)
    assert proposed == ["Root cause: "]
    assert "- The pool held 20 connections. [E3]" in pane.report.editor.toPlainText()
    written = {part.title: len(part.sentences) for part in pane.parts.rows}
    assert written["Root cause"] == 1
    assert written["Impact"] == 0


def test_what_nobody_wrote_is_not_kept(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    _work_on(pane, wait_idle)
    _answer(monkeypatch, pane, "Impact: ")
    pane.acting.write_note("Impact: ")
    _answer(monkeypatch, pane, None)
    pane.acting.write_note()
    wait_idle(_window(pane))
    assert len(pane.timeline.rows) == 2


def test_typing_is_kept_and_checked_and_can_be_drafted_anew_and_brought_back(
    pane: IncidentsPane, qtbot: QtBot, wait_idle: Wait
) -> None:
    _work_on(pane, wait_idle, _LOG)
    window = _window(pane)
    drafted = pane.report.editor.toPlainText()
    _type(pane, "It lasted 7 hours. [E1]")
    qtbot.waitUntil(lambda: bool(pane.report.findings.rows), timeout=60_000)
    finding = pane.report.findings.rows[0]
    assert finding.message == "'7' is not in the evidence named"
    assert "It lasted 7 hours" in pane.report.findings.row_words(0)
    window.commands.trigger("incidents.timeline")
    window.commands.trigger("incidents.next-finding")
    assert pane.report.editor.textCursor().blockNumber() + 1 == finding.line
    window.commands.trigger("incidents.redraft")
    wait_idle(window)
    assert pane.report.editor.toPlainText() == drafted
    window.commands.trigger("incidents.timeline")
    window.commands.trigger("edit.undo")
    wait_idle(window)
    assert "It lasted 7 hours. [E1]" in pane.report.editor.toPlainText()


def test_what_was_typed_survives_the_window(
    pane: IncidentsPane, wait_idle: Wait, workbench: Workbench, workspace_folder: Path, qtbot: QtBot
) -> None:
    _work_on(pane, wait_idle)
    _type(pane, "Measured by hand. [E1]")
    _window(pane).close()
    again = workbench.open(workspace_folder)
    activate(again, qtbot)
    again.work_on(_SUBJECT)
    assert "Measured by hand. [E1]" in _shown(again, wait_idle).report.editor.toPlainText()


def test_what_cannot_be_kept_now_stays_in_the_window_and_is_kept_later(
    pane: IncidentsPane, wait_idle: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    _work_on(pane, wait_idle)
    window = _window(pane)

    def full(*_: object) -> None:
        raise UserError("The disk is full.", "Make room.")

    with monkeypatch.context() as broken:
        broken.setattr(Casebook, "keep", full)
        _type(pane, "Not lost. [E1]")
        pane.keep()
        wait_idle(window)
        assert window.notices.current is not None
        assert window.notices.current.what == "The disk is full."
        pane.refresh()
        wait_idle(window)
        assert pane.report.editor.toPlainText().endswith("Not lost. [E1]")
    pane.keep()
    wait_idle(window)
    kept = Casebook(window.services.workspace.database).edited(_SUBJECT.about, "engineers")
    assert kept is not None
    assert kept.text.endswith("Not lost. [E1]")


def test_what_a_crash_cut_off_is_offered_again(
    pane: IncidentsPane, wait_idle: Wait, workbench: Workbench, workspace_folder: Path, qtbot: QtBot
) -> None:
    _work_on(pane, wait_idle)
    _type(pane, "Half a sent")
    window = _window(pane)
    window.services.journal.flush()
    left = (workspace_folder / NAME).read_bytes()
    window.close()  # keeps everything and leaves no journal
    with closing(Workspace(workspace_folder)) as workspace:
        Casebook(workspace.database).discard(_SUBJECT.about, "engineers")
    (workspace_folder / NAME).write_bytes(left)
    again = workbench.open(workspace_folder)
    activate(again, qtbot)
    again.commands.trigger("recovery.recover")
    again.work_on(_SUBJECT)
    assert "Half a sent" in _shown(again, wait_idle).report.editor.toPlainText()
    assert again.services.journal.drafts == {}


def test_evidence_pinned_while_one_types_loses_nothing_and_keeps_the_numbers_right(
    pane: IncidentsPane, wait_idle: Wait
) -> None:
    _work_on(pane, wait_idle)
    _type(pane, "It was opened. [E1]")
    _work_on(pane, wait_idle, _LOG)
    assert pane.report.editor.toPlainText().endswith("It was opened. [E2]")


def test_each_audience_has_its_own_text(pane: IncidentsPane, wait_idle: Wait) -> None:
    _work_on(pane, wait_idle, _LOG)
    _type(pane, "For us alone. [E1]")
    _window(pane).commands.trigger("incidents.audience")
    wait_idle(_window(pane))
    assert pane.report.audience == "stakeholders"
    outside = pane.report.editor.toPlainText()
    assert "For us alone" not in outside
    assert "502" not in outside
    _window(pane).commands.trigger("incidents.audience")
    wait_idle(_window(pane))
    assert "For us alone" in pane.report.editor.toPlainText()


def test_the_report_is_written_as_it_stands_in_the_editor(
    pane: IncidentsPane, wait_idle: Wait, tmp_path: Path
) -> None:
    _work_on(pane, wait_idle, _LOG)
    _type(pane, "Not kept yet 99. [E1]")
    markdown, page, printed = (tmp_path / f"report{end}" for end in (".md", ".html", ".pdf"))
    for file in (markdown, page, printed):
        pane.acting.save(file)
    wait_idle(_window(pane))
    assert "Not kept yet 99. [E1]" in markdown.read_text(encoding="utf-8")
    assert "in 1 place no evidence bears it out" in markdown.read_text(encoding="utf-8")
    assert "SHA-256" in markdown.read_text(encoding="utf-8")
    assert 'Not kept yet 99. [<a href="#e1">E1</a>]' in page.read_text(encoding="utf-8")
    assert printed.read_bytes().startswith(b"%PDF")
    with pytest.raises(UserError, match="docx"):
        pane.acting.save(tmp_path / "report.docx")


def test_an_update_is_copied_without_what_is_only_for_the_team(
    pane: IncidentsPane, wait_idle: Wait
) -> None:
    _work_on(pane, wait_idle, _LOG)
    _window(pane).commands.trigger("incidents.update")
    wait_idle(_window(pane))
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("OPS-7 opened: Checkout is down on 2026-03-06 08:00:00 UTC.")
    assert "2 h after the ticket was opened" in copied
    assert "502" not in copied
    assert "[E" not in copied


def test_a_piece_is_opened_where_it_came_from(pane: IncidentsPane, wait_idle: Wait) -> None:
    _work_on(pane, wait_idle)
    pane.timeline.setFocus()
    pane.timeline.select_row(0)
    QTest.keyClick(pane.timeline, Qt.Key.Key_Return)
    wait_idle(_window(pane))
    current = _window(pane).current_pane
    assert current is not None
    assert current.id == "queue"


def test_a_workspace_open_elsewhere_is_shown_and_not_changed(
    workbench: Workbench, workspace_folder: Path, qtbot: QtBot, wait_idle: Wait
) -> None:
    first = Workspace(workspace_folder)
    TicketStore(first.database).put([_TICKET])
    Casebook(first.database).keep(_SUBJECT.about, "engineers", "## Summary\n\nDone. [E1]", [])
    window = workbench.open(workspace_folder)
    activate(window, qtbot)
    window.work_on(_SUBJECT)
    pane = _shown(window, wait_idle)
    assert pane.report.editor.isReadOnly()
    assert pane.report.editor.toPlainText().startswith("## Summary")
    assert pane.acting.why_no_change() == "This workspace is open read-only."
    first.close()
