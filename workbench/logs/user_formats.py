"""Formats that the user made: one TOML file each, asked before the built-in ones."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import tomlkit

from workbench.core.errors import UserError
from workbench.core.hooks import hookimpl
from workbench.core.paths import user_data
from workbench.logs.format_draft import make_format
from workbench.logs.formats import LogFormat, PatternFormat
from workbench.logs.model import Level
from workbench.storage.files import write_atomically


def folder() -> Path:
    """Where the user's formats are."""
    return user_data() / "formats"


@hookimpl(tryfirst=True)
def log_formats() -> Sequence[LogFormat]:
    """The user's formats; a file that cannot be read is left out."""
    return read_formats(folder())[0]


def read_formats(where: Path) -> tuple[list[PatternFormat], list[str]]:
    """The formats of a folder in name order, and a sentence for each file that is broken."""
    formats: list[PatternFormat] = []
    problems: list[str] = []
    for path in sorted(where.glob("*.toml")):
        try:
            formats.append(_read(path))
        except UserError as error:
            problems.append(f"{path.name}: {error}")
    return formats, problems


def save_format(one: PatternFormat, where: Path, samples: Sequence[str] = ()) -> Path:
    """Write a format with the lines it was made from; one of the same name is replaced.

    Raises OSError when it cannot be written.
    """
    document = tomlkit.document()
    document["title"] = one.title
    document["pattern"] = one.patterns[0]
    document["default_level"] = one.default.word
    document["multiline"] = one.multiline
    document["samples"] = list(samples)
    path = where / f"{one.name}.toml"
    write_atomically(path, tomlkit.dumps(document).encode())
    return path


def delete_format(name: str, where: Path) -> None:
    """Remove a format that the user made; nothing happens when there is none."""
    (where / f"{name}.toml").unlink(missing_ok=True)


def _read(path: Path) -> PatternFormat:
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
        pattern = str(kept["pattern"])
        level = Level[str(kept.get("default_level", "unknown")).upper()]
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"the format cannot be read ({error}).", "Correct or delete it.") from error
    return make_format(
        path.stem,
        str(kept.get("title", path.stem)),
        pattern,
        default=level,
        multiline=bool(kept.get("multiline", True)),
    )
