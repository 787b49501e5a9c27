"""Exports that are one JSON document become one event a line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.logs.logs_for_tests import levels, opened, times

_EVENT = {"timestamp": "2024-05-06T07:08:09Z", "level": "error", "message": "no"}
_HIT = {"_index": "a", "_source": {"@timestamp": "2024-05-06T07:08:09Z", "level": "error"}}
_CLOUDWATCH = {"timestamp": 1714979289000, "message": "[ERROR] no", "ingestionTime": 1714979290000}
_OTEL = {"timeUnixNano": "1714979289000000000", "severityNumber": 17, "body": {"stringValue": "no"}}
_INSIGHTS = [{"field": "@timestamp", "value": "2024-05-06 07:08:09.000"}]

_DOCUMENTS: dict[str, Any] = {
    "array": [_EVENT, _EVENT],
    "elastic": {"took": 3, "hits": {"total": 2, "hits": [_HIT, _HIT]}},
    "cloudwatch": {"events": [_CLOUDWATCH, _CLOUDWATCH], "searchedLogStreams": []},
    "datadog": {"data": [{"id": "a", "attributes": {**_EVENT, "status": "error"}}] * 2},
    "opentelemetry": {"resourceLogs": [{"scopeLogs": [{"logRecords": [_OTEL, _OTEL]}]}]},
}

_DOCUMENTS["loki"] = {
    "status": "success",
    "data": {
        "resultType": "streams",
        "result": [
            {"stream": {"pod": pod}, "values": [["1714979289000000000", "level=error msg=no"]]}
            for pod in ("a", "b")
        ],
    },
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("kind", sorted(_DOCUMENTS))
def test_an_export_is_read_event_by_event(tmp_path: Path, kind: str, indent: int | None) -> None:
    file = opened(tmp_path, json.dumps(_DOCUMENTS[kind], indent=indent))
    assert times(file) == ["2024-05-06T07:08:09+00:00"] * 2
    assert levels(file) == ["error", "error"]


def test_rows_of_a_log_query_become_objects(tmp_path: Path) -> None:
    file = opened(tmp_path, json.dumps({"results": [_INSIGHTS, _INSIGHTS]}))
    assert times(file) == ["2024-05-06T07:08:09+00:00"] * 2


def test_pretty_printed_objects_one_after_the_other_are_records(tmp_path: Path) -> None:
    file = opened(tmp_path, "\n".join(json.dumps(_EVENT, indent=4) for _ in range(3)))
    assert levels(file) == ["error"] * 3


def test_lines_of_json_stay_as_they_are(tmp_path: Path) -> None:
    text = '{"ts": "2024-05-06T07:08:09Z",  "data": "x"}\n{"ts": "2024-05-06T07:08:10Z"}\n'
    file = opened(tmp_path, text)
    assert file.lines(0, 1) == [b'{"ts": "2024-05-06T07:08:09Z",  "data": "x"}']


def test_a_document_that_breaks_off_keeps_its_text(tmp_path: Path) -> None:
    file = opened(tmp_path, json.dumps([_EVENT], indent=2)[:-3])
    assert b'"message": "no"' in b"\n".join(file.lines(0, 99))
    assert times(file)[0] is None


def test_a_log_that_begins_with_a_bracket_is_no_document(tmp_path: Path) -> None:
    file = opened(tmp_path, "[2024-05-06 07:08:09] {up}\n[INFO] more\n")
    assert times(file)[0] == "2024-05-06T07:08:09+00:00"


_PRINTED = (
    '{\n  "timestamp": "2024-05-06T07:08:%02dZ",\n  "message": "no %d",\n  "level": "info"\n }'
)


@pytest.mark.parametrize(
    ("before", "behind", "first"),
    [
        ("[\n ", "\n]\n", 2),
        ('{\n"took": 3,\n"hits": {"total": {"value": 5},\n "hits": [\n', "]}}", 5),
        ('\n\n{"events": [', "]}\n", 3),
        ('{"events": [], "data": [\n', "]}\n", 2),
        ("", "\n", 1),
    ],
)
def test_events_are_counted_by_the_lines_of_the_original(
    tmp_path: Path, before: str, behind: str, first: int
) -> None:
    events = (",\n" if before else "\n").join(_PRINTED % (n, n) for n in range(5))
    text = before + events + behind
    for _ in range(2):  # the second time from the cache
        file = opened(tmp_path, text, name="export.json")
        assert file.written_lines(np.arange(5)).tolist() == [first + 5 * n for n in range(5)]


def test_the_lines_of_loki_entries_are_those_of_the_original(tmp_path: Path) -> None:
    text = json.dumps(_DOCUMENTS["loki"], indent=1)
    file = opened(tmp_path, text)
    places = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "["]
    assert file.written_lines(np.arange(2)).tolist() == places


def test_the_lines_of_opentelemetry_records_are_those_of_the_original(tmp_path: Path) -> None:
    record = '{"timeUnixNano": "1714979289221000000",\n "body": {"stringValue": "no"}}'
    scope = '{"logRecords": [\n' + record + ",\n" + record + "]}"
    text = '{"resourceLogs": [{"scopeLogs": [\n' + scope + ",\n" + scope + "]}]}\n"
    file = opened(tmp_path, text)
    found = file.written_lines(np.arange(4)).tolist()
    assert [text.splitlines()[line - 1][:16] for line in found] == ['{"timeUnixNano":'] * 4
    assert len(set(found)) == 4
