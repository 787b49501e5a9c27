"""Searching an opened log: every hit once, in order, also at the edges of what is read at once."""

import random
import subprocess
from pathlib import Path

import numpy as np
import pytest

from tests.unit.logs.logs_for_tests import opened
from workbench.core.errors import Cancelled, UserError
from workbench.core.progress import Progress
from workbench.logs import finding
from workbench.logs.field_filter import parse_filter
from workbench.logs.filters import RecordFilter, by_fields, passing
from workbench.logs.logfile import LogFile
from workbench.logs.model import Level
from workbench.logs.query import Matcher, Query
from workbench.logs.source import open_source
from workbench.logs.times import moment_of


def _lines(file: LogFile, text: str) -> list[int]:
    with Matcher(Query(text)) as matcher:
        return [line for hits in finding.find(file, matcher) for line in hits.lines.tolist()]


def test_needles_at_every_edge_are_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_FIRST_BYTES", 1000)
    monkeypatch.setattr(finding, "_STRETCH_BYTES", 5000)
    lines = [f"filler number {number}" for number in range(5000)]
    planted = sorted({*range(0, 5000, 64), *range(63, 5000, 64), *range(1, 5000, 64), 4999})
    for line in planted:
        lines[line] += " needle needle"
    file = opened(tmp_path, "\n".join(lines))
    assert _lines(file, "needle") == planted
    with Matcher(Query("needle")) as matcher:
        assert finding.count_lines(open_source(file.log), matcher) == len(planted)


def test_counts_equal_those_of_grep(tmp_path: Path) -> None:
    text = "".join(
        f"{n} user{n % 7} took {n % 13} ms\r\n" if n % 3 else f"x{n}\n" for n in range(4000)
    )
    file = opened(tmp_path, text)
    for expression in ("user[1-3]", "took 1[0-2] ms", "^x", "5"):
        grep = subprocess.run(
            ["grep", "-cE", expression, str(file.path)], capture_output=True, check=False, text=True
        )
        assert len(_lines(file, expression)) == int(grep.stdout)


def test_a_search_is_cancelled(tmp_path: Path) -> None:
    file = opened(tmp_path, "a\n" * 100_000)
    progress = Progress()
    progress.cancel()
    with Matcher(Query("a")) as matcher, pytest.raises(Cancelled):
        list(finding.find(file, matcher, progress=progress))


_LOG = (
    "2024-05-06 07:00:00 INFO up\n"
    "2024-05-06 07:00:01 ERROR broken pipe\n"
    "Traceback: needle\n"
    "2024-05-06 07:00:02 WARN slow\n"
    "2024-05-06 07:00:03 ERROR broken again\n"
)


def _passing(file: LogFile, filters: RecordFilter) -> list[int]:
    return np.flatnonzero(passing(file, filters)).tolist()


def test_records_pass_by_level_time_and_fields(tmp_path: Path) -> None:
    file = opened(tmp_path, _LOG)
    assert _passing(file, RecordFilter(levels=frozenset({Level.ERROR}))) == [1, 3]
    since, until = moment_of("2024-05-06T07:00:01Z"), moment_of("2024-05-06T07:00:03Z")
    assert _passing(file, RecordFilter(since=since, until=until)) == [1, 2]
    again = parse_filter("level=error and body~again")
    assert _passing(file, RecordFilter(fields=again)) == [3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("status>=500", True),
        ("status>=500 and latency_ms>1000 and not path~health", True),
        ("status<500 or path=/a", True),
        ("status<500 or (path=/b and status=503)", False),
        ("path!~^/A$", False),
        ('agent="the agent"', True),
        ("missing", False),
        ("not missing", True),
        ("missing!=3", True),
        ("path>5", False),
        ("status=503.0", True),
    ],
)
def test_field_filters(text: str, expected: bool) -> None:
    fields = {"status": "503", "latency_ms": "1500", "path": "/a", "agent": "the agent"}
    assert parse_filter(text)(fields) is expected


@pytest.mark.parametrize("text", ["", "status>", "(a=1", "a=1 b=2", "~x", "a~(", "and"])
def test_a_broken_field_filter_names_the_place(text: str) -> None:
    with pytest.raises(UserError, match="character"):
        parse_filter(text)


_ACCESS = (
    '10.0.0.{n} - - [06/May/2024:07:{m:02d}:{s:02d} +0000] "GET /{n} HTTP/1.1" {status} {n} "-" "é"'
)
_JSON = (
    '{{"ts":"2024-05-06T07:{m:02d}:{s:02d}Z","level":"{level}","msg":"took {n} ms","n":{n},'
    '"f":{n}.5,"http":{{"status":{status}}},"ok":{ok}}}'
)
_ROW = '2024-05-06T07:{m:02d}:{s:02d}Z,{level},"took ""{n}"" ms",{status}'
_W3C = "2024-05-06 07:{m:02d}:{s:02d} GET /{n} {status} {n}"


@pytest.mark.parametrize(
    ("head", "pattern", "expressions"),
    [
        ("", _ACCESS, ["status>=500", "path~/1 and not bytes<50", "body~é", "agent=é", "no!=1"]),
        (
            "",
            _JSON,
            ["n>20 and level=error", "msg~'took 7'", "http.status=404", "f>=9.5", "ok=true"],
        ),
        ("time,level,message,status\n", _ROW, ["status>=500", "body~'\"3'", "message~^took"]),
        ("#Fields: date time cs-method cs-uri-stem sc-status n\n", _W3C, ["sc-status<400 and n<9"]),
        ("", "no format {n}", ["body~7", "missing", "level=unknown"]),
    ],
)
def test_fields_of_many_records_pass_as_those_of_each(
    tmp_path: Path, head: str, pattern: str, expressions: list[str]
) -> None:
    source = random.Random(3)
    lines = [
        pattern.format(
            n=n,
            m=n // 60,
            s=n % 60,
            status=source.choice((200, 404, 500)),
            level=source.choice(("info", "error")),
            ok=source.choice(("true", "false")),
        )
        for n in range(300)
    ]
    lines[150] = "not like the others 7"
    file = opened(tmp_path, head + "\n".join(lines) + "\n")
    every = np.ones(len(file.records), np.bool_)
    for expression in expressions:
        test = parse_filter(expression)
        each = [
            test({**file.fields_of(n), "level": file.level_of(n).word})
            for n in range(len(file.records))
        ]
        assert by_fields(file, test, every).tolist() == each, expression
        assert expression in ("missing", "no!=1") or any(each), expression
