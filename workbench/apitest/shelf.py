"""The collections of a workspace: what lies in its requests folder, read and saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from workbench.apitest.formats.detect import read_path
from workbench.apitest.formats.export import without_secrets
from workbench.apitest.formats.opencollection import item_from_yaml, read_folder
from workbench.apitest.formats.opencollection_write import (
    dump,
    item_to_yaml,
    over_document,
    safe_name,
    write_folder,
)
from workbench.apitest.formats.shape import an_object
from workbench.apitest.formats.text import parse_yaml, read_text
from workbench.apitest.model import Folder, Imported, Item, Placed, Variable
from workbench.core.errors import UserError
from workbench.storage.files import write_atomically


@dataclass(frozen=True, slots=True)
class Shelved:
    """A collection of the workspace: where it lies and the environments beside it."""

    path: Path
    collection: Folder
    environments: Mapping[str, tuple[Variable, ...]] = field(
        default_factory=dict[str, tuple[Variable, ...]]
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every collection that could be read, and a sentence for each that could not."""

    collections: tuple[Shelved, ...] = ()
    problems: tuple[str, ...] = ()


def read_shelf(folder: Path) -> Shelf:
    """Read every collection below the requests folder: a folder, or a file, is one."""
    found: list[Shelved] = []
    problems: list[str] = []
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    for entry in entries:
        if entry.name.startswith(".") or not (
            entry.is_dir() or entry.suffix in (".yml", ".yaml", ".json")
        ):
            continue
        try:
            if entry.suffix == ".json":
                imported = read_path(entry)
                found.append(Shelved(entry, imported.collection, imported.environments))
            else:
                found.append(Shelved(entry, *read_folder(entry)))
        except UserError as error:
            problems.append(str(error))
    return Shelf(tuple(found), tuple(problems))


def keep_import(imported: Imported, folder: Path) -> Path:
    """Write an imported collection below the requests folder, under a name that is free."""
    name = safe_name(imported.collection.name)
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{name} {number}", number + 1
    write_folder(without_secrets(imported.collection), place, imported.environments)
    return place


def save_item(shelved: Shelved, placed: Placed, changed: Item) -> Item:
    """Write one changed request into its own file and give what was written.

    Literal secrets are replaced by `{{secret:name}}` references first. Raises UserError
    where the collection is not a folder of request files, or the request's file is gone.
    """
    if not shelved.path.is_dir():
        raise UserError(
            f"{shelved.path.name} is a single file and stays as it is.",
            "Import it first; then every request has a file of its own.",
        )
    for file in sorted(shelved.path.rglob("*.y*ml")):
        document = an_object(parse_yaml(read_text(file), str(file)))
        if ("http" in document or "graphql" in document) and item_from_yaml(
            document
        ).id == placed.item.id:
            saved = _clean(changed)
            position = an_object(document.get("info")).get("seq")
            written = item_to_yaml(saved, position if isinstance(position, int) else 1)
            write_atomically(file, dump(over_document(written, document)).encode())
            return item_from_yaml(written)
    raise UserError(
        f"The file of '{placed.item.name}' is gone from {shelved.path.name}.",
        "Read the collections again (F5).",
    )


def new_item(folder: Path, item: Item) -> Item:
    """Write a new request into the collection 'My requests' and give what was written."""
    place = folder / "My requests"
    if not place.exists():
        write_folder(Folder("My requests"), place)
    file, number = place / f"{safe_name(item.name)}.yml", 2
    while file.exists():
        file, number = place / f"{safe_name(item.name)} {number}.yml", number + 1
    written = item_to_yaml(_clean(item), 1)
    write_atomically(file, dump(written).encode())
    return item_from_yaml(written)


def _clean(item: Item) -> Item:
    masked = without_secrets(Folder("", (item,))).items[0]
    assert isinstance(masked, Item)
    return replace(masked, examples=item.examples)
