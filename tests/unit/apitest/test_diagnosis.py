"""The diagnosis names the cause of labelled answers, and does not claim what it cannot know."""

import base64
import json

import pytest

from tests.unit.apitest.labelled import HEALTHY, LABELLED
from workbench.apitest.diagnosis.answer import read_answer
from workbench.apitest.diagnosis.engine import diagnose
from workbench.apitest.diagnosis.network import classify
from workbench.apitest.diagnosis.rules import shipped_rules
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_SURE = 0.7
_NAMES = [row[0] for row in LABELLED]


def _top(recorded: dict[str, object]) -> tuple[str, float]:
    cause = diagnose(read_answer(json.loads(json.dumps(recorded))))[0]
    return cause.id, cause.confidence


def test_at_least_eighty_answers_are_labelled() -> None:
    assert len(LABELLED) >= 80


@pytest.mark.parametrize(("accepted", "recorded"), [row[1:] for row in LABELLED], ids=_NAMES)
def test_the_top_cause_is_the_labelled_one(accepted: set[str], recorded: dict[str, object]) -> None:
    top, confidence = _top(recorded)
    assert top in accepted, f"{top} at {confidence:.0%}"


@pytest.mark.parametrize(("name", "recorded"), HEALTHY)
def test_a_good_answer_has_no_cause(name: str, recorded: dict[str, object]) -> None:
    assert diagnose(read_answer(json.loads(json.dumps(recorded)))) == []


def test_an_empty_quota_is_never_worth_a_retry() -> None:
    rows = [recorded for _, accepted, recorded in LABELLED if "insufficient-quota" in accepted]
    causes = [diagnose(read_answer(json.loads(json.dumps(recorded))))[0] for recorded in rows]
    assert {cause.retry for cause in causes} == {"no"}


def test_every_rule_says_what_to_check_and_where_it_comes_from() -> None:
    for rule in shipped_rules():
        assert rule.cause.endswith((".", "}")) and rule.next_check.endswith((".", "?")), rule.id
        assert rule.source.startswith("https://") and len(rule.checked) == 10, rule.id
        assert 0 < rule.confidence < 1, rule.id


def test_every_network_kind_has_a_rule() -> None:
    spoken = {"tls-version", "tls", "http2", "cancelled", "too-large", "redirects", "unreachable"}
    answered = {kind for rule in shipped_rules() for match in rule.any_of for kind in match.error}
    assert spoken <= answered


_QUOTA = {"error": {"code": "insufficient_quota"}}
_QUOTA_TEXT = json.dumps(_QUOTA)
_SHAPES: list[dict[str, object]] = [
    {"statusCode": "429", "headers": [["Retry-After", "3"]], "content": {"text": _QUOTA_TEXT}},
    {"status_code": 429, "headers": ["retry-after: 3"], "text": _QUOTA_TEXT},
    {"response": {"status": 429, "headers": "Retry-After: 3\r\nX: y", "body": _QUOTA}},
    {
        "http_status": 429,
        "headers": [{"name": "Retry-After", "value": "3"}],
        "body_base64": base64.b64encode(_QUOTA_TEXT.encode()).decode(),
    },
    {"status": "HTTP/1.1 429 Too Many", "header": {"Retry-After": ["3"]}, "data": _QUOTA},
    {"log": {"entries": [{"response": {"status": 429, "content": {"text": _QUOTA_TEXT}}}]}},
]


@pytest.mark.parametrize("recorded", _SHAPES)
def test_recorders_of_many_shapes_are_read(recorded: dict[str, object]) -> None:
    assert _top(recorded)[0] == "insufficient-quota"


@pytest.mark.parametrize("value", [[], 3, None, "x", {}, {"headers": {}}])
def test_what_is_no_answer_is_refused_with_a_sentence(value: object) -> None:
    with pytest.raises(UserError):
        read_answer(value)  # pyright: ignore[reportArgumentType] - that is the test


def test_a_phase_tells_timeouts_apart() -> None:
    assert classify("timed out", "connect") == "connect-timeout"
    assert classify("timed out", "wait") == "timeout"


def test_few_wrong_causes_are_claimed_with_confidence() -> None:
    wrong = [row for row in LABELLED if (top := _top(row[2]))[0] not in row[1] and top[1] >= _SURE]
    assert len(wrong) / len(LABELLED) <= 0.02


_BODY = {"error": {"code": "insufficient_quota", "message": "You exceeded your current quota"}}
_SHAPES: dict[str, object] = {
    "fields": {"status": 429, "headers": {"Retry-After": "5"}, "body": _BODY},
    "body as text": {"status_code": 429, "headers": [], "text": json.dumps(_BODY)},
    "header pairs": {"statusCode": "429", "headers": [["a", "b"]], "data": _BODY},
    "header rows": {"code": 429, "header": [{"key": "a", "value": "b"}], "json": _BODY},
    "header lines": {"status": "HTTP/1.1 429 Too Many", "headers": "A: b\nC: d", "content": _BODY},
    "header lists": {"status": 429, "headers": {"a": ["b", "c"]}, "body": _BODY},
    "wrapped": {"request": {"url": "http://x"}, "response": {"status": 429, "body": _BODY}},
    "in a list of hops": [{"status": 302}, {"status": 429, "body": _BODY}],
    "HAR": {
        "log": {
            "entries": [
                {
                    "startedDateTime": "2026-01-01T00:00:00Z",
                    "time": 1200,
                    "response": {"status": 429, "content": {"text": json.dumps(_BODY)}},
                }
            ]
        }
    },
    "base64": {
        "status": 429,
        "body": base64.b64encode(json.dumps(_BODY).encode()).decode(),
        "encoding": "base64",
    },
    "as it came over the wire": f"HTTP/1.1 429 Too Many\r\nA: b\r\n\r\n{json.dumps(_BODY)}",
    "error spread out beside the status": {"status": 429, **_BODY},
}


@pytest.mark.parametrize("shape", list(_SHAPES.values()), ids=list(_SHAPES))
def test_a_recorded_answer_may_have_any_usual_shape(shape: JsonValue) -> None:
    assert diagnose(read_answer(shape))[0].id == "insufficient-quota"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("elapsed", 60.2),
        ("elapsed", "0:01:00.2"),
        ("duration_ms", 60200),
        ("time_total", "60.2"),
        ("duration", "60.2s"),
        ("elapsed", "1m0.2s"),
        ("total", "60200 ms"),
    ],
)
def test_the_time_a_call_took_is_read_in_any_usual_form(field: str, value: JsonValue) -> None:
    assert read_answer({"status": 504, field: value}).total == pytest.approx(60.2)
    assert read_answer({"status": 504, "timings": {field: value}}).total == pytest.approx(60.2)


def test_a_har_counts_in_milliseconds() -> None:
    entry: JsonObject = {"startedDateTime": "x", "time": 60200, "response": {"status": 504}}
    assert read_answer({"log": {"entries": [entry]}}).total == pytest.approx(60.2)


@pytest.mark.parametrize(
    "failure",
    [
        {"error": "connect ECONNREFUSED 10.0.0.1:80"},
        {"error": {"code": "ECONNREFUSED", "message": "connect ECONNREFUSED"}},
        {"transport_error": {"kind": "refused", "message": "Connection refused"}},
        {"exception": "ConnectionRefusedError: [Errno 111] Connection refused"},
        {"response": None, "error": {"type": "ConnectError", "message": "Connection refused"}},
        {"status": None, "transport": {"error": "Connection refused"}},
        {"status": 0, "headers": {}, "body": "", "error": "Connection refused"},
    ],
    ids=["words", "code", "kind", "exception", "null response", "nested", "status 0"],
)
def test_a_transport_error_may_have_any_usual_shape(failure: JsonObject) -> None:
    assert diagnose(read_answer(failure))[0].id == "connection-refused"


def test_every_rule_asks_the_articles_for_something() -> None:
    assert all(rule.article for rule in shipped_rules())


def test_two_causes_that_fit_equally_well_are_both_unsure() -> None:
    body = "CUDA error: an illegal memory access. The request queue is full."
    first, second = diagnose(read_answer({"status": 503, "body": body}))[:2]
    assert first.confidence - second.confidence <= 0.03
    assert first.confidence < 0.7


def test_an_empty_quota_names_no_other_cause_that_is_worth_a_retry() -> None:
    causes = diagnose(read_answer({"status": 429, "body": _BODY}))
    assert [cause.retry for cause in causes] == ["no"] * len(causes)


@pytest.mark.parametrize("name", ["envoy connection timeout", "envoy local reset"])
def test_what_envoy_rules_out_is_not_named_beside_its_reason(name: str) -> None:
    (recorded,) = [row[2] for row in LABELLED if row[0] == name]
    causes = diagnose(read_answer(json.loads(json.dumps(recorded))))
    assert "upstream-connection-failed" not in {cause.id for cause in causes}
