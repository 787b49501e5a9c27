"""Taking records along by the clipboard or a file, and teaching the workbench a format."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.panes.logs.actions import Actions
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.logs.new_format import NewFormatDialog


class TakingActions(Actions):
    """Commands that take lines along: copies, files, formats."""

    def commands(self) -> list[Command]:
        return [
            self.command(
                "export",
                tr("Export the shown records…"),
                self.ask_export,
                why=self.why_empty,
                help_text=tr("As text, CSV, JSON Lines or Parquet, by the ending of the name."),
            ),
            self.command(
                "new-format",
                tr("New log format from these lines…"),
                self.ask_format,
                help_text=tr("Teaches the workbench a format, with a live preview."),
            ),
        ]

    def ask_format(self) -> None:
        """Make a format from the selected lines; the logs are then read again with it."""
        from workbench.panes.logs.new_format import NewFormatDialog

        dialog = NewFormatDialog(self._sample_lines(), self.pane.context.tasks, self.pane)
        dialog.accepted.connect(partial(self._save_format, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _sample_lines(self) -> list[str]:
        chosen = self.pane.lines.selection()
        if chosen is None:
            return []
        first, last = chosen
        last = max(last, first + 9) if first == last else last
        rows = range(first, min(last + 1, self.pane.lines.row_count))
        found = [self.pane.lines.row(number) for number in rows[:40]]
        return [row.data.decode("utf-8", "replace") for row in found if row is not None]

    def _save_format(self, dialog: "NewFormatDialog") -> None:
        from workbench.logs.user_formats import folder, save_format

        if dialog.made is None:
            return
        try:
            save_format(dialog.made, folder(), dialog.lines)
        except OSError as error:
            raise UserError(
                tr("The format cannot be saved: {reason}.", reason=error.strerror or error),
                tr("Check that the folder of your formats can be written."),
            ) from error
        self.pane.context.shell.say(tr("The format {name} is kept.", name=dialog.made.title))
        if self.pane.log.paths:
            self.pane.open_logs(list(self.pane.log.paths))

    @Slot(object)
    def copy_many(self, read: Callable[[Progress], bytes]) -> None:
        """Read many lines in the background, then put them on the clipboard."""
        self.pane.work.run(tr("Copy lines"), read, self.pane.lines.take_copy)

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
