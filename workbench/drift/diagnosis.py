"""From what was found to a verdict: data, concept, pipeline, latency, seasonal, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum

from workbench.core.text import count
from workbench.drift.comparison import ColumnComparison, Role, SegmentComparison, State, Verdict
from workbench.drift.latency import growth, spiked
from workbench.drift.performance import Performance, Relation
from workbench.drift.seasons import Explained
from workbench.drift.signs import Sign

_SHOWN = 5


class DriftKind(StrEnum):
    """The kinds of a verdict."""

    DATA = "data-drift"
    CONCEPT = "concept-drift"
    PIPELINE = "pipeline-fault"
    LATENCY = "latency-spike"
    SEASONAL = "seasonal"
    NONE = "none"
    UNKNOWN = "insufficient-data"


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a verdict stands on."""

    columns: Sequence[ColumnComparison]
    signs: Sequence[Sign]
    seasonal: Sequence[Explained]
    performance: Performance | None
    relation: Relation | None
    segments: Sequence[SegmentComparison]

    @property
    def drifted(self) -> list[ColumnComparison]:
        """The columns that alarm and that no calendar explains, worst first."""
        explained = {one.column for one in self.seasonal}
        found = [c for c in self.columns if c.drifted and c.name not in explained]
        return sorted(found, key=lambda column: -column.severity)


def diagnosed(findings: Findings) -> Verdict:
    """The verdict: upstream faults first, then what the columns say, then the outcomes."""
    compared = [c for c in findings.columns if c.binning is not None]
    if not compared or all(c.state is State.INSUFFICIENT for c in compared):
        return _insufficient(findings)
    drifted = findings.drifted
    features = [c for c in drifted if c.role is Role.FEATURE]
    if findings.signs:
        return _pipeline(findings, drifted)
    if features and all(spiked(column) for column in features):
        return _latency(findings, features)
    moved = [column for column in features if not spiked(column)]
    if _relation_changed(findings, moved):
        return _concept(findings, moved)
    if moved:
        return _data(findings, moved)
    if any(c.role is Role.PREDICTION for c in drifted):
        return _other_model(findings)
    segments = [segment for segment in findings.segments if segment.drifted]
    if segments:
        return _inside_segments(segments)
    if findings.seasonal:
        return _seasonal(findings)
    return _nothing(findings, compared)


def _relation_changed(findings: Findings, moved: Sequence[ColumnComparison]) -> bool:
    """Whether outcomes follow the features in another way than they did."""
    if findings.relation is not None and findings.relation.changed:
        return True
    if moved:
        return False
    outcome = any(c.role is Role.TARGET for c in findings.drifted)
    return outcome or (findings.performance is not None and findings.performance.worse)


def _pipeline(findings: Findings, drifted: Sequence[ColumnComparison]) -> Verdict:
    faulty = [sign.column for sign in findings.signs]
    others = [column.name for column in drifted if column.name not in faulty]
    reasons = [f"{sign.words} ({_words(sign.kind)})." for sign in findings.signs[:_SHOWN]]
    if others:
        reasons.append(f"{count(len(others), 'other column')} drifted too: {_listed(others)}.")
    reasons += _outcome_reasons(findings)
    return Verdict(
        DriftKind.PIPELINE,
        tuple(reasons),
        (
            f"Upstream: what changed in the source or the export of {_listed(faulty)}.",
            "Features: compare raw values of one known row before and after.",
            "Predictions: mark those made since as unreliable.",
            "Segments: is one source, region or client version affected only.",
        ),
        (
            "The owner of the source confirms that the change is real and meant.",
            "The same change is seen in an independent export.",
        ),
        tuple(dict.fromkeys(faulty)),
    )


def _latency(findings: Findings, slow: Sequence[ColumnComparison]) -> Verdict:
    reasons = [
        f"'{column.name}' grew by a factor of {growth(column) or 0:.2f}"
        f" ({_measured(column)}){_since(column)}."
        for column in slow[:_SHOWN]
    ]
    reasons.append("No feature drifted beside it.")
    reasons += _outcome_reasons(findings)
    return Verdict(
        DriftKind.LATENCY,
        tuple(reasons),
        (
            "Upstream: load, deployments and dependencies of the serving system at that time.",
            "Features: timeouts that fill in defaults follow a latency spike.",
            "Predictions: are slow answers answered by a fallback.",
            "Segments: one region, model version or client.",
        ),
        ("A feature drifts in the same windows.", "The unit of the latency column changed."),
        tuple(column.name for column in slow),
    )


def _concept(findings: Findings, moved: Sequence[ColumnComparison]) -> Verdict:
    reasons = _outcome_reasons(findings)
    reasons += [
        f"The outcome '{c.name}' itself moved ({_measured(c)}){_since(c)}."
        for c in findings.drifted
        if c.role is Role.TARGET
    ]
    if moved:
        reasons.append(
            f"Features moved as well ({_listed([c.name for c in moved])}), but a model of the"
            " current rows does clearly better on the same features."
        )
    else:
        reasons.append("The features kept their distributions, so the data is not the cause.")
    return Verdict(
        DriftKind.CONCEPT,
        tuple(reasons),
        (
            "Upstream: did the definition or the delay of the outcome change.",
            "Features: is there a cause that no feature carries (price, season, competitor).",
            "Predictions: calibration by score, since when.",
            "Segments: where outcomes left the predictions first.",
        ),
        (
            "Outcomes arrive late: the newest rows look worse than they are.",
            "A feature that is not in this table drifted.",
        ),
        tuple(c.name for c in findings.columns if c.role is Role.TARGET),
    )


def _data(findings: Findings, moved: Sequence[ColumnComparison]) -> Verdict:
    compared = sum(c.binning is not None and c.role is Role.FEATURE for c in findings.columns)
    reasons = [f"{count(len(moved), 'feature')} of {compared} drifted."]
    reasons += [f"'{c.name}': {_measured(c)}{_since(c)}." for c in moved[:_SHOWN]]
    slow = [c.name for c in findings.drifted if spiked(c)]
    if slow:
        reasons.append(f"Latency rose as well: {_listed(slow)}.")
    reasons.append("No sign of a broken pipeline: units, types, gaps and names are as before.")
    reasons += _outcome_reasons(findings)
    return Verdict(
        DriftKind.DATA,
        tuple(reasons),
        (
            "Upstream: a new source, campaign, region or client in these days.",
            f"Features: look at {_listed([c.name for c in moved])} in that order.",
            "Predictions: did they move with the features.",
            "Segments: which one carries the change.",
        ),
        (
            "The drift is gone when one segment is left out.",
            "The same weeks of an earlier year look alike (then it is seasonal).",
        ),
        tuple(c.name for c in moved),
    )


def _other_model(findings: Findings) -> Verdict:
    said = next(c for c in findings.drifted if c.role is Role.PREDICTION)
    return Verdict(
        DriftKind.PIPELINE,
        (
            f"Predictions moved ({_measured(said)}){_since(said)}, the features did not.",
            *_outcome_reasons(findings),
        ),
        (
            "Upstream: which model version was served since then.",
            "Features: training/serving skew by key (drift skew).",
            "Predictions: post-processing, thresholds, fallbacks.",
            "Segments: one route or client only.",
        ),
        ("The served model version did not change.", "A feature not in this table drifted."),
        (said.name,),
    )


def _inside_segments(segments: Sequence[SegmentComparison]) -> Verdict:
    reasons = [segment.words for segment in segments[:_SHOWN]]
    if any(segment.hidden for segment in segments):
        reasons.append("Over all rows the opposite moves cancel: look at segments only.")
    return Verdict(
        DriftKind.DATA,
        tuple(reasons),
        (
            "Upstream: what changed for these segments.",
            "Features: the columns named above, inside the segment.",
            "Predictions: per segment.",
        ),
        ("The segment's own definition changed.",),
        tuple(dict.fromkeys(segment.name for segment in segments)),
    )


def _seasonal(findings: Findings) -> Verdict:
    reasons = [
        f"'{one.column}' differs over all rows, but not from reference rows of the same"
        f" {one.calendar}."
        for one in findings.seasonal[:_SHOWN]
    ]
    return Verdict(
        DriftKind.SEASONAL,
        tuple(reasons),
        ("Compare with a reference that holds the same season.",),
        ("It stays when the season is over.",),
        tuple(one.column for one in findings.seasonal),
    )


def _nothing(findings: Findings, compared: Sequence[ColumnComparison]) -> Verdict:
    unsure = [c.name for c in compared if c.state is State.INSUFFICIENT]
    reasons = [f"None of {count(len(compared), 'column')} moved beyond its threshold."]
    watched = [c.name for c in compared if c.state is State.WATCH]
    if watched:
        reasons.append(f"To watch, above in one window only: {_listed(watched)}.")
    if unsure:
        reasons.append(f"Too few rows to say anything about {_listed(unsure)}.")
    reasons += _outcome_reasons(findings)
    fresh = [c.name for c in findings.columns if c.state is State.NEW]
    if fresh:
        reasons.append(f"New columns, not compared: {_listed(fresh)}.")
    return Verdict(
        DriftKind.NONE, tuple(reasons), (), ("More rows, or more windows, show a smaller move.",)
    )


def _insufficient(findings: Findings) -> Verdict:
    gone = [sign.words + "." for sign in findings.signs]
    return Verdict(
        DriftKind.UNKNOWN,
        ("There are too few usable rows on one side to say anything.", *gone),
        ("Give a larger reference or wait for more rows (30 a window at least).",),
        ("More rows.",),
    )


def _outcome_reasons(findings: Findings) -> list[str]:
    found: list[str] = []
    done, now = findings.performance, findings.relation
    if done is not None:
        word = "grew" if done.worse else "went"
        found.append(f"The {done.loss} of the predictions {word} from {done.before:.4g} to"
                     f" {done.after:.4g}.")  # fmt: skip
    if now is not None and now.changed:
        found.append(
            f"On {now.part}, a model learned on the reference loses {now.gap:.0%} more than one"
            " learned on current rows."
        )
    return found


def _measured(column: ColumnComparison) -> str:
    if column.value is None or column.threshold is None:
        return column.state.value
    name = {
        "ks": "KS distance",
        "tv": "share of rows moved",
        "hellinger": "Hellinger distance",
        "missing": "change of the missing share",
        "infinite": "change of the infinite share",
        "unseen": "share of new categories",
        "new_words": "share of new words",
        "vocabulary": "Hellinger distance of the words",
        "language": "share of texts in another language",
        "classifier": "AUC of telling the sides apart",
    }.get(column.statistic or "", column.statistic or "")
    return f"{name} {column.value:.3g}, threshold {column.threshold:.3g}"


def _since(column: ColumnComparison) -> str:
    """When it began, as one writes it: the day alone where it begins with the day."""
    if column.since is None:
        return ""
    moment = column.since.astimezone(UTC)
    at_midnight = (moment.hour, moment.minute) == (0, 0)
    return f", since {moment:%Y-%m-%d}" + ("" if at_midnight else f" {moment:%H:%M} UTC")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in list(dict.fromkeys(names))[:_SHOWN])
    return shown + (" and others" if len(set(names)) > _SHOWN else "")


def _words(kind: str) -> str:
    return kind.replace("-", " ")
