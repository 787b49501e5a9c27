"""Opens files that may be packed, for reading from their beginning to their end."""

import zipfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from workbench.core.errors import UserError
from workbench.storage.packing import (
    PACKING_ERRORS,
    ZIP_ERRORS,
    Packing,
    packing_of_file,
    unpacking,
)

DAMAGE = (*PACKING_ERRORS, *ZIP_ERRORS)


@contextmanager
def opened(path: Path) -> Generator[IO[bytes]]:
    """The content of a file, unpacked; of a zip, that of its only file.

    Raises UserError when it is damaged, and for a zip of several files; OSError when the
    file itself cannot be opened.
    """
    packing = packing_of_file(path)
    with ExitStack() as stack:
        try:
            yield stack.enter_context(_content(path, packing, stack))
        except DAMAGE as error:
            why = str(error) or "it cannot be unpacked"
            raise UserError(f"{path} is cut off or damaged: {why}.", "Fetch it again.") from error


def _content(path: Path, packing: Packing | None, stack: ExitStack) -> IO[bytes]:
    if packing is None:
        return path.open("rb")
    if packing != "zip":
        return unpacking(path, packing)
    archive = stack.enter_context(zipfile.ZipFile(path))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) != 1:
        raise UserError(f"{path} holds {len(entries)} files.", "Give a zip of one file.")
    return archive.open(entries[0])
