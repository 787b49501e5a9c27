"""From probabilities to believable numbers: confidence, thresholds, calibration error."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import beta

from workbench.tickets.triage.sparse import Bools, Floats, Ints

NEVER = 2.0
"""A threshold that no confidence reaches."""

_RISK = 0.05
_CERTAIN = 1e-6


@dataclass(frozen=True)
class Confidence:
    """The probability that the first choice is right: a logistic curve over its own odds.

    Two numbers fitted on held-out rows (Platt 1999, on the top class only). `most` is what so
    many rows can show at best: the chance that the next is right when all were.
    """

    slope: float = 1.0
    offset: float = 0.0
    most: float = 1.0

    def of(self, probabilities: Floats) -> Floats:
        """Confidence [texts] of the first choice from probabilities [texts, classes]."""
        return self.most * expit(self.slope * _odds(probabilities) + self.offset)


def with_first(probabilities: Floats, confidence: float) -> Floats:
    """The probabilities of one text [classes], the largest made the confidence, in their order.

    Made larger, it takes from the others as they are large. Made smaller, all are drawn
    towards the even share, which is the least that the first can have.
    """
    first, even = probabilities.max(), 1 / len(probabilities)
    if confidence < first:
        kept = max(confidence - even, 0) / max(first - even, _CERTAIN)
        return even + kept * (probabilities - even)
    found = probabilities * ((1 - confidence) / max(1 - first, _CERTAIN))
    found[probabilities.argmax()] = confidence
    return found


def _odds(probabilities: Floats) -> Floats:
    top = np.clip(probabilities.max(axis=1), _CERTAIN, 1 - _CERTAIN)
    return np.log(top / (1 - top))


def fit_confidence(probabilities: Floats, labels: Ints, weight: Floats | None = None) -> Confidence:
    """Fit on held-out rows; a curve that would fall with the odds is made flat.

    `weight` says how much each row counts: 1 if not given.
    No confidence is above (rows + 1) / (rows + 2), Laplace's rule of succession: a hundred
    held-out tickets cannot show that one is 99.9 % sure.
    """
    odds = _odds(probabilities)
    right = probabilities.argmax(axis=1) == labels
    weight = np.ones(len(labels)) if weight is None else weight

    def surprise(numbers: Floats) -> float:
        # A little pull towards the identity keeps small calibration sets sane.
        sure = np.clip(expit(numbers[0] * odds + numbers[1]), 1e-12, 1 - 1e-12)
        loss = -weight @ np.log(np.where(right, sure, 1 - sure))
        return float(loss + 0.5 * ((numbers[0] - 1) ** 2 + numbers[1] ** 2))

    slope, offset = minimize(surprise, np.array([1.0, 0.0]), method="BFGS").x
    rows = float(weight.sum())
    most = (rows + 1) / (rows + 2)
    return Confidence(max(float(slope), 0.05), float(offset), most)


def lower_bound(right: Floats | Ints, total: Floats | Ints, risk: float = _RISK) -> Floats:
    """One-sided Clopper-Pearson lower bound of a share (Clopper and Pearson 1934).

    Counts may be fractions, of rows that do not count in full.
    """
    bound = beta.ppf(risk, right, total - right + 1)
    return np.where(right == 0, 0.0, bound)


def threshold(confidence: Floats, right: Bools, weight: Floats, precision: float) -> float:
    """The lowest confidence from which the accepted rows are right often enough.

    'Often enough' holds when the lower bound of the share of right rows reaches
    `precision`; NEVER where no threshold does. A row counts as much as its `weight` says.
    """
    if not len(confidence):
        return NEVER
    order = np.argsort(-confidence, kind="stable")
    counted = weight[order]
    bound = lower_bound(np.cumsum(counted * right[order]), np.cumsum(counted))
    sorted_confidence = confidence[order]
    # Rows of equal confidence are accepted together.
    last_of_equal = np.append(sorted_confidence[1:] < sorted_confidence[:-1], True)
    enough = np.flatnonzero((bound >= precision) & last_of_equal)
    return float(sorted_confidence[enough[-1]]) if len(enough) else NEVER


def class_thresholds(
    confidence: Floats,
    label: Ints,
    truth: Ints,
    weight: Floats,
    *,
    classes: int,
    precision: float,
) -> Floats:
    """One threshold per predicted class [classes].

    All start at the confidence from which the lower bound over all classes reaches
    `precision`. A class whose own held-out rows show that it stays below (even the upper
    bound of its share is lower) is raised until they no longer do. The risk is shared among
    the classes: tested one by one, some of many would be raised by chance.

    The promise has to hold over all rows, and over rows that count by their `weight`.
    """
    right = label == truth
    every = np.ones(len(label))
    common = max(threshold(confidence, right, counted, precision) for counted in (every, weight))
    risk = _RISK / classes
    found: list[float] = []
    for number in range(classes):
        own = label == number
        found.append(_raised(common, confidence[own], right[own], precision, risk))
    return np.array(found)


def _raised(start: float, confidence: Floats, right: Bools, precision: float, risk: float) -> float:
    if start >= NEVER:
        return NEVER
    for limit in np.unique(np.append(confidence[confidence > start], start)):
        accepted = confidence >= limit
        total = np.array([accepted.sum()])
        wrong = total - right[accepted].sum()
        if not total[0] or 1 - lower_bound(wrong, total, risk)[0] >= precision:
            return float(limit)
    return NEVER


def calibration_error(confidence: Floats, right: Bools, bins: int = 15) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = 0.0
    for number in np.unique(which):
        inside = which == number
        gaps += inside.mean() * abs(float(right[inside].mean()) - float(confidence[inside].mean()))
    return float(gaps)
