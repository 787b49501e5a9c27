"""Numbers and times in a text: a time of the record only where the file shows that it is one."""

from pathlib import Path

import pytest

from tests.unit.logs.logs_for_tests import opened, times

START = 1_714_979_289_123  # 2024-05-06T07:08:09.123Z


@pytest.mark.parametrize(
    "text",
    [
        "1678886400123 widgets were sold in May\n",
        "1678886400123 widgets were sold in May\n1678886400124 in June\nand more\n",
        "Sales\n" + "1678886400123 widgets were sold\nhello there\n" * 20,
        "".join(
            f"15{n * 37_919_777 % 10**8:08} called twice\n" for n in range(30)
        ),  # telephone numbers
        "".join(f"{1_000_000_000 + n},order\n" for n in range(30)),
        "1714979289;Smith;Berlin\n1514979211;Jones;York\n",
        "1714979289 error cards were printed\n",
        "1678886400123 the same\n" * 10,
    ],
)
def test_numbers_that_count_something_else_give_no_time(tmp_path: Path, text: str) -> None:
    """Amounts, order numbers and telephone numbers stay what they are."""
    assert set(times(opened(tmp_path, text))) == {None}


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000, 1_000_000_000])
def test_rising_numbers_before_every_record_are_times(tmp_path: Path, unit: int) -> None:
    """Seconds, milliseconds, microseconds and nanoseconds, without any other mark."""
    counts = [(START + n * 1500) * unit // 1000 for n in range(20)]
    file = opened(tmp_path, "".join(f"{count} step {n}\n" for n, count in enumerate(counts)))
    assert [str(time)[:19] for time in times(file)[:3]] == [
        "2024-05-06T07:08:09",
        "2024-05-06T07:08:10",
        "2024-05-06T07:08:12",
    ]


@pytest.mark.parametrize(
    "line", ["[1714979289] up", "1714979289.123 up", "1714979289 INFO up", "1714979289: [warn] up"]
)
def test_a_single_marked_stamp_is_a_time(tmp_path: Path, line: str) -> None:
    """Brackets, a fraction or a level say that the number is a stamp."""
    assert str(times(opened(tmp_path, line + "\n"))[0]).startswith("2024-05-06T07:08:09")


def test_a_number_in_a_continuation_cuts_no_record(tmp_path: Path) -> None:
    """A line of another format's record that begins with such a number stays in its record."""
    text = "2024-05-06 07:08:09 INFO sold:\n1678886400123 widgets\n" * 5
    assert times(opened(tmp_path, text)) == ["2024-05-06T07:08:09+00:00"] * 5


@pytest.mark.parametrize(
    "text",
    [
        "meeting at 2024-05-06T07:08:09 was fine\nsee you\n",
        "Valid from 2020-01-01 00:00:00\nValid until 2030-01-01 00:00:00\n",
        "expires: 2030-01-01 00:00:00\nnote: x\n",
        "commit abc\nAuthor: x\nDate:   Mon May 6 07:08:09 2024 +0200\n\n    msg\n",
        "chapter\n  2024-05-06 07:08:09 a quotation\nend\n",
        "10:20:30:40:50:60 port 3\naa:bb:cc:dd:ee:ff port 4\n",
        "1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:04,000 --> 00:00:05,000\nthere\n",
    ],
)
def test_a_time_in_prose_or_a_table_is_no_stamp(tmp_path: Path, text: str) -> None:
    """Sentences, headings, addresses and subtitles are no records with a time."""
    assert set(times(opened(tmp_path, text))) == {None}
