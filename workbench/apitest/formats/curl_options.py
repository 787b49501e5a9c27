"""Reads the options of one curl command: what each says, and what is not carried over."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from workbench.apitest.body import FileAccess
from workbench.apitest.formats.curl_form import form_options, kind_of
from workbench.apitest.model import FormPart

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
    "expect100-timeout", "variable", "rate", "happy-eyeballs-timeout-ms", "alt-svc", "hsts",
    "etag-save", "etag-compare",
    "pinnedpubkey", "curves", "tls13-ciphers", "crlfile", "engine", "random-file", "service-name",
}  # fmt: skip
_QUIET = frozenset({
    "silent", "show-error", "verbose", "include", "fail", "no-buffer", "globoff", "output",
    "remote-name", "remote-header-name", "progress-bar", "write-out", "dump-header", "compressed",
    "no-progress-meter", "styled-output", "trace", "trace-ascii", "trace-time", "stderr",
    "parallel", "fail-with-body", "no-keepalive", "http1.1", "disable",
    "junk-session-cookies", "output-dir",
    "create-dirs", "retry", "retry-delay", "retry-max-time", "retry-all-errors",
    "retry-connrefused", "connect-timeout", "max-time", "tcp-nodelay", "no-alpn",
    "keepalive-time", "ipv4", "ipv6",
    "basic", "no-sessionid", "path-as-is", "fail-early", "show-headers",
})  # fmt: skip
_NO_TEXT = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file whose bytes are (a part of) the body, as they are."""

    name: str


@dataclass(slots=True)
class CurlCommand:
    """One curl command while its options are read."""

    urls: list[str] = field(default_factory=list)
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    data: "list[str | DataFile]" = field(default_factory=list)
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


def read_options(arguments: Sequence[str], files: FileAccess | None) -> CurlCommand:
    """What the words after `curl` say; text that options take from files is read from `files`."""
    command = CurlCommand(files=files)
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


def _short(command: CurlCommand, word: str, arguments: Sequence[str], index: int) -> int:
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


def _option(command: CurlCommand, name: str, value: str) -> None:
    handler = _HANDLERS.get(name)
    if handler is not None:
        handler(command, value)
    elif name not in _QUIET:
        shown = f"--{name} {value}".strip() if len(name) > 1 else f"-{name}"
        command.lost.append(f"the option {shown} is not carried over")


def _header(command: CurlCommand, value: str) -> None:
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


def _data(command: CurlCommand, value: str) -> None:
    if not value.startswith("@"):
        command.data.append(value)
        return
    text = command.read(value[1:], "the body")
    if text is not None:
        command.data.append(re.sub(r"[\r\n\0]", "", text))
    else:
        command.data.append(DataFile(value[1:]))


def _binary(command: CurlCommand, value: str) -> None:
    command.data.append(DataFile(value[1:]) if value.startswith("@") else value)


def _encoded(value: str) -> str:
    """--data-urlencode: content, =content, name=content."""
    name, equals, content = value.partition("=")
    return _encoded_pair(name, content) if equals else _encoded_pair("", value)


def _encoded_pair(name: str, content: str) -> str:
    """The content encoded; a space becomes '+'."""
    encoded = quote(content.encode(), safe="-._~").replace("%20", "+")
    return f"{name}={encoded}" if name else encoded


def _urlencode(command: CurlCommand, value: str) -> None:
    sign = re.match(r"^[^=]*@", value)
    if not sign:
        command.data.append(_encoded(value))
        return
    name, _, file = value.partition("@")
    text = command.read(file, "a form field")
    if text is not None:
        command.data.append(_encoded_pair(name, text))


def _json(command: CurlCommand, value: str) -> None:
    command.json = True
    _binary(command, value)


def _form(command: CurlCommand, value: str) -> None:
    name, _, content = value.partition("=")
    sign = content[:1] if content[:1] in ("@", "<") else ""
    path, options = form_options(content.removeprefix(sign))
    _name_missing(command, name)
    for option in ("headers", "encoder"):
        if option in options:
            command.lost.append(f"the part {name}: its {option}, {options[option]}")
    file_name = options.get("filename")
    kind = options.get("type") or kind_of(file_name or "")
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
                content_type=kind or kind_of(part) or "application/octet-stream",
                file_name=file_name,
            )
        )


def _form_string(command: CurlCommand, value: str) -> None:
    name, _, content = value.partition("=")
    _name_missing(command, name)
    command.form.append(FormPart(name, content))


def _name_missing(command: CurlCommand, name: str) -> None:
    if not name:
        command.lost.append("a part without a name: curl sends none, here it is empty")


def _cookie(command: CurlCommand, value: str) -> None:
    if "=" in value:
        command.cookies.append(value)
    else:
        command.lost.append(f"cookies from the file {value}")


def _set(name: str, fixed: object = None) -> Callable[[CurlCommand, str], None]:
    def handle(command: CurlCommand, value: str) -> None:
        setattr(command, name, value if fixed is None else fixed)

    return handle


def _append(name: str) -> Callable[[CurlCommand, str], None]:
    def handle(command: CurlCommand, value: str) -> None:
        getattr(command, name).append(value)

    return handle


_HANDLERS: dict[str, Callable[[CurlCommand, str], None]] = {
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
