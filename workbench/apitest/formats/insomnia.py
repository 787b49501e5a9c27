"""Reads Insomnia exports: version 4 (JSON or YAML resources) and version 5 (YAML tree)."""

import re
from collections.abc import Mapping

from workbench.apitest.formats.inherited import with_headers
from workbench.apitest.formats.shape import a_text, an_object, objects
from workbench.apitest.model import (
    Auth,
    Body,
    Folder,
    FormPart,
    Imported,
    Item,
    Listener,
    Lost,
    Pair,
    Request,
    Script,
    Url,
    Variable,
)
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_TAG = re.compile(r"\{%-?\s*(.*?)\s*-?%\}", re.DOTALL)
_NAME = re.compile(r"\{\{\s*(?:_\.|_\[['\"])?([\w.-]+?)(?:['\"]\])?\s*\}\}")
_AUTHS = {
    "basic": "basic",
    "bearer": "bearer",
    "digest": "digest",
    "apikey": "apikey",
    "oauth1": "oauth1",
    "oauth2": "oauth2",
    "iam": "awsv4",
    "hawk": "hawk",
    "none": "noauth",
}
_SETTINGS = {
    "iam": {"accessKeyId": "accessKey", "secretAccessKey": "secretKey"},
    "apikey": {"addTo": "in"},
    "hawk": {"id": "authId", "key": "authKey"},
    "oauth1": {"consumerKey": "consumerKey", "tokenKey": "token"},
}


_SCRIPTS: tuple[tuple[Listener, str, str], ...] = (
    ("prerequest", "preRequestScript", "preRequest"),
    ("test", "afterResponseScript", "afterResponse"),
)
_TAGS = {
    "uuid": "$guid", "uuid v4": "$guid", "now": "$isoTimestamp", "now iso-8601": "$isoTimestamp",
    "now unix": "$timestamp",
}  # fmt: skip
"""Template tags that a dynamic variable stands for."""
_INTERFACE = re.compile(r"\binsomnia\b(?=\s*\.)")
_ONLY_THERE = re.compile(
    r"\binsomnia\s*\.\s*(baseEnvironment|baseGlobals|parentFolders|settings|vault|clientCertificates)\b"
)


def insomnia_from_json(document: JsonObject, source: str) -> Imported:
    """An export of either version. Raises UserError for another document."""
    lost: list[Lost] = []
    if a_text(document.get("type")).startswith("collection.insomnia.rest"):
        items = _tree(objects(document.get("collection")), lost)
        folder = Folder(a_text(document.get("name")) or "Insomnia", items)
        environments = _environments(an_object(document.get("environments")))
    elif isinstance(document.get("resources"), list):
        folder, environments = _resources(objects(document["resources"]), lost)
    else:
        raise UserError(f"{source} is no Insomnia export.", "Export the collection again.")
    return Imported(folder, environments, tuple(lost))


def _tree(rows: list[JsonObject], lost: list[Lost]) -> tuple[Item | Folder, ...]:
    entries: list[Item | Folder] = []
    for row in rows:
        name = a_text(row.get("name"))
        if isinstance(row.get("children"), list):
            entries.append(_folder(row, _tree(objects(row["children"]), lost), lost))
        elif "url" in row and "method" in row:
            entries.append(_item(row, lost))
        else:
            lost.append(Lost(name, "only HTTP requests are supported"))
    return tuple(entries)


def _resources(
    rows: list[JsonObject], lost: list[Lost]
) -> tuple[Folder, dict[str, tuple[Variable, ...]]]:
    by_parent: dict[str, list[JsonObject]] = {}
    for row in rows:
        by_parent.setdefault(a_text(row.get("parentId")), []).append(row)
    workspace = next((row for row in rows if row.get("_type") == "workspace"), {})
    environments: dict[str, tuple[Variable, ...]] = {}
    data = {
        a_text(row.get("_id")): _flat(an_object(row.get("data")))
        for row in rows
        if row.get("_type") == "environment"
    }
    for row in rows:
        if row.get("_type") == "environment":
            base = data.get(a_text(row.get("parentId")), ())
            environments[a_text(row.get("name")) or "Environment"] = _over(
                base, data[a_text(row.get("_id"))]
            )
        elif row.get("_type") in ("grpc_request", "websocket_request", "socketio_request"):
            lost.append(Lost(a_text(row.get("name")), "only HTTP requests are supported"))
    top = a_text(workspace.get("_id")) or "__WORKSPACE_ID__"
    items = _below(top, by_parent, lost, frozenset())
    if not items:
        ids = {a_text(row.get("_id")) for row in rows}
        loose = {parent for parent in by_parent if parent not in ids}
        items = tuple(
            entry
            for parent in sorted(loose)
            for entry in _below(parent, by_parent, lost, frozenset())
        )
    return Folder(a_text(workspace.get("name")) or "Insomnia", items), environments


def _below(
    parent: str, by_parent: Mapping[str, list[JsonObject]], lost: list[Lost], above: frozenset[str]
) -> tuple[Item | Folder, ...]:
    entries: list[Item | Folder] = []
    for row in sorted(by_parent.get(parent, ()), key=_order):
        identity = a_text(row.get("_id"))
        if row.get("_type") == "request_group" and identity not in above:
            inner = _below(identity, by_parent, lost, above | {identity})
            entries.append(_folder(row, inner, lost))
        elif row.get("_type") == "request":
            entries.append(_item(row, lost))
    return tuple(entries)


def _folder(row: JsonObject, inner: tuple[Item | Folder, ...], lost: list[Lost]) -> Folder:
    name = a_text(row.get("name"))
    headers = [_pair(part, name, lost) for part in objects(row.get("headers"))]
    return Folder(
        name,
        with_headers(inner, headers),
        auth=_auth(row),
        scripts=_scripts(row, name, lost),
        variables=_flat(an_object(row.get("environment"))),
    )


def _scripts(row: JsonObject, name: str, lost: list[Lost]) -> tuple[Script, ...]:
    """Insomnia's scripts, whose `insomnia` is what `pm` is here (but for some parts of it)."""
    of_v5 = an_object(row.get("scripts"))
    found: list[Script] = []
    for listen, old, new in _SCRIPTS:
        source = a_text(row.get(old)) or a_text(of_v5.get(new))
        if source.strip():
            found.append(Script(listen, _INTERFACE.sub("pm", source)))
            lost += [
                Lost(name, f"its script uses insomnia.{part}")
                for part in sorted(set(_ONLY_THERE.findall(source)))
            ]
    return tuple(found)


def _order(row: JsonObject) -> float:
    position = row.get("metaSortKey")
    return float(position) if isinstance(position, (int, float)) else 0.0


def _item(row: JsonObject, lost: list[Lost]) -> Item:
    name = a_text(row.get("name"))
    address = _text(row.get("url"), name, lost)
    parsed = parse_url(address)
    query = tuple(_pair(part, name, lost) for part in objects(row.get("parameters")))
    path = tuple(_pair(part, name, lost) for part in objects(row.get("pathParameters")))
    headers = tuple(_pair(part, name, lost) for part in objects(row.get("headers")))
    request = Request(
        a_text(row.get("method")).upper() or "GET",
        Url(parsed.address, (*parsed.query, *query), path or parsed.path, parsed.fragment),
        headers,
        _body(an_object(row.get("body")), name, lost),
        _auth(row),
        a_text(row.get("description")),
    )
    return Item(name, request, scripts=_scripts(row, name, lost))


def _pair(part: JsonObject, name: str, lost: list[Lost]) -> Pair:
    return Pair(
        _text(part.get("name"), name, lost),
        _text(part.get("value"), name, lost),
        not part.get("disabled"),
        a_text(part.get("description")),
    )


def _body(body: JsonObject, name: str, lost: list[Lost]) -> Body:
    kind = a_text(body.get("mimeType"))
    params = objects(body.get("params"))
    if kind == "multipart/form-data":
        return Body("formdata", parts=tuple(_part(row, name, lost) for row in params))
    if params:
        return Body("urlencoded", pairs=tuple(_pair(row, name, lost) for row in params))
    if body.get("fileName"):
        return Body("file", file=a_text(body.get("fileName")))
    text = _text(body.get("text"), name, lost)
    if not text:
        return Body()
    if kind == "application/graphql":
        from workbench.apitest.formats.text import parse_json

        document = an_object(parse_json(text, name))
        variables = document.get("variables")
        from workbench.apitest.javascript import js_json

        return Body(
            "graphql",
            text=a_text(document.get("query")),
            variables="" if not variables else js_json(variables),
        )
    language = "json" if "json" in kind else "xml" if "xml" in kind else "text"
    return Body("raw", text=text, language=language)


def _part(row: JsonObject, name: str, lost: list[Lost]) -> FormPart:
    pair = _pair(row, name, lost)
    file = a_text(row.get("fileName"))
    return FormPart(
        pair.name,
        pair.value or "",
        (file,) if file else (),
        row.get("type") == "file",
        enabled=pair.enabled,
    )


def _auth(row: JsonObject) -> Auth | None:
    auth = an_object(row.get("authentication"))
    kind = a_text(auth.get("type"))
    if not kind or kind not in _AUTHS:
        return Auth(kind) if kind else None
    if auth.get("disabled"):
        return Auth("noauth")
    renamed = _SETTINGS.get(kind, {})
    settings: dict[str, JsonValue] = {
        renamed.get(key, key): _NAME.sub(r"{{\1}}", value) if isinstance(value, str) else value
        for key, value in auth.items()
        if key not in ("type", "disabled")
    }
    if settings.get("in") == "queryParams":
        settings["in"] = "query"
    return Auth(_AUTHS[kind], settings)


def _text(value: JsonValue, name: str, lost: list[Lost]) -> str:
    """Insomnia's `{{ _.name }}` becomes `{{name}}`; of template tags few can be carried over."""

    def variable(tag: re.Match[str]) -> str:
        known = _TAGS.get(re.sub(r"[\s'\",]+", " ", tag[1]).strip())
        if known is None:
            lost.append(Lost(name, f"the template tag {tag[1].split(' ')[0]}"))
        return tag[0] if known is None else "{{" + known + "}}"

    return _NAME.sub(r"{{\1}}", _TAG.sub(variable, a_text(value)))


def _environments(document: JsonObject) -> dict[str, tuple[Variable, ...]]:
    base = _flat(an_object(document.get("data")))
    found = {a_text(document.get("name")) or "Base": base}
    for row in objects(document.get("subEnvironments")):
        found[a_text(row.get("name"))] = _over(base, _flat(an_object(row.get("data"))))
    return {name: variables for name, variables in found.items() if variables}


def _over(base: tuple[Variable, ...], own: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """What a sub-environment holds: the values of its base where it names none of its own."""
    return tuple({variable.name: variable for variable in (*base, *own)}.values())


def _flat(data: JsonObject, prefix: str = "") -> tuple[Variable, ...]:
    """Nested values get dotted names, as requests name them."""
    variables: list[Variable] = []
    for key, value in data.items():
        if isinstance(value, dict):
            variables += _flat(an_object(value), f"{prefix}{key}.")
        else:
            variables.append(
                Variable(
                    prefix + key, _NAME.sub(r"{{\1}}", value) if isinstance(value, str) else value
                )
            )
    return tuple(variables)
