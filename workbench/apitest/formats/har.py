"""HAR 1.2 (HTTP archive): recorded requests in, captured exchanges out."""

from collections import Counter
from urllib.parse import urlsplit

from workbench import __version__
from workbench.apitest.exchange import Exchange
from workbench.apitest.formats.shape import a_text, an_object, objects
from workbench.apitest.model import Body, Folder, FormPart, Imported, Item, Lost, Pair, Request, Url
from workbench.apitest.redaction import Redaction
from workbench.apitest.url import parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count
from workbench.core.time import iso

_WITHIN_BROWSER = frozenset({
    "about", "blob", "chrome", "chrome-extension", "data", "devtools", "file", "filesystem",
    "javascript", "moz-extension", "safari-web-extension",
})  # fmt: skip
"""Schemes that a browser records although nothing goes over the network."""
_MADE_ANEW = frozenset({"host", "content-length", "connection", "transfer-encoding"})


def har_from_json(document: JsonObject, source: str) -> Imported:
    """Every entry as a request. Raises UserError where there is no log."""
    if "log" not in document and "url" in document and "method" in document:
        document = {"log": {"entries": [{"request": document}]}}
    log = an_object(document.get("log"))
    if "entries" not in log:
        raise UserError(f"{source} is no HAR file: it has no log.entries.", "Export it again.")
    items: list[Item] = []
    lost: list[Lost] = []
    within: Counter[str] = Counter()
    for entry in objects(log["entries"]):
        request = an_object(entry.get("request"))
        address = a_text(request.get("url"))
        if not address:
            lost.append(Lost("entry", "it has no address"))
            continue
        scheme = address.partition(":")[0].strip().lower()
        if scheme in _WITHIN_BROWSER:
            within[f"{scheme}: address"] += 1
            continue
        item = _item(request)
        items.append(item)
        if entry.get("response"):
            lost.append(Lost(item.name, "the recorded answer"))
    lost += [
        Lost("entries", f"{count(number, name, name + 'es')}, for which nothing is sent")
        for name, number in within.items()
    ]
    title = next((a_text(page.get("title")) for page in objects(log.get("pages"))), "")
    return Imported(Folder(title or "HAR", tuple(items)), lost=tuple(lost))


def exchange_to_har(exchange: Exchange, redaction: Redaction) -> JsonObject:
    """One exchange with its timings (milliseconds), secrets masked."""
    entries: list[JsonValue] = []
    for hop in exchange.hops:
        wire, response = hop.request, hop.response
        timings = response.timings if response else None
        entries.append(
            {
                "startedDateTime": iso(exchange.started),
                "time": 0 if timings is None else round(timings.total * 1000, 3),
                "request": {
                    "method": wire.method,
                    "url": redaction.url(wire.target.href),
                    "httpVersion": "HTTP/1.1",
                    "headers": [
                        {"name": n, "value": redaction.header(n, v)} for n, v in wire.headers
                    ],
                    "queryString": [],
                    "cookies": [],
                    "headersSize": -1,
                    "bodySize": len(wire.body or b""),
                    "postData": {
                        "mimeType": "",
                        "text": redaction.text((wire.body or b"").decode("utf-8", "replace")),
                    },
                },
                "response": {
                    "status": response.status if response else 0,
                    "statusText": response.reason if response else "",
                    "httpVersion": response.connection.http if response else "",
                    "headers": [
                        {"name": n, "value": redaction.header(n, v)} for n, v in response.headers
                    ]
                    if response
                    else [],
                    "cookies": [],
                    "redirectURL": (response.header("location") or "") if response else "",
                    "headersSize": -1,
                    "bodySize": response.wire_bytes if response else 0,
                    "content": {
                        "size": len(response.body) if response else 0,
                        "mimeType": (response.header("content-type") or "") if response else "",
                        "text": redaction.text(response.body.decode("utf-8", "replace"))
                        if response
                        else "",
                    },
                },
                "cache": {},
                "timings": {
                    "blocked": -1,
                    "dns": _milliseconds(timings.dns if timings else None),
                    "connect": _milliseconds(timings.connect if timings else None),
                    "ssl": _milliseconds(timings.tls if timings else None),
                    "send": 0,
                    "wait": _milliseconds(timings.wait if timings else None),
                    "receive": _milliseconds(timings.transfer if timings else None),
                },
            }
        )
    creator: JsonObject = {"name": "Workbench", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": entries}}


def _milliseconds(seconds: float | None) -> float:
    """HAR's own rule: -1 is what did not happen."""
    return -1 if seconds is None else round(seconds * 1000, 3)


def _item(request: JsonObject) -> Item:
    address = a_text(request.get("url"))
    url = parse_url(address)
    rows = tuple(
        Pair(a_text(r.get("name")), a_text(r.get("value")))
        for r in objects(request.get("queryString"))
    )
    if rows and not url.query:
        url = Url(url.address, rows, url.path, url.fragment)
    headers = tuple(
        Pair(a_text(row.get("name")), a_text(row.get("value")))
        for row in objects(request.get("headers"))
        if a_text(row.get("name"))[:1] != ":" and a_text(row.get("name")).lower() not in _MADE_ANEW
    )
    cookies = [
        f"{a_text(c.get('name'))}={a_text(c.get('value'))}" for c in objects(request.get("cookies"))
    ]
    if cookies and not any(pair.name.lower() == "cookie" for pair in headers):
        headers = (*headers, Pair("Cookie", "; ".join(cookies)))
    method = a_text(request.get("method")).upper() or "GET"
    body = _body(an_object(request.get("postData")))
    name = f"{method} {urlsplit(address).path or address}"
    return Item(
        name,
        Request(method, url, headers, body),
        behavior={"disableBodyPruning": True} if body.mode != "none" else {},
    )


def _body(data: JsonObject) -> Body:
    kind = a_text(data.get("mimeType")).partition(";")[0].strip().lower()
    params = objects(data.get("params"))
    has_files = any(a_text(row.get("fileName")) for row in params)
    if params and (kind == "multipart/form-data" or has_files):
        return Body("formdata", parts=tuple(_part(row) for row in params))
    if params and not data.get("text"):
        return Body(
            "urlencoded",
            pairs=tuple(Pair(a_text(r.get("name")), a_text(r.get("value"))) for r in params),
        )
    text = a_text(data.get("text"))
    if not text:
        return Body()
    language = "json" if "json" in kind else "xml" if "xml" in kind else "text"
    return Body("raw", text=text, language=language)


def _part(row: JsonObject) -> FormPart:
    name = a_text(row.get("fileName"))
    return FormPart(
        a_text(row.get("name")),
        a_text(row.get("value")),
        (name,) if name else (),
        bool(name),
        a_text(row.get("contentType")),
    )
