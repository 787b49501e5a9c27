"""The rules of Western Electric (1956) and Nelson (1984), each on standardised points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name, what it says, and `fires(z)` for points along the last axis."""

    name: str
    words: str
    fires: Callable[[Floats], Flags]


def _beyond(limit: float) -> Callable[[Floats], Flags]:
    def fires(z: Floats) -> Flags:
        return np.abs(z) > limit

    return fires


def _some_of(needed: int, last: int, limit: float) -> Callable[[Floats], Flags]:
    """At least `needed` of the last points beyond a limit, all on the same side."""

    def fires(z: Floats) -> Flags:
        high = _counted(z > limit, last) >= needed
        low = _counted(z < -limit, last) >= needed
        return high | low

    return fires


def _steps(length: int, turning: bool) -> Callable[[Floats], Flags]:
    """`length` points in a row that rise (or fall), or that turn at every step."""

    def fires(z: Floats) -> Flags:
        direction = np.sign(np.diff(z, axis=-1))
        if turning:
            flips = direction[..., 1:] * direction[..., :-1] < 0
            found = _counted(flips, length - 2) >= length - 2
            return _padded(found, 2)
        rising = _counted(direction > 0, length - 1) >= length - 1
        falling = _counted(direction < 0, length - 1) >= length - 1
        return _padded(rising | falling, 1)

    return fires


def _hugging(length: int) -> Callable[[Floats], Flags]:
    def fires(z: Floats) -> Flags:
        return _counted(np.abs(z) < 1, length) >= length

    return fires


def _avoiding(length: int) -> Callable[[Floats], Flags]:
    def fires(z: Floats) -> Flags:
        return _counted(np.abs(z) > 1, length) >= length

    return fires


def _counted(flags: Flags, last: int) -> NDArray[np.int32]:
    """How many of the last `last` flags are set; -1 until there are so many."""
    counts = np.full(flags.shape, -1, dtype=np.int32)
    if flags.shape[-1] >= last:
        running = np.cumsum(flags, axis=-1, dtype=np.int32)
        counts[..., last - 1] = running[..., last - 1]
        counts[..., last:] = running[..., last:] - running[..., :-last]
    return counts


def _padded(flags: Flags, missing: int) -> Flags:
    pad = np.zeros((*flags.shape[:-1], missing), dtype=np.bool_)
    return np.concatenate([pad, flags], axis=-1)


_THREE = Rule("beyond-3-sigma", "one point beyond 3 sigma", _beyond(3))
_TWO_OF_THREE = Rule("2-of-3", "2 of 3 points beyond 2 sigma on one side", _some_of(2, 3, 2))
_FOUR_OF_FIVE = Rule("4-of-5", "4 of 5 points beyond 1 sigma on one side", _some_of(4, 5, 1))
_RULES = (
    _THREE,
    _TWO_OF_THREE,
    _FOUR_OF_FIVE,
    Rule("8-on-one-side", "8 points in a row on one side of the center", _some_of(8, 8, 0)),
    Rule("9-on-one-side", "9 points in a row on one side of the center", _some_of(9, 9, 0)),
    Rule("6-trending", "6 points in a row rising or falling", _steps(6, turning=False)),
    Rule(
        "14-alternating", "14 points in a row going up and down in turn", _steps(14, turning=True)
    ),
    Rule("15-within-1-sigma", "15 points in a row within 1 sigma", _hugging(15)),
    Rule("8-beyond-1-sigma", "8 points in a row beyond 1 sigma on either side", _avoiding(8)),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _RULES}
"""Every rule by its name."""

WESTERN_ELECTRIC = ("beyond-3-sigma", "2-of-3", "4-of-5", "8-on-one-side")
NELSON = (
    "beyond-3-sigma",
    "9-on-one-side",
    "6-trending",
    "14-alternating",
    "2-of-3",
    "4-of-5",
    "15-within-1-sigma",
    "8-beyond-1-sigma",
)
_SETS = {"western-electric": WESTERN_ELECTRIC, "nelson": NELSON, "3-sigma": WESTERN_ELECTRIC[:1]}


def chosen(text: str) -> list[Rule]:
    """Rules from 'western-electric', 'nelson', '3-sigma' or a list of names and numbers.

    A number n stands for Nelson's rule n. Raises UserError for a name that is no rule.
    """
    names: list[str] = []
    for part in (piece.strip().lower() for piece in text.split(",")):
        if part in _SETS:
            names += _SETS[part]
        elif part.isdigit() and 1 <= int(part) <= len(NELSON):
            names.append(NELSON[int(part) - 1])
        elif part in RULES:
            names.append(part)
        else:
            raise UserError(
                f"'{part}' is no rule.",
                f"Say western-electric, nelson, or some of: {', '.join(RULES)}.",
            )
    return [RULES[name] for name in dict.fromkeys(names)]


def fired(z: Floats, rules: Sequence[Rule]) -> list[tuple[int, str]]:
    """Where which rule fires, in order of the points."""
    found = [(int(place), rule.name) for rule in rules for place in np.flatnonzero(rule.fires(z))]
    order = {rule.name: number for number, rule in enumerate(rules)}
    return sorted(found, key=lambda hit: (hit[0], order[hit[1]]))
