"""Which workspace a verb works on: the named one, else the last one used."""

import argparse
import sys
from pathlib import Path

from workbench.core.errors import UserError
from workbench.storage import recent
from workbench.storage.workspace import Workspace


def open_workspace(options: argparse.Namespace, *, make: bool = False) -> Workspace:
    """Open the workspace named by --workspace, else the last one used.

    With `make` a named one that is not there yet is made, and that is said. Raises UserError
    where there is neither.
    """
    folder: Path | None = options.workspace or last_used()
    if folder is None:
        raise UserError("No workspace is named.", "Give --workspace DIR, or run 'workbench demo'.")
    if folder.is_dir():
        return Workspace(folder)
    if folder.exists():
        raise UserError(f"{folder} is not a folder.", "Name a folder.")
    if not make:
        raise UserError(
            f"There is no folder {folder}.",
            "Import tickets or articles into it, or make it with 'workbench demo DIR'.",
        )
    workspace = Workspace(folder)
    sys.stderr.write(f"made the workspace {folder}\n")
    return workspace


def last_used() -> Path | None:
    """The workspace that was used last, if it is still there."""
    return next(iter(recent.workspaces()), None)


def remember(folder: Path) -> None:
    """Make this the workspace that verbs use by default."""
    recent.remember_workspace(folder)
