"""What is remembered between starts: the pane in front, every pane's state, the window's shape."""

import base64
import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.storage.files import write_atomically
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow

NAME = "session.json"
_VERSION = 1
_log = logging.getLogger("workbench.session")


def save_session(window: "MainWindow") -> None:
    """Write the session into the workspace. Never raises: a session is a comfort, not a duty."""
    if _is_kept(window):
        _write(window.services.workspace.folder / NAME, _document(window))


def save_session_beside_the_work(window: "MainWindow") -> None:
    """The same on a thread, for the window is in use: a slow disk must not hold it up."""
    if not _is_kept(window):
        return
    file, document = window.services.workspace.folder / NAME, _document(window)

    def write(_: Progress) -> None:
        _write(file, document)

    window.services.tasks.start(tr("Remembering what is open"), write)


def _is_kept(window: "MainWindow") -> bool:
    return not window.services.workspace.read_only and not window.services.safe_mode


def _document(window: "MainWindow") -> dict[str, object]:
    pane = window.current_pane
    return {
        "version": _VERSION,
        "pane": pane.id if pane is not None else None,
        "panes": window.stack.states(),
        "layouts": window.stack.layouts(),
        "geometry": base64.b64encode(window.saveGeometry().data()).decode(),
        "evidence": window.evidence_is_shown,
        "split": window.split_sizes,
        "subject": window.subject.state(),
    }


def _write(file: Path, document: dict[str, object]) -> None:
    try:
        content = json.dumps(document, ensure_ascii=False, indent=1).encode()
        if not file.exists() or file.read_bytes() != content:
            write_atomically(file, content)
    except (OSError, ValueError, TypeError) as error:
        _log.warning("the session was not saved: %s", error)


def restore_session(window: "MainWindow") -> bool:
    """Take up the session of the workspace; False when there is none to take up."""
    document = _read(window)
    if document is None:
        return False
    window.stack.take_states(cast("dict[str, JsonObject]", _objects(document.get("panes"))))
    window.stack.take_layouts(cast("dict[str, JsonObject]", _objects(document.get("layouts"))))
    geometry = document.get("geometry")
    if isinstance(geometry, str):
        with suppress(ValueError):  # not base64: somebody edited the file
            window.restoreGeometry(base64.b64decode(geometry))
    if document.get("evidence") is False:
        window.show_evidence(visible=False)
    window.subject.restore(document.get("subject"))
    split = document.get("split")
    if isinstance(split, list) and all(isinstance(size, int) for size in split):
        window.take_split_sizes(cast("list[int]", split))
    pane_id = document.get("pane")
    if not isinstance(pane_id, str) or pane_id not in window.stack.ids:
        return False
    try:
        window.show_pane(pane_id)
    except Exception as error:  # noqa: BLE001 - whatever a pane does, the window opens
        window.show_failure(error)
        return False
    return True


def _read(window: "MainWindow") -> JsonObject | None:
    """The stored session; None when there is none, it is damaged, or it is not wanted."""
    if window.services.safe_mode or not window.services.settings.flag("restore-session"):
        return None
    try:
        found = json.loads((window.services.workspace.folder / NAME).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("version") != _VERSION:
        return None
    return cast(JsonObject, found)


def _objects(value: object) -> dict[str, object]:
    """Those members of a JSON object that are objects themselves."""
    if not isinstance(value, dict):
        return {}
    return {str(name): member for name, member in value.items() if isinstance(member, dict)}
