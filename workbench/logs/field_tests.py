"""Tests of field values, for many records at once: each distinct value is tested once."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.formats import Values
from workbench.logs.model import BoolArray
from workbench.logs.query import Matcher, Query

Columns = Mapping[str, Values]
Test = Callable[[Columns, Progress], BoolArray]
Decision = Callable[[Sequence[str], Progress], Sequence[bool]]

_MOST_KNOWN = 500_000


@dataclass(slots=True)
class FieldTest:
    """Whether the values of one field pass; `absent`: where there is none."""

    name: str
    decide: Decision
    absent: bool
    _known: dict[str | None, bool] = field(default_factory=dict[str | None, bool])

    def __call__(self, columns: Columns, progress: Progress) -> BoolArray:
        """Which records pass. Raises Cancelled."""
        values = columns[self.name]
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        self._known[None] = self.absent
        fresh = [v for v in dict.fromkeys(values) if v is not None and v not in self._known]
        self._known.update(zip(fresh, self.decide(fresh, progress), strict=True))
        return np.fromiter(map(self._known.__getitem__, values), np.bool_, len(values))


def is_there(values: Sequence[str], _: Progress) -> Sequence[bool]:
    """The test of a field alone: any value passes."""
    return [True] * len(values)


class Found:
    """The test with an expression: it is found in the value, in any case of letters."""

    def __init__(self, expression: str) -> None:
        """Raises UserError for an expression that is none."""
        self._matcher = Matcher(Query(expression, ignore_case=True))

    def __call__(self, values: Sequence[str], progress: Progress) -> Sequence[bool]:
        """Which values hold it. Raises Cancelled, whatever the expression is."""
        found = np.zeros(len(values), np.bool_)
        lines = [value.replace("\n", " ").encode("utf-8", "surrogateescape") for value in values]
        if lines:
            found[self._matcher.rows(b"\n".join(lines) + b"\n", progress)] = True
        return found.tolist()

    def close(self) -> None:
        """End the process that looks for what hyperscan cannot find, if there is one."""
        self._matcher.close()


def compared(sign: str, value: str) -> Decision:
    """The test with = < <= > >=: as numbers where both are numbers, else as text."""
    number = number_in(value)
    compare = _COMPARISONS[sign]

    def passes(given: str) -> bool:
        given_number = number_in(given) if number is not None else None
        if number is not None and given_number is not None:
            return compare(given_number, number)
        if sign == "=":
            return given == value
        return number is None and compare(given, value)

    return lambda values, _: [passes(given) for given in values]


def opposite(decide: Decision) -> Decision:
    """The test that is passed where the other one is not."""
    return lambda values, progress: [not passed for passed in decide(values, progress)]


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def number_in(text: str) -> float | None:
    """The number that a text is, None when it is none."""
    try:
        return float(text)
    except ValueError:
        return None
