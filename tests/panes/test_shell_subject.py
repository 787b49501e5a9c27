"""For what evidence is kept: the ticket open in the queue, unless the user chose otherwise."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.panes.conftest import settle
from workbench.app import session, subject_choice
from workbench.app.window import MainWindow
from workbench.core.evidence import Evidence
from workbench.tickets.sample import write_sample
from workbench.ui.subject import Subject

SUP_1 = Subject("ticket:SUP-1", "Search answers 502")
SUP_2 = Subject("ticket:SUP-2", "Clicks are missing")


def pin(window: MainWindow, title: str) -> None:
    window.pin(Evidence("note", title, "me"))
    settle(window)


def shown(window: MainWindow) -> list[tuple[str, str]]:
    return [(piece.evidence.title, piece.about) for piece in window.evidence.pieces]


def test_the_ticket_open_in_the_queue_is_what_evidence_is_kept_for(
    window: MainWindow, wait_idle: Callable[[MainWindow], None]
) -> None:
    write_sample(window.services.workspace)
    window.show_pane("queue")
    wait_idle(window)
    opened = window.subject.now
    assert opened is not None and opened.about.startswith("ticket:")
    assert opened in window.pane("queue").subjects()
    window.show_pane("settings")
    pin(window, "seen elsewhere")
    assert shown(window) == [("seen elsewhere", opened.about)]
    assert f"Pinned for ticket {opened.name}: seen elsewhere." in window.status.said.text()


def test_the_dock_says_what_evidence_is_kept_for(sample_window: MainWindow) -> None:
    assert sample_window.evidence.where_am_i().endswith("Kept for nothing in particular.")
    sample_window.work_on(SUP_1)
    assert sample_window.evidence.where_am_i().endswith("Kept for ticket SUP-1: Search answers 502")


def test_what_was_chosen_stays_whatever_is_opened(sample_window: MainWindow) -> None:
    sample_window.work_on(SUP_1)
    sample_window.subject.hold(SUP_2)
    sample_window.work_on(SUP_1)
    pin(sample_window, "held")
    sample_window.subject.hold(None)
    pin(sample_window, "for nothing")
    sample_window.subject.release()
    pin(sample_window, "followed")
    assert shown(sample_window) == [
        ("held", "ticket:SUP-2"), ("for nothing", ""), ("followed", "ticket:SUP-1"),
    ]  # fmt: skip


def test_the_chooser_offers_the_open_ticket_none_and_those_of_the_board(
    sample_window: MainWindow,
) -> None:
    sample_window.work_on(SUP_1)
    pin(sample_window, "one")
    palette = subject_choice.choose_subject(sample_window)
    assert palette.titles == [
        "The ticket that is open in the queue", "Nothing in particular", "ticket SUP-1",
    ]  # fmt: skip
    palette.field.setText("nothing")
    palette.choose()
    assert sample_window.subject.now is None


def test_a_piece_pinned_for_the_wrong_ticket_is_moved_and_moved_back(
    sample_window: MainWindow,
) -> None:
    sample_window.work_on(SUP_1)
    pin(sample_window, "one")
    sample_window.work_on(SUP_2)
    palette = subject_choice.assign_piece(sample_window)
    assert palette.titles[0] == "ticket SUP-2: Clicks are missing"
    palette.choose()
    settle(sample_window)
    assert shown(sample_window) == [("one", "ticket:SUP-2")]
    sample_window.commands.trigger("edit.undo")
    settle(sample_window)
    assert shown(sample_window) == [("one", "ticket:SUP-1")]


@pytest.fixture
def two_tickets(sample_window: MainWindow) -> MainWindow:
    """A board with the pieces of two tickets, those of the first shown alone."""
    for subject, title in ((SUP_1, "a"), (SUP_2, "x"), (SUP_1, "b")):
        sample_window.work_on(subject)
        pin(sample_window, title)
    sample_window.commands.trigger("evidence.only")
    return sample_window


def test_the_evidence_of_one_ticket_is_shown_and_ordered_alone(two_tickets: MainWindow) -> None:
    dock = two_tickets.evidence
    assert [title for title, _ in shown(two_tickets)] == ["a", "b"]
    dock.list.setCurrentRow(1)
    dock.move_up()
    settle(two_tickets)
    assert [title for title, _ in shown(two_tickets)] == ["b", "a"]
    two_tickets.commands.trigger("evidence.only")
    assert [title for title, _ in shown(two_tickets)] == ["b", "x", "a"], "x kept its place"


def test_the_evidence_of_one_ticket_is_exported_alone(
    two_tickets: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask(_title: str, name: str, _kinds: str) -> Path:
        asked.append(name)
        return tmp_path / name

    monkeypatch.setattr(two_tickets, "ask_save", ask)
    two_tickets.commands.trigger("evidence.export")
    assert asked == ["evidence-SUP-1.md"]
    written = (tmp_path / asked[0]).read_text(encoding="utf-8")
    assert "ticket SUP-1" in written and "SUP-2" not in written


@pytest.mark.parametrize("suffix", ["md", "html", "pdf"])
def test_the_report_of_the_ticket_at_hand_is_written_in_every_form(
    window: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    wait_idle: Callable[[MainWindow], None],
    suffix: str,
) -> None:
    write_sample(window.services.workspace)
    window.show_pane("queue")
    wait_idle(window)
    opened = window.subject.now
    assert opened is not None
    pin(window, "seen in a log")
    file = tmp_path / f"report.{suffix}"
    monkeypatch.setattr(window, "ask_save", lambda *_: file)
    window.commands.trigger("evidence.report")
    wait_idle(window)
    said = window.status.said.text()
    assert said.startswith(f"The report was written to {file}. Still missing: Impact, Root cause")
    if suffix == "pdf":
        assert file.read_bytes().startswith(b"%PDF-")
        return
    assert "seen in a log" in file.read_text(encoding="utf-8")
    window.commands.trigger("evidence.report-outside")
    wait_idle(window)
    text = file.read_text(encoding="utf-8")
    assert opened.name in text and "seen in a log" not in text


def test_there_is_no_report_of_nothing(sample_window: MainWindow) -> None:
    sample_window.evidence.show()
    command = sample_window.commands.registry["evidence.report"]
    assert command.why_unavailable() == "No ticket or incident is open."


def test_what_evidence_is_kept_for_outlives_the_window(
    sample_window: MainWindow,
) -> None:
    sample_window.show_pane("sample")
    sample_window.work_on(SUP_1)
    sample_window.subject.hold(SUP_2)
    session.save_session(sample_window)
    sample_window.subject.restore({"open": ["ticket:SUP-1"], "chosen": 7, "held": "yes"})
    assert sample_window.subject.now is None, "a damaged session is left alone"
    session.restore_session(sample_window)
    assert sample_window.subject.now == SUP_2
    assert sample_window.subject.open == SUP_1
