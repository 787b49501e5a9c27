"""The page "What is missing": what it says, and what becomes of a gap, by keyboard."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget
from pytestqt.qtbot import QtBot

from tests.panes.conftest import is_idle
from tests.unit.knowledge.pages import RUNBOOK
from workbench.app.window import MainWindow
from workbench.panes.knowledge.pane import KnowledgePane
from workbench.storage.workspace import Workspace
from workbench.tickets.model import Ticket
from workbench.tickets.store import TicketStore

Wait = Callable[[MainWindow], None]
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
TITLES = (
    ("1", "The gateway answers 502", 2),
    ("2", "Gateway answers 502 again", 1),
    ("3", "Invoice PDF shows the wrong currency", 5),
    ("4", "Wrong currency on the invoice PDF", 4),
)


@pytest.fixture
def workspace_folder(workspace_folder: Path) -> Path:
    folder = workspace_folder / "knowledge"
    folder.mkdir()
    (folder / "gateway.md").write_text(RUNBOOK, encoding="utf-8")
    (folder / "copy.md").write_text(RUNBOOK.replace("# ", "# Copy of "), encoding="utf-8")
    workspace = Workspace(workspace_folder)
    TicketStore(workspace.database).put(
        Ticket(number, "import", title, created=OPENED, resolved=OPENED + timedelta(hours=hours))
        for number, title, hours in TITLES
    )
    workspace.close()
    return workspace_folder


@pytest.fixture
def pane(window: MainWindow, wait_idle: Wait, qtbot: QtBot) -> KnowledgePane:
    window.show_pane("knowledge")
    shown = window.pane("knowledge")
    assert isinstance(shown, KnowledgePane)
    qtbot.waitUntil(lambda: shown.library.is_loaded and is_idle(window), timeout=60_000)
    return shown


def press(qtbot: QtBot, key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key)


def test_a_gap_becomes_an_article_with_what_was_reported_by_keyboard(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait, qtbot: QtBot
) -> None:
    pane.list_area.search.setFocus()
    press(qtbot, Qt.Key.Key_F9)
    wait_idle(window)
    assert [(gap.tickets, gap.cost) for gap in pane.missing.gaps.rows] == [(("3", "4"), 9.0)]
    assert pane.missing.gaps.hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    wait_idle(window)
    article = pane.desk.article
    assert article is not None
    assert (article.title, article.kind) == ("Invoice PDF shows the wrong currency", "resolution")
    assert "Reported in 2 tickets: 3, 4." in article.text
    assert pane.editor.hasFocus()


def test_the_page_is_told_in_words(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    window.commands.trigger("knowledge.missing")
    wait_idle(window)
    said = pane.summary()
    assert said.startswith(
        "1 of the 2 most frequent issues seem to have an article;"
        " 1 group of tickets seem to have none."
    )
    assert "The costliest: Invoice PDF shows the wrong currency, 2 tickets, 9 hours." in said
    assert "Only wording is compared, not meaning" in said
    assert "a short list does not say that little is missing" in said
    assert pane.where_am_i() == "Tickets without an article, row 1 of 1."
    assert "wrong currency" in pane.selection_text()


def test_it_reads_the_articles_when_the_pane_has_not_yet(
    window: MainWindow, wait_idle: Wait
) -> None:
    window.show_pane("knowledge")
    window.commands.trigger("knowledge.missing")
    shown = window.pane("knowledge")
    assert isinstance(shown, KnowledgePane)
    wait_idle(window)
    assert shown.summary().startswith("1 of the 2 most frequent issues seem to have an article")


def test_a_search_that_led_nowhere_becomes_a_question_and_answer(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.searches.made("how are keys rotated")
    window.commands.trigger("knowledge.unanswered")
    wait_idle(window)
    assert pane.missing.searches.hasFocus()
    window.commands.trigger("knowledge.write-missing")
    wait_idle(window)
    article = pane.desk.article
    assert article is not None
    assert (article.title, article.kind) == ("How are keys rotated", "faq")
    assert "> how are keys rotated" in article.text


def test_a_frequent_issue_opens_its_article_and_copies_open_as_a_pair(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait, qtbot: QtBot
) -> None:
    window.commands.trigger("knowledge.coverage")
    wait_idle(window)
    assert pane.missing.frequent.select_where(lambda row: bool(row.article))
    assert pane.missing.chosen() is None
    press(qtbot, Qt.Key.Key_Return)
    wait_idle(window)
    assert pane.desk.article is not None
    window.commands.trigger("knowledge.duplicates")
    wait_idle(window)
    press(qtbot, Qt.Key.Key_Return)
    wait_idle(window)
    assert {row.path for row in pane.list_area.table.rows} == {"gateway.md", "copy.md"}


def test_without_tickets_it_says_so_and_the_articles_come_back(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    database = window.services.workspace.database
    with database.write() as writer:
        writer.execute("DELETE FROM ticket")
    window.commands.trigger("knowledge.by-month")
    wait_idle(window)
    assert pane.missing.sentence.accessibleName().startswith("No tickets yet")
    assert pane.selection_text().startswith("Nothing to draw yet: no article says")
    assert pane.missing.tabs.tabBar().hasFocus()
    assert not pane.missing.chart.findChild(QStackedWidget).isVisible()
    assert pane.where_am_i() == "Articles by month, a chart."
    window.commands.trigger("knowledge.articles")
    assert pane.list_area.isVisible()
    assert pane.list_area.search.hasFocus()
