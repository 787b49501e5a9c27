"""Long arrays in pieces: some steps keep the interpreter to themselves, and the window waits.

`bytes.translate`, and numpy where it casts while it sums, hold the interpreter's lock until
they have ended. In pieces of 256 KB that is under a millisecond, at no cost in speed.
"""

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 18

DIGITS_AS_ZERO = bytes(
    ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256)
)
"""A table for `translated`: every digit is 0."""


def counts_before(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many flags are set before each place, and in all behind the last [flags + 1]."""
    found = np.zeros(len(flags) + 1, np.int32)
    total = 0
    for start in range(0, len(flags), _PIECE):
        piece = flags[start : start + _PIECE]
        part = found[start + 1 : start + 1 + len(piece)]
        np.cumsum(piece, dtype=np.int32, out=part)
        part += total
        total = int(part[-1])
    return found


def translated(region: NDArray[np.uint8], table: bytes) -> NDArray[np.uint8]:
    """Every byte replaced by what the table of 256 bytes has in its place."""
    found = np.empty(len(region), np.uint8)
    for start in range(0, len(region), _PIECE):
        piece = region[start : start + _PIECE].tobytes().translate(table)
        found[start : start + _PIECE] = np.frombuffer(piece, np.uint8)
    return found
