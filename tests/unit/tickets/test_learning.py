"""Learning: only people teach, a worse challenger is not adopted, and one step leads back."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tickets.labelled import tickets
from workbench.core import paths
from workbench.core.progress import Progress
from workbench.storage.database import Database
from workbench.storage.workspace import Workspace
from workbench.tickets import acting
from workbench.tickets.capture import (
    AUTOMATIC,
    CATEGORY,
    capture,
    decisions,
    training_rows,
    undecided_texts,
)
from workbench.tickets.model import Ticket
from workbench.tickets.schema import SCHEMA
from workbench.tickets.store import TicketStore
from workbench.tickets.triage import learning, model_files, unlabelled
from workbench.tickets.triage.inputs import Vectors
from workbench.tickets.triage.judging import judge_tickets, keep_learning, worth_learning
from workbench.tickets.triage.learning import model_in_use, retrain, roll_back, trainings, weeks


@pytest.fixture
def store(tmp_path: Path, user_home: Path) -> Iterator[TicketStore]:
    with closing(Workspace(tmp_path / "ws")) as workspace:
        yield TicketStore(workspace.database)


def labelled(count: int, seed: int = 0, prefix: str = "T") -> list[Ticket]:
    return [
        Ticket(f"{prefix}-{n}", "jira", text, category=label, state="resolved", status="Done")
        for n, (text, label) in enumerate(zip(*tickets(count, seed), strict=True))
    ]


def model_folder() -> Path:
    return paths.user_cache() / "triage"


def as_after_a_restart() -> None:
    model_files._load.cache_clear()  # pyright: ignore - a process keeps what it has read


def test_resolved_tickets_of_an_import_train_and_open_ones_do_not(store: TicketStore) -> None:
    done = labelled(2)
    store.put([*done, replace(done[0], id="open", state="open")])
    rows = training_rows(store.database.connection())
    assert {row.ticket for row in rows} == {"T-0", "T-1"}


def test_what_was_set_automatically_never_trains(store: TicketStore) -> None:
    one = replace(labelled(1)[0], state="open", status="Open", category="data issue")
    store.put([one])
    with store.database.write() as writer:
        capture(writer, one, CATEGORY, "data issue", origin=AUTOMATIC, confirmed=False)
    acting.resolve(store, [one], "Fixed")
    assert training_rows(store.database.connection()) == []


def test_a_correction_replaces_what_was_learnt(store: TicketStore) -> None:
    one = labelled(1)[0]
    store.put([one])
    acting.decide_category(store, [one], "user error")
    rows = training_rows(store.database.connection())
    assert [(row.ticket, row.value) for row in rows] == [("T-0", "user error")]


def taught(store: TicketStore) -> list[str | None]:
    return [row.value for row in training_rows(store.database.connection())]


def made(category: str | None, minute: int, state: str = "resolved") -> Ticket:
    """C-1 as its source gives it at a minute."""
    at = datetime(2026, 3, 6, 10, minute, tzinfo=UTC)
    return Ticket("C-1", "jira", "printer", category=category, state=state, updated=at)


@pytest.mark.parametrize("origin", ["import", "api"])
@pytest.mark.parametrize("first", ["hardware", None])
def test_a_category_that_the_source_changes_after_closing_is_the_newer_decision(
    store: TicketStore, first: str | None, origin: str
) -> None:
    store.put([made(first, 0)], origin)
    store.put([made("software", 1)], origin)
    assert taught(store) == ["software"]
    newest = decisions(store.database.connection())[-1]
    assert (newest.kind, newest.previous, newest.origin) == (CATEGORY, first, origin)
    assert newest.time == made("software", 1).updated
    store.put([made("hardware", 2)], origin)
    assert taught(store) == ["hardware"]


def test_an_import_after_closing_that_changes_no_category_decides_nothing(
    store: TicketStore,
) -> None:
    for minute, category in enumerate(["hardware", "hardware", "hardware", None, "hardware"]):
        store.put([made(category, minute)])
    store.put([replace(made("hardware", 5), state="closed")])
    assert len(decisions(store.database.connection())) == 1
    assert taught(store) == ["hardware"]


def test_what_a_person_decided_here_stays_whatever_the_source_says_later(
    store: TicketStore,
) -> None:
    store.put([made("hardware", 0)])
    acting.decide_category(store, [store.get("C-1")], "network")
    store.put([made("hardware", 1)])
    store.put([made("software", 2)])
    assert taught(store) == ["network"]


def test_what_a_person_decided_here_holds_when_the_source_closes_the_ticket(
    store: TicketStore,
) -> None:
    store.put([made("hardware", 0, "open")])
    acting.decide_category(store, [store.get("C-1")], "network")
    store.put([made("hardware", 1)])
    assert taught(store) == ["network"]
    assert store.get("C-1").category == "network"
    assert store.put([made("hardware", 1)]).unchanged == 1


def test_a_ticket_that_was_closed_by_itself_is_not_confirmed_by_the_same_category(
    store: TicketStore,
) -> None:
    store.put([made("hardware", 0, "open")])
    acting.resolve(store, [store.get("C-1")], "Fixed", origin=AUTOMATIC, why="known")
    store.put([made("hardware", 1)])
    assert taught(store) == []


def test_an_undone_decision_does_not_train(store: TicketStore) -> None:
    one = replace(labelled(1)[0], state="open", status="Open")
    store.put([one])
    done = acting.resolve(store, [one], "Fixed")
    done.undo()
    assert decisions(store.database.connection()) == []
    assert store.get("T-0").state == "open"
    assert store.get("T-0").events == ()


def test_nothing_is_trained_from_too_little(store: TicketStore) -> None:
    store.put(labelled(5))
    assert not worth_learning(store.database)
    assert retrain(store.database) is None


def test_the_first_model_is_adopted_and_judges(store: TicketStore) -> None:
    store.put(labelled(200))
    first = keep_learning(store.database)
    assert first is not None
    assert first.adopted
    fresh = [replace(t, state="open") for t in labelled(40, seed=5, prefix="N")]
    judged = judge_tickets(store.database, fresh)
    right = [view.top[0][0] == t.category for view, t in zip(judged, fresh, strict=True)]
    assert sum(right) > 36
    kept = store.database.connection().execute("SELECT * FROM ticket_prediction").fetchall()
    assert len(kept) == 40
    assert kept[0]["training_hash"] == first.training_hash
    assert kept[0]["reason"]


def test_a_text_is_predicted_once_by_a_model_and_again_when_it_changes(store: TicketStore) -> None:
    store.put(labelled(200))
    keep_learning(store.database)
    fresh = [replace(t, state="open") for t in labelled(5, seed=5, prefix="N")]
    first = judge_tickets(store.database, fresh)
    assert judge_tickets(store.database, fresh) == first
    reader = store.database.connection()
    assert reader.execute("SELECT count(*) FROM ticket_prediction").fetchone()[0] == 5
    other = labelled(60, seed=6, prefix="O")
    changed = next(t for t in other if t.category not in (fresh[0].category, None))
    moved = replace(fresh[0], title=changed.title, body=changed.body)
    again = judge_tickets(store.database, [moved, *fresh[1:]])
    assert again[1:] == first[1:]
    assert again[0].top[0][0] == changed.category
    assert reader.execute("SELECT count(*) FROM ticket_prediction").fetchone()[0] == 6


def test_before_any_label_rules_suggest_and_nothing_is_accepted(store: TicketStore) -> None:
    even = "The disk is slow and the schema is stale"
    texts = ["502 timeout at the gateway", "how do I reset my password", "qwertz", even]
    judged = judge_tickets(store.database, [Ticket(t, "csv", t) for t in texts])
    assert [view.top[0][0] for view in judged][:2] == ["infrastructure", "user error"]
    assert not any(view.accepted for view in judged)
    assert "Needs a person" in judged[2].reason
    assert "speak as much for data issue as for infrastructure" in judged[3].reason


def test_a_challenger_that_is_worse_is_not_adopted_and_the_champion_stays(
    store: TicketStore,
) -> None:
    store.put(labelled(200))
    first = retrain(store.database)
    assert first is not None
    # Somebody labels at random: the challenger cannot be as good on the latest good decisions.
    wrong = [replace(t, category="user error") for t in labelled(400, seed=7, prefix="W")]
    good = labelled(150, seed=8, prefix="G")
    store.put(wrong)
    store.put(good)
    second = retrain(store.database)
    assert second is not None
    assert second.accuracy is not None
    assert second.champion_accuracy is not None
    assert second.accuracy < second.champion_accuracy
    assert not second.adopted
    used = model_in_use(store.database, None)
    assert used is not None
    assert used.training_hash == first.training_hash


def test_one_step_leads_back_to_the_model_before(store: TicketStore) -> None:
    store.put(labelled(60))
    first = retrain(store.database)
    store.put(labelled(60, seed=2, prefix="M"))
    second = retrain(store.database)
    assert first is not None
    assert second is not None
    assert second.in_use
    back = roll_back(store.database)
    assert back is not None
    assert back.training_hash == first.training_hash
    assert [entry.in_use for entry in trainings(store.database)] == [False, True]
    assert roll_back(store.database) is None


def test_each_week_says_how_many_were_accepted_and_right(store: TicketStore) -> None:
    store.put(labelled(200))
    retrain(store.database)
    fresh = [replace(t, state="open", status="Open") for t in labelled(20, 5, "N")]
    store.put(fresh)
    judge_tickets(store.database, fresh)
    for one in fresh:
        acting.decide_category(store, [one], one.category or "")
    found = weeks(store.database)
    assert [week.n for week in found] == [20]
    assert found[0].accuracy > 0.9
    assert 0 <= found[0].coverage <= 1


def test_what_was_decided_before_it_was_predicted_is_in_no_week(store: TicketStore) -> None:
    store.put(labelled(60))
    retrain(store.database)
    judge_tickets(store.database, store.all())  # all of them taught the model
    assert weeks(store.database) == []
    acting.decide_category(store, [store.get("T-0")], "user error")
    assert weeks(store.database) == []
    fresh = [replace(t, state="open", status="Open") for t in labelled(3, 5, "N")]
    store.put(fresh)
    acting.decide_category(store, [fresh[0]], "user error")  # known, though not yet learnt
    judge_tickets(store.database, fresh)
    acting.decide_category(store, [fresh[1]], "user error")
    assert [week.n for week in weeks(store.database)] == [1]


def test_a_model_did_not_predict_what_taught_it_however_late_its_source_dates_it(
    store: TicketStore,
) -> None:
    late = datetime.now(UTC) + timedelta(days=9)
    store.put(replace(one, resolved=late) for one in labelled(60))
    retrain(store.database)
    judge_tickets(store.database, store.all())
    assert weeks(store.database) == []


def test_a_model_file_that_is_gone_means_rules_again(store: TicketStore) -> None:
    store.put(labelled(60))
    retrain(store.database)
    for file in model_folder().glob("*.model"):
        file.unlink()
    as_after_a_restart()
    assert model_in_use(store.database, None) is None
    assert worth_learning(store.database)


@pytest.mark.parametrize("keep", [0, 20, 4_000])
def test_a_damaged_model_file_means_rules_and_a_new_training(store: TicketStore, keep: int) -> None:
    store.put(labelled(60))
    retrain(store.database)
    (file,) = model_folder().glob("*.model")
    whole = file.read_bytes()
    file.write_bytes(whole[:keep] + bytes(len(whole) - keep) if keep else b"")
    as_after_a_restart()
    assert not worth_learning(store.database)
    assert judge_tickets(store.database, labelled(1))[0].accepted is False
    assert worth_learning(store.database)
    retrain(store.database)
    assert model_in_use(store.database, None) is not None


def test_a_model_of_an_older_version_is_trained_anew(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(labelled(60))
    retrain(store.database)
    assert not worth_learning(store.database)
    monkeypatch.setattr(model_files, "VERSION", "triage-next")
    as_after_a_restart()
    assert model_in_use(store.database, None) is None
    assert worth_learning(store.database)


def test_a_read_only_workspace_learns_nothing(store: TicketStore, tmp_path: Path) -> None:
    store.put(labelled(60))
    reader = Workspace(tmp_path / "ws")
    assert reader.read_only
    assert not worth_learning(reader.database)
    assert isinstance(reader.database.connection(), sqlite3.Connection)


def test_predictions_that_an_older_version_repeated_are_kept_once(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "old.db")) as database:
        database.use(SCHEMA._replace(migrations=SCHEMA.migrations[:2]))
        minutes = [("T-1", minute, "model bug", 0.9) for minute in range(5)]
        with database.write() as writer:
            writer.executemany(
                "INSERT INTO ticket_prediction (ticket, time, label, confidence, accepted,"
                " threshold, reason, top, model, training_hash)"
                " VALUES (?, ?, ?, ?, 1, 0.8, 'because', '[]', 'triage-9', 'one')",
                [*minutes, ("T-1", 5, "user error", 0.7), ("T-2", 6, "model bug", 0.9)],
            )
        reader = TicketStore(database).database.connection()
        kept = reader.execute("SELECT ticket, time FROM ticket_prediction ORDER BY number")
        assert [tuple(row) for row in kept] == [("T-1", "0"), ("T-1", "5"), ("T-2", "6")]


def test_undecided_tickets_teach_which_belong_together_and_it_is_said(store: TicketStore) -> None:
    store.put(labelled(40))
    alone = retrain(store.database)
    assert alone is not None
    assert "belong together" not in alone.reason
    waiting = [replace(t, state="open", status="Open") for t in labelled(200, 5, "N")]
    store.put(waiting)
    acting.decide_category(store, waiting[:1], waiting[0].category or "")
    others = undecided_texts(store.database.connection(), 1_000)
    assert sorted(others) == sorted(one.text for one in waiting[1:])
    beside = retrain(store.database)
    assert beside is not None
    assert beside.rows == 41
    assert "tickets without a decision taught which belong together." in beside.reason
    assert beside.training_hash != alone.training_hash
    assert len(training_rows(store.database.connection())) == 41
    assert len(undecided_texts(store.database.connection(), 7)) == 7


def test_many_undecided_tickets_alone_are_reason_enough_to_learn_once_more(
    store: TicketStore,
) -> None:
    store.put(labelled(40))
    assert keep_learning(store.database) is not None
    waiting = [replace(t, state="open", status="Open") for t in labelled(500, 5, "N")]
    store.put(waiting[:199])
    assert keep_learning(store.database) is None
    store.put(waiting[199:220])
    beside = keep_learning(store.database)
    assert beside is not None
    assert "without a decision taught which belong together." in beside.reason
    assert keep_learning(store.database) is None
    store.put(waiting[220:430])  # more than 200 more, yet fewer than twice as many
    assert keep_learning(store.database) is None
    store.put(waiting[430:440])
    assert keep_learning(store.database) is not None


def test_undecided_tickets_that_could_not_teach_are_no_reason_to_learn(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlabelled, "MOST_TOGETHER", 150)
    store.put(labelled(40))
    keep_learning(store.database)
    store.put(replace(t, state="open", status="Open") for t in labelled(300, 5, "N"))
    assert keep_learning(store.database) is None


class ByLength:
    """An embedder that is at hand only as long as the test says so."""

    name = "by-length"

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return np.array([[np.cos(len(text)), np.sin(len(text))] for text in texts], np.float32)


def test_without_the_embedding_model_of_its_training_the_triage_learns_anew_at_once(
    store: TicketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(labelled(120))
    monkeypatch.setattr(learning, "installed_name", lambda: "by-length")
    with_model = retrain(store.database, embedder=ByLength())
    assert with_model is not None
    used = model_in_use(store.database, "by-length")
    assert used is not None
    assert used.embedder == "by-length"
    assert not worth_learning(store.database)
    monkeypatch.setattr(learning, "installed_name", lambda: None)
    assert model_in_use(store.database, None) is None
    assert judge_tickets(store.database, labelled(1))[0].accepted is False
    assert worth_learning(store.database)
    alone = keep_learning(store.database)
    assert alone is not None
    assert alone.adopted
    assert "no model to compare with" in alone.reason
    without = model_in_use(store.database, None)
    assert without is not None
    assert without.embedder is None
    again = model_in_use(store.database, "by-length")  # added once more, its file is still there
    assert again is not None
    assert again.embedder == "by-length"
