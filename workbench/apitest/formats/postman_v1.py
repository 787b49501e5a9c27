"""Turns a Postman v1 collection (requests in one list, folders that point at them) into v2."""

import json

from workbench.apitest.formats.shape import a_list, a_text, an_object, objects
from workbench.core.jsontypes import JsonObject, JsonValue

_MODES = {
    "binary": "file",
    "graphql": "graphql",
    "params": "formdata",
    "raw": "raw",
    "urlencoded": "urlencoded",
}
_AUTHS = {
    "apikeyAuth": "apikey",
    "basicAuth": "basic",
    "bearerAuth": "bearer",
    "digestAuth": "digest",
    "hawkAuth": "hawk",
    "oAuth1": "oauth1",
    "oAuth2": "oauth2",
    "ntlmAuth": "ntlm",
    "awsSigV4": "awsv4",
}
_RENAMED = {
    "hawk": {"hawk_id": "authId", "hawk_key": "authKey", "ext": "extraData", "dlg": "delegation"},
    "oauth1": {
        "header": "addParamsToHeader",
        "auto": "autoAddParam",
        "includeEmpty": "addEmptyParamsToSign",
    },
}


def to_v2(document: JsonObject) -> JsonObject:
    """The same collection in the v2 form that the reader knows."""
    requests = {a_text(row.get("id")): row for row in objects(document.get("requests"))}
    folders = {a_text(row.get("id")): row for row in objects(document.get("folders"))}
    inner = {a_text(name) for row in folders.values() for name in a_list(row.get("folders_order"))}
    order = [a_text(name) for name in a_list(document.get("folders_order"))] or list(folders)
    top = [name for name in dict.fromkeys(order) if name in folders and name not in inner]
    items: list[JsonValue] = [
        _folder(folders[name], folders, requests, frozenset()) for name in top
    ]
    placed = [a_text(name) for name in a_list(document.get("order"))]
    items += [_item(requests[name]) for name in dict.fromkeys(placed) if name in requests]
    info: JsonObject = {"name": document.get("name"), "_postman_id": document.get("id")}
    if document.get("description"):
        info["description"] = document["description"]
    return {"info": info, "item": items, **_shared(document)}


def _folder(
    row: JsonObject,
    folders: dict[str, JsonObject],
    requests: dict[str, JsonObject],
    above: frozenset[str],
) -> JsonObject:
    identity = a_text(row.get("id"))
    seen = above | {identity}
    inner = [a_text(name) for name in a_list(row.get("folders_order"))]
    items: list[JsonValue] = [
        _folder(folders[name], folders, requests, seen)
        for name in inner
        if name in folders and name not in seen
    ]
    items += [
        _item(requests[a_text(name)])
        for name in a_list(row.get("order"))
        if a_text(name) in requests
    ]
    return {
        "id": identity,
        "name": row.get("name"),
        "description": row.get("description"),
        "item": items,
        **_shared(row),
    }


def _shared(row: JsonObject) -> JsonObject:
    document: JsonObject = {}
    auth = _auth(row)
    if auth is not None:
        document["auth"] = auth
    events = _events(row)
    if events:
        document["event"] = events
    variables = row.get("variables")
    if isinstance(variables, list):
        document["variable"] = variables
    if row.get("protocolProfileBehavior"):
        document["protocolProfileBehavior"] = row["protocolProfileBehavior"]
    return document


def _item(row: JsonObject) -> JsonObject:
    request: JsonObject = {
        "method": row.get("method"),
        "url": _url(row),
        "header": _headers(row),
        "body": _body(row),
        "auth": _auth(row),
        "description": row.get("description"),
    }
    shared = _shared(row)
    shared.pop("auth", None)
    return {"id": row.get("id"), "name": row.get("name"), "request": request, **shared}


def _url(row: JsonObject) -> JsonValue:
    document: JsonObject = {"raw": row.get("url")}
    query = [_query_row(part) for part in objects(row.get("queryParams"))]
    if query:
        address = a_text(row.get("url")).partition("?")[0]
        document = {"raw": address, "query": query}
    given = [{**part, "id": None} for part in objects(row.get("pathVariableData"))]
    names = {a_text(part.get("key")) for part in given}
    plain = an_object(row.get("pathVariables"))
    given += [{"key": name, "value": value} for name, value in plain.items() if name not in names]
    if given:
        document["variable"] = list(given)
    return document


def _query_row(part: JsonObject) -> JsonValue:
    row = {name: value for name, value in part.items() if name not in ("enabled", "equals")}
    if part.get("enabled") is False:
        row["disabled"] = True
    if "equals" in part:
        row["value"] = (part.get("value") or "") if part["equals"] else (part.get("value") or None)
    return row


def _headers(row: JsonObject) -> list[JsonValue]:
    if isinstance(row.get("headers"), list):
        return list(a_list(row.get("headers")))
    rows: list[JsonValue] = []
    seen: set[str] = set()
    for part in objects(row.get("headerData")):
        name = a_text(part.get("key"))
        off = name.startswith("//") or part.get("enabled") is False
        name = name.removeprefix("//").strip()
        rows.append({**part, "key": name, "disabled": off, "enabled": None})
        seen.add(name)
    for line in a_text(row.get("headers")).splitlines():
        name, colon, value = line.partition(":")
        off = name.startswith("//")
        name = name.removeprefix("//").strip()
        if colon and name and name not in seen:
            rows.append({"key": name, "value": value.strip(), "disabled": off})
    return rows


def _body(row: JsonObject) -> JsonValue:
    data, raw = row.get("data"), row.get("rawModeData")
    graphql = row.get("graphqlModeData")
    wanted = row.get("dataMode")
    if ("dataMode" in row and wanted is None) or (
        not wanted and not data and not raw and not graphql
    ):
        return None
    if isinstance(raw, list) and len(raw) == 1 and isinstance(raw[0], str):
        raw = raw[0]
    mode = _MODES.get(a_text(wanted)) or _inferred(data, raw, graphql)
    body: JsonObject = {"mode": mode}
    if mode == "raw":
        body["raw"] = raw if isinstance(raw, str) and raw else a_text(data)
    elif mode == "graphql":
        body["graphql"] = graphql or data
    elif mode == "file":
        body["file"] = {"src": a_text(raw)}
    else:
        body[mode] = [
            _form_row(part) for part in objects(data or raw) if part.get("key") is not None
        ]
    options = an_object(row.get("dataOptions"))
    if options.get("raw"):
        body["options"] = {"raw": options["raw"]}
    if row.get("dataDisabled"):
        body["disabled"] = True
    return body


def _inferred(data: JsonValue, raw: JsonValue, graphql: JsonValue) -> str:
    if not isinstance(raw, str) and isinstance(data or raw, list):
        return "formdata"
    return "graphql" if not raw and graphql else "raw"


def _form_row(part: JsonObject) -> JsonValue:
    row = {name: value for name, value in part.items() if name != "enabled"}
    if part.get("type") == "file" and not part.get("src"):
        row["src"] = row.pop("value", None)
    if part.get("enabled") is False:
        row["disabled"] = True
    return row


def _events(row: JsonObject) -> list[JsonValue]:
    given = objects(row.get("events"))
    if given:
        return [{"listen": "test", **event} for event in given]
    events: list[JsonValue] = []
    if row.get("tests"):
        events.append({"listen": "test", "script": {"exec": row["tests"]}})
    if row.get("preRequestScript"):
        events.append({"listen": "prerequest", "script": {"exec": row["preRequestScript"]}})
    return events


def _auth(row: JsonObject) -> JsonValue:
    if isinstance(row.get("auth"), dict):
        return row["auth"]
    kind = _AUTHS.get(a_text(row.get("currentHelper")))
    if kind is None:
        return None
    settings = row.get("helperAttributes")
    if isinstance(settings, str):
        try:
            settings = json.loads(settings)
        except ValueError:
            return None
    renamed = _RENAMED.get(kind, {})
    return {
        "type": kind,
        kind: {renamed.get(name, name): value for name, value in an_object(settings).items()},
    }
