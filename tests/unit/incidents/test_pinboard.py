"""The evidence board: what is pinned stays as it was, in the user's order."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.core.evidence import Evidence
from workbench.incidents.builtin_exporters import as_html, as_markdown
from workbench.incidents.exporters import EvidenceExporter
from workbench.incidents.pinboard import Pinboard
from workbench.plugin_host.default import default_host
from workbench.storage.database import Database

LINES = Evidence(
    kind="log-lines",
    title="502 after the feature change",
    source="gateway.log, line 1203",
    time=datetime(2026, 3, 2, 10, 15, tzinfo=UTC),
    payload={"text": "502 Bad Gateway token=abcdef123456\n``` <script>", "open": {"line": 1203}},
)
NOTE = Evidence(kind="note", title="Model rolled back", source="me")


@pytest.fixture
def board(tmp_path: Path) -> Pinboard:
    return Pinboard(Database(tmp_path / "workbench.db"))


def titles(board: Pinboard) -> list[str]:
    return [piece.evidence.title for piece in board.all()]


def test_what_is_pinned_is_still_there_when_the_workspace_is_opened_again(tmp_path: Path) -> None:
    Pinboard(Database(tmp_path / "workbench.db")).pin(LINES, about="ticket:A-12")
    [piece] = Pinboard(Database(tmp_path / "workbench.db")).all()
    assert piece.evidence == LINES
    assert piece.about == "ticket:A-12"
    assert piece.intact
    assert piece.content_hash == LINES.content_hash


def test_pinned_evidence_cannot_be_changed_even_in_the_database(
    board: Pinboard, tmp_path: Path
) -> None:
    board.pin(LINES)
    with (
        sqlite3.connect(tmp_path / "workbench.db") as connection,
        pytest.raises(sqlite3.IntegrityError, match="immutable"),
    ):
        connection.execute("UPDATE evidence SET title = 'something else'")


def test_removing_can_be_undone_and_keeps_the_place(board: Pinboard) -> None:
    first = board.pin(LINES)
    board.pin(NOTE)
    board.remove(first.number)
    assert titles(board) == ["Model rolled back"]
    board.put_back(first.number)
    assert titles(board) == ["502 after the feature change", "Model rolled back"]


def test_the_order_is_the_users(board: Pinboard) -> None:
    first, second = board.pin(LINES), board.pin(NOTE)
    board.arrange([second.number, first.number])
    assert titles(board) == ["Model rolled back", "502 after the feature change"]


def test_a_note_stands_beside_the_evidence(board: Pinboard) -> None:
    piece = board.pin(LINES)
    board.annotate(piece.number, "starts with the 10:00 deploy")
    assert board[piece.number].note == "starts with the 10:00 deploy"
    assert board[piece.number].intact


def test_only_what_was_pinned_for_a_ticket(board: Pinboard) -> None:
    board.pin(LINES, about="ticket:A-12")
    board.pin(NOTE)
    assert [piece.evidence for piece in board.all("ticket:A-12")] == [LINES]


def test_a_read_only_workspace_without_a_database_has_an_empty_board(tmp_path: Path) -> None:
    assert Pinboard(Database(tmp_path / "workbench.db", read_only=True)).all() == []


def test_markdown_names_source_time_and_hash_and_masks_secrets(board: Pinboard) -> None:
    board.pin(LINES)
    board.annotate(1, "look here")
    text = as_markdown(board.all()).decode()
    assert "## 1. 502 after the feature change" in text
    assert "- Source: gateway.log, line 1203" in text
    assert "- Time: 2026-03-02T10:15:00+00:00" in text
    assert LINES.content_hash in text
    assert "> look here" in text
    assert "abcdef123456" not in text
    assert "````\n502 Bad Gateway" in text, "the fence must be longer than the one in the text"


def test_html_stands_alone_and_escapes_what_was_pinned(board: Pinboard) -> None:
    board.pin(LINES)
    page = as_html(board.all()).decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "abcdef123456" not in page


def test_the_shipped_plugin_exports_json_lines(board: Pinboard) -> None:
    board.pin(LINES)
    board.pin(NOTE)
    exporters = default_host().ask("evidence_exporters")
    by_id = {each.id: each for each in exporters if isinstance(each, EvidenceExporter)}
    assert list(by_id) == ["markdown", "html", "jsonl"]
    documents = [json.loads(line) for line in by_id["jsonl"].write(board.all()).splitlines()]
    assert [each["title"] for each in documents] == [
        "502 after the feature change",
        "Model rolled back",
    ]
    assert documents[0]["sha256"] == LINES.content_hash
    assert "abcdef123456" not in documents[0]["text"]
