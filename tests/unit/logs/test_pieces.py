"""Work in pieces gives what the whole would give."""

import numpy as np
import pytest

from workbench.logs import pieces
from workbench.logs.pieces import DIGITS_AS_ZERO, counts_before, translated


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 40])
def test_pieces_count_and_translate_as_the_whole_does(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_PIECE", 8)
    source = np.random.default_rng(length)
    flags = source.random(length) < 0.5
    assert counts_before(flags).tolist() == [0, *np.cumsum(flags).tolist()]
    region = source.integers(40, 70, length).astype(np.uint8)
    whole = region.tobytes().translate(DIGITS_AS_ZERO)
    assert translated(region, DIGITS_AS_ZERO).tobytes() == whole
