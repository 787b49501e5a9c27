"""Reads curl commands: what curl would send becomes a request that sends the same."""

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote

from workbench.apitest.body import FileAccess
from workbench.apitest.formats.curl_options import CurlCommand, DataFile, read_options
from workbench.apitest.formats.shell import SEPARATOR, Dialect, words
from workbench.apitest.model import (
    Auth,
    Body,
    Folder,
    Imported,
    Item,
    Lost,
    Pair,
    Request,
    Url,
)
from workbench.apitest.url import encode, parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue


def read_curl(
    text: str, dialect: Dialect | None = None, files: FileAccess | None = None
) -> Imported:
    """Every curl command of a text; other commands are left out and said.

    Options that take text from a file (-d @NAME) read it from `files`; without it, and for
    files outside its folder, they are listed as lost.

    Raises UserError where there is no curl command.
    """
    commands = _commands(words(text, dialect))
    items: list[Item] = []
    lost: list[Lost] = []
    seen = False
    for command in commands:
        start = next((i for i, word in enumerate(command) if _is_curl(word)), None)
        if start is None:
            lost.append(Lost(command[0], "not a curl command: left out"))
            continue
        seen = True
        for part in _parts(command[start + 1 :]):
            for item, losses in _items(read_options(part, files)):
                items.append(item)
                lost += [Lost(item.name, what) for what in losses]
    if not seen:
        raise UserError(
            "There is no curl command in this text.", "Paste one that begins with curl."
        )
    if not items:
        lost.append(Lost("curl", "the command names no address: nothing to send"))
    return Imported(Folder("curl", tuple(items)), lost=tuple(lost))


def _parts(arguments: Sequence[str]) -> list[list[str]]:
    """The requests of one command: --next begins another one with options of its own."""
    parts: list[list[str]] = [[]]
    for word in arguments:
        if word in ("--next", "-:"):
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _is_curl(word: str) -> bool:
    return re.split(r"[/\\]", word)[-1].lower() in ("curl", "curl.exe")


def _commands(found: Sequence[str]) -> list[list[str]]:
    commands: list[list[str]] = [[]]
    for word in found:
        if word == SEPARATOR:
            commands.append([])
        else:
            commands[-1].append(word)
    return [command for command in commands if command]


def _items(command: CurlCommand) -> list[tuple[Item, list[str]]]:
    return [_item(command, url) for url in command.urls]


def _item(command: CurlCommand, address: str) -> tuple[Item, list[str]]:
    lost: list[str] = []
    if (
        re.search(r"[{\[][^}\]]*(,|-)[^}\]]*[}\]]", address)
        and "{{" not in address
        and "[::" not in address
    ):
        lost.append("curl would expand the brackets in the address into several requests")
    body, kind = _body(command)
    url = _url(command, address)
    headers = _headers(command, kind)
    method = command.method or (
        "HEAD"
        if command.head
        else "PUT"
        if command.upload
        else "POST"
        if body.mode != "none"
        else "GET"
    )
    hidden = {"accept-encoding", "connection", *command.removed}
    if body.mode == "none":
        hidden.add("content-length")
    if command.upload:
        hidden.add("content-type")
    behavior: dict[str, JsonValue] = {
        "disabledSystemHeaders": dict.fromkeys(sorted(hidden), True),
        "disableBodyPruning": True,
        "disableUrlEncoding": True,
        "disableCookies": True,
        "followRedirects": command.follow,
    }
    if command.insecure:
        behavior["strictSSL"] = False
    if method != method.upper():
        behavior["methodAsWritten"] = True
    request = Request(
        method, url, tuple(Pair(*header) for header in headers), body, _auth(command, url)
    )
    name = re.sub(r"^https?://", "", address).partition("?")[0] or address
    return Item(f"{method} {name}", request, behavior=behavior), [*command.lost, *lost]


def _body(command: CurlCommand) -> tuple[Body, str]:
    """The body and the content type that curl gives it."""
    if command.form:
        return Body("formdata", parts=tuple(command.form)), ""
    if command.upload:
        return Body("file", file=command.upload), ""
    if command.get or command.head or not command.data:
        return Body(), ""
    kind = "application/json" if command.json else "application/x-www-form-urlencoded"
    first = command.data[0]
    if len(command.data) == 1 and isinstance(first, DataFile):
        return Body("file", file=first.name), kind
    text = ("" if command.json else "&").join(_texts(command))
    return Body("raw", text=text, language="json" if command.json else "text"), kind


def _texts(command: CurlCommand) -> list[str]:
    """The pieces of the body or query; files among them are read, for they have no place else."""
    return [
        (command.read(piece.name, "a part of the body") or "")
        if isinstance(piece, DataFile)
        else piece
        for piece in command.data
    ]


def _url(command: CurlCommand, address: str) -> Url:
    if "://" not in address:
        address = f"http://{address}"
    url = parse_url(address.partition("#")[0])
    place = url.address if command.as_is else _without_dots(url.address)
    host = place.partition("://")[2]
    if "/" not in host:
        place += "/"
    added = [
        *command.query,
        *(_texts(command) if command.get or command.head else []),
    ]
    more = [pair for part in added for pair in parse_url(f"x?{_lower_escapes(part)}").query]
    scheme, _, rest = place.partition("://")
    authority, slash, path = rest.partition("/")
    authority = authority.rpartition("@")[2]
    if command.target.startswith("/"):
        target = parse_url(f"{scheme}://{authority}{command.target}")
        return Url(target.address, target.query)
    if command.upload and not path.rpartition("/")[2]:
        path += command.upload.rpartition("/")[2]
    return Url(f"{scheme}://{authority}{slash}{_ascii(path)}", (*url.query, *more))


def _ascii(text: str) -> str:
    """Signs outside ASCII encoded, as curl does it in a path; all others as they are."""
    return "".join(sign if sign.isascii() else quote(sign).lower() for sign in text)


def _lower_escapes(text: str) -> str:
    """What is added to a query, as curl adds it: percent escapes in lower case."""
    return re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].lower(), text)


def _without_dots(address: str) -> str:
    """RFC 3986, 5.2.4, as curl does before it sends."""
    scheme, sign, rest = address.partition("://")
    host, *segments = rest.split("/")
    kept: list[str] = []
    for position, segment in enumerate(segments):
        last = position == len(segments) - 1
        if segment in (".", "%2e", "%2E"):
            if last:
                kept.append("")
        elif segment.lower() in ("..", ".%2e", "%2e.", "%2e%2e"):
            if kept:
                kept.pop()
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return scheme + sign + "/".join([host, *kept])


def _headers(command: CurlCommand, kind: str) -> list[tuple[str, str]]:
    given = {name.lower() for name, _ in command.headers}
    headers: list[tuple[str, str]] = []
    if command.user_agent is not None and "user-agent" not in given and command.user_agent:
        headers.append(("User-Agent", command.user_agent))
    if command.accept_encoding and "accept-encoding" not in given:
        headers.append(("Accept-Encoding", "deflate, gzip, br, zstd"))
    referer = command.referer.removesuffix(";auto")
    if referer and "referer" not in given:
        headers.append(("Referer", referer))
    if command.cookies and "cookie" not in given | command.removed:
        headers.append(("Cookie", ";".join(command.cookies)))
    headers += command.headers
    if command.json and "accept" not in given:
        headers.append(("Accept", "application/json"))
    if kind and "content-type" not in given | command.removed:
        headers.append(("Content-Type", kind))
    return headers


def _auth(command: CurlCommand, url: Url) -> Auth | None:
    user, colon, password = command.user.partition(":")
    if not command.user:
        written = re.match(
            r"^\w+://([^/@]+)@",
            command.urls[0] if "://" in command.urls[0] else f"http://{command.urls[0]}",
        )
        if not written or any(name.lower() == "authorization" for name, _ in command.headers):
            return Auth("noauth")
        user, colon, password = unquote(written.group(1)).partition(":")
    elif not colon:
        command.lost.append("curl would ask for the password")
    if command.aws:
        provider = [*command.aws.split(":"), "", "", "", ""]
        host = encode(url).host.split(".")
        service = provider[3] or host[0]
        region = provider[2] or (host[1] if len(host) > 2 else "")
        return Auth(
            "awsv4",
            {"accessKey": user, "secretKey": password, "region": region, "service": service},
        )
    return Auth(command.auth, {"username": user, "password": password})
