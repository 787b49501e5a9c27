"""Sessions: those unlike the usual ones are told, also when the training set is not clean."""

import json
import random
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from workbench.cli.main import main
from workbench.core.errors import Cancelled
from workbench.core.progress import Progress
from workbench.logs import sessions
from workbench.logs.sessions import Judgement, Session, Usual, judge, vector_of


def usual(rng: random.Random) -> tuple[str, ...]:
    """A usual session: allocate, three replicas in any order, sometimes a read."""
    events = ["alloc", *["receive", "stored"] * 3, *rng.choice([["read"], ["read", "read"], []])]
    rng.shuffle(events)
    return tuple(events)


def made(count: int, seed: int) -> list[Session]:
    rng = random.Random(seed)
    return [Session(f"s{number}", usual(rng)) for number in range(count)]


def broken(count: int) -> list[Session]:
    """Sessions in which one replica was never stored."""
    events = ("alloc", "receive", "receive", "receive", "stored", "stored")
    return [Session(f"b{number}", events) for number in range(count)]


def anomalous(judged: list[Judgement]) -> set[str]:
    return {one.session.id for one in judged if one.anomalous}


def test_usual_sessions_are_quiet_in_any_order_of_events() -> None:
    assert anomalous(judge(made(300, 1), made(500, 2))) == set()


def test_a_session_that_lacks_an_event_is_told_with_the_reason() -> None:
    judged = judge([*made(100, 3), *broken(1)], made(500, 4))
    assert anomalous(judged) == {"b0"}
    assert judged[-1].reason == "stored comes 2 times, usually 3 times"
    assert judged[-1].score > 0.5


def test_an_event_never_seen_before_is_named_first() -> None:
    strange = Session("x", (*usual(random.Random(5)), "corrupt"))
    (judged,) = judge([strange], made(500, 6), name_of=lambda event: f"'{event}'")
    assert judged.anomalous
    assert judged.reason.startswith("'corrupt' was never seen before")


def test_anomalies_in_the_training_set_do_not_make_themselves_usual() -> None:
    judged = judge([*made(200, 7), *broken(20)], [*made(2000, 8), *broken(12)])
    assert anomalous(judged) == {f"b{number}" for number in range(20)}


def test_without_training_sessions_rare_ones_are_told() -> None:
    assert anomalous(judge([*made(1000, 9), *broken(3)])) == {"b0", "b1", "b2"}


def test_where_sessions_vary_by_nature_small_differences_are_usual() -> None:
    rng = random.Random(10)

    def varied(name: str) -> Session:
        polls = rng.randint(30, 60)
        retries = rng.randint(0, 6)
        return Session(name, ("start", *["poll"] * polls, *["retry"] * retries, "end"))

    training = [varied("t") for _ in range(60)]
    judged = judge([varied(f"v{n}") for n in range(200)], training)
    assert len(anomalous(judged)) < 20
    assert anomalous(judge([Session("x", ("start", "crash", "crash", "dump"))], training)) == {"x"}


def test_no_sessions_give_nothing() -> None:
    assert judge([], made(10, 11)) == []
    assert judge([]) == []


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[dict[str, object]]]:
    assert main(["logs", "sessions", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_lines_of_event_ids_with_and_without_an_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = tmp_path / "train.txt"
    train.write_text("1 2 3\n" * 200)
    test = tmp_path / "test.txt"
    test.write_text("a,1 2 3\nb,1 2\n1 3 2\n\n")
    found = run(capsys, "--events", str(test), "--train", str(train))["sessions"]
    assert [(one["id"], one["events"], one["anomalous"]) for one in found] == [
        ("a", 3, False),
        ("b", 2, True),
        ("3", 3, True),
    ]
    assert found[1]["reason"] == "event 3 is missing"
    assert found[2]["reason"] == "event 3 right after event 1 was never seen before"


def test_records_that_share_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "app.log"
    steps = ("received", "checked", "answered")
    lines = [
        f"2026-01-01T00:{n // 60:02}:{n % 60:02}Z INFO request r{n} was {step}"
        for n in range(600)
        for step in steps
        if not (n == 450 and step == "answered")
    ]
    log.write_text("\n".join([*lines, "2026-01-01T01:00:00Z INFO no key here", ""]))
    found = run(capsys, str(log), "--key", r"request (r\d+)")["sessions"]
    assert [one["id"] for one in found if one["anomalous"]] == ["r450"]
    assert len(found) == 600
    assert "is missing" in str(next(one for one in found if one["anomalous"])["reason"])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["--key", "("], "regular expression"), ([], "--key or --events"),
     (["--key", "nothing-like-it"], "matches no record")],
)  # fmt: skip
def test_bad_use_is_said_in_one_sentence(
    arguments: list[str], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "app.log"
    log.write_text("2026-01-01T00:00:00Z INFO hello\n")
    assert main(["logs", "sessions", str(log), *arguments]) == 2
    error = capsys.readouterr().err
    assert word in error
    assert error.count("\n") == 1


def fixed(steps: str, name: str = "f") -> Session:
    return Session(name, tuple(steps))


def test_steps_in_an_order_that_never_came_are_told() -> None:
    training = [fixed("ab" + "w" * (1 + n % 5) + "cd") for n in range(200)]
    judged = judge([fixed("abwwcd", "good"), fixed("acwwbd", "swapped")], training)
    assert anomalous(judged) == {"swapped"}
    assert judged[1].reason == "c right after a was never seen before"
    assert judged[1].score > 0.5


def test_a_new_event_is_told_in_long_sessions_that_vary_by_nature() -> None:
    rng = random.Random(12)

    def window(name: str, *extra: str) -> Session:
        events = [*(rng.choice("abcdefgh") for _ in range(rng.randint(20, 80))), *extra]
        rng.shuffle(events)
        return Session(name, tuple(events))

    training = [window("t") for _ in range(400)]
    tested = [*(window(f"n{n}") for n in range(100)), *(window(f"b{n}", "x") for n in range(5))]
    found = anomalous(judge(tested, training))
    assert {f"b{n}" for n in range(5)} <= found
    assert len(found) <= 5 + 5


def test_distances_are_what_their_formula_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_BATCH_CELLS", 40)  # several blocks
    rng = random.Random(13)

    def vectors(most: int) -> list[sessions.Vector]:
        events = "abcdefgh"[: rng.randint(1, 8)]
        lengths = [rng.randint(0, 30) for _ in range(rng.randint(1, most))]
        return [vector_of([rng.choice(events) for _ in range(length)]) for length in lengths]

    def distance(one: Counter[str], other: Counter[str]) -> float:
        larger = (one | other).total()
        return (larger - (one & other).total()) / larger if larger else 0.0

    for _ in range(50):
        own, usual = vectors(20), list(dict.fromkeys(vectors(10)))
        found = Usual(usual, frozenset(), 0.0).distances(own, None, Progress())
        for vector, (nearest_by, nearest) in zip(own, found, strict=True):
            by = [distance(Counter(dict(vector)), Counter(dict(other))) for other in usual]
            assert (nearest_by, nearest) == (min(by), usual[int(np.argmin(by))])


def test_sessions_of_random_words_are_soon_compared_and_can_be_cancelled() -> None:
    rng = random.Random(14)
    some_words = [
        Session(str(n), ("start", *rng.randbytes(6).hex(" ").split())) for n in range(3_000)
    ]
    random_words = [Session(str(n), ("start", rng.randbytes(9).hex())) for n in range(3_000)]
    began = time.process_time()
    assert len(judge([*some_words, *random_words])) == 6_000
    assert time.process_time() - began < 10  # 1 s, against minutes over all events of all sessions

    said: list[str] = []

    def cancel(_done: float, _total: float | None, message: str) -> None:
        said.append(message)
        progress.cancel()

    progress = Progress(cancel)
    with pytest.raises(Cancelled):
        judge(random_words, progress=progress)
    assert said == ["learning what is usual"]
