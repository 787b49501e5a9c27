"""Cache files that know whether they are whole: a format, a checksum, then the content."""

import hashlib
from pathlib import Path

from workbench.storage.files import write_atomically

_MARK = b"workbench cache\n"


def write_cache(path: Path, form: str, content: bytes) -> None:
    """Write the content with its format name and SHA-256, whole or not at all."""
    head = f"{form} {hashlib.sha256(content).hexdigest()}\n".encode()
    write_atomically(path, _MARK + head + content)


def read_cache(path: Path, form: str) -> bytes | None:
    """The content; None when it is absent, of another format, cut off or damaged."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    head, separator, content = whole.removeprefix(_MARK).partition(b"\n")
    wanted = f"{form} {hashlib.sha256(content).hexdigest()}".encode()
    return content if separator and whole.startswith(_MARK) and head == wanted else None
