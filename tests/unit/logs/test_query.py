"""Searching gives the lines that Python's `re` gives, and never hangs."""

import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.unit.logs.logs_for_tests import opened
from workbench.core.errors import Cancelled, UserError
from workbench.core.progress import Progress
from workbench.logs.field_filter import parse_filter
from workbench.logs.filters import by_fields
from workbench.logs.finding import count_lines, find
from workbench.logs.query import Matcher, Query

_ATOMS = [
    *(
        "a",
        "b",
        "err",
        "E",
        "0",
        "-",
        "=",
        ":",
        ".",
        "^",
        "$",
        "é",
        "x?",
        "[a-f]",
        "[^a-z]",
        "[^x]",
    ),
    *(
        r"\d",
        r"\w",
        r"\s",
        r"\S",
        r"\W",
        r"\D",
        r"\b",
        r"\B",
        r"\.",
        r"\t",
        r"[\d.]",
        r"[^\s]",
        "[^x]",
    ),
    *("[^x]", "(?:ab|cd)", "(foo|bar)", "(?i:er)", "[ab0]", r"[\w-]"),
]
_QUANTIFIERS = ["", "", "", "", "*", "+", "?", "{2}", "{1,3}", "*?", "+?"]


def _pattern(source: random.Random) -> str:
    def sequence() -> str:
        made: list[str] = []
        for _ in range(source.randint(1, 5)):
            atom = source.choice(_ATOMS)
            fixed = atom in ("^", "$", r"\b", r"\B")
            made.append(atom + ("" if fixed else source.choice(_QUANTIFIERS)))
        return "".join(made)

    return "|".join(sequence() for _ in range(source.choice([1, 1, 1, 2])))


def _corpus(source: random.Random, *more: str) -> list[str]:
    words = ["err", "ERROR", "foo", "bar", "ab", "cd", "0", "42", "x", "a-b", "k=v", "a.b", "", " "]
    words += ["\t", *more]
    return ["".join(source.choices(words, k=source.randint(0, 9))) for _ in range(300)]


def assert_found_as_by_re(source: random.Random, lines: list[str], patterns: int) -> None:
    raw = "\n".join([*lines, ""]).encode()
    checked = 0
    while checked < patterns:
        expression = _pattern(source)
        try:
            expected = re.compile(expression)
        except re.error:
            continue
        checked += 1
        with Matcher(Query(expression)) as matcher:
            found = matcher.rows(raw).tolist()
        assert found == [n for n, line in enumerate(lines) if expected.search(line)], expression


def test_300_generated_patterns_find_what_re_finds() -> None:
    source = random.Random(4711)
    assert_found_as_by_re(source, _corpus(source), 300)


def test_generated_patterns_find_what_re_finds_in_lines_with_other_letters() -> None:
    source = random.Random(815)
    assert_found_as_by_re(source, _corpus(source, "é", "日本"), 15)


@pytest.mark.parametrize("expression", [r"(?<=a)b", r"(a)\1", r"(?!x)b", r"b(?=c)"])
def test_look_around_and_back_references_work(expression: str) -> None:
    lines = ["ab", "cb", "aa", "bc", "xx"]
    with Matcher(Query(expression)) as matcher:
        found = matcher.rows("\n".join(lines).encode()).tolist()
    assert found == [n for n, line in enumerate(lines) if re.search(expression, line)]


def test_whole_words_and_case() -> None:
    raw = b"cat\nconcat\nCAT!\nthe cat sat\n"
    for query, expected in (
        (Query("cat", literal=True, whole_word=True), [0, 3]),
        (Query("cat", literal=True, whole_word=True, ignore_case=True), [0, 2, 3]),
        (Query("cat", literal=True), [0, 1, 3]),
        (Query("CAT", ignore_case=True), [0, 1, 2, 3]),
    ):
        with Matcher(query) as matcher:
            assert matcher.rows(raw).tolist() == expected


def test_a_literal_is_not_read_as_an_expression() -> None:
    with Matcher(Query("a.b[", literal=True)) as matcher:
        assert matcher.rows(b"a.b[\naxb[\n").tolist() == [0]


def test_line_ends_of_windows_do_not_count_as_text() -> None:
    with Matcher(Query("end$")) as matcher:
        assert matcher.rows(b"the end\r\nended\r\nend\n").tolist() == [0, 2]


def test_a_line_with_several_hits_counts_once() -> None:
    with Matcher(Query("x")) as matcher:
        assert matcher.count(b"xxx x x\nno\nx") == 2
        assert matcher.rows(b"xxx x x\nno\nx").tolist() == [0, 2]


def test_bytes_that_are_no_utf8_are_searched() -> None:
    with Matcher(Query(r"b\w+d")) as matcher:
        assert matcher.rows(b"\xff\xfe bad\nbx\n").tolist() == [0]


def test_a_broken_expression_is_said_in_one_sentence() -> None:
    with pytest.raises(UserError, match="not a regular expression"):
        Matcher(Query("(a"))


def _cancelled_after(work: Callable[[Progress], object], delay: float) -> float:
    """Seconds from the cancel to the end of work that would go on for hours."""
    progress = Progress()
    cancelled: list[float] = []

    def cancel() -> None:
        cancelled.append(time.monotonic())
        progress.cancel()

    timer = threading.Timer(delay, cancel)
    timer.start()
    with pytest.raises(Cancelled):
        work(progress)
    ended = time.monotonic()
    timer.join()
    return ended - cancelled[0]


@pytest.mark.parametrize("expression", ["(a+)+$", r"(?=(a+)+$)(a+)+b"])
def test_a_catastrophic_expression_is_cancelled_within_100_ms(
    tmp_path: Path, expression: str
) -> None:
    file = opened(tmp_path, (b"a" * 40 + b"!\n") * 100_000, plain=True)
    every = np.ones(len(file.records), np.bool_)
    fields = parse_filter(f'body~"{expression}"')

    def search(progress: Progress) -> None:
        with Matcher(Query(expression)) as matcher:
            list(find(file, matcher, progress=progress))

    def count(progress: Progress) -> None:
        with Matcher(Query(expression)) as matcher:
            count_lines(file.source, matcher, progress)

    def select(progress: Progress) -> None:
        by_fields(file, fields, every, progress)

    for work in (search, count, select):
        # the best of some, while the process starts and when it is at work: other processes
        # may keep this one from running at all
        assert min(_cancelled_after(work, delay) for delay in (0.01, 0.1, 0.3)) < 0.1


def test_needles_at_every_place_of_a_stretch_are_found() -> None:
    lines = [b"%d filler" % n for n in range(1000)]
    for place in (0, 1, 499, 998, 999):
        planted = [*lines]
        planted[place] = b"needle here"
        with Matcher(Query("needle")) as matcher:
            assert matcher.rows(b"\n".join(planted)).tolist() == [place]
            assert isinstance(matcher.rows(b"\n".join(planted)), np.ndarray)
