"""Finds out what a file is and hands it to its reader."""

from pathlib import Path

from workbench.apitest.body import FileAccess
from workbench.apitest.formats.shape import a_text, an_object
from workbench.apitest.formats.text import parse_json, parse_yaml, read_text
from workbench.apitest.model import Folder, Imported, Lost
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue


def read_source(source: str, files: FileAccess | None = None) -> Imported:
    """A file, a folder, or a curl command as text, which may take data from `files`.

    Raises UserError.
    """
    stripped = source.strip()
    if stripped.split(None, 1)[:1] and stripped.split(None, 1)[0].lower() in (
        "curl",
        "curl.exe",
        "$",
    ):
        from workbench.apitest.formats.curl_read import read_curl

        return read_curl(stripped, files=files)
    return read_path(Path(source))


def read_path(path: Path) -> Imported:
    """A file or folder of any known format. Raises UserError naming what is known."""
    if path.is_dir():
        return _read_folder(path)
    if path.suffix.lower() == ".bru":
        from workbench.apitest.formats.bruno import read_bru

        return read_bru(path)
    text = read_text(path)
    if not text.strip():
        raise UserError(f"{path} is empty.", "Name another file.")
    return read_document(text, str(path))


def read_document(text: str, source: str) -> Imported:
    """A document of unknown format, by its content."""
    head = text.lstrip("\ufeff \t\r\n")
    if head[:1] in ("{", "["):
        return _from_document(parse_json(text, source), source)
    if _looks_like_curl(head):
        from workbench.apitest.formats.curl_read import read_curl

        return read_curl(text)
    if "\0" in text[:1000]:
        raise UserError(f"{source} is no text file.", "Name an exported collection.")
    return _from_document(parse_yaml(text, source), source)


def _looks_like_curl(head: str) -> bool:
    lines = [
        line.strip()
        for line in head.splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    return bool(lines) and any(
        line.lower().split()[0] in ("curl", "curl.exe", "$") for line in lines[:5]
    )


def _read_folder(path: Path) -> Imported:
    if any(path.glob("**/*.bru")):
        from workbench.apitest.formats.bruno import read_bru

        return read_bru(path)
    if any(path.glob("**/*.y*ml")):
        from workbench.apitest.formats.opencollection import read_folder

        lost: list[Lost] = []
        collection, environments = read_folder(path, lost)
        return Imported(collection, environments, tuple(lost))
    raise UserError(
        f"{path} holds no collection.", "Name a folder of .bru or OpenCollection files."
    )


def _from_document(value: JsonValue, source: str) -> Imported:
    document = an_object(value)
    if not document:
        raise UserError(
            f"{source} is no collection.", "Name a Postman, OpenAPI, HAR, Bruno or Insomnia file."
        )
    if "openapi" in document or "swagger" in document:
        from workbench.apitest.formats.openapi import openapi_from_json

        return openapi_from_json(document, source)
    if "log" in document or {"method", "url"} <= document.keys():
        from workbench.apitest.formats.har import har_from_json

        return har_from_json(document, source)
    if a_text(document.get("type")).startswith("collection.insomnia") or "resources" in document:
        from workbench.apitest.formats.insomnia import insomnia_from_json

        return insomnia_from_json(document, source)
    return _postman_or_opencollection(document, source)


def _postman_or_opencollection(document: JsonObject, source: str) -> Imported:
    if any(key in document for key in ("opencollection", "http", "graphql")):
        from workbench.apitest.formats.opencollection import collection_from_yaml

        lost: list[Lost] = []
        collection, environments = collection_from_yaml(document, source, lost)
        return Imported(collection, environments, tuple(lost))
    from workbench.apitest.formats.postman_read import (
        collection_from_json,
        is_v1,
        variables_from_json,
    )

    if isinstance(document.get("values"), list) and "item" not in document:
        name = a_text(document.get("name")) or "Environment"
        return Imported(Folder(name), {name: variables_from_json(document["values"])})
    if "item" in document or "collection" in document or is_v1(document):
        collection = collection_from_json(document, source)
        return Imported(collection, lost=tuple(_unsupported(collection)))
    raise UserError(
        f"{source} is of no known format.",
        "Known are Postman, OpenAPI, Swagger, HAR, Bruno, Insomnia, OpenCollection and curl.",
    )


def _unsupported(collection: Folder) -> list[Lost]:
    """What a Postman collection holds that cannot be done here."""
    from workbench.apitest.auth.methods import is_known

    lost: list[Lost] = []
    for placed in collection.walk():
        auth = placed.item.request.auth
        if auth is not None and not is_known(auth):
            lost.append(
                Lost(
                    placed.item.name,
                    f"authentication '{auth.kind}' is kept but cannot be signed here",
                )
            )
    return lost
