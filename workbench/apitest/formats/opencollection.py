"""Reads OpenCollection YAML: the workspace's own format, one file a request, friendly to git."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from workbench.apitest.formats.inherited import with_headers
from workbench.apitest.formats.shape import a_list, a_text, an_object, objects, prose
from workbench.apitest.formats.text import parse_yaml, read_text
from workbench.apitest.javascript import js_text
from workbench.apitest.model import (
    Auth,
    Body,
    Check,
    Folder,
    FormPart,
    Item,
    Listener,
    Lost,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.apitest.scripts.bruno import dialect_of, not_given
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

ROOT_NAME = "opencollection.yml"
FOLDER_NAME = "folder.yml"
_LISTENERS: dict[str, Listener] = {
    "before-request": "prerequest",
    "tests": "test",
    "after-response": "test",
}
BEHAVIOR = {
    "followRedirects": "followRedirects",
    "maxRedirects": "maxRedirects",
    "followAuthorizationHeader": "forwardAuthorizationHeader",
}
"""The settings of a request, by the name that they have here."""
AUTH_NAMES = {
    "awsv4": {"accessKey": "accessKeyId", "secretKey": "secretAccessKey"},
    "apikey": {"in": "placement"},
}
"""The settings of a kind of authentication, by the name that they have here."""
_KINDS = ("grpc", "websocket")
"""Kinds of requests that this format has and the tester has not."""


def read_folder(
    path: Path, lost: list[Lost] | None = None
) -> tuple[Folder, dict[str, tuple[Variable, ...]]]:
    """A collection folder (opencollection.yml within) or a single bundled file, with its
    environments; what is not carried over is put into `lost`. Raises UserError.
    """
    lost = [] if lost is None else lost
    if path.is_file():
        document = an_object(parse_yaml(read_text(path), str(path)))
        return collection_from_yaml(document, str(path), lost)
    root = next(
        (path / name for name in (ROOT_NAME, "opencollection.yaml") if (path / name).is_file()),
        None,
    )
    document = an_object(parse_yaml(read_text(root), str(root))) if root else {}
    collection, environments = collection_from_yaml({**document, "items": []}, str(path), lost)
    for file in sorted((path / "environments").glob("*.y*ml")):
        row = an_object(parse_yaml(read_text(file), str(file)))
        environments[a_text(row.get("name")) or file.stem] = _variables(row.get("variables"))
    return _filled(collection, document, _read_entries(path, lost)), environments


def collection_from_yaml(
    document: JsonObject, source: str, lost: list[Lost]
) -> tuple[Folder, dict[str, tuple[Variable, ...]]]:
    """A whole document: collection, or one request standing for a collection of its own."""
    if "http" in document or "graphql" in document:
        item = item_from_yaml(document)
        lost += _lost_of(document)
        return Folder(item.name, (item,), id=str(uuid.uuid4())), {}
    if not any(key in document for key in ("opencollection", "items", "info")):
        raise UserError(f"{source} is no OpenCollection file.", "Name a collection.")
    environments = {
        a_text(row.get("name")): _variables(row.get("variables"))
        for row in objects(an_object(document.get("config")).get("environments"))
    }
    return _folder(document, "Collection", lost), environments


def item_from_yaml(document: JsonObject) -> Item:
    """One request file."""
    info = an_object(document.get("info"))
    http = an_object(document.get("http")) or an_object(document.get("graphql"))
    runtime = an_object(document.get("runtime"))
    params = objects(http.get("params"))
    url = parse_url(a_text(http.get("url")))
    query = tuple(_query_pair(row) for row in params if row.get("type") != "path")
    path = tuple(_pair(row) for row in params if row.get("type") == "path")
    settings = an_object(document.get("settings"))
    protocol = an_object(settings.get("protocol"))
    method = a_text(http.get("method")) or ("POST" if "graphql" in document else "GET")
    request = Request(
        method=method if protocol.get("methodAsWritten") else method.upper(),
        url=Url(url.address, query or url.query, path or url.path, url.fragment),
        headers=tuple(_pair(row) for row in objects(http.get("headers"))),
        body=_body(http.get("body"), graphql="graphql" in document),
        auth=_auth(http.get("auth")),
        description=prose(info.get("description")),
    )
    behavior = {ours: settings[theirs] for ours, theirs in BEHAVIOR.items() if theirs in settings}
    if settings.get("encodeUrl") is False:
        behavior["disableUrlEncoding"] = True
    return Item(
        name=a_text(info.get("name")) or request.url.address,
        request=request,
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, a_text(info.get("name")) + url.address)),
        scripts=_scripts(runtime.get("scripts")),
        checks=tuple(
            Check(
                a_text(row.get("expression")),
                a_text(row.get("operator")),
                a_text(row.get("value")),
                not row.get("disabled"),
            )
            for row in objects(runtime.get("assertions"))
        ),
        behavior={**behavior, **protocol},
        description=a_text(document.get("docs")),
    )


def _read_entries(path: Path, lost: list[Lost]) -> list[Item | Folder]:
    entries: list[tuple[float, str, Item | Folder]] = []
    for child in sorted(path.iterdir()):
        if child.is_dir() and child.name != "environments" and not child.name.startswith("."):
            file = next(
                (child / n for n in (FOLDER_NAME, "folder.yaml") if (child / n).is_file()), None
            )
            document = an_object(parse_yaml(read_text(file), str(file))) if file else {}
            folder = _folder({**document, "items": []}, child.name, lost)
            folder = _filled(folder, document, _read_entries(child, lost))
            if folder.items or file:
                entries.append((_seq(document), child.name, folder))
        elif child.suffix in (".yml", ".yaml") and child.stem not in ("opencollection", "folder"):
            document = an_object(parse_yaml(read_text(child), str(child)))
            lost += _lost_of(document)
            if "http" in document or "graphql" in document:
                entries.append((_seq(document), child.name, item_from_yaml(document)))
    return [entry for _, _, entry in sorted(entries, key=lambda row: row[:2])]


def _seq(document: JsonObject) -> float:
    position = an_object(document.get("info")).get("seq")
    return float(position) if isinstance(position, (int, float)) else float("inf")


def _filled(folder: Folder, document: JsonObject, entries: Sequence[Item | Folder]) -> Folder:
    headers = objects(an_object(document.get("request")).get("headers"))
    return replace(folder, items=with_headers(entries, [_pair(row) for row in headers]))


def _lost_of(document: JsonObject) -> list[Lost]:
    """What of a request's or folder's document is not carried over."""
    name = a_text(an_object(document.get("info")).get("name"))
    found = [Lost(name, "only HTTP requests are supported") for kind in _KINDS if kind in document]
    runtime = an_object(document.get("runtime"))
    for part, what in (("variables", "sets"), ("actions", "sets from the answer")):
        if runtime.get(part):
            found.append(Lost(name, f"variables that the request {what}"))
    if document.get("examples"):
        found.append(Lost(name, "its recorded examples"))
    scripts = runtime.get("scripts") or an_object(document.get("request")).get("scripts")
    for script in _scripts(scripts):
        if script.dialect == "bruno":
            found += [Lost(name, f"its script uses {part}") for part in not_given(script.source)]
    return found


def _folder(document: JsonObject, fallback: str, lost: list[Lost]) -> Folder:
    info = an_object(document.get("info"))
    defaults = an_object(document.get("request"))
    lost += _lost_of(document)
    items: list[Item | Folder] = []
    for row in objects(document.get("items")):
        if "http" in row or "graphql" in row:
            lost += _lost_of(row)
            items.append(item_from_yaml(row))
        elif "items" in row:
            items.append(_folder(row, "Folder", lost))
        else:
            lost += _lost_of(row)
    folder = Folder(
        name=a_text(info.get("name")) or fallback,
        id=str(uuid.uuid4()),
        auth=_auth(defaults.get("auth")),
        scripts=_scripts(defaults.get("scripts")),
        variables=_variables(defaults.get("variables")),
        description=a_text(document.get("docs")) or prose(info.get("summary")),
    )
    return _filled(folder, document, items)


def _pair(row: JsonObject) -> Pair:
    return Pair(
        a_text(row.get("name")),
        a_text(row.get("value")),
        not row.get("disabled"),
        prose(row.get("description")),
    )


def _query_pair(row: JsonObject) -> Pair:
    """A row without a value is a name without '='."""
    pair = _pair(row)
    return pair if "value" in row else replace(pair, value=None)


def _body(value: JsonValue, *, graphql: bool) -> Body:
    if isinstance(value, list):
        variants = objects(value)
        chosen = next(
            (row for row in variants if row.get("selected")), variants[0] if variants else {}
        )
        value = chosen.get("body")
    row = an_object(value)
    data = row.get("data")
    if graphql:
        return Body(
            "graphql", text=a_text(row.get("query")), variables=a_text(row.get("variables"))
        )
    match a_text(row.get("type")):
        case "form-urlencoded":
            return Body("urlencoded", pairs=tuple(_pair(part) for part in objects(data)))
        case "multipart-form":
            return Body("formdata", parts=tuple(_part(part) for part in objects(data)))
        case "file":
            files = objects(data)
            chosen = next(
                (part for part in files if part.get("selected")), files[0] if files else {}
            )
            return Body("file", file=a_text(chosen.get("filePath")))
        case "":
            return Body()
        case kind:
            return Body("raw", text=a_text(data), language=kind)


def _part(row: JsonObject) -> FormPart:
    value = row.get("value")
    is_file = row.get("type") == "file"
    files = (
        tuple(a_text(part) for part in a_list(value))
        if isinstance(value, list)
        else (a_text(value),)
    )
    return FormPart(
        a_text(row.get("name")),
        "" if is_file else a_text(value),
        files if is_file else (),
        is_file,
        a_text(row.get("contentType")),
        a_text(row["fileName"]) if "fileName" in row else None,
        not row.get("disabled"),
        prose(row.get("description")),
    )


def _auth(value: JsonValue) -> Auth | None:
    if value == "none":
        return Auth("noauth")
    row = an_object(value)
    kind = a_text(row.get("type"))
    if not kind:
        return None
    if kind == "none":
        return Auth("noauth")
    renamed = {theirs: ours for ours, theirs in AUTH_NAMES.get(kind, {}).items()}
    return Auth(
        kind, {renamed.get(name, name): part for name, part in row.items() if name != "type"}
    )


def _scripts(value: JsonValue) -> tuple[Script, ...]:
    return tuple(
        Script(
            _LISTENERS[a_text(row.get("type"))],
            a_text(row.get("code")),
            not row.get("disabled"),
            dialect=dialect_of(a_text(row.get("code"))),
        )
        for row in objects(value)
        if a_text(row.get("type")) in _LISTENERS
    )


def _variables(value: JsonValue) -> tuple[Variable, ...]:
    return tuple(
        Variable(
            a_text(row.get("name")),
            _typed(row.get("value")),
            not row.get("disabled"),
            bool(row.get("secret")),
        )
        for row in objects(value)
    )


def _typed(value: JsonValue) -> JsonValue:
    row = an_object(value)
    return (
        row.get("data", "")
        if row
        else ""
        if value is None
        else value
        if not isinstance(value, list)
        else js_text(value)
    )
