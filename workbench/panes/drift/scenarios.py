"""The sample workspace's scenarios: what each opens, and its guided tour."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.progress import Progress
from workbench.panes.drift.exhibit import Exhibit
from workbench.ui.translate import tr

FOLDER = "drift"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story of the sample: its id, title, files, and what to look at step by step.

    A step is a sentence and the name of the tab that it is about ('' for the table).
    """

    id: str
    title: str
    files: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    work: Callable[[Path, Progress], Exhibit]

    def is_there(self, workspace: Path) -> bool:
        """Whether the workspace holds its files."""
        return all((workspace / FOLDER / name).is_file() for name in self.files)


def _routing(workspace: Path, progress: Progress) -> Exhibit:
    from workbench.panes.drift import work

    folder = workspace / FOLDER
    question = work.question(
        folder / "routing-2020.parquet", folder / "routing-2021.parquet", windows="1d",
        segments=("device",), target="clicked", prediction="score",
    )  # fmt: skip
    return work.compared(question, progress)


def _falling(workspace: Path, progress: Progress) -> Exhibit:
    from workbench.drift.registry import REGISTRY_NAME, FileRegistry
    from workbench.panes.drift import work

    folder = workspace / FOLDER
    offered = [FileRegistry(folder / REGISTRY_NAME)]
    return work.monitored(folder / "rules.toml", folder / "ctr.parquet", offered, progress)


def _bidding(workspace: Path, progress: Progress) -> Exhibit:
    from workbench.panes.drift import work

    file = workspace / FOLDER / "bidding.parquet"
    return work.contested(file, ("arm", "user", "won"), "revenue", progress)


SCENARIOS = (
    Scenario(
        "routing",
        tr("Routing trained on 2020, given 2021"),
        ("routing-2020.parquet", "routing-2021.parquet"),
        (
            (tr("The table is sorted by severity: five features drifted since mid November."), ""),
            (tr("The heat map shows the day on which they moved together."), tr("Windows")),
            (tr("The distribution shows how: shorter sessions."), tr("Distribution")),
            (tr("The verdict: data drift, not a broken pipeline, with what to check next."),
             tr("Verdict")),
        ),
        _routing,
    ),
    Scenario(
        "ctr",
        tr("Click rate falling for 72 hours"),
        ("ctr.parquet", "rules.toml"),
        (
            (tr("The rule ctr-falling is firing: three days below its dynamic threshold."), ""),
            (tr("The metric in event time: the fall begins when model version 7 goes live."),
             tr("Metric")),
            (tr("Waiting costs money every hour: this is when retraining would have paid."),
             tr("Economics")),
            (tr("The proposal: roll back to the last stable version. Confirm it, or leave it."),
             tr("Verdict")),
        ),
        _falling,
    ),
    Scenario(
        "bidding",
        tr("Champion and challenger for bidding"),
        ("bidding.parquet",),
        (
            (tr("Two arms, told apart by user, not by bid."), ""),
            (tr("The band stays valid however often one looks; it left zero."), tr("Contest")),
            (tr("The decision: promote, because the guardrail holds as well."), tr("Verdict")),
        ),
        _bidding,
    ),
)  # fmt: skip


def scenarios_in(workspace: Path) -> list[Scenario]:
    """The scenarios whose files the workspace holds."""
    return [scenario for scenario in SCENARIOS if scenario.is_there(workspace)]
