"""What the metrics pane shows, computed away from the GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import duration
from workbench.storage.database import Database
from workbench.storage.workspace import Workspace
from workbench.tickets.capture import training_rows
from workbench.tickets.clock.sla import read_policy
from workbench.tickets.metrics import (
    SECONDS,
    SHARE,
    Metric,
    grouped,
    in_period,
    metrics,
    undated,
)
from workbench.tickets.store import TicketStore
from workbench.tickets.triage.embedding import installed_embedder
from workbench.tickets.triage.learning import Trained, Week, retrain, trainings, waiting_rows, weeks
from workbench.ui.chart.spec import BarChart, LineChart, Series
from workbench.ui.translate import tr

PERIODS: dict[str, timedelta | None] = {
    tr("All tickets"): None,
    tr("Opened in the last 7 days"): timedelta(days=7),
    tr("Opened in the last 30 days"): timedelta(days=30),
    tr("Opened in the last 90 days"): timedelta(days=90),
}
GROUPS = {tr("by category"): "category", tr("by priority"): "priority", tr("by team"): "team"}


@dataclass(frozen=True, slots=True)
class GroupedMetric:
    """One metric in every group, in the groups' order."""

    groups: tuple[str, ...]
    by_group: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class TriageRecord:
    """How the triage does: by week of prediction, its trainings, and what waits to be learnt."""

    weeks: tuple[Week, ...]
    trainings: tuple[Trained, ...]
    decisions: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Insights:
    """Everything the pane shows for one period and one grouping."""

    metrics: tuple[Metric, ...]
    grouped: dict[str, GroupedMetric]
    titles: dict[str, str]
    triage: TriageRecord


def read_insights(workspace: Workspace, period: timedelta | None, by: str) -> Insights:
    """Compute all figures of the workspace's tickets opened within the period until now."""
    policy = read_policy(workspace.folder)
    now = policy.now()
    since: datetime | None = None if period is None else now - period
    everything = TicketStore(workspace.database).all()
    tickets = in_period(everything, since, None)
    left = undated(everything, since, None)
    left_of = grouped(left, by)
    groups = {name: metrics(held, policy, now, len(left_of.get(name, ())))
              for name, held in grouped(tickets, by).items()}  # fmt: skip
    overall = tuple(metrics(tickets, policy, now, len(left)))
    of_group = {
        metric.name: GroupedMetric(tuple(groups), tuple(found[place] for found in groups.values()))
        for place, metric in enumerate(overall)
    }
    database = workspace.database
    record = TriageRecord(
        tuple(weeks(database)),
        tuple(trainings(database)),
        len(training_rows(database.connection())),
        waiting_rows(database),
    )
    titles = {ticket.id: ticket.title for ticket in tickets}
    return Insights(overall if tickets else (), of_group, titles, record)


def train_now(database: Database, progress: Progress) -> str:
    """Train the triage on all confirmed decisions and give the outcome in a sentence.

    Raises UserError where there is too little to learn from.
    """
    with installed_embedder() as embedder:
        trained = retrain(database, embedder=embedder, progress=progress)
    if trained is None:
        raise UserError(
            tr("There is too little to learn from."),
            tr("The triage needs ten decisions of people, with two different categories."),
        )
    return trained.reason


def value_words(metric: Metric) -> str:
    """A figure as people say it: '1 h 20 min', '12.5 %', '48'; 'unknown' where nothing tells."""
    if metric.value is None:
        return tr("unknown")
    if metric.unit == SECONDS:
        return duration(metric.value)
    if metric.unit == SHARE:
        return tr("{share} %", share=f"{metric.value * 100:.1f}")
    return f"{metric.value:,.0f}"


def rests_on(metric: Metric) -> str:
    """How many tickets the figure rests on."""
    if metric.count is not None:
        return tr("{count} of {n}", count=f"{metric.count:,}", n=f"{metric.n:,}")
    return f"{metric.n:,}"


def left_out(metric: Metric) -> str:
    """Which tickets are not in the figure, with the reasons; empty when all are."""
    parts = [f"{number:,} {reason}" for reason, number in metric.excluded.items()]
    return ", ".join(parts)


def group_chart(metric: Metric, found: GroupedMetric) -> BarChart:
    """The metric per group, in plain units; groups in which it is unknown are named, not drawn."""
    factor, unit = {
        SECONDS: (1 / 3600, tr("hours")),
        SHARE: (100.0, tr("percent")),
    }.get(metric.unit, (1.0, tr("tickets")))
    known = [(name, one.value, one) for name, one in zip(found.groups, found.by_group, strict=True)
             if one.value is not None]  # fmt: skip
    says = tr("{title} is unknown in every group.", title=metric.title)
    if known:
        name, _, highest = max(known, key=lambda group: group[1])
        says = tr(
            "{title} is highest for {group}: {value}.",
            title=metric.title,
            group=name,
            value=value_words(highest),
        )
        drawn = {group for group, _, _ in known}
        unknown = [group for group in found.groups if group not in drawn]
        if unknown:
            says += " " + tr("Unknown for {groups}.", groups=", ".join(unknown))
    names, values = [group for group, _, _ in known], [value * factor for _, value, _ in known]
    return BarChart(metric.title, tr("group"), unit, names, [(metric.title, values)], says=says)


def week_chart(found: Sequence[Week]) -> LineChart:
    """Coverage, accuracy and confidence by week, in percent."""
    x = [float(place + 1) for place in range(len(found))]
    accepted = [float("nan") if w.accepted_accuracy is None else w.accepted_accuracy * 100
                for w in found]  # fmt: skip
    return LineChart(
        tr("Triage by week"),
        tr("week, counted from {first}", first=found[0].start if found else "-"),
        tr("percent"),
        [
            Series(tr("accepted without a person"), x, [w.coverage * 100 for w in found]),
            Series(tr("right"), x, [w.accuracy * 100 for w in found]),
            Series(tr("right among the accepted"), x, accepted),
            Series(tr("mean confidence"), x, [w.confidence * 100 for w in found]),
        ],
    )
