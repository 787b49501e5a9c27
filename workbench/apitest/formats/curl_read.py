"""Reads curl commands: what curl would send becomes a request that sends the same."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from workbench.apitest.body import FileAccess
from workbench.apitest.formats.shell import SEPARATOR, Dialect, words
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
)
from workbench.apitest.url import encode, parse_url
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonValue

_WITH_VALUE = {
    "-X": "request", "-H": "header", "-d": "data", "-F": "form", "-u": "user", "-A": "user-agent",
    "-e": "referer", "-b": "cookie", "-c": "cookie-jar", "-o": "output", "-x": "proxy",
    "-m": "max-time", "-T": "upload-file", "-E": "cert", "-r": "range", "-w": "write-out",
    "-K": "config", "-D": "dump-header", "-C": "continue-at", "-y": "speed-time",
    "-Y": "speed-limit", "-z": "time-cond", "-U": "proxy-user", "-P": "ftp-port", "-Q": "quote",
    "-t": "telnet-option",
}  # fmt: skip
_FLAGS = {
    "-G": "get", "-I": "head", "-L": "location", "-k": "insecure", "-s": "silent",
    "-S": "show-error", "-v": "verbose", "-i": "include", "-f": "fail", "-N": "no-buffer",
    "-g": "globoff", "-O": "remote-name", "-J": "remote-header-name", "-#": "progress-bar",
    "-j": "junk-session-cookies", "-n": "netrc", "-q": "disable", "-a": "append", "-l": "list-only",
    "-R": "remote-time", "-0": "http1.0", "-1": "tlsv1", "-2": "sslv2", "-3": "sslv3",
    "-4": "ipv4", "-6": "ipv6", "-p": "proxytunnel", "-B": "use-ascii", "-M": "manual",
    "-V": "version", "-h": "help", "-Z": "parallel",
}  # fmt: skip
_LONG_WITH_VALUE = frozenset(_WITH_VALUE.values()) | {
    "data-raw", "data-binary", "data-ascii", "data-urlencode", "form-string", "json", "url",
    "url-query", "oauth2-bearer", "aws-sigv4", "cacert", "capath", "key", "cert-type", "key-type",
    "pass", "connect-timeout", "connect-to", "resolve", "retry", "retry-delay", "retry-max-time",
    "max-redirs", "limit-rate", "interface", "noproxy", "ciphers", "tls-max", "stderr", "trace",
    "trace-ascii", "unix-socket", "proto", "proto-default", "proxy-header", "request-target",
    "create-file-mode", "output-dir", "keepalive-time", "max-filesize", "dns-servers", "hostpubmd5",
    "local-port", "socks5", "socks5-hostname", "socks4", "socks4a", "netrc-file",
    "expect100-timeout",     "variable", "rate", "happy-eyeballs-timeout-ms", "alt-svc", "hsts",
    "etag-save", "etag-compare",
    "pinnedpubkey", "curves", "tls13-ciphers", "crlfile", "engine", "random-file", "service-name",
}  # fmt: skip
_QUIET = frozenset({
    "silent", "show-error", "verbose", "include", "fail", "no-buffer", "globoff", "output",
    "remote-name", "remote-header-name", "progress-bar", "write-out", "dump-header", "compressed",
    "no-progress-meter", "styled-output", "trace", "trace-ascii", "trace-time", "stderr",
    "parallel",     "fail-with-body", "no-keepalive", "http1.1", "disable",
    "junk-session-cookies", "output-dir",
    "create-dirs", "retry", "retry-delay", "retry-max-time", "retry-all-errors",
    "retry-connrefused",     "connect-timeout", "max-time", "tcp-nodelay", "no-alpn",
    "keepalive-time", "ipv4", "ipv6",
    "basic", "no-sessionid", "path-as-is", "fail-early", "show-headers",
})  # fmt: skip
_KINDS = {
    "txt": "text/plain", "html": "text/html", "htm": "text/html", "xml": "application/xml",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "svg": "image/svg+xml", "pdf": "application/pdf",
}  # fmt: skip


_FORM_VALUE = r'(?:\s*"(?:\\.|[^"\\])*"\s*(?=;|$)|[^;]*)'
_FORM_WORD = re.compile(_FORM_VALUE)
_FORM_OPTION = re.compile(rf";\s*(\w+)=({_FORM_VALUE})")
_NO_TEXT = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class _DataFile:
    """A file whose bytes are (a part of) the body, as they are."""

    name: str


@dataclass(slots=True)
class _Command:
    """One curl command while its options are read."""

    urls: list[str] = field(default_factory=list)
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    data: "list[str | _DataFile]" = field(default_factory=list)
    form: list[FormPart] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    upload: str = ""
    json: bool = False
    get: bool = False
    head: bool = False
    follow: bool = False
    insecure: bool = False
    as_is: bool = False
    user: str = ""
    auth: str = "basic"
    aws: str = ""
    cookies: list[str] = field(default_factory=list)
    user_agent: str | None = None
    referer: str = ""
    accept_encoding: bool = False
    target: str = ""
    lost: list[str] = field(default_factory=list)
    files: FileAccess | None = None

    def read(self, name: str, what: str) -> str | None:
        """The text of a file that an option names; None, and said, where it cannot be read."""
        if self.files is None or name == "-":
            self.lost.append(f"{what} from {name}: it is not read here")
            return None
        try:
            return self.files.read(name).decode()
        except OSError as error:
            self.lost.append(f"{what} from the file {name}: {error.strerror or error}")
        except UnicodeDecodeError:
            self.lost.append(f"{what} from the file {name}: it is no text")
        return None


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
            for item, losses in _items(_read(part, files)):
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


def _read(arguments: Sequence[str], files: FileAccess | None) -> _Command:
    command = _Command(files=files)
    if any(_NO_TEXT.search(word) for word in arguments):
        command.lost.append("bytes that are no UTF-8: \ufffd stands for each")
        arguments = [_NO_TEXT.sub("\ufffd", word) for word in arguments]
    index = 0
    while index < len(arguments):
        word = arguments[index]
        index += 1
        if word in (">", ">>", "2>", "2>&1", "<") or re.match(r"^\d?>", word):
            index += word in (">", ">>", "2>", "<")
            continue
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if name in _LONG_WITH_VALUE:
                if not equals:
                    value = arguments[index] if index < len(arguments) else ""
                    index += 1
                _option(command, name, value)
            else:
                _option(command, name, "")
        elif word.startswith("-") and len(word) > 1:
            index = _short(command, word, arguments, index)
        elif word != "-":
            command.urls.append(word)
    return command


def _short(command: _Command, word: str, arguments: Sequence[str], index: int) -> int:
    """A word of short options: the first that takes a value takes the rest of the word."""
    for position in range(1, len(word)):
        letter = f"-{word[position]}"
        if letter in _WITH_VALUE:
            value = word[position + 1 :]
            if not value:
                value = arguments[index] if index < len(arguments) else ""
                index += 1
            _option(command, _WITH_VALUE[letter], value)
            return index
        _option(command, _FLAGS.get(letter, letter), "")
    return index


def _option(command: _Command, name: str, value: str) -> None:
    handler = _HANDLERS.get(name)
    if handler is not None:
        handler(command, value)
    elif name not in _QUIET:
        shown = f"--{name} {value}".strip() if len(name) > 1 else f"-{name}"
        command.lost.append(f"the option {shown} is not carried over")


def _header(command: _Command, value: str) -> None:
    if value.startswith("@"):
        for line in (command.read(value[1:], "headers") or "").splitlines():
            _header(command, line)
        return
    name, colon, content = value.partition(":")
    if not colon:
        if value.endswith(";"):
            command.headers.append((value[:-1].strip(), ""))
        return
    if not content.strip():
        command.removed.add(name.strip().lower())
    else:
        command.headers.append((name.strip(), content.strip()))


def _data(command: _Command, value: str) -> None:
    if not value.startswith("@"):
        command.data.append(value)
        return
    text = command.read(value[1:], "the body")
    if text is not None:
        command.data.append(re.sub(r"[\r\n\0]", "", text))
    else:
        command.data.append(_DataFile(value[1:]))


def _binary(command: _Command, value: str) -> None:
    command.data.append(_DataFile(value[1:]) if value.startswith("@") else value)


def _encoded(value: str) -> str:
    """--data-urlencode: content, =content, name=content."""
    name, equals, content = value.partition("=")
    return _encoded_pair(name, content) if equals else _encoded_pair("", value)


def _encoded_pair(name: str, content: str) -> str:
    """The content encoded; a space becomes '+'."""
    encoded = quote(content.encode(), safe="-._~").replace("%20", "+")
    return f"{name}={encoded}" if name else encoded


def _urlencode(command: _Command, value: str) -> None:
    sign = re.match(r"^[^=]*@", value)
    if not sign:
        command.data.append(_encoded(value))
        return
    name, _, file = value.partition("@")
    text = command.read(file, "a form field")
    if text is not None:
        command.data.append(_encoded_pair(name, text))


def _json(command: _Command, value: str) -> None:
    command.json = True
    _binary(command, value)


def _form(command: _Command, value: str) -> None:
    name, _, content = value.partition("=")
    sign = content[:1] if content[:1] in ("@", "<") else ""
    path, options = _form_options(content.removeprefix(sign))
    _name_missing(command, name)
    for option in ("headers", "encoder"):
        if option in options:
            command.lost.append(f"the part {name}: its {option}, {options[option]}")
    file_name = options.get("filename")
    kind = options.get("type") or _kind_of(file_name or "")
    if not sign:
        command.form.append(FormPart(name, path, content_type=kind, file_name=file_name))
        return
    if sign == "<":
        text = command.read(path, f"the text of the part {name}")
        if text is not None:
            command.form.append(FormPart(name, text, content_type=options.get("type", "")))
        return
    paths = [path] if content.startswith('@"') else path.split(",")
    if len(paths) > 1:
        command.lost.append(
            f"the part {name}: curl nests its {len(paths)} files as multipart/mixed,"
            " here each is a part of its own"
        )
    for part in paths:
        command.form.append(
            FormPart(
                name,
                files=(part,),
                is_file=True,
                content_type=kind or _kind_of(part) or "application/octet-stream",
                file_name=file_name,
            )
        )


def _kind_of(name: str) -> str:
    """The content type that curl gives a file of that name; empty where it knows none."""
    return _KINDS.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def _form_string(command: _Command, value: str) -> None:
    name, _, content = value.partition("=")
    _name_missing(command, name)
    command.form.append(FormPart(name, content))


def _name_missing(command: _Command, name: str) -> None:
    if not name:
        command.lost.append("a part without a name: curl sends none, here it is empty")


def _form_options(content: str) -> tuple[str, dict[str, str]]:
    """What stands before the first ';' that is not in quotes, and the options behind it.

    As in curl, what follows `type=` and is no option belongs to the type.
    """
    first = _FORM_WORD.match(content)
    options: dict[str, str] = {}
    for option in _FORM_OPTION.finditer(content, first.end() if first else 0):
        if option[1] in ("type", "filename", "headers", "encoder"):
            options[option[1]] = _form_word(option[2])
        elif "type" in options:
            options["type"] += option[0].rstrip()
    return _form_word(first[0] if first else ""), options


def _form_word(text: str) -> str:
    r"""Space and quotes around a word are taken off; within them \" and \\ stand for the sign."""
    word = text.strip()
    if len(word) > 1 and word[0] == word[-1] == '"':
        return re.sub(r'\\(["\\])', r"\1", word[1:-1])
    return word


def _cookie(command: _Command, value: str) -> None:
    if "=" in value:
        command.cookies.append(value)
    else:
        command.lost.append(f"cookies from the file {value}")


def _set(name: str, fixed: object = None) -> Callable[[_Command, str], None]:
    def handle(command: _Command, value: str) -> None:
        setattr(command, name, value if fixed is None else fixed)

    return handle


def _append(name: str) -> Callable[[_Command, str], None]:
    def handle(command: _Command, value: str) -> None:
        getattr(command, name).append(value)

    return handle


_HANDLERS: dict[str, Callable[[_Command, str], None]] = {
    "request": _set("method"),
    "header": _header,
    "data": _data,
    "data-ascii": _data,
    "data-raw": _append("data"),
    "data-binary": _binary,
    "data-urlencode": _urlencode,
    "json": _json,
    "form": _form,
    "form-string": _form_string,
    "url": _append("urls"),
    "url-query": lambda command, value: command.query.append(
        value[1:] if value.startswith("+") else _encoded(value)
    ),
    "user": _set("user"),
    "user-agent": _set("user_agent"),
    "referer": _set("referer"),
    "cookie": _cookie,
    "upload-file": _set("upload"),
    "get": _set("get", fixed=True),
    "head": _set("head", fixed=True),
    "location": _set("follow", fixed=True),
    "location-trusted": _set("follow", fixed=True),
    "insecure": _set("insecure", fixed=True),
    "path-as-is": _set("as_is", fixed=True),
    "compressed": _set("accept_encoding", fixed=True),
    "digest": _set("auth", fixed="digest"),
    "basic": _set("auth", fixed="basic"),
    "anyauth": _set("auth", fixed="digest"),
    "oauth2-bearer": lambda command, value: command.headers.append(
        ("Authorization", f"Bearer {value}")
    ),
    "aws-sigv4": _set("aws"),
    "range": lambda command, value: command.headers.append(("Range", f"bytes={value}")),
    "request-target": _set("target"),
}


def _items(command: _Command) -> list[tuple[Item, list[str]]]:
    return [_item(command, url) for url in command.urls]


def _item(command: _Command, address: str) -> tuple[Item, list[str]]:
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


def _body(command: _Command) -> tuple[Body, str]:
    """The body and the content type that curl gives it."""
    if command.form:
        return Body("formdata", parts=tuple(command.form)), ""
    if command.upload:
        return Body("file", file=command.upload), ""
    if command.get or command.head or not command.data:
        return Body(), ""
    kind = "application/json" if command.json else "application/x-www-form-urlencoded"
    first = command.data[0]
    if len(command.data) == 1 and isinstance(first, _DataFile):
        return Body("file", file=first.name), kind
    text = ("" if command.json else "&").join(_texts(command))
    return Body("raw", text=text, language="json" if command.json else "text"), kind


def _texts(command: _Command) -> list[str]:
    """The pieces of the body or query; files among them are read, for they have no place else."""
    return [
        (command.read(piece.name, "a part of the body") or "")
        if isinstance(piece, _DataFile)
        else piece
        for piece in command.data
    ]


def _url(command: _Command, address: str) -> Url:
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


def _headers(command: _Command, kind: str) -> list[tuple[str, str]]:
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


def _auth(command: _Command, url: Url) -> Auth | None:
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
