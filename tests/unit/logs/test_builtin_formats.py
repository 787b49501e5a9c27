"""Every shipped format reads its own samples, and is recognised by them alone."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from workbench.core import paths
from workbench.logs.formats import LogFormat, Sample
from workbench.logs.logfile import open_log
from workbench.logs.model import NO_TIME, Level
from workbench.logs.times import moment_of
from workbench.plugin_host.host import PluginHost


@cache
def log_formats() -> list[LogFormat]:
    """The built-in formats and those of the shipped plugins, as the product asks for them."""
    given = PluginHost([paths.shipped_plugins()]).ask("log_formats")
    return [one for one in given if isinstance(one, LogFormat)]


_SAMPLES = [
    pytest.param(one, sample, id=f"{one.name}-{number}")
    for one in log_formats()
    for number, sample in enumerate(one.samples)
]


@pytest.mark.parametrize(("one", "sample"), _SAMPLES)
def test_a_sample_is_recognised_and_read(one: LogFormat, sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "any.txt"
    path.write_text(f"{sample.line}\n", encoding="utf-8")
    file = open_log(path, formats=log_formats(), reference_date=date(2000, 5, 6))
    assert file.format is not None
    assert file.format.name == one.name
    assert Level(int(file.records.level[0])) is sample.level
    if sample.time is not None:
        assert int(file.records.time[0]) == moment_of(sample.time)
    fields = file.fields_of(0)
    assert {name: fields.get(name) for name in sample.fields} == dict(sample.fields)


def test_every_format_has_a_sample_unless_the_file_names_its_columns() -> None:
    without = {one.name for one in log_formats() if not one.samples}
    assert without == {"w3c_log", "zeek_log", "csv_log"}


def test_names_are_unique() -> None:
    names = [one.name for one in log_formats()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("one", "sample"), _SAMPLES)
def test_columns_read_what_the_pattern_reads(
    one: LogFormat, sample: Sample, tmp_path: Path
) -> None:
    """A long file (read in columns) and its lines one by one (read by pattern) agree."""
    lines = [f"{_varied(sample.line, number)}\n" for number in range(3000)]
    long = tmp_path / "long"
    long.write_text("".join(lines) + "  continued\n" + lines[0] + "oops\n", encoding="utf-8")
    records = open_log(long, formats=log_formats(), reference_date=date(2000, 5, 6)).records
    short = tmp_path / "short"
    for number in (0, 1, 7, 1999, 2999):
        short.write_text(lines[number], encoding="utf-8")
        alone = open_log(short, formats=log_formats(), reference_date=date(2000, 5, 6)).records
        assert int(records.level[number]) == int(alone.level[0])
        if sample.time is not None:
            assert int(records.time[number]) == int(alone.time[0]) != NO_TIME


def _varied(line: str, number: int) -> str:
    """The line with other words behind its head now and then, as long logs have them."""
    return line if number % 7 or line[0] in "{#" or line[-1] == "}" else f"{line} error {number}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "2024-05-06 07:08:09.837 UTC,,,7,,65d0.7,3,,2024-05-06 07:00:00 UTC,,0,{},00000,"
            '"ready",,,,,,,,,"","checkpointer",,0',
            "FATAL PANIC | ERROR | WARNING | LOG NOTICE INFO | DEBUG1 DEBUG2 DEBUG3 DEBUG4 DEBUG5",
        ),
        (
            '{{"t":{{"$date":"2024-05-06T07:08:09.221Z"}},"s":"{}","c":"QUERY","id":7,"ctx":"a","msg":"b"}}',
            "F | E | W | I | D1 D2 D3 D4 D5",
        ),
        (
            "2024-05-06 07:08:09.123 | {:<8} | app:main:7 - saved",
            "CRITICAL | ERROR | WARNING | INFO SUCCESS | DEBUG | TRACE",
        ),
    ],
)
def test_every_word_for_a_level_is_known(line: str, words: str, tmp_path: Path) -> None:
    levels = [Level.FATAL, Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG, Level.TRACE]
    wanted = [
        (word, level)
        for group, level in zip(words.split(" | "), levels, strict=False)
        for word in group.split()
    ]
    path = tmp_path / "any.txt"
    path.write_text("".join(f"{line.format(word)}\n" for word, _ in wanted), encoding="utf-8")
    found = open_log(path, formats=log_formats()).records.level.tolist()
    assert [(word, Level(level)) for (word, _), level in zip(wanted, found, strict=True)] == wanted
