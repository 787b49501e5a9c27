"""Which workspace a verb works on: the named one, else the last one used."""

import argparse
from pathlib import Path

from workbench.core import paths
from workbench.core.errors import UserError
from workbench.storage.files import write_atomically
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


def _memory() -> Path:
    return paths.user_config() / "last-workspace"


def last_used() -> Path | None:
    """The workspace that was used last, if it is still there."""
    try:
        folder = Path(_memory().read_text(encoding="utf-8").strip())
    except OSError:
        return None
    return folder if folder.is_dir() else None


def remember(folder: Path) -> None:
    """Make this the workspace that verbs use by default."""
    write_atomically(_memory(), f"{folder.absolute()}\n".encode())
