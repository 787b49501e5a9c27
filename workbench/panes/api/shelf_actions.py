"""Requests as files: new, save, import, export, paste and copy as curl."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from workbench.apitest.formats.detect import read_source
from workbench.apitest.formats.export import Exported, export
from workbench.apitest.model import Imported, Item, Request
from workbench.apitest.shelf import keep_import, new_item, save_item
from workbench.apitest.url import parse_url
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.panes.api.commands import api_command
from workbench.panes.api.sending import as_curl
from workbench.storage.files import write_atomically
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.api.pane import ApiPane

_EXPORTS = tr("Postman (*.json);;curl commands (*.sh);;Python (*.py);;OpenCollection (*.yml)")
_KIND_OF_SUFFIX = {".sh": "curl", ".py": "python", ".yml": "opencollection"}
_KINDS = tr("Collections (*.json *.yml *.yaml *.har *.bru *.sh *.txt);;All files (*)")


class ShelfActions:
    """What the pane does with the requests of the workspace."""

    def __init__(self, pane: "ApiPane") -> None:
        self._pane = pane

    def commands(self) -> Sequence[Command]:
        """New, save, import, export, paste, copy."""
        return (
            api_command("new", tr("New request"), self._new, "Ctrl+N"),
            api_command("save", tr("Save the request"), self._save, "Ctrl+S", self._why_not_save),
            api_command(
                "import",
                tr("Import a collection …"),
                self._import,
                "Alt+O",
                self._pane.why_read_only,
            ),
            api_command(
                "export",
                tr("Export the collection …"),
                self._export,
                unavailable=self._why_no_collection,
            ),
            api_command("paste-curl", tr("Paste a curl command"), self._paste_curl, "Alt+V"),
            api_command(
                "copy-curl",
                tr("Copy as curl, without secrets"),
                self._copy_curl,
                "Alt+C",
                self._pane.why_no_request,
            ),
        )

    def _new(self) -> None:
        self._pane.show_draft(
            Item(tr("New request"), Request(url=parse_url("http://127.0.0.1:8090/")))
        )

    def _save(self) -> None:
        placed, entry = self._pane.placed(), self._pane.entry
        folder = self._pane.context.workspace.requests
        if entry is not None and entry.placed is not None:
            shelved, before = entry.shelved, entry.placed

            def work(_progress: Progress) -> tuple[Item, tuple[str, ...]]:
                saved = save_item(shelved, before, placed.item)
                return saved, (*placed.path[:-1], saved.name)

        else:
            name = self._pane.context.shell.ask_text(
                tr("Save the request"), tr("Name"), placed.item.name
            )
            if name is None:
                return
            item = replace(placed.item, name=name)

            def work(_progress: Progress) -> tuple[Item, tuple[str, ...]]:
                return new_item(folder, item), (tr("My requests"), name)

        self._pane.context.tasks.start(
            tr("Saving {name}", name=placed.item.name),
            work,
            on_done=lambda done: self._saved(placed.item, *done),
        )

    def _saved(self, meant: Item, saved: Item, path: tuple[str, ...]) -> None:
        self._pane.wanted_path = path
        self._pane.dirty, self._pane.entry, self._pane.draft = False, None, None
        changed = saved.request.headers != meant.request.headers
        changed = changed or saved.request.auth != meant.request.auth
        self._pane.context.shell.say(
            tr("Saved. Secrets were replaced by references: set them with 'Set a secret'.")
            if changed
            else tr("Saved.")
        )
        self._pane.refresh()

    def _export(self) -> None:
        entry = self._pane.entry
        assert entry is not None
        collection = entry.shelved.collection
        path = self._pane.context.shell.ask_save(
            tr("Export the collection"), f"{collection.name}.postman_collection.json", _EXPORTS
        )
        if path is None:
            return
        kind = _KIND_OF_SUFFIX.get(path.suffix.lower(), "postman")

        def work(_progress: Progress) -> Exported:
            exported = export(collection, kind)
            write_atomically(path, exported.text.encode())
            return exported

        self._pane.context.tasks.start(
            tr("Exporting {name}", name=collection.name),
            work,
            on_done=lambda exported: self._exported(exported, path),
        )

    def _exported(self, exported: Exported, path: Path) -> None:
        self._pane.context.shell.say(
            tr(
                "{requests} written to {path}. {lost}",
                requests=count(exported.requests, tr("request")),
                path=path,
                lost="; ".join(f"{part.item}: {part.what}" for part in exported.lost[:5]),
            )
        )

    def _import(self) -> None:
        for path in self._pane.context.shell.ask_files(tr("Import a collection"), _KINDS):
            self.open_path(path)

    def open_path(self, path: Path) -> bool:
        """Import a collection file into the workspace; False when it is none."""
        if path.suffix.lower() not in (".json", ".yml", ".yaml", ".har", ".bru", ".sh"):
            return False
        folder = self._pane.context.workspace.requests

        def work(_progress: Progress) -> tuple[Imported, Path]:
            imported = read_source(str(path))
            return imported, keep_import(imported, folder)

        title = tr("Importing {name}", name=path.name)
        self._pane.context.tasks.start(title, work, on_done=self._imported)
        return True

    def _imported(self, done: tuple[Imported, Path]) -> None:
        imported, place = done
        requests = sum(1 for _ in imported.collection.walk())
        lost = "; ".join(f"{part.item}: {part.what}" for part in imported.lost[:5])
        self._pane.context.shell.say(
            tr(
                "{name}: {requests} requests imported, {lost} parts lost. {which}",
                name=place.name,
                requests=requests,
                lost=len(imported.lost),
                which=lost,
            )
        )
        first = next(imported.collection.walk(), None)
        self._pane.wanted_path = first.path if first is not None else ()
        self._pane.entry = self._pane.draft = None
        self._pane.refresh()

    def _paste_curl(self) -> None:
        text = QGuiApplication.clipboard().text().strip()
        if not text.lower().startswith(("curl", "$ curl")):
            raise UserError(
                tr("The clipboard holds no curl command."),
                tr("Copy one first: it begins with the word curl."),
            )
        imported = read_source(text)
        first = next(imported.collection.walk(), None)
        if first is None:
            raise UserError(tr("This curl command calls nothing."), tr("It needs an address."))
        self._pane.show_draft(first.item)

    def _copy_curl(self) -> None:
        QGuiApplication.clipboard().setText(as_curl(self._pane.placed()))
        self._pane.context.shell.say(tr("Copied as curl, secrets left out."))

    def _why_no_collection(self) -> str | None:
        if self._pane.entry is None:
            return tr("Choose a request of a collection.")
        return None

    def _why_not_save(self) -> str | None:
        if not self._pane.dirty:
            return tr("Nothing was changed.")
        return self._pane.why_read_only()
