"""plugin.toml: what a plugin says of itself, read without importing it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import UserError

MANIFEST_NAME = "plugin.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One plugin: its id, what it is for, and the module that implements its hooks.

    `module` is a file beside the manifest (`folder` is then set) or, for a plugin from
    an installed package, a dotted module name.
    """

    id: str
    name: str
    version: str
    description: str
    module: str
    folder: Path | None


def read_manifest(path: Path) -> Manifest:
    """Read a plugin.toml. Raises UserError naming the file and the field."""
    try:
        with path.open("rb") as file:
            fields = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", "Mend or remove the plugin.") from error
    texts: dict[str, str] = {}
    for name in ("id", "name", "version", "description", "module"):
        value = fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise UserError(f"{path} has no text for '{name}'.", "Add it to the manifest.")
        texts[name] = value
    return Manifest(**texts, folder=path.parent)


def manifests_in(folder: Path) -> tuple[list[Manifest], list[str]]:
    """The plugins in a folder of plugin folders, and a sentence for each unreadable one."""
    found: list[Manifest] = []
    problems: list[str] = []
    for path in sorted(folder.glob(f"*/{MANIFEST_NAME}")):
        try:
            found.append(read_manifest(path))
        except UserError as error:
            problems.append(str(error))
    return found, problems
