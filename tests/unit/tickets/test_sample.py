"""The sample's tickets: always the same, made quickly, and good for showing every part."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from tests.unit.search.tiny_model import make_model
from workbench.cli.main import main
from workbench.knowledge.indexing import index_workspace
from workbench.search.models import models_folder
from workbench.storage.workspace import Workspace
from workbench.tickets.capture import training_rows
from workbench.tickets.desk import Desk
from workbench.tickets.model import Ticket
from workbench.tickets.sample import write_sample
from workbench.tickets.sample.writing import EXPORT


def test_the_sample_is_the_same_every_time_and_imports_completely(tmp_path: Path) -> None:
    exports: list[bytes] = []
    for name in ("one", "two"):
        with closing(Workspace(tmp_path / name)) as workspace:
            write_sample(workspace)
            exports.append((workspace.folder / EXPORT).read_bytes())
            desk = Desk(workspace)
            assert desk.store.count() == 120
            assert len(training_rows(workspace.database.connection())) == 110
            assert sum(bool(t.duplicate_of) for t in desk.store.all()) == 10
            write_sample(workspace)
            assert desk.store.count() == 120
    assert exports[0] == exports[1]


def test_its_queue_holds_late_due_and_waiting_tickets(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path)) as workspace:
        write_sample(workspace)
        queue = Desk(workspace).queue()
    words = [entry.sla.words() for entry in queue]
    assert queue[0].ticket.level == "P1"
    assert words[0].startswith("late by")
    assert any(text.startswith("due in") for text in words)
    assert any(text.startswith("waiting") for text in words)


def test_the_triage_names_articles_and_how_similar_tickets_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(Workspace(tmp_path)) as workspace:
        write_sample(workspace)
        page = "# Gateway answers 502\n\nThe gateway cannot reach the model server.\n"
        workspace.articles.mkdir(exist_ok=True)
        (workspace.articles / "gateway.md").write_text(page, encoding="utf-8")
    assert main(["tickets", "triage", "REC-1112", "--json", "--workspace", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)["tickets"][0]
    assert [article["title"] for article in found["articles"]] == ["Gateway answers 502"]
    ended = "Fixed: Raised the memory limit and rolled the pods."
    assert found["similar"][0]["ended"] == ended


def test_where_a_model_is_the_verb_reads_tickets_for_meaning_too(
    user_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert models_folder().is_relative_to(user_home)
    make_model(models_folder(), [["memory", "restart"], ["login", "password"]])
    folder = tmp_path / "workspace"
    with closing(Workspace(folder)) as workspace:
        write_sample(workspace)
    assert main(["tickets", "triage", "REC-1112", "--json", "--workspace", str(folder)]) == 0
    similar = json.loads(capsys.readouterr().out)["tickets"][0]["similar"]
    assert "; meaning: " in similar[0]["why"]


def test_an_article_that_shares_one_word_with_a_ticket_is_not_offered(tmp_path: Path) -> None:
    with closing(Workspace(tmp_path)) as workspace:
        page = "# Inference is slow\n\nNothing else helps.\n"
        workspace.articles.mkdir(exist_ok=True)
        (workspace.articles / "slow.md").write_text(page, encoding="utf-8")
        index_workspace(workspace)
        ticket = Ticket("T-1", "csv", "Checkout is down", body="nothing loads", status="Open")
        assert Desk(workspace).triage([ticket])[0].articles == ()
