"""Opens a collection of any known format from a file or folder."""

from pathlib import Path

from workbench.apitest.formats.postman_read import collection_from_json, is_v1
from workbench.apitest.formats.text import parse_json, read_text
from workbench.apitest.model import Folder


def read_any_collection(path: Path) -> Folder:
    """A Postman collection, or whatever an importer knows. Raises UserError."""
    if path.is_file() and path.suffix.lower() == ".json":
        document = parse_json(read_text(path), str(path))
        if isinstance(document, dict) and (
            "item" in document or "collection" in document or is_v1(document)
        ):
            return collection_from_json(document, str(path))
    from workbench.apitest.formats.detect import read_path

    return read_path(path).collection
