"""Taking records along: export into a file."""

from pathlib import Path

from workbench.core.commands import Command
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.panes.logs.actions import Actions
from workbench.ui.translate import tr


class TakingActions(Actions):
    """Commands that write files."""

    def commands(self) -> list[Command]:
        return [
            self.command(
                "export",
                tr("Export the shown records…"),
                self.ask_export,
                why=self.why_empty,
                help_text=tr("As text, CSV, JSON Lines or Parquet, by the ending of the name."),
            ),
        ]

    def ask_export(self) -> None:
        """Ask where to, and write the shown records in the background."""
        path = self.pane.context.shell.ask_save(
            tr("Export the shown records"),
            "records.log",
            tr("Logs and tables (*.log *.txt *.csv *.jsonl *.parquet)"),
        )
        if path is not None:
            self.export(path)

    def export(self, path: Path) -> None:
        """Write the shown records; the ending tells how."""
        visible, opened = self.pane.visible, self.pane.log.opened
        if visible is None or opened is None:
            return

        def write(progress: Progress) -> int:
            from workbench.panes.logs.export import export

            return export(visible, opened.readers, path, progress)

        def done(written: int) -> None:
            words = count(written, "record")
            self.pane.context.shell.say(
                tr("{records} written to {name}.", records=words, name=path.name)
            )

        self.pane.work.run(tr("Export to {name}", name=path.name), write, done)
