"""What differs between a good log and a bad one: messages in one only, and changed rates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.logs.anomaly_fields import Field
from workbench.logs.anomaly_findings import shown
from workbench.logs.anomaly_values import value_streams
from workbench.logs.templates import Template

_LEAST_RATIO = 1.5
_LEAST_DEVIATIONS = 4.0


@dataclass(frozen=True, slots=True)
class Change:
    """A template's number of records in both logs, or that of one value in it ('502 in ...').

    `ratio` is its share of the bad log's records divided by that of the good log's; None
    where it is in one of them only. `strength` orders the changes.
    """

    text: str
    good: int
    bad: int
    ratio: float | None
    strength: float


@dataclass(frozen=True, slots=True)
class Difference:
    """All differences, the most telling first."""

    only_in_bad: Sequence[Change]
    only_in_good: Sequence[Change]
    rate_changes: Sequence[Change]


def difference(
    template_ids: NDArray[np.int32],
    templates: Sequence[Template],
    good_records: int,
    fields: Sequence[Field] = (),
) -> Difference:
    """Compare the first `good_records` records with the rest."""
    total = (good_records, len(template_ids) - good_records)
    good = np.bincount(template_ids[:good_records], minlength=len(templates)).tolist()
    bad = np.bincount(template_ids[good_records:], minlength=len(templates)).tolist()
    changes = [
        _change(template.text, (good[i], bad[i]), total) for i, template in enumerate(templates)
    ]
    names = [shown(template) for template in templates]
    for stream in value_streams(np.arange(len(template_ids)), fields, names):
        if good[stream.template_id] and bad[stream.template_id]:
            split = int(np.searchsorted(stream.places, good_records))
            changes.append(_change(stream.name, (split, len(stream.places) - split), total))
    changes.sort(key=lambda change: -change.strength)
    return Difference(
        [change for change in changes if not change.good and change.bad],
        [change for change in changes if not change.bad and change.good],
        [change for change in changes if _is_telling(change)],
    )


def _change(text: str, counts: tuple[int, int], total: tuple[int, int]) -> Change:
    """The strength is that of a test of two proportions, in standard deviations."""
    (good, bad), (of_good, of_bad) = counts, (max(total[0], 1), max(total[1], 1))
    shared = (good + bad) / (of_good + of_bad)
    expected = (shared * (1 - shared) * (1 / of_good + 1 / of_bad)) ** 0.5
    gap = bad / of_bad - good / of_good
    ratio = (bad / of_bad) / (good / of_good) if good and bad else None
    return Change(text, good, bad, ratio, abs(gap) / expected if expected else 0.0)


def _is_telling(change: Change) -> bool:
    ratio = change.ratio
    if ratio is None or change.strength < _LEAST_DEVIATIONS:
        return False
    return max(ratio, 1 / ratio) >= _LEAST_RATIO
