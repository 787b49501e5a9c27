"""`logs search` lists many hits in stretches: work grows with the hits, not their square."""

import contextlib
import io
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from workbench.cli.main import main
from workbench.logs.lines import LineIndex
from workbench.logs.model import LineArray, Records
from workbench.logs.source import Source


def _log(folder: Path, records: int) -> Path:
    """A log whose records have two lines each, so that lines are not records."""
    path = folder / f"{records}.log"
    path.write_text(
        "".join(
            f"2026-05-03T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z INFO took {n}\n  more\n"
            for n in range(records)
        )
    )
    return path


def _steps(log: Path, *options: str) -> Counter[str]:
    """How often what costs is done while all records of a log are listed."""
    steps = Counter[str]()
    with pytest.MonkeyPatch.context() as patch:
        span, record_at, records_at = LineIndex.span, Records.record_at, Records.records_at

        def counted_span(
            index: LineIndex, source: Source, start: int, stop: int
        ) -> tuple[int, list[bytes]]:
            steps["read"] += 1
            steps["lines read"] += stop - start
            return span(index, source, start, stop)

        def counted_one(records: Records, line: int) -> int:
            steps["record looked up"] += 1
            return record_at(records, line)

        def counted_at(records: Records, lines: LineArray) -> LineArray:
            steps["record looked up"] += 1
            return records_at(records, lines)

        patch.setattr(LineIndex, "span", counted_span)
        patch.setattr(Records, "record_at", counted_one)
        patch.setattr(Records, "records_at", counted_at)
        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["logs", "search", "took", str(log), *options]) == 0
    return steps


def test_four_times_the_hits_are_four_times_the_work(tmp_path: Path) -> None:
    few, many = _steps(_log(tmp_path, 10_000)), _steps(_log(tmp_path, 40_000))
    for step in few:
        assert many[step] <= 5 * few[step]
    assert many["read"] < 100
    assert many["record looked up"] < 100
    assert many["lines read"] < 100_000


def test_looking_up_a_record_does_not_copy_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    first_lines = np.arange(0, 200, 2, dtype=np.uint32)
    empty = np.zeros(100, np.int64)
    records = Records(
        empty, empty.astype(np.uint8), empty.astype(np.uint16), empty.astype(np.uint8), first_lines
    )
    kinds: set[str] = set()
    searchsorted = np.searchsorted

    def seen(among: LineArray, wanted: LineArray, side: str) -> LineArray:
        kinds.update({str(among.dtype), str(np.asarray(wanted).dtype)})
        return searchsorted(among, wanted, "right" if side == "right" else "left")

    monkeypatch.setattr(np, "searchsorted", seen)
    assert records.record_at(5) == 2
    assert records.records_at(np.array([0, 1, 7, 199])).tolist() == [0, 0, 3, 99]
    assert kinds == {"uint32"}  # another kind makes numpy convert all of them


def test_every_hit_has_its_own_line_time_and_text(tmp_path: Path) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        main(["logs", "search", r"took \d*7$|more", str(_log(tmp_path, 20_000)), "--json"])
    hits = json.loads(output.getvalue())["hits"]
    assert len(hits) == 22_000
    for hit in hits[::501]:
        number = (hit["line"] - 1) // 2
        hours, minutes = number // 3600 % 24, number // 60 % 60
        assert hit["time"] == f"2026-05-03T{hours:02}:{minutes:02}:{number % 60:02}+00:00"
        assert hit["text"].endswith(f"took {number}" if hit["line"] % 2 else "  more")
