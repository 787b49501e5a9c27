"""An open log grows: the new lines become records, the old ones stay."""

import os
from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import levels, opened, times
from workbench.logs.follow import Change
from workbench.logs.live import LiveLog
from workbench.logs.logfile import open_log

_LINE = "2024-05-06 07:08:{:02d} {} message {}\n"


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def test_appended_lines_become_records(tmp_path: Path) -> None:
    file = opened(tmp_path, _LINE.format(1, "INFO", 1) + _LINE.format(2, "WARN", 2))
    live = LiveLog(file)
    assert live.look().file is file
    _append(file.path, "  more of it\n" + _LINE.format(3, "ERROR", 3) + "2024-05-06 07:0")
    growth = live.look()
    assert (growth.first_new_line, growth.first_new_record) == (2, 2)
    assert levels(growth.file) == ["info", "warning", "error"]
    assert growth.file.text_of_record(1).endswith(b"  more of it")
    _append(file.path, "8:04 INFO end\n")
    assert levels(live.look().file) == ["info", "warning", "error", "info"]
    assert len(file.records) == 2


def test_a_half_last_line_is_read_again_when_it_is_whole(tmp_path: Path) -> None:
    file = opened(tmp_path, _LINE.format(1, "INFO", 1) + "2024-05-06 07:08:02 WA")
    live = LiveLog(file)
    _append(file.path, "RN whole\n")
    growth = live.look()
    assert growth.first_new_line == 1
    assert levels(growth.file) == ["info", "warning"]
    assert growth.file.lines(1, 2) == [b"2024-05-06 07:08:02 WARN whole"]


@pytest.mark.parametrize("pieces", [1, 7, 500])
def test_reading_on_gives_what_reading_anew_gives(tmp_path: Path, pieces: int) -> None:
    lines = [
        _LINE.format(n % 60, ("INFO", "ERROR")[n % 2], n) if n % 5 else f"  trace {n}\n"
        for n in range(1, 2001)
    ]
    text = "".join(lines)
    cuts = [len(text) * n // pieces for n in range(pieces + 1)]
    file = opened(tmp_path, text[: cuts[1] if pieces > 1 else 100])
    live = LiveLog(file)
    for start, stop in zip(cuts[1:-1] or [100], cuts[2:] or [len(text)], strict=True):
        _append(file.path, text[start:stop])
        live.look()
    anew = open_log(file.path, cache=tmp_path / "cache")
    assert (levels(live.file), times(live.file)) == (levels(anew), times(anew))
    assert live.file.line_count == anew.line_count
    assert live.file.lines(0, 3000) == anew.lines(0, 3000)
    assert live.file.lines(1234, 1240) == anew.lines(1234, 1240)


def test_a_truncated_log_is_told(tmp_path: Path) -> None:
    file = opened(tmp_path, _LINE.format(1, "INFO", 1) * 3)
    live = LiveLog(file)
    os.truncate(file.path, 0)
    _append(file.path, _LINE.format(2, "WARN", 2))
    assert live.look().change is Change.TRUNCATED
    assert levels(open_log(file.path, cache=tmp_path / "cache")) == ["warning"]


def test_a_replaced_log_gives_its_last_lines_first(tmp_path: Path) -> None:
    file = opened(tmp_path, _LINE.format(1, "INFO", 1))
    live = LiveLog(file)
    with file.path.open("a") as writer:
        file.path.rename(tmp_path / "any.log.1")
        writer.write(_LINE.format(2, "WARN", 2))
    file.path.write_text(_LINE.format(3, "ERROR", 3))
    growth = live.look()
    assert growth.change is Change.REPLACED
    assert levels(growth.file) == ["info", "warning"]


def test_appended_dates_keep_the_order_of_day_and_month(tmp_path: Path) -> None:
    file = opened(tmp_path, "05/06/2024 07:08:09 INFO up\n13/06/2024 07:08:09 INFO up\n")
    live = LiveLog(file)
    _append(file.path, "02/07/2024 07:08:09 ERROR down\n")
    assert times(live.look().file)[-1] == "2024-07-02T07:08:09+00:00"
