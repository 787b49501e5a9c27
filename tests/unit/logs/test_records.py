"""Lines become records: times, levels, continuation lines, and nothing invented."""

import json
from pathlib import Path

from tests.unit.logs.logs_for_tests import levels, opened, times


def test_a_stack_trace_belongs_to_its_record(tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        "2024-05-06T07:08:09,123 [ERROR] main org.pytorch.serve.ModelServer - died\n"
        "java.lang.RuntimeException: no\n\tat a.b(C.java:1)\n\n"
        "2024-05-06T07:08:10,123 [INFO ] main org.pytorch.serve.ModelServer - up\n",
    )
    assert levels(file) == ["error", "info"]
    assert file.lines_of_record(0) == (0, 4)
    assert file.record_of_line(2) == 0
    assert file.text_of_record(1).endswith(b"- up")


def test_a_file_without_times_gets_none(tmp_path: Path) -> None:
    file = opened(tmp_path, "hello\nthe meeting of 2024-05-06 07:08:09 was fine\nbye\n")
    assert times(file) == [None, None, None]
    assert file.time_span() is None


def test_a_time_inside_the_message_is_not_the_stamp(tmp_path: Path) -> None:
    file = opened(tmp_path, "2024-05-06 07:08:09 INFO retry at 2030-01-01T00:00:00Z\n")
    assert times(file) == ["2024-05-06T07:08:09+00:00"]


def test_years_are_counted_over_new_year(tmp_path: Path) -> None:
    text = (
        "Dec 31 23:59:58 gw app[1]: a\nDec 31 23:59:59 gw app[1]: b\nJan  1 00:00:01 gw app[1]: c\n"
    )
    for reference in ("2024-01-01", "2023-12-31"):
        file = opened(tmp_path, text, reference=reference)
        assert [str(time)[:4] for time in times(file)] == ["2023", "2023", "2024"]


def test_a_year_less_log_lies_in_the_reference_year(tmp_path: Path) -> None:
    file = opened(tmp_path, "Nov  3 09:23:38 gw app[1]: a\n", reference="2020-01-01")
    assert times(file) == ["2020-11-03T09:23:38+00:00"]


def test_leap_days_keep_their_place(tmp_path: Path) -> None:
    file = opened(tmp_path, "Mar  1 00:00:00 gw app[1]: a\n", reference="2023-06-01")
    assert times(file) == ["2023-03-01T00:00:00+00:00"]


def test_a_zone_is_taken_for_stamps_without_one_only(tmp_path: Path) -> None:
    text = "".join(f"2024-07-01 12:00:00{zone} INFO a\n" for zone in ("", "Z", "+03:00"))
    file = opened(tmp_path, text, zone="Europe/Berlin")
    assert [str(time)[11:19] for time in times(file)] == ["10:00:00", "12:00:00", "09:00:00"]


def test_the_hour_that_comes_twice_is_read_twice(tmp_path: Path) -> None:
    clock = ["01:59:00", "02:30:00", "02:59:00", "02:01:00", "02:30:00", "03:00:00"]
    text = "".join(f"2024-10-27 {time} INFO x\n" for time in clock)
    file = opened(tmp_path, text, zone="Europe/Berlin")
    found = [str(time)[11:16] for time in times(file)]
    assert found == ["23:59", "00:30", "00:59", "01:01", "01:30", "02:00"]


def test_stamps_out_of_order_keep_their_lines(tmp_path: Path) -> None:
    file = opened(tmp_path, "2024-05-06 07:08:09 INFO a\n2024-05-06 07:08:01 INFO b\n")
    assert [str(time)[17:19] for time in times(file)] == ["09", "01"]


def test_several_formats_in_one_file_are_all_read(tmp_path: Path) -> None:
    lines = [
        "I0506 07:08:09.000000 7 core.cc:11] up",
        'INFO:     127.0.0.1:5 - "POST /v1/completions HTTP/1.1" 200 OK',
        "2024-05-06 07:08:10,123 - vllm.worker - WARNING - slow",
        "[2024-05-06 07:08:11 +0000] [7] [ERROR] gone",
        "  a continued line",
    ]
    file = opened(tmp_path, "\n".join(lines * 3), reference="2024-06-01")
    assert levels(file) == ["info", "info", "warning", "error"] * 3
    assert times(file)[:4] == [
        "2024-05-06T07:08:09+00:00",
        None,
        "2024-05-06T07:08:10.123+00:00",
        "2024-05-06T07:08:11+00:00",
    ]


def test_colours_do_not_hide_the_stamp(tmp_path: Path) -> None:
    file = opened(tmp_path, "\x1b[32m2024-05-06 07:08:09\x1b[0m \x1b[1;31mERROR\x1b[0m no\n")
    assert levels(file) == ["error"]
    assert file.lines(0, 1)[0].startswith(b"\x1b[32m")


def test_a_title_that_is_left_open_ends_with_its_line(tmp_path: Path) -> None:
    text = (
        "2024-05-06 07:08:09 INFO a\n"
        "2024-05-06 07:08:10 INFO \x1b]0;title\n"
        "2024-05-06 07:08:11 ERROR c\n"
    )
    assert levels(opened(tmp_path, text)) == ["info", "info", "error"]


def test_colours_in_json_do_not_hide_the_level(tmp_path: Path) -> None:
    entries = (
        {
            "log": f"\x1b[31m{level}\x1b[0m: said\n",
            "stream": "stderr",
            "time": "2024-05-06T07:08:09Z",
        }
        for level in ("ERROR", "WARNING")
    )
    file = opened(tmp_path, "\n".join(map(json.dumps, entries)))
    assert levels(file) == ["error", "warning"]
    assert file.fields_of(0)["body"] == "ERROR: said"


def test_what_a_progress_bar_left_before_a_record_is_passed_over(tmp_path: Path) -> None:
    bar = "Loading:  10%\rLoading: 100%\r"
    line = "2024-05-06 07:08:09 INFO ready\n"
    file = opened(tmp_path, line + bar + line.replace("INFO", "WARN"))
    assert levels(file) == ["info", "warning"]


def test_lines_that_end_with_cr_only_are_lines(tmp_path: Path) -> None:
    file = opened(tmp_path, "2024-05-06 07:08:09 INFO a\r2024-05-06 07:08:10 ERROR b\r")
    assert levels(file) == ["info", "error"]
    assert file.lines(1, 2) == [b"2024-05-06 07:08:10 ERROR b"]


def test_a_hole_of_nul_bytes_is_passed_over(tmp_path: Path) -> None:
    file = opened(tmp_path, b"\0" * 500 + b"2024-05-06 07:08:09 ERROR a\n" * 2)
    assert levels(file) == ["error", "error"]


def test_a_table_with_a_header_is_read_by_its_columns(tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        "Level,Date and Time,Source,Event ID,Task Category,Message\n"
        'Information,5/6/2024 7:08:09 AM,Service,7036,None,"The service, once\nstopped, runs"\n'
        "Error,5/6/2024 7:09:09 AM,Disk,7,None,bad block\n",
    )
    assert levels(file) == ["info", "error"]
    assert times(file)[0] == "2024-05-06T07:08:09+00:00"
    assert file.fields_of(1)["Source"] == "Disk"


def test_a_w3c_log_takes_its_columns_and_day_from_the_directives(tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        "#Version: 1.0\n#Date: 2024-05-06 07:00:00\n#Fields: time cs-method cs-uri-stem sc-status\n"
        "07:08:09 GET /a 200\n#Date: 2024-05-07 00:00:00\n"
        "#Fields: time sc-status cs-method cs-uri-stem\n07:08:09 503 GET /a\n",
    )
    assert times(file) == ["2024-05-06T07:08:09+00:00", "2024-05-07T07:08:09+00:00"]
    assert levels(file) == ["info", "error"]


def test_plain_lines_are_records(tmp_path: Path) -> None:
    file = opened(tmp_path, "2024-05-06 07:08:09 ERROR a\n\n x\n", plain=True)
    assert len(file.records) == 3
    chunk = next(file.message_chunks())
    assert [chunk.buffer[a:b] for a, b in zip(chunk.starts, chunk.ends, strict=True)] == [
        b"2024-05-06 07:08:09 ERROR a",
        b"",
        b" x",
    ]


def test_messages_come_without_their_heads(tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        "2024-05-06 07:08:09 ERROR first\r\n  more\r\n2024-05-06 07:08:09 INFO  second\r\n",
    )
    chunk = next(file.message_chunks())
    assert [chunk.buffer[a:b] for a, b in zip(chunk.starts, chunk.ends, strict=True)] == [
        b"first",
        b"second",
    ]


def test_any_line_of_a_long_log_is_found_again(tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(1000)]
    file = opened(tmp_path, "\n".join(lines))
    assert file.line_count == 1000
    for start in (0, 1, 63, 64, 65, 500, 998):
        assert file.lines(start, start + 2) == [line.encode() for line in lines[start : start + 2]]
    assert file.lines(999, 2000) == [b"line 999"]
    assert file.lines(1000, 1001) == []


def test_dates_that_contradict_each_other_stay_as_they_read(tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        "05/06/2024 07:08:09 INFO a\n13/06/2024 07:08:09 INFO b\n06/14/2024 07:08:09 INFO c\n",
    )
    days = [time and time[:10] for time in times(file)]
    assert days == ["2024-05-06", "2024-06-13", "2024-06-14"]
