"""The workspace folder: where its parts are, and which window may write to it."""

import os
from pathlib import Path
from typing import IO

from workbench.core.errors import UserError
from workbench.storage.database import Database

DATABASE_NAME = "workbench.db"


class Workspace:
    """One workspace folder, opened. The first to open it writes, later ones only read."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it when absent. Raises UserError when it cannot be."""
        self.folder = folder.absolute()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                f"{folder} cannot be made: {error.strerror}.", "Choose another folder."
            ) from error
        self._lock = _take_lock(self.folder / ".lock")
        self.database = Database(self.folder / DATABASE_NAME, read_only=self.read_only)

    @property
    def read_only(self) -> bool:
        """Whether another window has it open for writing, or the folder forbids writing."""
        return self._lock is None

    @property
    def articles(self) -> Path:
        """Articles: Markdown files."""
        return self.folder / "knowledge"

    @property
    def requests(self) -> Path:
        """API collections: OpenCollection YAML files."""
        return self.folder / "requests"

    @property
    def cache(self) -> Path:
        """Log indexes, vectors, counts: may be deleted at any time."""
        return self.folder / "cache"

    def close(self) -> None:
        """Close the database and let another window write."""
        self.database.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _take_lock(path: Path) -> IO[bytes] | None:
    """Hold an exclusive lock on the file; None when somebody else has it.

    The operating system frees it when the process ends, however it ends.
    """
    try:
        file = path.open("ab")
    except OSError:
        return None
    try:
        _lock_exclusively(file)
    except OSError:
        file.close()
        return None
    return file


if os.name == "nt":
    import msvcrt

    def _lock_exclusively(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # pyright: ignore - Windows only
else:
    import fcntl

    def _lock_exclusively(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
