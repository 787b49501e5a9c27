"""Writes OpenCollection YAML: a document, a bundled collection, or a folder of files."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbench.apitest.formats.opencollection import AUTH_NAMES, BEHAVIOR, FOLDER_NAME, ROOT_NAME
from workbench.apitest.formats.shape import an_object
from workbench.apitest.javascript import js_text
from workbench.apitest.model import (
    Auth,
    Body,
    Check,
    Folder,
    FormPart,
    Item,
    Pair,
    Script,
    Variable,
)
from workbench.apitest.url import url_text
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.storage.files import write_atomically

_VERSION = "1.0.0"
_SCRIPTS = {"prerequest": "before-request", "test": "tests"}
_PARTS: dict[str, frozenset[str]] = {
    "info": frozenset({"name", "type", "seq", "description"}),
    "runtime": frozenset({"scripts", "assertions"}),
    "settings": frozenset({*BEHAVIOR.values(), "encodeUrl", "protocol"}),
    "http": frozenset(),
    "graphql": frozenset(),
    "docs": frozenset(),
}
"""The parts of a request's document that are written here, and the keys written in those that
others write into as well."""
_UNSAFE = re.compile(r"[^\w .()&,=+@-]+")


def item_to_yaml(item: Item, position: int = 1) -> JsonObject:
    """One request as a document."""
    request = item.request
    kind = "graphql" if request.body.mode == "graphql" else "http"
    info: JsonObject = {"name": item.name, "type": kind, "seq": position}
    if request.description:
        info["description"] = request.description
    details: JsonObject = {"method": request.method, "url": url_text(request.url)}
    params = [_query_row(pair) for pair in request.url.query]
    params += [{**_row(pair), "type": "path"} for pair in request.url.path]
    if params:
        details["params"] = list(params)
    if request.headers:
        details["headers"] = [_row(pair) for pair in request.headers]
    body = _body_row(request.body)
    if body is not None:
        details["body"] = body
    details["auth"] = _auth_row(request.auth)
    document: JsonObject = {"info": info, kind: details}
    runtime = _runtime(item)
    if runtime:
        document["runtime"] = runtime
    settings = _settings(item.behavior)
    if settings:
        document["settings"] = settings
    if item.description:
        document["docs"] = item.description
    return document


def over_document(written: JsonObject, old: JsonObject) -> JsonObject:
    """What was written of a request, with those parts of its old document that are not ours."""
    found = {**written, **{name: part for name, part in old.items() if name not in _PARTS}}
    for name, own in _PARTS.items():
        others = {key: part for key, part in an_object(old.get(name)).items() if key not in own}
        if own and others:
            found[name] = {**an_object(found.get(name)), **others}
    return found


def collection_to_yaml(
    collection: Folder, environments: Mapping[str, Sequence[Variable]] | None = None
) -> str:
    """The whole collection in one bundled document."""
    document = _root(collection, environments or {})
    document["items"] = [_entry(entry, index) for index, entry in enumerate(collection.items, 1)]
    document["bundled"] = True
    return dump(document)


def write_folder(
    collection: Folder, folder: Path, environments: Mapping[str, Sequence[Variable]] | None = None
) -> list[Path]:
    """Write one file a request below `folder`; gives the files. Secret values are left out."""
    written = [folder / ROOT_NAME]
    write_atomically(written[0], dump(_root(collection, {})).encode())
    for name, variables in (environments or {}).items():
        file = folder / "environments" / f"{safe_name(name)}.yml"
        write_atomically(
            file, dump({"name": name, "variables": _variable_rows(variables)}).encode()
        )
        written.append(file)
    return written + _write_entries(collection, folder)


def dump(document: JsonObject) -> str:
    """YAML with long texts in blocks."""
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import LiteralScalarString

    def blocks(value: JsonValue) -> object:
        if isinstance(value, str):
            block = "\n" in value and not re.search(r"[\x00-\x08\x0b-\x1f\x7f]|[ \t]\n", value)
            return LiteralScalarString(value) if block else value
        if isinstance(value, dict):
            return {key: blocks(part) for key, part in value.items()}
        return [blocks(part) for part in value] if isinstance(value, list) else value

    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(blocks(document), stream)
    return stream.getvalue()


def safe_name(name: str) -> str:
    """A file name that every system takes."""
    return _UNSAFE.sub("-", name).strip(" .-")[:100] or "unnamed"


def _query_row(pair: Pair) -> JsonObject:
    row = {**_row(pair), "type": "query"}
    if pair.value is None:
        del row["value"]
    return row


def _row(pair: Pair) -> JsonObject:
    row: JsonObject = {"name": pair.name, "value": pair.value or ""}
    if pair.description:
        row["description"] = pair.description
    if not pair.enabled:
        row["disabled"] = True
    return row


def _body_row(body: Body) -> JsonObject | None:
    match body.mode:
        case "none":
            return None
        case "graphql":
            return {"query": body.text, "variables": body.variables}
        case "urlencoded":
            return {"type": "form-urlencoded", "data": [_row(pair) for pair in body.pairs]}
        case "formdata":
            return {"type": "multipart-form", "data": [_part_row(part) for part in body.parts]}
        case "file":
            return {
                "type": "file",
                "data": [{"filePath": body.file, "contentType": "", "selected": True}],
            }
        case "raw":
            kind = body.language if body.language in ("json", "xml", "sparql") else "text"
            return {"type": kind, "data": body.text}


def _part_row(part: FormPart) -> JsonObject:
    value: JsonValue = part.value
    if part.is_file:
        value = part.files[0] if len(part.files) == 1 else list(part.files)
    row: JsonObject = {
        "name": part.name,
        "type": "file" if part.is_file else "text",
        "value": value,
    }
    if part.content_type:
        row["contentType"] = part.content_type
    if part.file_name is not None:
        row["fileName"] = part.file_name
    if not part.enabled:
        row["disabled"] = True
    return row


def _auth_row(auth: Auth | None) -> JsonValue:
    if auth is None:
        return "inherit"
    if auth.kind == "noauth":
        return {"type": "none"}
    renamed = AUTH_NAMES.get(auth.kind, {})
    return {
        "type": auth.kind,
        **{renamed.get(name, name): value for name, value in auth.settings.items()},
    }


def _script_rows(scripts: Sequence[Script]) -> list[JsonValue]:
    rows: list[JsonValue] = []
    for script in scripts:
        row: JsonObject = {"type": _SCRIPTS[script.listen], "code": script.source}
        rows.append(row if script.enabled else {**row, "disabled": True})
    return rows


def _variable_rows(variables: Sequence[Variable]) -> list[JsonValue]:
    rows: list[JsonValue] = []
    for variable in variables:
        row: JsonObject = {"name": variable.name}
        if variable.secret:
            row["secret"] = True
        else:
            row["value"] = js_text(variable.value)
        if not variable.enabled:
            row["disabled"] = True
        rows.append(row)
    return rows


def _runtime(item: Item) -> JsonObject:
    runtime: JsonObject = {}
    if item.scripts:
        runtime["scripts"] = _script_rows(item.scripts)
    if item.checks:
        runtime["assertions"] = [_check_row(check) for check in item.checks]
    return runtime


def _check_row(check: Check) -> JsonObject:
    row: JsonObject = {"expression": check.subject, "operator": check.operator}
    if check.expected:
        row["value"] = check.expected
    if not check.enabled:
        row["disabled"] = True
    return row


def _settings(behavior: Mapping[str, JsonValue]) -> JsonObject:
    settings: JsonObject = {
        theirs: behavior[ours] for ours, theirs in BEHAVIOR.items() if ours in behavior
    }
    if behavior.get("disableUrlEncoding"):
        settings["encodeUrl"] = False
    rest = {
        name: value
        for name, value in behavior.items()
        if name not in BEHAVIOR and name != "disableUrlEncoding"
    }
    if rest:
        settings["protocol"] = rest
    return settings


def _root(collection: Folder, environments: Mapping[str, Sequence[Variable]]) -> JsonObject:
    document: JsonObject = {"opencollection": _VERSION, "info": {"name": collection.name}}
    if environments:
        rows = [{"name": name, "variables": _variable_rows(v)} for name, v in environments.items()]
        document["config"] = {"environments": list(rows)}
    return {**document, **_defaults(collection)}


def _defaults(folder: Folder) -> JsonObject:
    defaults: JsonObject = {}
    if folder.auth is not None:
        defaults["auth"] = _auth_row(folder.auth)
    if folder.variables:
        defaults["variables"] = _variable_rows(folder.variables)
    if folder.scripts:
        defaults["scripts"] = _script_rows(folder.scripts)
    document: JsonObject = {"request": defaults} if defaults else {}
    if folder.description:
        document["docs"] = folder.description
    return document


def _entry(entry: Item | Folder, position: int) -> JsonObject:
    if isinstance(entry, Item):
        return item_to_yaml(entry, position)
    info: JsonObject = {"name": entry.name, "type": "folder", "seq": position}
    items = [_entry(part, index) for index, part in enumerate(entry.items, 1)]
    return {"info": info, **_defaults(entry), "items": list(items)}


def _write_entries(folder: Folder, place: Path) -> list[Path]:
    written: list[Path] = []
    taken: set[str] = {ROOT_NAME, FOLDER_NAME, "environments"}
    for position, entry in enumerate(folder.items, 1):
        name = _free_name(safe_name(entry.name), taken)
        if isinstance(entry, Item):
            file = place / f"{name}.yml"
            write_atomically(file, dump(item_to_yaml(entry, position)).encode())
        else:
            file = place / name / FOLDER_NAME
            info: JsonObject = {"name": entry.name, "type": "folder", "seq": position}
            write_atomically(file, dump({"info": info, **_defaults(entry)}).encode())
            written += _write_entries(entry, place / name)
        written.append(file)
    return written


def _free_name(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free.lower() in taken:
        number += 1
        free = f"{name} {number}"
    taken.add(free.lower())
    return free
