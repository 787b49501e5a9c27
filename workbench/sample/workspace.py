"""Makes the sample workspace: logs, tickets, tables, articles and requests of one story."""

from pathlib import Path

from workbench.core import paths
from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.drift.sample import write_drift_sample
from workbench.sample.logs import write_logs
from workbench.storage.files import write_atomically
from workbench.storage.workspace import DATABASE_NAME, Workspace
from workbench.tickets.sample import write_sample


def make_sample(folder: Path, progress: Progress) -> list[Path]:
    """Write the sample workspace, the same every time, and give its files.

    Raises UserError when the folder holds something that is not a sample workspace.
    """
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file.", "Name a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / DATABASE_NAME).exists():
        raise UserError(f"{folder} is not empty.", "Name a new folder for the sample workspace.")
    workspace = Workspace(folder)
    try:
        files = write_logs(folder / "logs", progress)
        files += _copy(paths.resources() / "sample" / "knowledge", workspace.articles)
        files += _copy(paths.resources() / "sample" / "requests", workspace.requests)
        progress.report(0, None, "writing the sample's tables and tickets")
        files += write_drift_sample(folder / "drift")
        files += write_sample(workspace)
    finally:
        workspace.close()
    return [*files, folder / DATABASE_NAME]


def _copy(source: Path, target: Path) -> list[Path]:
    """Copy the files of a shipped folder; files that are there already stay as they are."""
    target.mkdir(parents=True, exist_ok=True)
    copied: list[Path] = []
    for file in sorted(source.rglob("*")):
        place = target / file.relative_to(source)
        if file.is_dir():
            place.mkdir(exist_ok=True)
        elif not place.exists():
            write_atomically(place, file.read_bytes())
            copied.append(place)
    return copied
