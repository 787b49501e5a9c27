"""Files written whole: a reader sees the old content or the new, never a half."""

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target, flush to disk, rename over it.

    Raises OSError (disk full, no permission) with the old file untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _keep_mode(path, temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _keep_mode(old: Path, new: Path) -> None:
    """Give the new file the old one's permissions, or the usual ones for a first write."""
    if old.exists():
        new.chmod(old.stat().st_mode & 0o7777)
    elif os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o666 & ~mask)
