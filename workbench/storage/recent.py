"""The workspaces and files that were used last, kept in the user's data folder."""

import json
from pathlib import Path

from workbench.core import paths
from workbench.storage.files import write_atomically

_KEPT = 30
_WORKSPACES, _FILES = "workspaces", "files"


def workspaces() -> list[Path]:
    """The workspaces that were used last and are still there, the latest first."""
    return [folder for folder in _read(_WORKSPACES) if folder.is_dir()]


def files() -> list[Path]:
    """The files that were opened last and are still there, the latest first."""
    return [file for file in _read(_FILES) if file.exists()]


def remember_workspace(folder: Path) -> None:
    """Put the workspace first. Raises OSError where the user's folder cannot be written."""
    _remember(_WORKSPACES, folder)


def remember_file(file: Path) -> None:
    """Put the file first. Raises OSError where the user's folder cannot be written."""
    _remember(_FILES, file)


def _place() -> Path:
    return paths.user_data() / "recent.json"


def _document() -> dict[str, list[str]]:
    """What is stored; a damaged file counts as empty."""
    try:
        found = json.loads(_place().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    lists = {str(name): value for name, value in found.items() if isinstance(value, list)}
    return {
        name: [item for item in value if isinstance(item, str)] for name, value in lists.items()
    }


def _read(kind: str) -> list[Path]:
    return [Path(item) for item in _document().get(kind, [])]


def _remember(kind: str, path: Path) -> None:
    document = _document()
    text = str(path.absolute())
    others = [item for item in document.get(kind, []) if item != text]
    document[kind] = [text, *others][:_KEPT]
    write_atomically(_place(), json.dumps(document, ensure_ascii=False, indent=1).encode())
