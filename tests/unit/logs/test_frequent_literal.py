"""A literal that stands in many lines: the same places and lines as bytes and `re` give."""

import random

import numpy as np
import pytest

from workbench.logs import frequent_literal
from workbench.logs.frequent_literal import FrequentLiteral, lines_with
from workbench.logs.query import Matcher, Query


def _text(source: random.Random, longest: int) -> bytes:
    words = [b"ERROR", b"ERR", b"OR", b" ", b"a", b"\xc3\xa9", b"EERROR", b"\xff", b"\r"]
    lines = [b"".join(source.choices(words, k=source.randrange(longest))) for _ in range(400)]
    return b"\n".join(lines) + source.choice([b"", b"\n"])


@pytest.mark.parametrize("longest", [3, 30, 900])
@pytest.mark.parametrize("literal", [b"ERROR", b"R", b"EE", "é".encode()])
def test_places_and_lines(monkeypatch: pytest.MonkeyPatch, literal: bytes, longest: int) -> None:
    """Short and long lines, lines with several, cut into small pieces."""
    monkeypatch.setattr(frequent_literal, "_PIECE", 1 << 10)
    raw = _text(random.Random(longest), longest)
    data = np.frombuffer(raw, np.uint8)
    places = FrequentLiteral(literal).places(data)
    assert places.tolist() == [n for n in range(len(raw)) if raw.startswith(literal, n)]
    assert lines_with(data, places) == sum(literal in line for line in raw.split(b"\n"))


@pytest.mark.parametrize("raw", [b"", b"E", b"ERROR", b"xERRO", b"\n\n", b"ERROR\nERROR"])
def test_texts_that_hardly_hold_it(raw: bytes) -> None:
    """Texts shorter than the literal, and nothing else than it."""
    data = np.frombuffer(raw, np.uint8)
    places = FrequentLiteral(b"ERROR").places(data)
    assert len(places) == raw.count(b"ERROR") == lines_with(data, places)


def test_the_matcher_gives_the_same_lines_by_either_way() -> None:
    """Frequent in one stretch, rare in the next."""
    frequent = b"ok\nan ERROR here, ERROR there\nERROR\n" * 1000
    rare = b"ok\n" * 10_000 + b"ERROR\n" + b"ok\n" * 1000
    with Matcher(Query("ERROR", literal=True)) as matcher:
        for raw in (frequent, rare):
            expected = [n for n, line in enumerate(raw.split(b"\n")) if b"ERROR" in line]
            assert matcher.rows(raw).tolist() == expected
            assert matcher.count(raw) == len(expected)
