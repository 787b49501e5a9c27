"""The knowledge pane: what it shows, writes and keeps, driven as a user drives it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.panes.conftest import is_idle, settle
from tests.unit.knowledge.pages import RUNBOOK
from workbench.app.window import MainWindow
from workbench.core.evidence import Evidence
from workbench.panes.knowledge.pane import KnowledgePane

Wait = Callable[[MainWindow], None]

DRAFT = (
    "---\nkind: runbook\nstate: draft\n---\n# Cold start\n\n"
    "The servr is slow. See [[Gateway answers 502]].\n"
)


@pytest.fixture
def workspace_folder(workspace_folder: Path) -> Path:
    folder = workspace_folder / "knowledge"
    folder.mkdir()
    (folder / "gateway.md").write_text(RUNBOOK, encoding="utf-8")
    (folder / "draft.md").write_text(DRAFT, encoding="utf-8")
    return workspace_folder


@pytest.fixture
def pane(window: MainWindow, wait_idle: Wait, qtbot: QtBot) -> KnowledgePane:
    window.show_pane("knowledge")
    shown = window.pane("knowledge")
    assert isinstance(shown, KnowledgePane)
    qtbot.waitUntil(lambda: shown.library.is_loaded and is_idle(window), timeout=60_000)
    return shown


def file(window: MainWindow, name: str) -> Path:
    return window.services.workspace.articles / name


def test_the_list_shows_every_article_with_its_trust(pane: KnowledgePane) -> None:
    rows = {row.path: row.trust_word for row in pane.list_area.table.rows}
    assert rows == {"gateway.md": "Verified", "draft.md": "Draft"}
    assert pane.header.open_text == "2 articles, 1 trusted"


def test_filters_keep_a_kind_or_a_state(pane: KnowledgePane) -> None:
    pane.list_area.choose_state("draft")
    assert [row.path for row in pane.list_area.table.rows] == ["draft.md"]
    pane.list_area.choose_state("")
    pane.list_area.choose_kind("runbook")
    assert len(pane.list_area.table.rows) == 2


def test_a_misspelt_question_is_typed_and_answered(
    pane: KnowledgePane, window: MainWindow, qtbot: QtBot
) -> None:
    assert pane.focus_search()
    qtbot.keyClicks(pane.list_area.search, "gatway eror")
    qtbot.waitUntil(
        lambda: [r.path for r in pane.list_area.table.rows][:1] == ["gateway.md"], timeout=60_000
    )
    assert "gateway (for gatway)" in pane.list_area.why.text()
    assert any("Enter opens the chosen" in label.text() for label in pane.findChildren(QLabel))
    qtbot.waitUntil(lambda: is_idle(window), timeout=60_000)
    qtbot.keyClick(pane.list_area.search, Qt.Key.Key_Return)
    assert pane.desk.article is not None
    assert pane.desk.article.path == "gateway.md"
    assert pane.views.main_widget().hasFocus()
    qtbot.keyClick(pane.list_area.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: all(not row.why for row in pane.list_area.table.rows), timeout=60_000)


def test_opening_and_saving_unchanged_leaves_every_byte(
    pane: KnowledgePane, window: MainWindow
) -> None:
    odd = "# Odd\r\n\r\nhard\u00a0blank\ttab \u2028 line\n\rlast".encode()
    file(window, "odd.md").write_bytes(odd)
    pane.open_article("odd.md")
    window.commands.trigger("knowledge.save")
    assert file(window, "odd.md").read_bytes() == odd
    pane.editor.go_to_line(1)
    pane.editor.insert("x")
    window.commands.trigger("knowledge.save")
    assert file(window, "odd.md").read_bytes() == b"x" + odd


def test_typing_is_kept_in_the_journal_and_saved_by_itself(
    pane: KnowledgePane, window: MainWindow, qtbot: QtBot
) -> None:
    pane.open_article("draft.md")
    pane.editor.setFocus()
    qtbot.keyClicks(pane.editor, "more ")
    assert window.services.journal.drafts["knowledge:draft.md"].startswith("more ")
    qtbot.waitUntil(lambda: "more " in file(window, "draft.md").read_text(), timeout=60_000)
    assert "knowledge:draft.md" not in window.services.journal.drafts


def test_what_others_wrote_meanwhile_is_merged(pane: KnowledgePane, window: MainWindow) -> None:
    pane.open_article("draft.md")
    pane.editor.replace_text(DRAFT.replace("Cold start", "Warm start"))
    file(window, "draft.md").write_text(DRAFT + "theirs\n", encoding="utf-8")
    window.commands.trigger("knowledge.save")
    written = file(window, "draft.md").read_text(encoding="utf-8")
    assert "Warm start" in written
    assert written.endswith("theirs\n")
    assert pane.editor.text() == written


def test_an_article_changed_outside_is_shown_anew(
    pane: KnowledgePane, window: MainWindow, qtbot: QtBot
) -> None:
    pane.open_article("draft.md")
    file(window, "draft.md").write_text("# New words\n", encoding="utf-8")
    qtbot.waitUntil(lambda: pane.editor.text() == "# New words\n", timeout=60_000)
    qtbot.waitUntil(
        lambda: any(r.title == "New words" for r in pane.list_area.table.rows), timeout=60_000
    )


def test_an_article_deleted_outside_is_written_again_only_when_wanted(
    pane: KnowledgePane, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(type(pane.context.shell), "confirm", lambda *_: next(answers))
    pane.open_article("draft.md")
    pane.editor.insert("kept ")
    file(window, "draft.md").unlink()
    window.commands.trigger("knowledge.save")
    assert not file(window, "draft.md").exists()
    window.commands.trigger("knowledge.save")
    assert file(window, "draft.md").read_text().startswith("kept ")


def test_the_next_unwritten_part_is_one_key_away_and_a_missing_one_is_added(
    pane: KnowledgePane, qtbot: QtBot
) -> None:
    pane.open_article("draft.md")
    pane.editor.setFocus()
    pane.editor.replace_text(
        "---\nkind: known-error\n---\n# T\n\n## Symptom\n\nSlow.\n\n## Cause\n\n<!-- why -->\n"
    )
    pane.editor.go_to_line(1)
    qtbot.keyClick(pane.editor, Qt.Key.Key_F7)
    assert pane.editor.line == 13
    qtbot.keyClicks(pane.editor, "A lock.")
    qtbot.keyClick(pane.editor, Qt.Key.Key_F7)
    assert pane.editor.text().split("A lock.")[1].startswith("\n\n## ")


def test_findings_are_listed_underlined_and_walked_through(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    wait_idle(window)
    kinds = [row.kind for row in pane.detail.findings.rows]
    assert kinds.count("missing-part") == 8
    assert "spelling" in kinds
    pane.editor.go_to_line(5)
    window.commands.trigger("knowledge.next-finding")
    assert pane.editor.textCursor().selectedText() == "servr"
    window.commands.trigger("knowledge.use-suggestion")
    assert "The server is slow" in pane.editor.text()


def test_a_word_taken_into_the_dictionary_is_flagged_no_more(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    wait_idle(window)
    assert pane.detail.findings.select_where(lambda row: row.kind == "spelling")
    window.commands.trigger("knowledge.accept-word")
    wait_idle(window)
    assert "spelling" not in [row.kind for row in pane.detail.findings.rows]


def test_the_preview_shows_no_remote_picture_and_follows_links(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    wait_idle(window)
    kind = QTextDocument.ResourceType.ImageResource.value
    assert pane.preview.loadResource(kind, QUrl("https://example.com/x.png")) is None
    assert pane.preview.loadResource(kind, QUrl("//host/x.png")) is None
    assert "Gateway answers 502" in pane.preview.toPlainText()
    pane.preview.link_opened.emit("article:Gateway answers 502")
    assert pane.desk.article is not None
    assert pane.desk.article.path == "gateway.md"
    wait_idle(window)
    assert [row.label for row in pane.detail.links.rows] == ["Cold start"]


def test_a_diagram_is_drawn_and_script_is_text(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    text = "# D\n\n```mermaid\nflowchart TD\nA-->B\n```\n\n<script>alert(1)</script>\n"
    file(window, "draft.md").write_text(text, encoding="utf-8")
    pane.open_article("draft.md")
    wait_idle(window)
    picture = pane.preview.loadResource(
        QTextDocument.ResourceType.ImageResource.value, QUrl("diagram:0")
    )
    assert isinstance(picture, QImage)
    assert picture.width() > 30
    assert "<script>alert(1)</script>" in pane.preview.toPlainText()


def test_a_page_of_megabytes_is_opened_whole_and_its_beginning_is_shown(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    text = "# Long\n\n" + f"{'word ' * 400}\n\n" * 600 + "The very end.\n"
    file(window, "draft.md").write_text(text, encoding="utf-8")
    pane.open_article("draft.md")
    wait_idle(window)
    assert pane.editor.text() == text
    shown = pane.preview.toPlainText()
    assert len(shown) < 510_000
    assert "The page goes on" in shown[-200:]


def test_a_dropped_file_that_is_no_picture_is_refused_and_changes_nothing(
    pane: KnowledgePane, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    shell = type(pane.context.shell)
    monkeypatch.setattr(shell, "show_error", lambda _, error: said.append(error.what))
    pane.open_article("draft.md")
    (tmp_path / "tool.exe").write_bytes(b"MZ\0\0")
    (tmp_path / "folder.png").mkdir()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / n)) for n in ("tool.exe", "folder.png")])
    pane.editor.insertFromMimeData(data)
    assert said[0] == "Only pictures can be put into an article."
    assert said[1].startswith("folder.png cannot be read: ")
    assert pane.editor.text() == DRAFT
    assert not file(window, "pictures").exists()


def test_typing_two_brackets_offers_titles(
    pane: KnowledgePane, window: MainWindow, qtbot: QtBot
) -> None:
    pane.open_article("draft.md")
    pane.editor.setFocus()
    qtbot.keyClicks(pane.editor, "[[gate")
    assert pane.editor._popup.isVisible()
    qtbot.keyClick(pane.editor._popup, Qt.Key.Key_Return)
    assert pane.editor.text().startswith("[[Gateway answers 502]]")


def test_enter_goes_on_with_a_list_and_ends_it(pane: KnowledgePane, qtbot: QtBot) -> None:
    pane.open_article("draft.md")
    pane.editor.show_text("")
    pane.editor.setFocus()
    qtbot.keyClicks(pane.editor, "1. one")
    qtbot.keyClick(pane.editor, Qt.Key.Key_Return)
    qtbot.keyClicks(pane.editor, "two")
    qtbot.keyClick(pane.editor, Qt.Key.Key_Return)
    qtbot.keyClick(pane.editor, Qt.Key.Key_Return)
    assert pane.editor.text() == "1. one\n2. two\n"


def test_find_and_replace_counts_letters_beyond_the_first_plane(pane: KnowledgePane) -> None:
    pane.open_article("draft.md")
    pane.editor.show_text("😀 one two One")
    pane.writing.open_find()
    pane.find_bar.field.setText("one")
    pane.writing.find(1)
    assert pane.editor.textCursor().selectedText() == "one"
    pane.find_bar.replacement.setText("1")
    pane.writing.replace()
    assert pane.editor.text() == "😀 1 two One"
    pane.writing.replace_all()
    assert pane.editor.text() == "😀 1 two 1"
    pane.editor.undo()
    assert pane.editor.text() == "😀 1 two One"


def test_a_pasted_picture_lies_beside_the_article(pane: KnowledgePane, window: MainWindow) -> None:
    pane.open_article("draft.md")
    data = QMimeData()
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0)
    data.setImageData(picture)
    pane.editor.insertFromMimeData(data)
    saved = list(file(window, "pictures").iterdir())
    assert len(saved) == 1
    assert f"![describe the picture](pictures/{saved[0].name})" in pane.editor.text()


def test_evidence_of_other_panes_is_quoted_with_its_source(pane: KnowledgePane) -> None:
    pane.open_article("draft.md")
    pane.open_evidence(
        Evidence("log-lines", "A burst", "gateway.log, line 3", None, {"text": "502"})
    )
    assert "*A burst* (gateway.log, line 3):\n\n```text\n502\n```" in pane.editor.text()
    section = pane.selection_evidence()
    assert section is not None
    assert section.kind == "article-section"


def test_a_rename_mends_links_and_is_undone_by_name(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("gateway.md")
    pane.articles.rename("Proxy answers 502")
    wait_idle(window)
    assert "[[Proxy answers 502]]" in file(window, "draft.md").read_text()
    assert pane.desk.article is not None
    assert pane.desk.article.path == "proxy-answers-502.md"
    assert window.services.undo.undo_name == "rename Gateway answers 502"
    window.services.undo.undo()
    wait_idle(window)
    assert file(window, "draft.md").read_text() == DRAFT
    assert file(window, "gateway.md").read_text() == RUNBOOK


def test_a_binned_article_comes_back(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    window.commands.trigger("knowledge.bin")
    wait_idle(window)
    assert [row.path for row in pane.list_area.table.rows] == ["gateway.md"]
    window.services.undo.undo()
    wait_idle(window)
    assert file(window, "draft.md").read_text() == DRAFT


def test_review_comments_and_approval_by_somebody_else(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait, qtbot: QtBot
) -> None:
    pane.open_article("draft.md")
    window.commands.trigger("knowledge.ask-review")
    assert pane.trust_bar.chip.word == "In review"
    pane.reviewing.comment(7, "Which server?")
    wait_idle(window)
    assert [row.text for row in pane.detail.comments.rows] == ["Which server?"]
    pane.detail.comments.select_row(0)
    window.commands.trigger("knowledge.settle")
    wait_idle(window)
    pane.reviewing.approve("Somebody Else")
    assert "reviewer: Somebody Else" in pane.editor.text(), "at once, so that no typing is lost"
    wait_idle(window)
    assert pane.trust_bar.chip.word == "Verified"
    assert "reviewer: Somebody Else" in file(window, "draft.md").read_text()
    pane.editor.insert("changed ")
    qtbot.waitUntil(
        lambda: "Changed since it was approved" in pane.trust_bar.reason.text(), timeout=60_000
    )


def test_versions_are_listed_compared_and_restored(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    pane.desk.replace_text(DRAFT + "one more line\n")
    wait_idle(window)
    pane.desk.replace_text("# Gone\n")
    wait_idle(window)
    pane.showing.show_history()
    assert len(pane.detail.versions.rows) == 2
    pane.detail.versions.select_row(1)
    window.commands.trigger("knowledge.compare")
    assert "removed" in pane.views.changes.toPlainText()
    window.commands.trigger("knowledge.restore")
    assert file(window, "draft.md").read_text() == DRAFT + "one more line\n"


def test_a_version_is_kept_however_soon_the_next_save_follows(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.open_article("draft.md")
    for number in range(5):
        pane.desk.replace_text(f"# Version {number}\n")
    wait_idle(window)
    pane.showing.show_history()
    assert len(pane.detail.versions.rows) == 5


def test_a_run_is_followed_by_keyboard_and_becomes_evidence(
    pane: KnowledgePane, window: MainWindow, qtbot: QtBot
) -> None:
    pane.open_article("gateway.md")
    window.commands.trigger("knowledge.run")
    assert "Check, 1 of 4" in pane.where_am_i()
    qtbot.keyClicks(pane.run_view.note, "all fine")
    window.commands.trigger("knowledge.step-done")
    window.commands.trigger("knowledge.copy-command")
    from PySide6.QtGui import QGuiApplication

    assert QGuiApplication.clipboard().text() == "kubectl rollout restart deployment/model"
    window.commands.trigger("knowledge.step-done")
    pane.run_view.signed_by.setText("Jon")
    pane.run_view.reason.setText("agreed")
    window.commands.trigger("knowledge.step-done")
    window.commands.trigger("knowledge.step-failed")
    window.commands.trigger("knowledge.run-end")
    settle(window)
    run = pane.runs.of("gateway.md")[0]
    assert [step.state for step in run.steps] == ["done", "done", "done", "failed"]
    assert run.steps[0].note == "all fine"
    assert run.ended is not None


def test_pages_are_exported_as_pdf(pane: KnowledgePane, tmp_path: Path) -> None:
    pane.open_article("gateway.md")
    pane.articles.export_pdf(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_a_new_article_starts_from_its_template(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    pane.articles.new("faq", "Frequent questions")
    wait_idle(window)
    assert pane.desk.article is not None
    assert pane.desk.article.kind == "faq"
    assert pane.trust_bar.parts.text() == "0 of 2 parts"


def test_the_place_is_remembered(pane: KnowledgePane) -> None:
    pane.open_article("gateway.md", 25)
    pane.views.show_article("reading")
    state = pane.state()
    assert (state["path"], state["line"], state["view"]) == ("gateway.md", 25, "reading")
    pane.restore({"path": 3, "line": "x", "view": None, "split": "no", "detail": [1]})


def test_the_pane_tells_what_it_is_by_ear(pane: KnowledgePane) -> None:
    assert pane.summary() == "Knowledge. 1 article verified. 1 article draft."
    pane.open_article("gateway.md", 28)
    assert "section Steps" in pane.where_am_i() or "row" in pane.where_am_i()
    spoken = pane.selection_text()
    assert "Heading: Symptom." in spoken
    assert "Code block, 1 line." in spoken


def test_binary_files_are_named_and_nothing_stops(
    pane: KnowledgePane, window: MainWindow, wait_idle: Wait
) -> None:
    file(window, "image.md").write_bytes(b"\x89PNG\0\0")
    pane.library.load()
    wait_idle(window)
    assert [entry.path for entry in pane.library.unreadable] == ["image.md"]
    assert len(pane.list_area.table.rows) == 2


def test_the_first_look_offers_templates(window: MainWindow, wait_idle: Wait, qtbot: QtBot) -> None:
    for path in window.services.workspace.articles.iterdir():
        path.unlink()
    window.show_pane("knowledge")
    pane = window.pane("knowledge")
    assert isinstance(pane, KnowledgePane)
    qtbot.waitUntil(lambda: pane.library.is_loaded, timeout=60_000)
    assert pane._pages.currentWidget() is pane._first
