"""Exports, and what is proposed: only ever done after it was confirmed, and undone with Ctrl+Z."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.storage.files import write_atomically
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.drift.registry import ModelRegistry
    from workbench.panes.drift.pane import DriftPane


class Acting:
    """The pane's commands that write something."""

    def __init__(self, pane: "DriftPane") -> None:
        self.pane = pane

    def commands(self) -> Sequence[Command]:
        command = self.pane.command
        return (
            command("export-chart", tr("Export the chart"), self.export_chart, "Ctrl+S",
                    self.why_no_chart),
            command("export-report", tr("Export the report"), self.export_report, "",
                    self._why_no_report),
            command("act", tr("Do what is proposed"), self.act, "Ctrl+Return", self._why_no_action),
            command("postmortem", tr("Post-mortem: change the rule"), self.postmortem, "",
                    self._why_no_rules),
        )  # fmt: skip

    # exports

    def export_chart(self) -> None:
        """Write the chart that is shown as picture or table."""
        view = self.pane.detail.chart_view
        if view is None:
            return
        target = self.pane.context.shell.ask_save(
            tr("Export the chart"), "chart.png", "Picture or table (*.png *.svg *.csv)"
        )
        if target is not None:
            view.export(target)
            self.pane.context.shell.say(tr("{name} is written.", name=target.name))

    def export_report(self) -> None:
        """Write the whole comparison as one HTML file."""
        exhibit = self.pane.exhibit
        if exhibit is None or exhibit.report is None:
            return
        target = self.pane.context.shell.ask_save(
            tr("Export the report"), "drift.html", "Page (*.html)"
        )
        if target is not None:
            try:
                write_atomically(target, exhibit.report().encode())
            except OSError as error:
                raise UserError(
                    f"{target}: {error.strerror}.", tr("Choose another place.")
                ) from error
            self.pane.context.shell.say(tr("{name} is written.", name=target.name))

    def why_no_chart(self) -> str | None:
        """Why no chart can be exported or turned."""
        if self.pane.exhibit is None or self.pane.detail.chart_view is None:
            return tr("No chart is shown.")
        return None

    def _why_no_report(self) -> str | None:
        exhibit = self.pane.exhibit
        return None if exhibit and exhibit.report else tr("There is no comparison to report.")

    # actions

    def act(self) -> None:
        """Do what is proposed, after a confirmation."""
        exhibit = self.pane.exhibit
        if exhibit is None or exhibit.action is None or exhibit.rules is None:
            return
        action, shell = exhibit.action, self.pane.context.shell
        if action.kind != "rollback" or action.target is None or action.model is None:
            shell.say(tr("Proposed: {kind}. {reason}.", kind=action.kind, reason=action.reason))
            return
        version, model = action.target.version, action.model
        if not shell.confirm(
            tr("Roll {model} back to version {version}?", model=model, version=version),
            tr("{reason}. Ctrl+Z takes it back.", reason=action.reason),
            tr("Roll back to version {version}", version=version),
        ):
            return
        registry = self._registry(exhibit.rules, model)
        serving = next((one.version for one in registry.versions(model) if one.active), None)

        def redo() -> None:
            registry.activate(model, version)

        def undo() -> None:
            if serving is not None:
                registry.activate(model, serving)

        name = tr("roll {model} back to version {version}", model=model, version=version)
        self.pane.context.undo.do(Change(name, undo, redo))
        shell.say(tr("Version {version} of {model} is active.", version=version, model=model))

    def postmortem(self) -> None:
        """Ask for a new threshold or a segment, show the diff, write it when confirmed."""
        exhibit, shell = self.pane.exhibit, self.pane.context.shell
        if exhibit is None or exhibit.rules is None or exhibit.action is None:
            return
        from workbench.drift.monitor_rules import diff, postmortem

        said = shell.ask_text(
            tr("Post-mortem"), tr("A new threshold (0.1), or a segment to watch (device=mobile)")
        )
        if not said:
            return
        column, equals, value = said.partition("=")
        before = exhibit.rules.read_text(encoding="utf-8")
        try:
            threshold = None if equals else float(said)
        except ValueError as error:
            raise UserError(
                tr("'{text}' is neither.", text=said), tr("Say 0.1, or device=mobile.")
            ) from error
        segment = (column.strip(), value.strip()) if equals else None
        after = postmortem(before, exhibit.action.rule, threshold=threshold, segment=segment)
        shown = diff(before, after, exhibit.rules.name)
        if shell.confirm(tr("Write this change of the rules?"), shown, tr("Write the rules")):
            self._write_rules(exhibit.rules, before, after)

    def _write_rules(self, rules: Path, before: str, after: str) -> None:
        def redo() -> None:
            write_atomically(rules, after.encode())

        def undo() -> None:
            write_atomically(rules, before.encode())

        self.pane.context.undo.do(Change(tr("change {name}", name=rules.name), undo, redo))
        self.pane.context.shell.say(tr("{name} is written.", name=rules.name))

    def _registry(self, rules: Path, model: str) -> "ModelRegistry":
        from workbench.drift.registry import registry_of

        offered = self.pane.context.plugins().ask("model_registries", folder=rules.parent)
        registry = registry_of(cast("list[ModelRegistry]", offered), model)
        if registry is None:
            raise UserError(
                tr("No registry knows the model {model}.", model=model), tr("Check the rules.")
            )
        return registry

    def _why_no_action(self) -> str | None:
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        exhibit = self.pane.exhibit
        return None if exhibit and exhibit.action else tr("Nothing is proposed.")

    def _why_no_rules(self) -> str | None:
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        exhibit = self.pane.exhibit
        return None if exhibit and exhibit.rules and exhibit.action else tr("No alert is open.")
