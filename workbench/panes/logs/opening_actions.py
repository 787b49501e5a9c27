"""Opening, adding and closing logs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.evidence import Evidence
from workbench.panes.logs.actions import Actions
from workbench.ui.translate import tr


class OpeningActions(Actions):
    """Commands that change which logs are open."""

    def commands(self) -> list[Command]:
        return [
            self.command(
                "open",
                tr("Open log files…"),
                self.ask_files,
                help_text=tr("Choose log files, packed ones too."),
            ),
            self.command(
                "open-folder",
                tr("Open a folder of logs…"),
                self.ask_folder,
                help_text=tr("Opens every log below a folder, merged by time."),
            ),
            self.command(
                "add", tr("Add log files to those open…"), self.ask_more, why=self.why_empty
            ),
            self.command("close", tr("Close the logs"), self.close, why=self.why_empty),
        ]

    def ask_files(self) -> None:
        """Let the user choose what to open."""
        self.open(self.pane.context.shell.ask_files(tr("Open log files")))

    def ask_folder(self) -> None:
        """Let the user choose a folder to open."""
        folder = self.pane.context.shell.ask_folder(tr("Open a folder of logs"))
        self.open([folder] if folder is not None else [])

    def ask_more(self) -> None:
        """Let the user choose what to add."""
        more = self.pane.context.shell.ask_files(tr("Add log files"))
        known = self.pane.log.paths
        if more:
            self.open([*known, *(path for path in more if path not in known)])

    def open(self, paths: Sequence[Path]) -> None:
        """Open files and folders instead of what is open."""
        if paths:
            for path in paths:
                self.pane.context.shell.remember_file(path)
            self.pane.open_logs(list(paths))

    def close(self) -> None:
        """Close what is open; the filters are kept for the next logs."""
        self.pane.close_logs()

    def open_evidence(self, evidence: Evidence) -> None:
        """Show again where evidence was taken, opening its logs if need be."""
        where = evidence.payload.get("open")
        if not isinstance(where, Mapping):
            return
        path, line, names = where.get("path"), where.get("line"), where.get("paths")
        if not isinstance(path, str) or not isinstance(line, int):
            return
        logs = self.pane.log.logs
        if logs is not None and path in [str(file.log) for file in logs.files]:
            self.pane.go_to_line(path, line)
            return
        listed = names if isinstance(names, list) else [path]
        paths = [Path(name.split("!")[0]) for name in listed if isinstance(name, str)]
        there = list(dict.fromkeys(one for one in paths if one.exists()))
        if not there:
            raise UserError(
                tr("{path} is no longer there.", path=path),
                tr("The evidence itself holds the lines."),
            )
        self.pane.go_to_line_when_open(path, line)
        self.pane.open_logs(there)
