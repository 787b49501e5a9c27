"""Choosing what is analysed: tables, streams, charts, contests, skew, monitors, scenarios."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.panes.drift.exhibit import Exhibit
from workbench.panes.drift.options import Choices
from workbench.panes.drift.scenarios import SCENARIOS, Scenario
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.drift.registry import ModelRegistry
    from workbench.panes.drift.pane import DriftPane

_TABLES = "Tables (*.parquet *.csv *.tsv *.jsonl *.feather *.arrow *.gz *.zip)"


class Opening:
    """The pane's commands that start an analysis."""

    def __init__(self, pane: "DriftPane") -> None:
        self.pane = pane
        self._reference: Path | None = None
        self._current: Path | None = None
        self._choices = Choices()
        self._scenario: Scenario | None = None
        self._there: dict[str, bool] = {}  # looked for once: buttons ask after every command

    def commands(self) -> Sequence[Command]:
        command = self.pane.command
        made = [
            command("compare", tr("Compare two tables"), self.compare, "Ctrl+N"),
            command("again", tr("Compare again"), self.again, "F5", self._why_not_again),
            command("stream", tr("Find changes in a stream"), self.stream),
            command("control", tr("Draw a control chart"), self.control),
            command("contest", tr("Judge champion and challenger"), self.contest),
            command("skew", tr("Compare training and serving by key"), self.skew),
            command("monitor", tr("Replay data against rules"), self.monitor),
        ]
        for scenario in SCENARIOS:
            made.append(
                command(
                    f"scenario-{scenario.id}",
                    tr("Scenario: {title}", title=scenario.title),
                    partial(self.scenario, scenario),
                    "",
                    partial(self._why_no_scenario, scenario),
                )
            )
        return made

    # comparisons

    def compare(self) -> None:
        """Ask for both tables and compare them."""
        reference = self._ask(tr("The reference: what is normal"))
        current = self._ask(tr("The current table: what is judged")) if reference else None
        if reference is not None and current is not None:
            self._choices = Choices()
            self.compare_files(reference, current)

    def compare_files(self, reference: Path, current: Path) -> None:
        """Compare two tables with the choices made."""
        self._reference, self._current, self._scenario = reference, current, None
        for file in (reference, current):
            self.pane.context.shell.remember_file(file)
        choices = self._choices

        def work(progress: Progress) -> Exhibit:
            from workbench.panes.drift import work as works

            asked = works.question(
                reference, current, windows=choices.windows, time=choices.time,
                segments=(choices.segment,) if choices.segment else (), target=choices.target,
                prediction=choices.prediction, cache=self.pane.context.workspace.cache,
            )  # fmt: skip
            return works.compared(asked, progress)

        def show(exhibit: Exhibit) -> None:
            self.pane.options.show_columns([line.key for line in exhibit.lines], choices)
            self.pane.show_exhibit(exhibit)

        title = tr("Comparing {name}", name=current.name)
        self.pane.context.tasks.start(title, work, on_done=show)

    def again(self) -> None:
        """Compare again with the choices of the option bar."""
        if self._reference is not None and self._current is not None:
            self._choices = self.pane.options.choices
            self.compare_files(self._reference, self._current)

    def take(self, path: Path) -> None:
        """A dropped table: the first is the reference, the second is compared with it."""
        if self._reference is None or self._current is not None:
            self._reference, self._current = path, None
            self.pane.header.show_open(tr("reference {name}", name=path.name))
            self.pane.context.shell.say(
                tr("{name} is the reference. Now give the current table.", name=path.name)
            )
        else:
            self._choices = Choices()
            self.compare_files(self._reference, path)

    def _why_not_again(self) -> str | None:
        if self._reference is None or self._current is None:
            return tr("No two tables are open.")
        return None

    # the other analyses

    def stream(self) -> None:
        """Ask for a column and look for changes in it."""
        file = self._ask(tr("A table with a stream of errors or rates"))
        column = self._ask_text(tr("Column of the stream"), file)
        if file is None or column is None:
            return
        time = self._ask_text(tr("Column of the event time (empty for the order of rows)"), file)

        def work(progress: Progress) -> Exhibit:
            from workbench.panes.drift import work as works

            return works.watched(file, column, time or None, progress)

        self.pane.run(tr("Watching {column}", column=column), work)

    def control(self) -> None:
        """Ask for a column and draw its control chart."""
        file = self._ask(tr("A table with the values of a process"))
        column = self._ask_text(tr("Column of the chart"), file)
        if file is None or column is None:
            return
        rows = self._ask_text(
            tr("Rows that freeze the limits, for example 100 (empty for all)"), file
        )

        def work(progress: Progress) -> Exhibit:
            from workbench.drift.control import ChartPlan
            from workbench.panes.drift import work as works

            frozen = (0, int(rows)) if rows and rows.isdigit() else None
            return works.charted(file, column, ChartPlan(reference=frozen), progress)

        self.pane.run(tr("Charting {column}", column=column), work)

    def contest(self) -> None:
        """Ask for the columns of a contest and judge it."""
        file = self._ask(tr("A table with the rows of both arms"))
        text = self._ask_text(tr("Columns: arm, unit, metric (with commas)"), file)
        if file is None or text is None:
            return
        names = [part.strip() for part in text.split(",")]
        if len(names) != 3:
            raise UserError(tr("A contest needs three columns."), tr("Say: arm, user, won."))

        def work(progress: Progress) -> Exhibit:
            from workbench.panes.drift import work as works

            return works.contested(file, (names[0], names[1], names[2]), None, progress)

        self.pane.run(tr("Judging {name}", name=file.name), work)

    def skew(self) -> None:
        """Ask for both tables and the key."""
        training = self._ask(tr("What training saw"))
        serving = self._ask(tr("What serving saw")) if training else None
        key = self._ask_text(tr("Key columns (with commas)"), serving)
        if training is None or serving is None or key is None:
            return
        names = tuple(part.strip() for part in key.split(",") if part.strip())

        def work(progress: Progress) -> Exhibit:
            from workbench.panes.drift import work as works

            return works.skewed(training, serving, names, progress)

        self.pane.run(tr("Comparing by key"), work)

    def monitor(self) -> None:
        """Ask for rules and data and replay them."""
        shell = self.pane.context.shell
        rules = shell.ask_files(tr("The rules"), "Rules (*.toml)")
        data = self._ask(tr("The data")) if rules else None
        if rules and data is not None:
            self.replay(rules[0], data)

    def replay(self, rules: Path, data: Path) -> None:
        """Replay data against a rules file."""
        offered = self.pane.context.plugins().ask("model_registries", folder=rules.parent)

        def work(progress: Progress) -> Exhibit:
            from workbench.panes.drift import work as works

            return works.monitored(rules, data, cast("list[ModelRegistry]", offered), progress)

        self.pane.run(tr("Replaying {name}", name=data.name), work)

    def scenario(self, scenario: Scenario) -> None:
        """Open one of the sample's scenarios."""
        self._reference = self._current = None
        self._scenario = scenario
        self.pane.open_scenario(scenario)
        if scenario.id == "routing":
            folder = self.pane.context.workspace.folder / "drift"
            self._reference, self._current = (folder / name for name in scenario.files)
            self._choices = Choices("1d", "time", "device", "clicked", "score")
            columns = ["time", "device", "country", "session_minutes", "item_age_days", "price",
                       "affinity", "score", "clicked"]  # fmt: skip
            self.pane.options.show_columns(columns, self._choices)

    def _why_no_scenario(self, scenario: Scenario) -> str | None:
        if scenario.id not in self._there:
            folder = self.pane.context.workspace.folder
            self._there[scenario.id] = scenario.is_there(folder)
        if self._there[scenario.id]:
            return None
        return tr("This workspace does not hold the sample's tables.")

    # the session

    def state(self) -> JsonObject:
        """What is open."""
        chosen = self._choices
        return {
            "reference": str(self._reference) if self._reference else None,
            "current": str(self._current) if self._current else None,
            "scenario": self._scenario.id if self._scenario else None,
            "windows": chosen.windows,
            "time": chosen.time,
            "segment": chosen.segment,
            "target": chosen.target,
            "prediction": chosen.prediction,
        }

    def restore(self, state: JsonObject) -> None:
        """Open it again, as far as it is still there."""
        scenario = next((s for s in SCENARIOS if s.id == state.get("scenario")), None)
        if scenario is not None and self._why_no_scenario(scenario) is None:
            self.scenario(scenario)
            return
        files = [Path(str(state.get(key) or "")) for key in ("reference", "current")]
        if all(file.is_file() for file in files):
            texts = {
                key: str(value) if (value := state.get(key)) else None
                for key in ("windows", "time", "segment", "target", "prediction")
            }
            self._choices = replace(Choices(), **texts)
            self.compare_files(files[0], files[1])

    def _ask(self, title: str) -> Path | None:
        files = self.pane.context.shell.ask_files(title, _TABLES)
        return files[0] if files else None

    def _ask_text(self, label: str, file: Path | None) -> str | None:
        if file is None:
            return None
        return self.pane.context.shell.ask_text(file.name, label)
