"""Which workspace a verb works on: the named one, else the last one used."""

import argparse
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import rmtree

from workbench.core.errors import UserError
from workbench.storage import recent
from workbench.storage.workspace import Workspace


def open_workspace(options: argparse.Namespace) -> Workspace:
    """Open the workspace named by --workspace, else the last one used.

    Raises UserError where there is neither.
    """
    folder = _folder(options)
    if not folder.exists():
        raise UserError(
            f"There is no folder {folder}.",
            "Import tickets or articles into it, or make it with 'workbench demo DIR'.",
        )
    return Workspace(folder)


@contextmanager
def workspace_to_fill(options: argparse.Namespace) -> Generator[Workspace]:
    """The same, but a named one that is not there yet is made, and that is said.

    Where nothing came into a new one before an error, it is removed again.
    """
    folder = _folder(options)
    new = not folder.exists()
    left_empty = False
    try:
        with closing(Workspace(folder)) as workspace:
            try:
                yield workspace
            except BaseException:
                left_empty = new and _is_empty(workspace)
                raise
    finally:
        if left_empty:
            rmtree(folder, ignore_errors=True)
    if new:
        sys.stderr.write(f"made the workspace {folder}\n")


def _is_empty(workspace: Workspace) -> bool:
    from workbench.tickets.store import TicketStore

    tickets = TicketStore(workspace.database).newest(1)
    return not tickets and not any(workspace.articles.rglob("*.md"))


def _folder(options: argparse.Namespace) -> Path:
    folder: Path | None = options.workspace or last_used()
    if folder is None:
        raise UserError("No workspace is named.", "Give --workspace DIR, or run 'workbench demo'.")
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is not a folder.", "Name a folder.")
    return folder


def last_used() -> Path | None:
    """The workspace that was used last, if it is still there."""
    return next(iter(recent.workspaces()), None)


def remember(folder: Path) -> None:
    """Make this the workspace that verbs use by default."""
    recent.remember_workspace(folder)
