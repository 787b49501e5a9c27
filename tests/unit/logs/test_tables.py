"""Tables: values where quotes, blanks and line ends make them hard to find."""

import csv
import io
import random
from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import levels, opened, times
from workbench.logs import reader

_VALUES = (
    "plain",
    "with, comma",
    'a "quoted" word',
    "two\nlines",
    'x,"\n\n,y"\n',
    "",
    " blanks ",
    '{"level": "error", "n": 1}',
)
_LEVELS = ("info", "WARNING", "Error", "3", "unheard-of", "")


def _table(delimiter: str, rows: int) -> tuple[str, list[tuple[str, str, str]]]:
    """A table as `csv` writes it, and stamp, level and message of each row."""
    source = random.Random(5)
    entries = [
        (
            f"2024-05-06T07:{n // 60 % 60:02d}:{n % 60:02d}.{n % 1000:03d}Z",
            source.choice(_LEVELS),
            source.choice(_VALUES),
        )
        for n in range(rows)
    ]
    output = io.StringIO()
    writer = csv.writer(output, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(["id", "message", "time", "level"])
    writer.writerows((n, text, time, level) for n, (time, level, text) in enumerate(entries))
    return output.getvalue(), entries


def _level(word: str, message: str) -> str:
    known = {"info": "info", "WARNING": "warning", "Error": "error", "3": "error"}
    return known.get(word) or ("error" if "error" in message else "unknown")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_found_through_quotes_and_line_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delimiter: str
) -> None:
    monkeypatch.setattr(reader, "FIRST_BYTES", 2000)
    monkeypatch.setattr(reader, "BLOCK_BYTES", 2000)
    text, entries = _table(delimiter, 2000)
    file = opened(tmp_path, text)
    assert file.format is not None
    assert file.format.name == "csv_log"
    assert times(file) == [
        time.replace(".000", "").removesuffix("Z") + "+00:00" for time, _, _ in entries
    ]
    assert levels(file) == [_level(word, message) for _, word, message in entries]
    assert [file.text_of_record(n).decode().count("\n") for n in range(len(entries))] == [
        message.count("\n") for _, _, message in entries
    ]


def test_a_stray_quote_opens_no_value(tmp_path: Path) -> None:
    row = '2024-05-06 07:08:09,info,a 5" disk\n'
    file = opened(tmp_path, "time,level,message\n" + row * 50)
    assert len(file.records) == 50


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    row = "2024-05-06 07:08:09,info,fine\n"
    broken = '2024-05-06 07:08:09,error,"broken\n'
    file = opened(tmp_path, "time,level,message\n" + row * 50 + broken + row * 3000)
    assert len(file.records) >= 3050


def test_blanks_in_quotes_divide_no_values_of_w3c(tmp_path: Path) -> None:
    head = "#Fields: date time cs(User-Agent) sc-status\n"
    rows = [
        '2024-05-06 07:08:09 "a b  c" 200',
        "2024-05-06\t07:08:10\tcurl  404",
        '2024-05-06 07:08:11 a"b 500',
        "2024-05-06 07:08:12 cut",
        "no row",
    ]
    file = opened(
        tmp_path,
        head + "\n".join(rows) + "\n#Fields: time date sc-status\n07:08:13 2024-05-06 503\n",
    )
    assert times(file)[:4] == [f"2024-05-06T07:08:{n:02d}+00:00" for n in (9, 10, 11, 12)]
    assert levels(file)[:4] == ["info", "error", "error", "info"]
    assert times(file)[-1] == "2024-05-06T07:08:13+00:00"
    assert levels(file)[-1] == "error"


def test_the_day_of_w3c_rows_comes_from_the_directive(tmp_path: Path) -> None:
    text = "#Date: 2024-05-06 07:00:00\n#Fields: time sc-status\n07:08:09 200\n"
    text += "#Date: 2024-05-07 00:00:00\n00:00:01 404\n"
    assert times(opened(tmp_path, text)) == [
        "2024-05-06T07:08:09+00:00",
        "2024-05-07T00:00:01+00:00",
    ]
