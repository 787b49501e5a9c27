"""Importing in the queue pane: choose, look, import in a child process, remember the mapping."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.panes.queue.actions import Actions
from workbench.panes.queue.import_view import ImportView, Preview, preview
from workbench.panes.queue.rows import COLUMNS, QueueRow
from workbench.panes.queue.taken_view import import_notes
from workbench.panes.queue.work import import_in_child, importers
from workbench.storage.files import write_atomically
from workbench.tickets.importing.importer import ImportOptions, peek
from workbench.tickets.importing.into_store import Imported
from workbench.tickets.kept import keep_text, kept_text
from workbench.tickets.safe_csv import csv_bytes
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.queue.pane import QueuePane

_MAPPING = "mapping"
_ENDINGS = (".csv", ".json", ".jsonl", ".tsv")


def is_ticket_export(path: Path) -> bool:
    """Whether a file is an export that some importer recognises."""
    if path.is_dir() or not any(ending in path.suffixes for ending in _ENDINGS):
        return False
    try:
        seen = peek(path)
    except (UserError, OSError):
        return False
    return any(importer.recognises(one) for importer in importers() for one in seen)


class ImportFlow(Actions):
    """The way of an export into the queue, and of a view out of it."""

    def __init__(self, pane: "QueuePane") -> None:
        super().__init__(pane)
        self._paths: list[Path] = []

    def commands(self) -> list[Command]:
        """Import after a look; export."""
        why = self.why_no_preview
        return [
            self.command("import", tr("Import tickets…"), self.ask, keys="Ctrl+I"),
            self.command("import-now", tr("Import these tickets"), self.import_now, why=why),
            self.command("import-cancel", tr("Back without importing"), self.leave, why=why),
            self.command(
                "close-guesses", tr("Close the list of guesses"), self.close_guesses,
                why=self.why_no_guesses,
            ),
            self.command("export", tr("Export this view…"), self.ask_export),
        ]  # fmt: skip

    @property
    def view(self) -> ImportView:
        """The page with the preview."""
        return self.pane.import_view

    def ask(self) -> None:
        """Let the user choose exports."""
        kinds = tr("Ticket exports (*.csv *.json *.jsonl *.tsv *.gz *.zip);;All files (*)")
        paths = self.pane.context.shell.ask_files(tr("Import tickets"), kinds)
        if paths:
            self.open(paths)

    def open(self, paths: list[Path]) -> None:
        """Show how exports would be read, the first of them in full."""
        self._paths = paths
        self.pane.taken.forget()
        self.view.shown = None
        self.pane.show_import()
        self.look()

    def look(self) -> None:
        """Read the first tickets again, as the user's choices say."""
        options = self.view.options() if self.view.shown else ImportOptions()
        self.pane.context.tasks.start(
            tr("Looking at {file}", file=self._paths[0].name),
            partial(preview, self.pane.store(), self._paths[0], options, self._known_mapping()),
            on_done=self._show,
            on_error=self._failed,
        )

    def _show(self, found: Preview) -> None:
        if not self.pane.shows_import():
            return
        self.view.show_preview(found)
        self.view.table.setFocus()
        self.pane.context.commands.refreshed.emit()

    def _failed(self, error: BaseException) -> None:
        self.leave()
        if not isinstance(error, UserError):
            raise error
        self.pane.context.shell.show_error(error)

    def why_no_preview(self) -> str | None:
        """Needs an export that is looked at."""
        if not self.pane.shows_import() or self.view.shown is None:
            return tr("No export is chosen.")
        if self.pane.context.workspace.read_only:
            return tr("This workspace is open read-only.")
        return None

    def import_now(self) -> None:
        """Import what is shown, in a child process; the mapping is remembered."""
        shown = self.view.shown
        assert shown is not None
        options = self.view.options()
        if shown.format == "csv":
            if "id" not in options.mapping:
                raise UserError(
                    tr("No column is chosen for the id."), tr("Choose it above the preview.")
                )
            self._remember_mapping(dict(options.mapping))
        name = "csv" if shown.format == "csv" else "auto"
        folder = self.pane.context.workspace.folder
        self.pane.context.tasks.start(
            tr("Importing {file}", file=shown.path.name),
            partial(import_in_child, folder, self._paths, name, options),
            on_done=self._imported,
            in_process=True,
        )
        self.leave()

    def _imported(self, done: Imported) -> None:
        said = tr(
            "{read} rows read: {added} tickets added, {changed} changed, {unchanged} unchanged,"
            " {rejected} rows rejected.",
            read=f"{done.read:,}",
            added=f"{done.added:,}",
            changed=f"{done.changed:,}",
            unchanged=f"{done.unchanged:,}",
            rejected=len(done.rejected),
        )
        self.pane.show_taken(said, import_notes(done.guesses, done.rejected))
        for path in self._paths:
            self.pane.context.shell.remember_file(path)
        self.pane.changed()

    def close_guesses(self) -> None:
        """Take the list away that an import or a sync left above the queue."""
        self.pane.taken.forget()
        self.pane.to_table()
        self.pane.context.commands.refreshed.emit()

    def why_no_guesses(self) -> str | None:
        """Needs such a list."""
        return tr("No guesses are listed.") if self.pane.taken.isHidden() else None

    def leave(self) -> None:
        """Back to the queue."""
        self.pane.show_queue()
        self.pane.context.commands.refreshed.emit()

    def _known_mapping(self) -> dict[str, str]:
        found = json.loads(kept_text(self.pane.store(), _MAPPING) or "{}")
        return {str(field): str(column) for field, column in found.items()}

    def _remember_mapping(self, mapping: dict[str, str]) -> None:
        store = self.pane.store()
        self.pane.context.save(lambda: keep_text(store, _MAPPING, json.dumps(mapping)))

    def ask_export(self) -> None:
        """Write the rows of the view as CSV that no spreadsheet takes for formulas."""
        shell = self.pane.context.shell
        path = shell.ask_save(tr("Export this view"), "tickets.csv", "CSV (*.csv)")
        if path is not None:
            self.pane.context.tasks.start(
                tr("Writing {file}", file=path.name),
                partial(_export, path, list(self.pane.table.rows)),
                on_done=lambda written: shell.say(tr("{count} tickets written.", count=written)),
            )


def _export(path: Path, rows: list[QueueRow], _progress: Progress) -> int:
    cells = [[column.text(row) for column in COLUMNS] for row in rows]
    write_atomically(path, csv_bytes([column.title for column in COLUMNS], cells))
    return len(rows)
