"""Which workspace a verb works on: the named one, else the last one used."""

import argparse
from pathlib import Path

from workbench.core.errors import UserError
from workbench.storage import recent
from workbench.storage.workspace import Workspace


def open_workspace(options: argparse.Namespace) -> Workspace:
    """Open the workspace named by --workspace, else the last one used.

    Raises UserError where there is neither.
    """
    folder: Path | None = options.workspace or last_used()
    if folder is None:
        raise UserError("No workspace is named.", "Give --workspace DIR, or run 'workbench demo'.")
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder.", "Make it with 'workbench demo DIR'.")
    return Workspace(folder)


def last_used() -> Path | None:
    """The workspace that was used last, if it is still there."""
    return next(iter(recent.workspaces()), None)


def remember(folder: Path) -> None:
    """Make this the workspace that verbs use by default."""
    recent.remember_workspace(folder)
