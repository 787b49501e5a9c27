"""The metrics pane shows figures with what they rest on, and opens the tickets behind them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.app.window import MainWindow
from workbench.cli.main import main
from workbench.panes.insights.figures import TriageRecord
from workbench.panes.insights.pages import TriagePage
from workbench.panes.insights.pane import InsightsPane
from workbench.tickets.importing.builtin import BUILT_IN
from workbench.tickets.importing.into_store import import_paths
from workbench.tickets.store import TicketStore
from workbench.tickets.triage.learning import Trained

EXPORT = """Issue key,Summary,Status,Priority,Assignee,Created,Resolved,Resolution
A-1,Recommendations are empty,Done,High,kim,2026-03-02 09:00,2026-03-02 11:00,Fixed
A-2,Gateway answers 502,Done,High,kim,2026-03-03 09:00,2026-03-03 13:00,Fixed
A-3,The AI is broken,Open,Low,,2026-03-04 09:00,,
"""


@pytest.fixture
def pane(
    workspace_folder: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    wait_idle: Callable[[MainWindow], None],
) -> InsightsPane:
    export = tmp_path / "export.csv"
    export.write_text(EXPORT)
    assert main(["tickets", "import", str(export), "--workspace", str(workspace_folder)]) == 0
    window = request.getfixturevalue("window")
    window.show_pane("insights")
    wait_idle(window)
    opened = window.pane("insights")
    assert isinstance(opened, InsightsPane)
    return opened


def test_figures_say_what_they_rest_on_and_what_is_left_out(pane: InsightsPane) -> None:
    rows = {row.name: place for place, row in enumerate(pane.figures.table.rows)}
    words = pane.figures.table.row_words(rows["resolution_time"])
    assert "3 h" in words
    assert "Rests on 2" in words
    assert "1 not finished" in words
    assert "Value unknown" in pane.figures.table.row_words(rows["reopened"])


def test_the_summary_is_spoken_and_the_figure_can_be_pinned_and_opened_again(
    pane: InsightsPane,
) -> None:
    assert "3 tickets, 1 not finished" in pane.summary()
    pane.figures.table.select_where(lambda metric: metric.name == "unfinished")
    evidence = pane.selection_evidence()
    assert evidence is not None
    assert "Not finished: 1" in str(evidence.payload["text"])
    pane.figures.table.select_row(0)
    pane.open_evidence(evidence)
    current = pane.figures.table.current_row()
    assert current is not None
    assert current.name == "unfinished"


def test_a_group_in_which_a_figure_is_unknown_is_named_and_not_drawn_as_nought(
    pane: InsightsPane, wait_idle: Callable[[MainWindow], None]
) -> None:
    window = pane.window()
    assert isinstance(window, MainWindow)
    pane.restore({"group": "by priority"})
    wait_idle(window)
    pane.figures.table.select_where(lambda metric: metric.name == "resolution_time")
    chart = pane.figures.chart.chart
    assert chart is not None
    assert [chart.row(place)[0] for place in range(chart.row_count())] == ["P2"]
    assert "Unknown for P4." in chart.summary()


def test_the_tickets_behind_a_figure_are_listed(pane: InsightsPane) -> None:
    pane.figures.table.select_where(lambda metric: metric.name == "unfinished")
    assert pane.figures.tickets.rows == ["A-3"]


def test_without_a_confirmed_prediction_the_quality_is_unknown(pane: InsightsPane) -> None:
    assert pane._insights is not None
    assert "unknown" in pane.triage.sentence(pane._insights.triage)


def test_training_on_too_little_says_how_much_is_needed(
    pane: InsightsPane, wait_idle: Callable[[MainWindow], None]
) -> None:
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("insights.train")
    wait_idle(window)
    shown = window.notices.current
    assert shown is not None
    assert "too little to learn from" in shown.what


def test_an_empty_workspace_says_what_to_do(
    window: MainWindow, wait_idle: Callable[[MainWindow], None]
) -> None:
    window.show_pane("insights")
    wait_idle(window)
    pane = window.pane("insights")
    assert isinstance(pane, InsightsPane)
    assert "no tickets" in pane.summary()
    assert pane._stack.currentWidget() is pane._empty


AGAIN = """Issue key,Summary,Status,Priority,Assignee,Created,Resolved,Resolution
A-1,Gateway answers 502 to the shop,Done,High,kim,2026-03-02 09:00,2026-03-02 11:00,Fixed
A-2,Gateway answers 502 to the shop again,Done,High,kim,2026-03-03 09:00,2026-03-03 13:00,Fixed
A-3,Gateway answers 502 to the shop,Done,High,kim,2026-03-04 09:00,2026-03-04 13:00,Duplicate
A-4,Recommendations are empty,Done,Low,kim,2026-03-04 09:00,2026-03-05 13:00,Fixed
"""


def test_past_answers_say_for_each_threshold_what_would_have_bounced(
    pane: InsightsPane, tmp_path: Path, wait_idle: Callable[[MainWindow], None]
) -> None:
    window = pane.window()
    assert isinstance(window, MainWindow)
    export = tmp_path / "again.csv"
    export.write_text(AGAIN)
    import_paths(TicketStore(pane.context.workspace.database), [export], BUILT_IN)
    window.commands.trigger("insights.past")
    wait_idle(window)
    low = pane.past.thresholds.rows[0]
    assert (low.answered, low.right, low.bounced) == (2, 1, 1)
    assert [row.first for row in pane.past.recurring.rows] == ["A-1"]
    assert pane.past.recurring.rows[0].tickets == ("A-1", "A-2", "A-3")
    assert "nothing is sent or merged by itself" in pane.past.sentence.text()


def test_without_likeness_the_page_says_so(
    pane: InsightsPane, wait_idle: Callable[[MainWindow], None]
) -> None:
    window = pane.window()
    assert isinstance(window, MainWindow)
    window.commands.trigger("insights.past")
    wait_idle(window)
    assert "No past ticket is enough like" in pane.past.sentence.text()


def test_the_reason_of_a_training_is_read_in_full(qtbot: QtBot) -> None:
    page = TriagePage([])
    qtbot.addWidget(page)
    first, second = (_trained(number, f"Reason {number}. " + "word " * 80) for number in (1, 2))
    page.show_record(TriageRecord((), (second, first), 160, 0))
    assert page.reason.text() == second.reason
    page.trainings.select_row(1)
    assert page.reason.accessibleName().endswith(first.reason)
    page.show_record(TriageRecord((), (second, first), 161, 1))
    assert page.reason.text() == first.reason
    page.show_record(TriageRecord((), (), 0, 0))
    assert page.reason.isHidden()


def _trained(number: int, reason: str) -> Trained:
    moment = datetime(2026, 3, 9, tzinfo=UTC)
    return Trained(number, moment, "", 160, 0.6, None, adopted=True, in_use=True, reason=reason)
