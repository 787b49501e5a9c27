"""Opens a collection of any known format from a file or folder."""

from collections.abc import Mapping
from pathlib import Path

from workbench.apitest.formats.postman_read import collection_from_json, is_v1, read_scope
from workbench.apitest.formats.text import parse_json, read_text
from workbench.apitest.model import Imported, Variable
from workbench.apitest.variables import Scope
from workbench.core.errors import UserError


def read_any_collection(path: Path) -> Imported:
    """A Postman collection, or whatever an importer knows. Raises UserError."""
    if path.is_file() and path.suffix.lower() == ".json":
        document = parse_json(read_text(path), str(path))
        if isinstance(document, dict) and (
            "item" in document or "collection" in document or is_v1(document)
        ):
            return Imported(collection_from_json(document, str(path)))
    from workbench.apitest.formats.detect import read_path

    return read_path(path)


def read_environment(path: Path, known: Mapping[str, tuple[Variable, ...]]) -> Scope:
    """An environment file, or one of the `known` ones, which came with the collection, by name.

    Raises UserError.
    """
    name = str(path)
    if not path.exists() and known:
        if name not in known:
            raise UserError(
                f"There is no file {name}, and no environment of that name in the collection.",
                f"It holds: {', '.join(known)}.",
            )
        return Scope(known[name], name=name)
    if path.suffix.lower() == ".bru":
        from workbench.apitest.formats.bruno import read_bru

        return Scope(read_bru(path).environments.get(path.stem, ()), name=path.stem)
    return read_scope(path, "environment")
