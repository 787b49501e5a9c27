"""Reads Postman collections (v2.1, v2.0, v1), environments and globals."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from workbench.apitest.formats.shape import a_list, a_text, an_object, objects, prose
from workbench.apitest.formats.text import parse_json, read_object, read_text
from workbench.apitest.javascript import js_json, js_text
from workbench.apitest.model import (
    Auth,
    Body,
    BodyMode,
    Folder,
    FormPart,
    Item,
    Listener,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.apitest.url import parse_pair, parse_url
from workbench.apitest.variables import Scope
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_MODES: dict[str, BodyMode] = {
    "raw": "raw",
    "urlencoded": "urlencoded",
    "formdata": "formdata",
    "file": "file",
    "graphql": "graphql",
}
_LISTENERS: dict[str, Listener] = {"test": "test", "prerequest": "prerequest"}


def read_collection(path: Path) -> Folder:
    """Read a collection file. Raises UserError where it is none."""
    return collection_from_json(read_object(path), str(path))


def collection_from_json(document: JsonObject, source: str) -> Folder:
    """A collection of any version, also wrapped in `{"collection": ...}`."""
    inner = document.get("collection")
    if isinstance(inner, dict) and "item" not in document:
        document = an_object(inner)
    if is_v1(document):
        from workbench.apitest.formats.postman_v1 import to_v2

        document = to_v2(document)
    if not isinstance(document.get("item"), list):
        raise UserError(
            f"{source} is not a Postman collection: it has no list of items.", "Export it again."
        )
    info = an_object(document.get("info"))
    return Folder(
        name=a_text(info.get("name")) or "Collection",
        items=_items(document["item"]),
        id=a_text(info.get("_postman_id")) or str(uuid.uuid4()),
        auth=auth_from_json(document.get("auth")),
        scripts=_scripts(document.get("event")),
        variables=variables_from_json(document.get("variable")),
        behavior=an_object(document.get("protocolProfileBehavior")),
        description=prose(info.get("description")),
    )


def is_v1(document: Mapping[str, JsonValue]) -> bool:
    """Whether this is the old flat format: requests in one list, folders pointing at them."""
    return "requests" in document and "item" not in document


def read_scope(path: Path, kind: str) -> Scope:
    """An environment or globals file for a run; `kind` is environment or globals. A bare list
    of variables will do.

    As newman does, only `disabled` switches a variable off here, not `enabled: false`.
    """
    content = parse_json(read_text(path), str(path))
    document = {"values": content} if isinstance(content, list) else read_object(path)
    inner = document.get(kind)
    if isinstance(inner, dict):
        document = an_object(inner)
    values = document.get("values")
    if isinstance(values, list):
        values = [{**row, "enabled": True} for row in objects(values)]
    return Scope(
        variables_from_json(values),
        name=a_text(document.get("name")),
        id=a_text(document.get("id")),
    )


def variables_from_json(value: JsonValue) -> tuple[Variable, ...]:
    """A list of variables, or an object of names and values."""
    if isinstance(value, dict):
        return tuple(Variable(name, part) for name, part in an_object(value).items())
    return tuple(
        Variable(
            name=a_text(row.get("key")) or a_text(row.get("id")) or a_text(row.get("name")),
            value=_typed(row.get("value", ""), a_text(row.get("type"))),
            enabled=_enabled(row),
            secret=row.get("type") == "secret",
            kind=a_text(row.get("type")) or "any",
        )
        for row in objects(value)
    )


def request_from_json(value: JsonValue) -> Request:
    """A request object, or only its address."""
    if isinstance(value, str):
        return Request(url=parse_url(value))
    document = an_object(value)
    return Request(
        method=a_text(document.get("method")).upper() or "GET",
        url=url_from_json(document.get("url")),
        headers=headers_from_json(document.get("header")),
        body=body_from_json(document.get("body")),
        auth=auth_from_json(document.get("auth")),
        description=prose(document.get("description")),
    )


def url_from_json(value: JsonValue) -> Url:
    """An address as text or in parts; the text `raw` counts only where there are no parts."""
    if not isinstance(value, dict):
        return parse_url(a_text(value))
    document = an_object(value)
    if not any(document.get(part) for part in ("host", "path", "protocol")):
        parsed = parse_url(a_text(document.get("raw")))
    else:
        fragment = document.get("hash")
        parsed = Url(_address(document), fragment=fragment if isinstance(fragment, str) else None)
    query = document.get("query")
    rows = parsed.query if query is None else _query(query)
    return Url(parsed.address, rows, _path_values(document, parsed), parsed.fragment)


def headers_from_json(value: JsonValue) -> tuple[Pair, ...]:
    """A header list, the head as one text, or an object of names and values."""
    if isinstance(value, dict):
        return tuple(Pair(name, _value_text(part)) for name, part in an_object(value).items())
    if isinstance(value, str):
        lines = [line.partition(":") for line in value.splitlines() if ":" in line]
        return tuple(Pair(name.strip(), content.strip()) for name, _, content in lines)
    return tuple(
        Pair(
            a_text(row.get("key")),
            _value_text(row.get("value")),
            _enabled(row),
            prose(row.get("description")),
        )
        for row in objects(value)
        if a_text(row.get("key"))
    )


def body_from_json(value: JsonValue) -> Body:
    """A body, or only its text; an unknown mode is raw where there is text, else no body."""
    document: JsonObject = {"raw": value} if isinstance(value, str) else an_object(value)
    unknown: BodyMode = "raw" if isinstance(document.get("raw"), str) else "none"
    mode = _MODES.get(a_text(document.get("mode")), unknown)
    options = an_object(an_object(document.get("options")).get("raw"))
    graphql = an_object(document.get("graphql"))
    variables = graphql.get("variables")
    raw = document.get("raw")
    return Body(
        mode=mode,
        text=a_text(graphql.get("query")) if mode == "graphql" else _raw(raw),
        language=a_text(options.get("language")),
        pairs=_query(document.get("urlencoded")) if mode == "urlencoded" else (),
        parts=tuple(_part(row) for row in objects(document.get("formdata"))),
        file=_source(document.get("file")),
        variables=variables
        if isinstance(variables, str)
        else ""
        if variables is None
        else js_json(variables),
        operation=a_text(graphql.get("operationName")),
        enabled=not document.get("disabled"),
    )


def auth_from_json(value: JsonValue) -> Auth | None:
    """Settings as a list of rows (v2.1) or an object (v2.0); None inherits."""
    document = an_object(value)
    kind = a_text(document.get("type"))
    if not kind:
        return None
    settings = document.get(kind)
    if isinstance(settings, list):
        rows = [row for row in objects(settings) if not row.get("disabled")]
        return Auth(kind, {a_text(row.get("key")): row.get("value") for row in rows})
    return Auth(kind, an_object(settings))


def _items(value: JsonValue) -> tuple[Item | Folder, ...]:
    return tuple(
        _folder(row) if isinstance(row.get("item"), list) else _item(row) for row in objects(value)
    )


def _folder(row: JsonObject) -> Folder:
    return Folder(
        name=a_text(row.get("name")),
        items=_items(row.get("item")),
        id=_id(row),
        auth=auth_from_json(row.get("auth")),
        scripts=_scripts(row.get("event")),
        variables=variables_from_json(row.get("variable")),
        behavior=an_object(row.get("protocolProfileBehavior")),
        description=prose(row.get("description")),
    )


def _item(row: JsonObject) -> Item:
    return Item(
        name=a_text(row.get("name")),
        request=request_from_json(row.get("request")),
        id=_id(row),
        scripts=_scripts(row.get("event")),
        examples=tuple(objects(row.get("response"))),
        behavior=an_object(row.get("protocolProfileBehavior")),
        description=prose(row.get("description")),
    )


def _id(row: JsonObject) -> str:
    return a_text(row.get("id")) or a_text(row.get("_postman_id")) or str(uuid.uuid4())


def _scripts(value: JsonValue) -> tuple[Script, ...]:
    found: list[Script] = []
    for row in objects(value):
        listen = _LISTENERS.get(a_text(row.get("listen")))
        script = row.get("script")
        if listen is None or script is None:
            continue
        identity = a_text(an_object(script).get("id"))
        found.append(Script(listen, _source_code(script), not row.get("disabled"), identity))
    return tuple(found)


def _source_code(script: JsonValue) -> str:
    code = an_object(script).get("exec") if isinstance(script, dict) else script
    return "\n".join(a_text(line) for line in code) if isinstance(code, list) else a_text(code)


def _enabled(row: JsonObject) -> bool:
    """Postman writes `disabled`; its environments write `enabled`."""
    return not row.get("disabled") and row.get("enabled") is not False


def _typed(value: JsonValue, kind: str) -> JsonValue:
    """A variable's value in the type it names."""
    if kind == "string" and value is not None and not isinstance(value, str):
        return js_text(value)
    if kind == "boolean" and isinstance(value, str):
        return bool(value)
    if kind == "number" and isinstance(value, str):
        try:
            number = float(value)
        except ValueError:
            return value
        return int(number) if number.is_integer() else number
    return value


def _address(document: JsonObject) -> str:
    protocol = a_text(document.get("protocol"))
    text = "" if not protocol else protocol if protocol.endswith("://") else f"{protocol}://"
    auth = an_object(document.get("auth"))
    if auth:
        user = a_text(auth.get("user"))
        text += f"{user}:{a_text(auth.get('password'))}@" if "password" in auth else f"{user}@"
    host = document.get("host")
    text += ".".join(a_text(part) for part in host) if isinstance(host, list) else a_text(host)
    port = a_text(document.get("port"))
    if port:
        text += f":{port}"
    path = document.get("path")
    if isinstance(path, list):
        return f"{text}/" + "/".join(_segment(part) for part in path)
    return (
        text + (path if path.startswith("/") else f"/{path}")
        if isinstance(path, str) and path
        else text
    )


def _segment(part: JsonValue) -> str:
    return a_text(part.get("value")) if isinstance(part, dict) else a_text(part)


def _query(value: JsonValue) -> tuple[Pair, ...]:
    if isinstance(value, str):
        return tuple(parse_pair(part) for part in value.split("&")) if value else ()
    if isinstance(value, dict):
        return tuple(Pair(name, js_text(part)) for name, part in an_object(value).items())
    return tuple(
        parse_pair(row) if isinstance(row, str) else _pair(an_object(row)) for row in a_list(value)
    )


def _pair(row: JsonObject) -> Pair:
    value = row.get("value")
    text = None if value is None else _value_text(value)
    return Pair(a_text(row.get("key")), text, _enabled(row), prose(row.get("description")))


def _path_values(document: JsonObject, parsed: Url) -> tuple[Pair, ...]:
    rows = [
        Pair(
            a_text(row.get("key")) or a_text(row.get("id")),
            None if row.get("value") is None else _value_text(row.get("value")),
            _enabled(row),
            prose(row.get("description")),
        )
        for row in objects(document.get("variable"))
    ]
    return tuple(rows) or parsed.path


def _value_text(value: JsonValue) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else js_json(value)


def _raw(value: JsonValue) -> str:
    return value if isinstance(value, str) else "" if value is None else js_json(value)


def _part(row: JsonObject) -> FormPart:
    source = row.get("src")
    files = (
        tuple(a_text(f) for f in source)
        if isinstance(source, list)
        else (a_text(source),)
        if source
        else ()
    )
    name = row.get("fileName")
    return FormPart(
        name=a_text(row.get("key")),
        value=_value_text(row.get("value")),
        files=files,
        is_file=row.get("type") == "file",
        content_type=a_text(row.get("contentType")),
        file_name=name if isinstance(name, str) else None,
        enabled=_enabled(row),
        description=prose(row.get("description")),
    )


def _source(value: JsonValue) -> str:
    return a_text(an_object(value).get("src")) if isinstance(value, dict) else a_text(value)
