"""`workbench logs info, search, trace, merge`: the JSON of the contract, as a person runs it."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import main

_GATEWAY = (
    "2024-05-06T07:00:00Z INFO request req-7 in\n"
    "2024-05-06T07:00:05Z ERROR request req-7 failed\n"
    "  trace of req-7\n"
    "2024-05-06T07:00:06Z INFO request req-77 in\n"
)
_MODEL = "2024-05-06T09:00:02+02:00 WARN slow for req-7\nno stamp here\n"


def _logs(*arguments: str | Path) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        assert main(["logs", *map(str, arguments)]) == 0
    return output.getvalue()


def _json(*arguments: str | Path) -> Any:
    return json.loads(_logs(*arguments, "--json"))


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "gateway.log").write_text(_GATEWAY)
    (folder / "model.log").write_text(_MODEL)
    return folder


def test_info_has_the_fields_of_the_contract(tmp_path: Path) -> None:
    first, second = _json("info", _folder(tmp_path))["files"]
    assert first == {
        "path": str(tmp_path / "logs" / "gateway.log"),
        "format": "iso_log",
        "encoding": "ascii",
        "bytes": len(_GATEWAY),
        "lines": 4,
        "records": 3,
        "timestamped": 3,
        "first": "2024-05-06T07:00:00+00:00",
        "last": "2024-05-06T07:00:06+00:00",
        "levels": {
            "fatal": 0,
            "error": 1,
            "warning": 0,
            "info": 2,
            "debug": 0,
            "trace": 0,
            "unknown": 0,
        },
    }
    assert second["first"] == "2024-05-06T07:00:02+00:00"


def test_a_log_without_times_says_null(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello\nworld\n")
    (file,) = _json("info", tmp_path / "a.txt")["files"]
    assert (file["first"], file["last"], file["timestamped"]) == (None, None, 0)


def test_search_gives_path_line_time_and_text(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    found = _json("search", r"req-7\b", folder)
    assert found["matches"] == 4
    assert found["hits"][2] == {
        "path": str(folder / "gateway.log"),
        "line": 3,
        "time": "2024-05-06T07:00:05+00:00",
        "text": "  trace of req-7",
    }


def test_search_options(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    assert _json("search", "REQ-7", folder)["matches"] == 0
    assert _json("search", "REQ-7", folder, "--ignore-case")["matches"] == 5
    assert _json("search", "req-7", folder, "--count") == {"matches": 5, "hits": []}
    assert _json("search", "req-7", folder, "--exclude", "req-77|trace")["matches"] == 3
    assert _json("search", "req-7", folder, "--level", "error,warning")["matches"] == 3
    assert _json("search", "req.7", folder, "--literal")["matches"] == 0
    since = _json("search", "req-7", folder, "--since", "2024-05-06T07:00:05Z")
    assert since["matches"] == 3
    until = _json("search", "req-7", folder, "--until", "2024-05-06T07:00:05Z")
    assert until["matches"] == 2
    limited = _json("search", "req-7", folder, "--max", "2")
    assert (limited["matches"], len(limited["hits"])) == (5, 2)


def test_trace_follows_an_id_through_all_logs_by_time(tmp_path: Path) -> None:
    records = _json("trace", "req-7", _folder(tmp_path))["records"]
    assert [Path(record["path"]).stem for record in records] == ["gateway", "model", "gateway"]
    assert records[2]["text"].endswith("  trace of req-7")
    assert [record["level"] for record in records] == ["info", "warning", "error"]


def test_merge_marks_every_line_with_its_source(tmp_path: Path) -> None:
    output = tmp_path / "merged.log"
    answer = _json("merge", _folder(tmp_path), "-o", output)
    assert answer["records"] == 4
    assert [line.split()[0] for line in output.read_text().splitlines()] == [
        "[gateway.log]",
        "[model.log]",
        "[model.log]",
        "[gateway.log]",
        "[gateway.log]",
        "[gateway.log]",
    ]


def test_a_person_reads_tables_and_lines(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    assert "gateway.log" in _logs("info", folder)
    assert _logs("search", "failed", folder, "--count") == "1\n"
    assert "gateway.log:2:" in _logs("search", "failed", folder)


def test_standard_input_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"2024-05-06T07:08:09Z ERROR no worker\n"
    for arguments in (("info", "-"), ("search", "worker", "-"), ("trace", "worker", "-")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        answer = _json(*arguments)
        (entry,) = answer.get("files") or answer.get("hits") or answer["records"]
        assert entry["path"] == "standard input"


@pytest.mark.parametrize("identity", ["", " "])
def test_an_empty_id_is_refused(
    identity: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["logs", "trace", identity, str(_folder(tmp_path))]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "workbench: An empty id is in no record. Give the id to follow.\n"
