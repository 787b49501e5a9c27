"""OpenCollection YAML: the workspace's own format, one file a request, friendly to git."""

import io
import re
import uuid
from collections.abc import Mapping, Sequence
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
from workbench.apitest.url import parse_url, url_text
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.storage.files import write_atomically

ROOT_NAME = "opencollection.yml"
FOLDER_NAME = "folder.yml"
_VERSION = "1.0.0"
_LISTENERS: dict[str, Listener] = {
    "before-request": "prerequest",
    "tests": "test",
    "after-response": "test",
}
_SCRIPTS = {"prerequest": "before-request", "test": "tests"}
_BEHAVIOR = {
    "followRedirects": "followRedirects",
    "maxRedirects": "maxRedirects",
    "followAuthorizationHeader": "forwardAuthorizationHeader",
}
_AUTH_NAMES = {
    "awsv4": {"accessKey": "accessKeyId", "secretKey": "secretAccessKey"},
    "apikey": {"in": "placement"},
}
_PARTS: dict[str, frozenset[str]] = {
    "info": frozenset({"name", "type", "seq", "description"}),
    "runtime": frozenset({"scripts", "assertions"}),
    "settings": frozenset({*_BEHAVIOR.values(), "encodeUrl", "protocol"}),
    "http": frozenset(),
    "graphql": frozenset(),
    "docs": frozenset(),
}
"""The parts of a request's document that are written here, and the keys written in those that
others write into as well."""
_KINDS = ("grpc", "websocket")
"""Kinds of requests that this format has and the tester has not."""
_UNSAFE = re.compile(r"[^\w .()&,=+@-]+")


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
    behavior = {ours: settings[theirs] for ours, theirs in _BEHAVIOR.items() if theirs in settings}
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


def _auth(value: JsonValue) -> Auth | None:
    if value == "none":
        return Auth("noauth")
    row = an_object(value)
    kind = a_text(row.get("type"))
    if not kind:
        return None
    if kind == "none":
        return Auth("noauth")
    renamed = {theirs: ours for ours, theirs in _AUTH_NAMES.get(kind, {}).items()}
    return Auth(
        kind, {renamed.get(name, name): part for name, part in row.items() if name != "type"}
    )


def _auth_row(auth: Auth | None) -> JsonValue:
    if auth is None:
        return "inherit"
    if auth.kind == "noauth":
        return {"type": "none"}
    renamed = _AUTH_NAMES.get(auth.kind, {})
    return {
        "type": auth.kind,
        **{renamed.get(name, name): value for name, value in auth.settings.items()},
    }


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


def _script_rows(scripts: Sequence[Script]) -> list[JsonValue]:
    rows: list[JsonValue] = []
    for script in scripts:
        row: JsonObject = {"type": _SCRIPTS[script.listen], "code": script.source}
        rows.append(row if script.enabled else {**row, "disabled": True})
    return rows


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
        theirs: behavior[ours] for ours, theirs in _BEHAVIOR.items() if ours in behavior
    }
    if behavior.get("disableUrlEncoding"):
        settings["encodeUrl"] = False
    rest = {
        name: value
        for name, value in behavior.items()
        if name not in _BEHAVIOR and name != "disableUrlEncoding"
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
