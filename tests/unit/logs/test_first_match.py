"""The union of patterns finds the same format as asking one after the other."""

import pytest

from workbench.logs.builtin_formats import log_formats
from workbench.logs.first_match import first_match
from workbench.logs.formats import LogFormat, PatternFormat

SAMPLES = [sample.line.encode() for one in log_formats() for sample in one.samples]
OTHERS = [
    b"",
    b"  indented",
    b"ValueError: bad",
    b'{"time": 1}',
    b"{",
    b"\xff\xfe\0",
    b"plain words",
]


def _one_after_the_other(formats: list[LogFormat], line: bytes) -> int | None:
    return next((place for place, one in enumerate(formats) if one.matches(line)), None)


def test_the_built_in_formats_match_as_one_by_one() -> None:
    formats = list(log_formats())
    first = first_match(formats)
    for line in SAMPLES + OTHERS:
        assert first(line) == _one_after_the_other(formats, line), line


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?P<quote>['\"])(?P<body>\w+)(?P=quote)",
        r"(a)(b)\2",
        r"(?i:warn) (?P<time>\d+)",
        r"[(?P<time>]+x",
        r"\(?P<time>",
        r"(a)?(?(1)b|c)",
    ],
)
def test_a_pattern_that_means_something_else_in_a_union_keeps_its_meaning(pattern: str) -> None:
    formats: list[LogFormat] = [
        PatternFormat("first", "first", (r"(?P<time>z)(?P<level>y)?",)),
        PatternFormat("odd", "odd", (pattern,)),
        PatternFormat("last", "last", (r"(?P<time>\w)",)),
    ]
    first = first_match(formats)
    for line in (
        b"'w'",
        b'"w"',
        b"'w\"",
        b"abb",
        b"WARN 1",
        b"Timex",
        b"P<time>",
        b"ab",
        b"zy",
        b"-",
    ):
        assert first(line) == _one_after_the_other(formats, line), line
