"""Reads OpenAPI 3 and Swagger 2: every operation becomes a request with example values."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.apitest.formats.shape import a_list, a_text, an_object, objects, prose
from workbench.apitest.javascript import js_text
from workbench.apitest.model import (
    Auth,
    Body,
    Folder,
    FormPart,
    Imported,
    Item,
    Lost,
    Pair,
    Request,
    Url,
    Variable,
)
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DEEPEST = 8
_SAMPLES: dict[str, JsonValue] = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "email": "user@example.com",
    "uri": "https://example.com",
    "ipv4": "192.0.2.1",
    "byte": "",
    "binary": "",
}


@dataclass(slots=True)
class _Document:
    """The document while it is read: references are followed within it."""

    root: JsonObject
    lost: list[Lost] = field(default_factory=list)

    @property
    def is_v2(self) -> bool:
        return "swagger" in self.root

    def resolve(self, value: JsonValue, above: frozenset[str] = frozenset()) -> JsonObject:
        """The object behind a reference; an empty one where it is cyclic or leads outside."""
        row = an_object(value)
        reference = row.get("$ref")
        if not isinstance(reference, str):
            return row
        if reference in above or not reference.startswith("#/"):
            if not reference.startswith("#/"):
                self.lose(reference, "a reference to another file")
            return {}
        target: JsonValue = self.root
        for step in reference[2:].split("/"):
            target = an_object(target).get(step.replace("~1", "/").replace("~0", "~"))
        return self.resolve(target, above | {reference})

    def lose(self, item: str, what: str) -> None:
        loss = Lost(item, what)
        if loss not in self.lost:
            self.lost.append(loss)


def openapi_from_json(document: JsonObject, source: str) -> Imported:
    """A whole description. Raises UserError where it describes no paths."""
    if not isinstance(document.get("paths"), dict) and "webhooks" not in document:
        raise UserError(f"{source} describes no paths.", "Name an OpenAPI or Swagger document.")
    api = _Document(document)
    base, variables = _base(api)
    top: list[Item] = []
    tagged: dict[str, list[Item]] = {}
    for path, method, operation, shared in _operations(api):
        item = _item(api, path, method, operation, shared)
        tags = [a_text(tag) for tag in a_list(operation.get("tags"))]
        (tagged.setdefault(tags[0], []) if tags else top).append(item)
    if document.get("webhooks"):
        api.lose("webhooks", "calls that the service makes itself")
    folders = [Folder(name, tuple(items)) for name, items in tagged.items()]
    info = an_object(document.get("info"))
    auth = _security(api, document.get("security"), "collection")
    needed = tuple(Variable(name, "", secret=True) for name in _secret_names(api))
    collection = Folder(
        name=a_text(info.get("title")) or "API",
        items=(*folders, *top),
        auth=auth,
        variables=(Variable("baseUrl", base), *variables, *needed),
        description=prose(info.get("description")),
    )
    return Imported(collection, lost=tuple(api.lost))


def _operations(api: _Document) -> Iterator[tuple[str, str, JsonObject, list[JsonValue]]]:
    for path, value in an_object(api.root.get("paths")).items():
        item = api.resolve(value)
        shared = a_list(item.get("parameters"))
        for method in _METHODS:
            operation = an_object(item.get(method))
            if operation:
                yield path, method, operation, shared


def _item(
    api: _Document, path: str, method: str, operation: JsonObject, shared: list[JsonValue]
) -> Item:
    name = (
        a_text(operation.get("summary"))
        or a_text(operation.get("operationId"))
        or f"{method.upper()} {path}"
    )
    rows = [api.resolve(row) for row in (*shared, *a_list(operation.get("parameters")))]
    merged = {(a_text(row.get("name")), a_text(row.get("in"))): row for row in rows}
    parameters = list(merged.values())
    headers = [_parameter(api, row) for row in parameters if row.get("in") == "header"]
    cookies = [_parameter(api, row) for row in parameters if row.get("in") == "cookie"]
    if cookies:
        headers.append(
            Pair(
                "Cookie",
                "; ".join(f"{pair.name}={pair.value}" for pair in cookies),
                any(p.enabled for p in cookies),
            )
        )
    body, kind = (
        _body_v2(api, operation, parameters, name) if api.is_v2 else _body_v3(api, operation, name)
    )
    if (
        kind
        and body.mode in ("raw", "file")
        and not any(pair.name.lower() == "content-type" for pair in headers)
    ):
        headers.append(Pair("Content-Type", kind))
    accept = _accepted(api, operation)
    if accept and not any(pair.name.lower() == "accept" for pair in headers):
        headers.append(Pair("Accept", accept))
    path_values = tuple(_parameter(api, row) for row in parameters if row.get("in") == "path")
    address = "{{baseUrl}}" + re.sub(r"\{([^{}]+)\}", r":\1", path)
    if operation.get("callbacks"):
        api.lose(name, "callbacks")
    if operation.get("servers"):
        api.lose(name, "servers of its own")
    query = tuple(_parameter(api, row) for row in parameters if row.get("in") == "query")
    auth = _security(api, operation["security"], name) if "security" in operation else None
    request = Request(
        method.upper(),
        Url(address, query, path_values),
        tuple(headers),
        body,
        auth,
        prose(operation.get("description")),
    )
    return Item(name, request)


def _parameter(api: _Document, row: JsonObject) -> Pair:
    schema = api.resolve(row.get("schema")) or row
    examples = an_object(row.get("examples"))
    first = (
        an_object(api.resolve(next(iter(examples.values()), None))).get("value")
        if examples
        else None
    )
    value = next(
        (
            v
            for v in (row.get("example"), first, schema.get("example"), schema.get("default"))
            if v is not None
        ),
        None,
    )
    if value is None:
        value = next(iter(a_list(schema.get("enum"))), None)
    if value is None and (row.get("required") or row.get("in") == "path"):
        value = sample(api, schema)
    required = bool(row.get("required")) or row.get("in") == "path"
    text = (
        ""
        if value is None
        else ",".join(js_text(v) for v in value)
        if isinstance(value, list)
        else js_text(value)
    )
    return Pair(a_text(row.get("name")), text, required, prose(row.get("description")))


def _body_v3(api: _Document, operation: JsonObject, name: str) -> tuple[Body, str]:
    content = an_object(api.resolve(operation.get("requestBody")).get("content"))
    if not content:
        return Body(), ""
    kind = next((k for k in content if "json" in k), next(iter(content)))
    if len(content) > 1:
        others = ", ".join(other for other in content if other != kind)
        api.lose(name, f"other body types: {others}")
    media = an_object(content[kind])
    schema = an_object(media.get("schema"))
    examples = an_object(media.get("examples"))
    example = media.get("example")
    if example is None and examples:
        example = api.resolve(next(iter(examples.values()))).get("value")
    return _content(api, kind, schema, example, name)


def _body_v2(
    api: _Document, operation: JsonObject, parameters: list[JsonObject], name: str
) -> tuple[Body, str]:
    consumes = [
        a_text(kind) for kind in a_list(operation.get("consumes") or api.root.get("consumes"))
    ]
    form = [row for row in parameters if row.get("in") == "formData"]
    if form:
        multipart = "multipart/form-data" in consumes or any(
            row.get("type") == "file" for row in form
        )
        pairs = [_parameter(api, row) for row in form]
        if not multipart:
            return Body("urlencoded", pairs=tuple(pairs)), ""
        parts = [
            FormPart(p.name, p.value or "", is_file=row.get("type") == "file", enabled=p.enabled)
            for p, row in zip(pairs, form, strict=True)
        ]
        return Body("formdata", parts=tuple(parts)), ""
    body = next((row for row in parameters if row.get("in") == "body"), None)
    if body is None:
        return Body(), ""
    kind = next(
        (k for k in consumes if "json" in k), consumes[0] if consumes else "application/json"
    )
    return _content(api, kind, an_object(body.get("schema")), body.get("example"), name)


def _content(
    api: _Document, kind: str, schema: JsonObject, example: JsonValue, name: str
) -> tuple[Body, str]:
    value = sample(api, schema) if example is None else example
    if kind == "application/x-www-form-urlencoded":
        rows = an_object(value)
        return Body("urlencoded", pairs=tuple(Pair(k, js_text(v)) for k, v in rows.items())), ""
    if kind.startswith("multipart/"):
        files = {
            k
            for k, part in an_object(api.resolve(schema).get("properties")).items()
            if api.resolve(part).get("format") == "binary"
        }
        parts = [
            FormPart(k, "" if k in files else js_text(v), is_file=k in files)
            for k, v in an_object(value).items()
        ]
        return Body("formdata", parts=tuple(parts)), ""
    if "json" in kind or kind == "*/*":
        text = (
            value
            if isinstance(value, str) and example is not None
            else json.dumps(value, indent=2, ensure_ascii=False)
        )
        return Body(
            "raw", text=text, language="json"
        ), "application/json" if kind == "*/*" else kind
    if isinstance(value, str):
        return Body("raw", text=value, language="xml" if "xml" in kind else "text"), kind
    api.lose(name, f"an example body of type {kind}")
    return Body("raw", language="text"), kind


def sample(
    api: _Document, schema: JsonObject, depth: int = 0, above: frozenset[str] = frozenset()
) -> JsonValue:
    """A value that fits a schema: its example or default, else one made from its types."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference in above:
            return None
        above |= {reference}
        schema = api.resolve(schema)
    if depth > _DEEPEST:
        return None
    given = _given(schema)
    if given is not None:
        return given
    for key in ("oneOf", "anyOf"):
        if objects(schema.get(key)):
            return sample(api, objects(schema[key])[0], depth + 1, above)
    if objects(schema.get("allOf")):
        return _all_of(api, schema, depth, above)
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((part for part in kind if part != "null"), None)
    if kind == "object" or "properties" in schema:
        properties = an_object(schema.get("properties"))
        return {
            name: sample(api, an_object(part), depth + 1, above)
            for name, part in properties.items()
            if not api.resolve(part).get("readOnly")
        }
    if kind == "array":
        inner = sample(api, an_object(schema.get("items")), depth + 1, above)
        return [] if inner is None else [inner]
    return _scalar(a_text(kind), schema)


def _given(schema: JsonObject) -> JsonValue:
    """The value that the schema itself names, if any."""
    named = [schema.get(key) for key in ("example", "default", "const")]
    named += [part for key in ("examples", "enum") for part in a_list(schema.get(key))[:1]]
    return next((value for value in named if value is not None), None)


def _all_of(api: _Document, schema: JsonObject, depth: int, above: frozenset[str]) -> JsonValue:
    merged: JsonObject = {}
    rest = {key: value for key, value in schema.items() if key != "allOf"}
    for part in (*objects(schema.get("allOf")), rest):
        value = sample(api, part, depth + 1, above)
        if isinstance(value, dict):
            merged.update(value)
    return merged


def _scalar(kind: str, schema: JsonObject) -> JsonValue:
    if kind in ("integer", "number"):
        return schema.get("minimum") or 0
    if kind == "boolean":
        return True
    return _SAMPLES.get(a_text(schema.get("format")), "string") if kind == "string" else None


def _accepted(api: _Document, operation: JsonObject) -> str:
    if api.is_v2:
        produces = [
            a_text(kind) for kind in a_list(operation.get("produces") or api.root.get("produces"))
        ]
    else:
        responses = an_object(operation.get("responses"))
        good = next((api.resolve(v) for code, v in responses.items() if code.startswith("2")), {})
        produces = list(an_object(good.get("content")))
    return next((kind for kind in produces if "json" in kind), produces[0] if produces else "")


def _base(api: _Document) -> tuple[str, tuple[Variable, ...]]:
    if api.is_v2:
        schemes = [a_text(scheme) for scheme in a_list(api.root.get("schemes"))]
        scheme = "https" if "https" in schemes or not schemes else schemes[0]
        host = a_text(api.root.get("host")) or "localhost"
        return f"{scheme}://{host}{a_text(api.root.get('basePath')).rstrip('/')}", ()
    servers = objects(api.root.get("servers"))
    if not servers:
        api.lose("collection", "the document names no server: set the variable baseUrl")
        return "http://localhost", ()
    for other in servers[1:]:
        api.lose("collection", f"another server: {a_text(other.get('url'))}")
    url = a_text(servers[0].get("url")).rstrip("/")
    if url.startswith("/") or not url:
        api.lose("collection", "the server is relative: set the variable baseUrl")
        url = f"http://localhost{url}"
    named = an_object(servers[0].get("variables"))
    variables = tuple(
        Variable(name, an_object(value).get("default", "")) for name, value in named.items()
    )
    return re.sub(r"\{([^{}]+)\}", r"{{\1}}", url), variables


def _schemes(api: _Document) -> JsonObject:
    if api.is_v2:
        return an_object(api.root.get("securityDefinitions"))
    return an_object(an_object(api.root.get("components")).get("securitySchemes"))


def _secret_names(api: _Document) -> list[str]:
    """The variables that hold the secrets of the schemes in use."""
    names: list[str] = []
    for name, value in _schemes(api).items():
        scheme = api.resolve(value)
        kind, word = a_text(scheme.get("type")), a_text(scheme.get("scheme")).lower()
        if kind == "apiKey":
            names.append(name)
        elif kind == "basic" or word == "basic":
            names.append("password")
        elif kind in ("http", "oauth2", "openIdConnect"):
            names.append("token")
    return list(dict.fromkeys(names))


def _security(api: _Document, value: JsonValue, item: str) -> Auth | None:
    """The first alternative; of several schemes at once the first, the others are lost."""
    alternatives = objects(value)
    if value is None:
        return None
    if not alternatives or not alternatives[0]:
        return Auth("noauth")
    names = list(alternatives[0])
    for other in (*names[1:], *(n for row in alternatives[1:] for n in row)):
        api.lose(item, f"another security scheme: {other}")
    scheme = api.resolve(_schemes(api).get(names[0]))
    kind, word = a_text(scheme.get("type")), a_text(scheme.get("scheme")).lower()
    if kind == "apiKey":
        if scheme.get("in") == "cookie":
            return Auth(
                "apikey",
                {
                    "key": "Cookie",
                    "value": f"{a_text(scheme.get('name'))}={{{{{names[0]}}}}}",
                    "in": "header",
                },
            )
        return Auth(
            "apikey",
            {
                "key": a_text(scheme.get("name")),
                "value": f"{{{{{names[0]}}}}}",
                "in": a_text(scheme.get("in")) or "header",
            },
        )
    if kind == "basic" or word == "basic":
        return Auth("basic", {"username": "{{username}}", "password": "{{password}}"})
    if word == "digest":
        return Auth("digest", {"username": "{{username}}", "password": "{{password}}"})
    if kind == "oauth2":
        return Auth("oauth2", {"accessToken": "{{token}}", **_flow(api, scheme)})
    if kind in ("http", "openIdConnect"):
        return Auth("bearer", {"token": "{{token}}"})
    api.lose(item, f"the security scheme {names[0]}")
    return None


def _flow(api: _Document, scheme: JsonObject) -> dict[str, JsonValue]:
    flow = (
        scheme
        if api.is_v2
        else an_object(next(iter(an_object(scheme.get("flows")).values()), None))
    )
    found = {"authUrl": flow.get("authorizationUrl"), "accessTokenUrl": flow.get("tokenUrl")}
    scope = " ".join(an_object(flow.get("scopes")))
    return {name: value for name, value in {**found, "scope": scope}.items() if value}
