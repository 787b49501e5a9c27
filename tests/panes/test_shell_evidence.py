"""The evidence dock: pin, note, order, remove with undo, open at the source, export."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.panes.conftest import settle
from tests.panes.sample_pane import SamplePane
from workbench.app.window import MainWindow
from workbench.core.evidence import Evidence
from workbench.ui.states import State

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def pinned(window: MainWindow) -> list[str]:
    return [piece.evidence.title for piece in window.evidence.pieces]


def pin(window: MainWindow, *titles: str) -> None:
    for title in titles:
        window.pin(Evidence("note", title, "me", payload={"text": f"{title} password=hunter2"}))
    settle(window)


@pytest.fixture
def pane(sample_window: MainWindow) -> SamplePane:
    shown = sample_window.pane("sample")
    assert isinstance(shown, SamplePane)
    shown.lines.addItems(["INFO all is well", "ERROR 502 upstream"])
    return shown


def test_ctrl_e_pins_the_selection_of_the_pane(
    sample_window: MainWindow, pane: SamplePane, qtbot: QtBot
) -> None:
    pane.lines.setFocus()
    pane.lines.setCurrentRow(1)
    qtbot.keyClick(pane.lines, Qt.Key.Key_E, CTRL)
    settle(sample_window)
    assert pinned(sample_window) == ["ERROR 502 upstream"]
    assert "Pinned: ERROR 502 upstream." in sample_window.status.said.text()


def test_with_nothing_selected_ctrl_e_says_what_to_do(
    sample_window: MainWindow, pane: SamplePane
) -> None:
    sample_window.commands.trigger("edit.pin")
    assert sample_window.notices.current is not None
    assert "Nothing is selected" in sample_window.notices.current.what
    assert sample_window.notices.current.state is State.INFO  # nothing went wrong


def test_why_a_command_could_not_run_is_said_until_the_next_one_runs(
    sample_window: MainWindow, pane: SamplePane
) -> None:
    sample_window.commands.trigger("edit.pin")
    sample_window.commands.trigger("edit.pin")
    assert len(sample_window.notices.waiting) == 1
    pane.lines.setCurrentRow(1)
    sample_window.commands.trigger("edit.pin")
    assert sample_window.notices.current is None


def test_enter_shows_a_piece_where_it_came_from(
    sample_window: MainWindow, pane: SamplePane, qtbot: QtBot
) -> None:
    pane.lines.setCurrentRow(1)
    sample_window.commands.trigger("edit.pin")
    settle(sample_window)
    sample_window.show_pane("settings")
    sample_window.evidence.list.setFocus()
    qtbot.keyClick(sample_window.evidence.list, Qt.Key.Key_Return)
    assert sample_window.current_pane is pane
    assert [evidence.title for evidence in pane.opened] == ["ERROR 502 upstream"]


def test_evidence_that_does_not_say_where_it_came_from_names_its_source(
    window: MainWindow,
) -> None:
    pin(window, "a thought")
    window.commands.trigger("evidence.open")
    assert window.notices.current is not None
    assert "Its source is: me." in window.notices.current.next_step


def test_delete_removes_a_piece_and_ctrl_z_puts_it_back(window: MainWindow, qtbot: QtBot) -> None:
    pin(window, "one", "two")
    window.evidence.list.setCurrentRow(0)
    window.evidence.list.setFocus()
    qtbot.keyClick(window.evidence.list, Qt.Key.Key_Delete)
    settle(window)
    assert pinned(window) == ["two"]
    assert window.commands.title("edit.undo") == "Undo: remove “one”"
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    settle(window)
    assert pinned(window) == ["one", "two"]
    assert window.commands.title("edit.redo") == "Redo: remove “one”"


def test_alt_and_arrows_change_the_order_and_undo_takes_that_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    pin(window, "one", "two", "three")
    window.evidence.list.setFocus()
    window.evidence.list.setCurrentRow(2)
    qtbot.keyClick(window.evidence.list, Qt.Key.Key_Up, ALT)
    settle(window)
    assert pinned(window) == ["one", "three", "two"]
    assert window.evidence.list.currentRow() == 1, "the piece stays selected"
    window.commands.trigger("edit.undo")
    settle(window)
    assert pinned(window) == ["one", "two", "three"]


def test_dragging_a_card_changes_the_order(window: MainWindow) -> None:
    pin(window, "one", "two", "three")
    cards = window.evidence.list
    cards.model().moveRow(cards.rootIndex(), 0, cards.rootIndex(), 3)
    settle(window)
    assert pinned(window) == ["two", "three", "one"]


def test_a_note_is_saved_when_one_leaves_it_and_the_piece_stays_intact(
    window: MainWindow, qtbot: QtBot
) -> None:
    pin(window, "one")
    window.commands.trigger("evidence.note")
    from PySide6.QtWidgets import QApplication

    field = QApplication.focusWidget()
    assert field is not None
    qtbot.keyClicks(field, "look at the deploy")
    window.evidence.list.setFocus()
    settle(window)
    [piece] = window.evidence.pieces
    assert piece.note == "look at the deploy"
    assert piece.intact
    assert window.services.journal.drafts == {}
    window.commands.trigger("edit.undo")
    settle(window)
    assert window.evidence.pieces[0].note == ""


@pytest.mark.parametrize(
    ("name", "begins"), [("e.md", "# Evidence"), ("e.html", "<!DOCTYPE"), ("e.jsonl", "{")]
)
def test_evidence_is_exported_as_the_ending_says_with_secrets_masked(
    window: MainWindow, tmp_path: Path, name: str, begins: str
) -> None:
    pin(window, "one", "two")
    window.evidence.export(tmp_path / name)
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert text.index("one") < text.index("two")
    assert "hunter2" not in text


def test_the_plugins_lines_are_json(window: MainWindow, tmp_path: Path) -> None:
    pin(window, "one")
    window.evidence.export(tmp_path / "e.jsonl")
    [document] = [json.loads(line) for line in (tmp_path / "e.jsonl").open(encoding="utf-8")]
    assert document["title"] == "one"


def test_an_ending_that_nobody_writes_is_refused_with_those_that_are(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(window, "one")
    monkeypatch.setattr(window, "ask_save", lambda *_: tmp_path / "e.docx")
    window.commands.trigger("evidence.export")
    assert window.notices.current is not None
    assert ".md, .html, .jsonl" in window.notices.current.next_step


def test_an_export_to_a_place_that_cannot_be_written_says_so(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(window, "one")
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(window, "ask_save", lambda *_: tmp_path / "file" / "e.md")
    window.commands.trigger("evidence.export")
    assert window.notices.current is not None
    assert "cannot be written" in window.notices.current.what


def test_the_evidence_is_there_again_in_the_next_window(
    window: MainWindow, workbench: object, workspace_folder: Path
) -> None:
    from workbench.app.application import Workbench

    assert isinstance(workbench, Workbench)
    pin(window, "one")
    window.close()
    assert pinned(workbench.open(workspace_folder)) == ["one"]


def test_a_card_says_what_it_is_and_its_place_to_a_screen_reader(window: MainWindow) -> None:
    pin(window, "one", "two")
    words = window.evidence.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "1 of 2: note, one, me"
