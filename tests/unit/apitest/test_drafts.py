"""The drafted messages say what is known, and no more."""

from datetime import UTC, datetime

from workbench.apitest.diagnosis.answer import read_answer
from workbench.apitest.diagnosis.draft import client_message, engineer_message
from workbench.apitest.diagnosis.engine import diagnose

_WHEN = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def test_a_sure_cause_is_said_as_one() -> None:
    answer = read_answer({"status": 429, "body": {"error": {"code": "insufficient_quota"}}})
    text = client_message("Picks", answer, diagnose(answer)[0], _WHEN)
    assert "your call 'Picks' of 2026-11-20 12:30 UTC was answered with 429" in text
    assert "The cause: " in text


def test_an_unknown_cause_is_not_dressed_up() -> None:
    answer = read_answer({"status": 418, "body": {}})
    text = client_message("Picks", answer, diagnose(answer)[0], _WHEN)
    assert "We cannot say yet why" in text


def test_engineers_get_ids_times_and_the_next_check() -> None:
    recorded = {
        "status": 502,
        "headers": {"Server": "nginx", "X-Request-Id": "req-7"},
        "body": "<html>",
        "elapsed": 1.5,
        "request": {"method": "POST", "url": "http://h/v1"},
    }
    answer = read_answer(recorded)  # pyright: ignore[reportArgumentType] - a JSON object
    text = engineer_message("Picks", answer, diagnose(answer)[0], _WHEN)
    for part in ("Call: POST http://h/v1", "x-request-id: req-7", "Took: 1.500 s", "Check next: "):
        assert part in text
