"""What the drift pane runs in the background: each gives an exhibit."""

from collections.abc import Iterable
from pathlib import Path

from workbench.core.progress import Progress
from workbench.drift.compare import compare
from workbench.drift.contest import Stakes
from workbench.drift.contest_table import ContestTable, contest
from workbench.drift.control import ChartPlan, control_chart
from workbench.drift.monitor import replay
from workbench.drift.monitor_rules import read_rules
from workbench.drift.registry import ModelRegistry, registry_of
from workbench.drift.series import load_series
from workbench.drift.sides import Question
from workbench.drift.skew import skew
from workbench.drift.streams import watch
from workbench.panes.drift import exhibits
from workbench.panes.drift.exhibit import Exhibit


def question(
    reference: Path,
    current: Path,
    *,
    windows: str | None = None,
    time: str | None = None,
    segments: tuple[str, ...] = (),
    target: str | None = None,
    prediction: str | None = None,
    cache: Path | None = None,
) -> Question:
    """What is compared with what; `cache` is the workspace's folder for caches."""
    kept = cache / "drift" if cache else None
    return Question(reference, current, windows, time, segments, target, prediction, cache=kept)


def compared(asked: Question, progress: Progress) -> Exhibit:
    """Compare two tables."""
    return exhibits.of_comparison(compare(asked, progress))


def watched(file: Path, column: str, time: str | None, progress: Progress) -> Exhibit:
    """Look for changes in a stream."""
    series = load_series(file, column, time=time, progress=progress)
    return exhibits.of_stream(watch(series, "adwin", progress), series, column, file.name)


def charted(file: Path, column: str, plan: ChartPlan, progress: Progress) -> Exhibit:
    """Draw a control chart."""
    series = load_series(file, column, progress=progress)
    return exhibits.of_control(
        control_chart(series.with_gaps(series.values), plan), column, file.name
    )


def contested(
    file: Path, columns: tuple[str, str, str], guardrail: str | None, progress: Progress
) -> Exhibit:
    """Judge a contest; `columns` are arm, unit and metric. The guardrail may fall by 0.02."""
    arm, unit, metric = columns
    time = "time" if guardrail else None
    table = ContestTable(file, arm, unit, metric, guardrail, time)
    return exhibits.of_contest(contest(table, Stakes(margin=0.02), progress), file.name)


def skewed(training: Path, serving: Path, key: tuple[str, ...], progress: Progress) -> Exhibit:
    """Compare training and serving by key."""
    return exhibits.of_skew(skew(training, serving, key, progress), training.name, serving.name)


def monitored(
    rules: Path, data: Path, offered: Iterable[ModelRegistry], progress: Progress
) -> Exhibit:
    """Replay data against rules; `offered` are the registries that may know the model."""
    book = read_rules(rules)
    registry = registry_of(offered, book.model)
    return exhibits.of_monitor(replay(book, data, registry, progress), book, rules, data.name)
