"""Writes Postman collections v2.1; also the form in which scripts see a request."""

from collections.abc import Sequence

from workbench.apitest.model import (
    Auth,
    Body,
    Folder,
    FormPart,
    Item,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.apitest.scripts.bruno import as_postman
from workbench.apitest.url import url_text
from workbench.core.jsontypes import JsonObject, JsonValue

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection_to_json(collection: Folder) -> JsonObject:
    """The whole collection, v2.1."""
    info: JsonObject = {"_postman_id": collection.id, "name": collection.name, "schema": _SCHEMA}
    if collection.description:
        info["description"] = collection.description
    document: JsonObject = {"info": info, "item": [_entry(entry) for entry in collection.items]}
    return {**document, **_shared(collection)}


def request_to_json(request: Request, *, with_auth: bool = True) -> JsonObject:
    """One request."""
    document: JsonObject = {
        "method": request.method,
        "header": [_row(pair) for pair in request.headers],
        "url": url_to_json(request.url),
    }
    if request.body.mode != "none":
        document["body"] = body_to_json(request.body)
    if with_auth and request.auth is not None:
        document["auth"] = auth_to_json(request.auth)
    if request.description:
        document["description"] = request.description
    return document


def url_to_json(url: Url) -> JsonObject:
    """An address in parts."""
    document: JsonObject = {"raw": url_text(url)}
    scheme, sign, rest = url.address.partition("://")
    if sign:
        document["protocol"] = scheme
    else:
        rest = url.address
    host, slash, path = _cut_host(rest)
    user, at_sign, host = host.rpartition("@")
    if at_sign:
        name, colon, password = user.partition(":")
        document["auth"] = {"user": name, **({"password": password} if colon else {})}
    name, colon, port = host.rpartition(":")
    if colon and "]" not in port and "}" not in port:
        host = name
        document["port"] = port
    if host:
        document["host"] = [*_split_outside_variables(host, ".")]
    if slash:
        document["path"] = [*_split_outside_variables(path, "/")]
    if url.query:
        document["query"] = [_row(pair) for pair in url.query]
    if url.fragment is not None:
        document["hash"] = url.fragment
    if url.path:
        document["variable"] = [_row(pair) for pair in url.path]
    return document


def body_to_json(body: Body) -> JsonObject:
    """A body in Postman's modes."""
    document: JsonObject = {"mode": body.mode}
    match body.mode:
        case "raw":
            document["raw"] = body.text
            if body.language:
                document["options"] = {"raw": {"language": body.language}}
        case "urlencoded":
            document["urlencoded"] = [_row(pair) for pair in body.pairs]
        case "formdata":
            document["formdata"] = [_part(part) for part in body.parts]
        case "file":
            document["file"] = {"src": body.file}
        case "graphql":
            graphql: JsonObject = {"query": body.text, "variables": body.variables}
            if body.operation:
                graphql["operationName"] = body.operation
            document["graphql"] = graphql
        case _:
            pass
    if not body.enabled:
        document["disabled"] = True
    return document


def auth_to_json(auth: Auth) -> JsonObject:
    """Authentication as a list of rows."""
    rows: list[JsonValue] = [
        {"key": name, "value": value, "type": _type_name(value)}
        for name, value in auth.settings.items()
    ]
    return {"type": auth.kind, **({auth.kind: rows} if rows else {})}


def variables_to_json(variables: Sequence[Variable]) -> list[JsonValue]:
    """Variables as rows."""
    rows: list[JsonValue] = []
    for variable in variables:
        row: JsonObject = {"key": variable.name, "value": variable.value}
        if variable.kind != "any":
            row["type"] = variable.kind
        if not variable.enabled:
            row["disabled"] = True
        rows.append(row)
    return rows


def _entry(entry: Item | Folder) -> JsonObject:
    if isinstance(entry, Folder):
        document: JsonObject = {"name": entry.name, "item": [_entry(part) for part in entry.items]}
        if entry.id:
            document["id"] = entry.id
        if entry.description:
            document["description"] = entry.description
        return {**document, **_shared(entry)}
    document = {"name": entry.name, "request": request_to_json(entry.request)}
    if entry.id:
        document["id"] = entry.id
    if entry.description:
        document["description"] = entry.description
    if entry.scripts:
        document["event"] = [_event(script) for script in entry.scripts]
    if entry.behavior:
        document["protocolProfileBehavior"] = dict(entry.behavior)
    document["response"] = list(entry.examples)
    return document


def _shared(folder: Folder) -> JsonObject:
    document: JsonObject = {}
    if folder.auth is not None:
        document["auth"] = auth_to_json(folder.auth)
    if folder.scripts:
        document["event"] = [_event(script) for script in folder.scripts]
    if folder.variables:
        document["variable"] = variables_to_json(folder.variables)
    if folder.behavior:
        document["protocolProfileBehavior"] = dict(folder.behavior)
    return document


def _event(script: Script) -> JsonObject:
    code: JsonObject = {"type": "text/javascript", "exec": list(as_postman(script).split("\n"))}
    if script.id:
        code["id"] = script.id
    return {
        "listen": script.listen,
        "script": code,
        **({} if script.enabled else {"disabled": True}),
    }


def _row(pair: Pair) -> JsonObject:
    row: JsonObject = {"key": pair.name, "value": pair.value}
    if not pair.enabled:
        row["disabled"] = True
    if pair.description:
        row["description"] = pair.description
    return row


def _part(part: FormPart) -> JsonObject:
    row: JsonObject = {"key": part.name, "type": "file" if part.is_file else "text"}
    if part.is_file:
        row["src"] = (
            list(part.files) if len(part.files) > 1 else part.files[0] if part.files else None
        )
    else:
        row["value"] = part.value
    if part.content_type:
        row["contentType"] = part.content_type
    if part.file_name is not None:
        row["fileName"] = part.file_name
    if not part.enabled:
        row["disabled"] = True
    if part.description:
        row["description"] = part.description
    return row


def _type_name(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "any"


def _cut_host(rest: str) -> tuple[str, str, str]:
    """Cut at the first slash outside a variable."""
    host, *segments = _split_outside_variables(rest, "/")
    return (host, "/", "/".join(segments)) if segments else (rest, "", "")


def _split_outside_variables(text: str, sign: str) -> list[str]:
    parts: list[str] = []
    depth = start = index = 0
    while index < len(text):
        if text.startswith("{{", index):
            depth, index = depth + 1, index + 2
            continue
        if text.startswith("}}", index) and depth:
            depth, index = depth - 1, index + 2
            continue
        if text[index] == sign and not depth:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]]
