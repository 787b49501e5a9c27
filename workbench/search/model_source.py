"""Where a model comes from: a folder, a wheel that carries one, or a name on the hub."""

import base64
import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from workbench.core.errors import UserError

_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")
_PERMISSIVE = re.compile(
    r"apache|\bmit\b|bsd|\bisc\b|cc-?by-?4|cc-?by-?3|cc0|unlicense|public domain|zlib|mpl", re.I
)
_FRONT_MATTER_LICENCE = re.compile(r"^licen[sc]e:\s*(.+?)\s*$", re.M)
_METADATA_LICENCE = re.compile(r"^License(?:-Expression)?:\s*(.+?)\s*$", re.M)
_MARKER = "modules.json"


@dataclass(frozen=True, slots=True)
class ModelSource:
    """What to export: a model folder, or a hub name where `folder` is None."""

    name: str
    folder: Path | None
    licence: str


def find_model(wanted: str, scratch: Path) -> ModelSource:
    """Find the model that a person named; a wheel is unpacked into `scratch`.

    Raises UserError when it is no model, or a wheel's files do not match their hashes.
    """
    path = Path(wanted).expanduser()
    if path.is_dir():
        return in_folder(path, path.resolve().name)
    if path.is_file():
        return _from_wheel(path, scratch)
    if not _HUB_NAME.fullmatch(wanted) or path.suffix in (".whl", ".zip"):
        raise UserError(f"{wanted} is not there.", "Name a model folder, a wheel or a hub name.")
    return ModelSource(wanted, None, "")


def is_permissive(licence: str) -> bool:
    """Whether the licence lets everybody use and share the model."""
    restricted = re.search(r"\bnc\b|noncommercial|non-commercial|-nd\b|gpl", licence, re.I)
    return bool(_PERMISSIVE.search(licence)) and not restricted


def stated_licence(text: str) -> str:
    """The licence in a model card's front matter, "" where none is stated."""
    if not text.startswith("---"):
        return ""
    found = _FRONT_MATTER_LICENCE.search(text.split("\n---", 1)[0])
    return found[1].strip("'\"") if found else ""


def in_folder(folder: Path, name: str) -> ModelSource:
    """The model in a folder or below it. Raises UserError where there is none."""
    markers = sorted(folder.rglob(_MARKER), key=lambda path: len(path.parts))
    if not markers:
        raise UserError(
            f"{folder} is not a sentence-transformers model: it has no {_MARKER}.",
            "Name the folder that was saved by sentence-transformers.",
        )
    model = markers[0].parent
    card = model / "README.md"
    text = card.read_text(encoding="utf-8", errors="replace") if card.is_file() else ""
    return ModelSource(name, model, stated_licence(text))


def _from_wheel(path: Path, scratch: Path) -> ModelSource:
    try:
        with zipfile.ZipFile(path) as archive:
            metadata = _unpack(archive, scratch)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise UserError(f"{path} is not a whole wheel: {error}.", "Fetch it again.") from error
    source = in_folder(scratch, path.name.split("-")[0])
    licence = _METADATA_LICENCE.search(metadata)
    return ModelSource(
        source.name, source.folder, source.licence or (licence[1] if licence else "")
    )


def _unpack(archive: zipfile.ZipFile, scratch: Path) -> str:
    """Unpack, checking every file against the wheel's own record; gives the metadata."""
    recorded = _recorded_hashes(archive)
    metadata = ""
    for entry in archive.infolist():
        place = PurePosixPath(entry.filename)
        if entry.is_dir() or place.is_absolute() or ".." in place.parts:
            continue
        content = archive.read(entry)
        wanted = recorded.get(entry.filename)
        if wanted and wanted != _record_hash(content):
            raise ValueError(f"{entry.filename} does not match its recorded hash")
        if entry.filename.endswith(".dist-info/METADATA"):
            metadata = content.decode("utf-8", "replace")
        target = scratch / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return metadata


def _recorded_hashes(archive: zipfile.ZipFile) -> dict[str, str]:
    names = [name for name in archive.namelist() if name.endswith(".dist-info/RECORD")]
    if not names:
        return {}
    rows = csv.reader(io.StringIO(archive.read(names[0]).decode("utf-8", "replace")))
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[1].startswith("sha256=")}


def _record_hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return "sha256=" + digest.rstrip(b"=").decode()
