"""Merging: one stable order by time, zones respected, memory bounded."""

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import opened
from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.logs import merge_runs, merge_text
from workbench.logs.logfile import LogFile
from workbench.logs.merge_runs import RunFile, merged
from workbench.logs.merge_text import OpenSources, write_merged


def _text(folder: Path, files: Sequence[LogFile], shifts: Sequence[int] = ()) -> list[str]:
    output = io.BytesIO()
    sources = OpenSources()
    with RunFile(folder / "runs") as run_file:
        runs = [
            run_file.add(file, shift)
            for file, shift in zip(files, shifts or [0] * len(files), strict=True)
        ]
        for number, file in enumerate(files):
            sources.keep(number, file.source)
        written = write_merged(run_file, runs, sources, output)
    sources.close()
    assert written == sum(len(file.records) for file in files)
    return output.getvalue().decode().splitlines()


def test_equal_stamps_in_three_zones_keep_the_order_of_the_sources(tmp_path: Path) -> None:
    stamps = ["2024-05-06T07:00:00Z", "2024-05-06T09:00:00+02:00", "2024-05-06T12:30:00+05:30"]
    files = [
        opened(tmp_path, f"{stamp} INFO one\n{stamp} INFO two\n", name=f"{letter}.log")
        for letter, stamp in zip("abc", stamps, strict=True)
    ]
    found = [(line[1], line.split()[-1]) for line in _text(tmp_path, files)]
    assert found == [(letter, word) for letter in "abc" for word in ("one", "two")]


def test_records_go_by_time_and_take_their_lines_along(tmp_path: Path) -> None:
    first = opened(
        tmp_path, "2024-05-06 07:00:00 ERROR a\r\n trace\r\n2024-05-06 07:00:02 INFO c", name="a"
    )
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    assert _text(tmp_path, [first, second]) == [
        "[a] 2024-05-06 07:00:00 ERROR a",
        "[a]  trace",
        "[b] 2024-05-06 07:00:01 INFO b",
        "[a] 2024-05-06 07:00:02 INFO c",
    ]


def test_a_source_can_be_shifted(tmp_path: Path) -> None:
    first = opened(tmp_path, "2024-05-06 07:00:00 INFO a\n", name="a")
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    text = _text(tmp_path, [first, second], [5 * 10**9, 0])
    assert [line[1] for line in text] == ["b", "a"]


def _lines(seconds: Sequence[int]) -> str:
    return "".join(
        f"2024-05-06 07:{s // 60 % 60:02d}:{s % 60:02d} INFO {n}\n" for n, s in enumerate(seconds)
    )


@pytest.mark.parametrize(
    "seconds",
    [
        [n // 3 for n in range(3000)],
        [7] * 3000,
        [random.Random(n).randrange(3600) for n in range(3000)],
        [60] * 1000 + [61] * 1000 + [62] * 1000,
    ],
    ids=["in order", "all at once", "shuffled", "three bursts"],
)
def test_windows_join_without_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: list[int]
) -> None:
    monkeypatch.setattr(merge_runs, "_WINDOW_RECORDS", 500)
    monkeypatch.setattr(merge_runs, "_PART", 1024)
    files = [opened(tmp_path, _lines([s + k for s in seconds]), name=f"{k}.log") for k in range(3)]
    with RunFile(tmp_path / "runs") as run_file:
        parts = list(merged(run_file, [run_file.add(file) for file in files]))
    assert max(len(part.lines) for part in parts) < 3000
    found = [
        (int(files[run].records.time[line]), run, line)
        for part in parts
        for run, line in zip(part.runs.tolist(), part.lines.tolist(), strict=True)
    ]
    assert len(set(found)) == 9000
    assert found == sorted(found)


def test_the_text_of_a_shuffled_log_is_that_of_its_lines_sorted(tmp_path: Path) -> None:
    seconds = list(range(3000))
    random.Random(3).shuffle(seconds)
    text = _lines(seconds)
    assert _text(tmp_path, [opened(tmp_path, text, name="a")]) == [
        f"[a] {line}" for line in sorted(text.splitlines())
    ]


def test_a_record_without_time_stays_with_the_one_before(tmp_path: Path) -> None:
    first = opened(tmp_path, "junk\n2024-05-06 07:00:05 INFO a\n", name="a")
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    third = opened(tmp_path, "no time\nat all\n", name="c")
    assert [line[4:8] for line in _text(tmp_path, [first, second, third])] == [
        "no t",
        "at a",
        "2024",
        "junk",
        "2024",
    ]


def test_more_logs_than_stay_open_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_text, "_MOST_OPEN", 2)
    files = [opened(tmp_path, _lines([n, n + 10]), name=f"{n}.log") for n in range(5)]
    assert len(_text(tmp_path, files)) == 10
    files[0].path.unlink()
    with pytest.raises(UserError, match=r"0\.log"):
        _text(tmp_path, files)


def test_a_log_is_not_merged_over_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, link = (tmp_path / name for name in ("one.log", "two.log", "link.log"))
    for log in (one, two):
        log.write_text("2026-05-03T10:00:00Z INFO a\n")
    link.symlink_to(one)
    for output in (one, link):
        assert main(["logs", "merge", str(one), str(two), "-o", str(output)]) == 2
        assert "one of the logs to merge" in capsys.readouterr().err
    assert one.read_text() == two.read_text()
    nowhere = tmp_path / "none" / "out.log"
    assert main(["logs", "merge", str(one), str(two), "-o", str(nowhere)]) == 2
    assert f"There is no folder {nowhere.parent}" in capsys.readouterr().err
