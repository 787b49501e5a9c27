"""Merging: one stable order by time, zones respected, memory bounded."""

import io
from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import opened
from workbench.logs import merge
from workbench.logs.merge import MergeSource, merged, write_merged


def _text(sources: list[MergeSource]) -> list[str]:
    output = io.BytesIO()
    write_merged(sources, output)
    return output.getvalue().decode().splitlines()


def test_equal_stamps_in_three_zones_keep_the_order_of_the_sources(tmp_path: Path) -> None:
    stamps = ["2024-05-06T07:00:00Z", "2024-05-06T09:00:00+02:00", "2024-05-06T12:30:00+05:30"]
    files = [
        opened(tmp_path, f"{stamp} INFO one\n{stamp} INFO two\n", name=f"{letter}.log")
        for letter, stamp in zip("abc", stamps, strict=True)
    ]
    found = [(line[1], line.split()[-1]) for line in _text([MergeSource(file) for file in files])]
    assert found == [(letter, word) for letter in "abc" for word in ("one", "two")]


def test_records_go_by_time_and_take_their_lines_along(tmp_path: Path) -> None:
    first = opened(
        tmp_path, "2024-05-06 07:00:00 ERROR a\n trace\n2024-05-06 07:00:02 INFO c\n", name="a"
    )
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    assert _text([MergeSource(first), MergeSource(second)]) == [
        "[a] 2024-05-06 07:00:00 ERROR a",
        "[a]  trace",
        "[b] 2024-05-06 07:00:01 INFO b",
        "[a] 2024-05-06 07:00:02 INFO c",
    ]


def test_a_source_can_be_shifted_and_hidden(tmp_path: Path) -> None:
    first = opened(tmp_path, "2024-05-06 07:00:00 INFO a\n", name="a")
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    late = MergeSource(first, shift=5 * 10**9)
    assert [line[1] for line in _text([late, MergeSource(second)])] == ["b", "a"]
    assert [line[1] for line in _text([MergeSource(first, hidden=True), MergeSource(second)])] == [
        "b"
    ]


def test_windows_join_without_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "_WINDOW_RECORDS", 100)
    files = [
        opened(
            tmp_path,
            "".join(
                f"2024-05-06 07:{n // 60 % 60:02d}:{(n * 7 + k) % 60:02d} INFO {n}\n"
                for n in range(3000)
            ),
            name=f"{k}.log",
        )
        for k in range(3)
    ]
    parts = list(merged([MergeSource(file) for file in files]))
    assert len(parts) > 10
    entries = [
        (int(time), int(source), int(record))
        for part in parts
        for time, source, record in zip(part.times, part.sources, part.records, strict=True)
    ]
    assert len(set(entries)) == 9000
    assert entries == sorted(entries)


def test_a_record_without_time_stays_with_the_one_before(tmp_path: Path) -> None:
    first = opened(tmp_path, "junk\n2024-05-06 07:00:05 INFO a\n", name="a")
    second = opened(tmp_path, "2024-05-06 07:00:01 INFO b\n", name="b")
    assert [line[4:8] for line in _text([MergeSource(first), MergeSource(second)])] == [
        "2024",
        "junk",
        "2024",
    ]
