"""Expressions that only Python's `re` can decide are marked in the lines, and freeze nothing."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from workbench.core.progress import Progress
from workbench.logs.query import Query
from workbench.logs.regex_worker import Spans
from workbench.panes.logs.finding import highlighter
from workbench.panes.logs.late_spans import LateSpans

Make = Callable[[str], LateSpans]


@pytest.fixture
def late() -> Iterator[Make]:
    parent = QObject()
    made: list[LateSpans] = []

    def run(work: Callable[[Progress], object], done: Callable[[list[Spans]], None]) -> None:
        done(work(Progress()))  # pyright: ignore[reportArgumentType]: the work gives spans

    def make(expression: str) -> LateSpans:
        query = Query(expression)
        assert highlighter(query) is None
        made.append(LateSpans(query, run, parent))
        return made[-1]

    yield make
    for one in made:
        one.close()
    parent.deleteLater()


def test_what_only_re_can_decide_is_marked_a_moment_later(late: Make, qtbot: QtBot) -> None:
    spans = late(r"(\w)\1+")
    assert spans("a little butter") == []
    with qtbot.waitSignal(spans.known, timeout=60_000):
        spans("bookkeeper")
    assert spans("a little butter") == [(4, 6), (11, 13)]
    assert spans("bookkeeper") == [(1, 3), (3, 5), (5, 7)]


def test_an_expression_that_takes_for_ever_marks_nothing_and_can_be_closed(
    late: Make, qtbot: QtBot
) -> None:
    spans = late(r"(?<!x)(a+)+\1$")
    with qtbot.waitSignal(spans.known, timeout=60_000):
        spans("a" * 60 + "b")
    assert spans("a" * 60 + "b") == []
