"""Review by another person, every version kept, and runbooks followed step by step."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.knowledge.pages import RUNBOOK, page
from workbench.core.errors import UserError
from workbench.knowledge.history import History
from workbench.knowledge.review import Reviews
from workbench.knowledge.runs import (
    DONE,
    FAILED,
    SKIPPED,
    Runs,
    annotate,
    as_evidence,
    as_markdown,
    begin,
    end,
    finish,
    reopen,
)
from workbench.knowledge.trust import TrustState
from workbench.knowledge.word_diff import word_changes
from workbench.storage.database import Database

START = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "workbench.db")
    yield opened
    opened.close()


def test_a_comment_follows_its_line(database: Database) -> None:
    reviews = Reviews(database)
    article = page(RUNBOOK)
    line = article.text.split("\n").index("Everybody.") + 1
    reviews.comment(article, line, "Jon", "Who exactly?")
    moved = page(RUNBOOK.replace("Clients see errors.", "Clients\nsee\nerrors."))
    assert [comment.line for comment in reviews.comments(moved)] == [line + 2]
    gone = page(RUNBOOK.replace("Everybody.", "All clients."))
    assert [comment.line for comment in reviews.comments(gone)] == [0]
    with pytest.raises(UserError, match="comment is empty"):
        reviews.comment(article, 1, "Jon", "  ")


def test_only_somebody_else_can_approve(database: Database) -> None:
    reviews = Reviews(database)
    article = page(RUNBOOK)
    today = date(2027, 1, 10)
    for name in ("mara", "Ann", " "):
        with pytest.raises(UserError):
            reviews.approval(article, name, {"Ann"}, today)
    reviews.comment(article, 3, "Jon", "open")
    with pytest.raises(UserError, match="1 comments are open"):
        reviews.approval(article, "Jon", {"Ann"}, today)
    reviews.settle(reviews.comments(article)[0])
    given = reviews.approval(article, "Jon", {"Ann"}, today)
    reviews.keep(given)
    approved = page(given.text)
    assert approved.front.text("verify_by") == "2027-04-10"
    assert approved.trust(today).state is TrustState.VERIFIED
    assert not reviews.changed_since_approval(approved)
    assert reviews.changed_since_approval(page(approved.text + "more"))
    assert page(reviews.ask(approved)).trust(today).state is TrustState.IN_REVIEW


def test_every_saved_version_is_kept_and_comes_back(tmp_path: Path) -> None:
    history = History(tmp_path / "history")
    assert history.versions("知/a.md") == []
    assert history.record("知/a.md", b"one\r\n", "Mara <m@x>")
    assert history.record("知/a.md", b"two", "Jon", "Restored")
    assert not history.record("知/a.md", b"two", "Jon")
    assert history.record("b.md", b"other", "Jon")
    versions = History(tmp_path / "history").versions("知/a.md")
    assert [(v.author, v.message) for v in versions] == [
        ("Jon", "Restored"),
        ("Mara (m@x)", "Saved"),
    ]
    assert history.content(versions[1]) == b"one\r\n"
    history.renamed("知/a.md", "c.md")
    history.record("c.md", b"three", "Jon")
    assert len(history.versions("c.md")) == 3


def test_the_difference_is_told_in_words() -> None:
    changes = word_changes("Restart the old server now.", "Restart the new server now.")
    assert [(c.kind, c.text) for c in changes] == [
        ("same", "Restart the "),
        ("removed", "old"),
        ("added", "new"),
        ("same", " server now."),
    ]
    assert "".join(c.text for c in word_changes("a b", "b\nc") if c.kind != "removed") == "b\nc"


def test_a_run_goes_step_by_step_and_asks_for_sign_off() -> None:
    run = begin(page(RUNBOOK), "Ann", START)
    assert [step.part for step in run.steps] == ["checks", "steps", "steps", "verification"]
    assert run.steps[1].commands == ("kubectl rollout restart deployment/model",)
    assert [step.needs_sign_off for step in run.steps] == [False, False, True, False]
    run = finish(run, 0, START)
    assert run.next_step == 1
    run = finish(run, 1, START, state=FAILED)
    with pytest.raises(UserError, match="needs sign-off"):
        finish(run, 2, START, signed_by="Jon")
    run = finish(run, 2, START, signed_by="Jon", reason="agreed on the phone")
    with pytest.raises(UserError, match="needs a reason"):
        finish(run, 3, START, state=SKIPPED)
    assert run.progress == "3 of 4 steps"
    assert reopen(run, 2).next_step == 2
    assert reopen(run, 2).steps[2].signed_by == ""


def test_a_run_is_kept_and_becomes_evidence(database: Database) -> None:
    runs = Runs(database)
    run = runs.save(begin(page(RUNBOOK), "Ann", START))
    run = annotate(finish(run, 0, START + timedelta(minutes=3)), 0, "log | looks fine", ("abc",))
    run = runs.save(end(run, START + timedelta(minutes=80)))
    assert runs.of("page.md") == [run]
    text = as_markdown(run)
    assert "took 1 h 20 min" in text
    assert "log \\| looks fine; abc" in text
    evidence = as_evidence(run)
    assert (evidence.kind, evidence.time) == ("article-run", START)
    assert evidence.title == "Gateway answers 502: 1 of 4 steps"
    assert run.steps[0].state == DONE


def test_a_page_without_steps_cannot_be_run() -> None:
    with pytest.raises(UserError, match="no steps to follow"):
        begin(page("# Nothing\n\ntext"), "Ann", START)


def test_versions_kept_at_once_from_several_threads_begin_one_history(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for round_ in range(10):
            folder = tmp_path / str(round_) / "history"
            kept = [
                pool.submit(History(folder).record, f"{number}.md", b"text", "me")
                for number in range(8)
            ]
            assert all(one.result() for one in kept)
            assert all(len(History(folder).versions(f"{number}.md")) == 1 for number in range(8))
            assert [path.name for path in folder.parent.iterdir()] == ["history"]
