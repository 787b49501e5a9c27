"""Addresses: taking them apart, putting them together, and encoding them for the wire.

The rules are those of Postman's own encoder: only what must be encoded is, and what is
already percent-encoded stays as it was written.
"""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import quote

from workbench.apitest.model import Pair, Url
from workbench.core.errors import UserError

_TOKEN_WITH_SEPARATOR = re.compile(r"\{\{[^{}]*[.:/?#@&\]][^{}]*\}\}")
_ENCODED = re.compile(rb"%[0-9A-Fa-f]{2}")
_ABSOLUTE = re.compile(r"^[a-z0-9.+-]+:(?://|\\\\).", re.IGNORECASE)
_IPV4 = re.compile(r"(?:0[xX][0-9a-fA-F]+|\d+)(?:\.(?:0[xX][0-9a-fA-F]+|\d+)){0,3}")
_CONTROLS = frozenset(range(0x20)) | frozenset(range(0x7F, 0x100))
_QUERY = _CONTROLS | frozenset(b" \"#'<>")
_FRAGMENT = _CONTROLS | frozenset(b' "<>`')
_PATH = _FRAGMENT | frozenset(b"#?{}")
_USER = _PATH | frozenset(b"/:;=@[\\]^|")
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, as it stands on the wire: all parts are encoded."""

    scheme: str
    host: str
    port: int
    path: str
    user: str | None = None
    explicit_port: str | None = None
    fragment: str | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what must be equal for secrets to be sent along."""
        return self.scheme, self.host.lower(), self.port

    @property
    def authority(self) -> str:
        """The value of the Host header: the port only where it was written."""
        return self.host if self.explicit_port is None else f"{self.host}:{self.explicit_port}"

    @property
    def href(self) -> str:
        """The whole address, with user and fragment."""
        user = "" if self.user is None else f"{self.user}@"
        tail = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{user}{self.authority}{self.path}{tail}"

    @property
    def pathname(self) -> str:
        """The path without the query."""
        return self.path.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without '?', encoded; empty where there is none."""
        return self.path.partition("?")[2]


def parse_url(text: str) -> Url:
    """Split a text into address, query table and fragment; `:name` segments become rows."""
    hidden, tokens = _hide_tokens(text.lstrip())
    rest, hash_sign, fragment = hidden.partition("#")
    address, question, query = rest.partition("?")
    show = _Shower(tokens)
    url = Url(
        address=show(address),
        query=tuple(parse_pair(show(part)) for part in query.split("&")) if question else (),
        fragment=show(fragment) if hash_sign else None,
    )
    names = dict.fromkeys(_path_names(url.address))
    return replace(url, path=tuple(Pair(name) for name in names))


def parse_pair(text: str) -> Pair:
    """`name=value`; without '=' the value is None."""
    name, equals, value = text.partition("=")
    return Pair(name, value if equals else None)


def url_text(url: Url) -> str:
    """The address with enabled query rows and path values, variables still in place."""
    text = _with_path_values(url)
    if any(pair.enabled for pair in url.query):
        text += "?" + "&".join(_pair_text(pair) for pair in url.query if pair.enabled)
    return text if url.fragment is None else f"{text}#{url.fragment}"


def template_text(url: Url) -> str:
    """The address as it is written, `:name` segments in place: what a list shows."""
    shown = "&".join(_pair_text(pair) for pair in url.query if pair.enabled)
    return f"{url.address}?{shown}" if shown else url.address


def encode(url: Url, *, as_is: bool = False) -> Target:
    """The wire form of a resolved address; `as_is` leaves every byte as it was written.

    Raises UserError where there is no host or the port is not a number.
    """
    text = url_text(url).lstrip()
    if not text:
        raise UserError("The request has no address.", "Write one, such as https://host/path.")
    rest, hash_sign, fragment = text.partition("#")
    rest, question, query = rest.partition("?")
    scheme, host_part, path = _split_address(rest.replace("\\", "/"))
    user, at_sign, host_port = host_part.rpartition("@")
    host, port = _split_port(host_port)
    if not host:
        raise UserError(f"The address {text} has no host.", "Write https://host/path.")
    if any(byte <= " " or byte == "\x7f" for byte in host):
        raise UserError(f"The host of {text!r} holds a space or control character.", "Remove it.")
    target = path if as_is else percent_encode(path, _PATH)
    if question:
        target += "?" + (query if as_is else percent_encode(query, _QUERY))
    if as_is:
        _refuse_controls(target, text)
    return Target(
        scheme=scheme,
        host=_ascii_host(host),
        port=_port_number(port, scheme, text),
        path=target,
        user=_encode_user(user, as_is=as_is) if at_sign else None,
        explicit_port=port,
        fragment=percent_encode(fragment, _FRAGMENT) if hash_sign else None,
    )


def join(base: Target, location: str) -> Url:
    """Where a Location header leads, seen from the address that answered."""
    if _ABSOLUTE.match(location):
        return parse_url(location)
    here = f"{base.scheme}://{base.authority}"
    if not location:
        text = here + base.path
    elif location.startswith(("//", "\\\\")):
        text = f"{base.scheme}:{location}"
    elif location.startswith(("/", "\\")):
        text = here + location
    elif location.startswith("?"):
        text = here + base.pathname + location
    elif location.startswith("#"):
        text = here + base.path + location
    else:
        text = here + base.pathname.rpartition("/")[0] + "/" + location
    return parse_url(text)


def percent_encode(text: str, encoded_bytes: frozenset[int]) -> str:
    """Encode the given bytes; what already stands as %XX is left alone."""
    raw = text.encode("utf-8", "surrogatepass")
    pieces: list[str] = []
    position = 0
    while position < len(raw):
        if _ENCODED.match(raw, position):
            pieces.append(raw[position : position + 3].decode("ascii"))
            position += 3
            continue
        byte = raw[position]
        pieces.append(f"%{byte:02X}" if byte in encoded_bytes else chr(byte))
        position += 1
    return "".join(pieces)


def encode_component(text: str) -> str:
    """RFC 3986 encoding of a form field: everything but letters, digits and -._~ is encoded."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="-._~")


def encode_form(pairs: "list[tuple[str, str]]") -> str:
    """`application/x-www-form-urlencoded` with RFC 3986 encoding (a space is %20)."""
    return "&".join(f"{encode_component(name)}={encode_component(value)}" for name, value in pairs)


def _hide_tokens(text: str) -> tuple[str, list[str]]:
    """Put a private character in place of variables that hold separators."""
    tokens: list[str] = []

    def hide(match: re.Match[str]) -> str:
        tokens.append(match.group())
        return "\ue000"

    return _TOKEN_WITH_SEPARATOR.sub(hide, text), tokens


class _Shower:
    """Puts the hidden variables back, in the order in which they were hidden."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = iter(tokens)

    def __call__(self, text: str) -> str:
        return re.sub("\ue000", lambda _: next(self._tokens), text) if "\ue000" in text else text


def _path_names(address: str) -> list[str]:
    _, _, path = _split_address(address)
    segments = path.split("/")[1:]
    names = [segment[1:].partition(".")[0] for segment in segments if segment.startswith(":")]
    return [name for name in names if name]


def _with_path_values(url: Url) -> str:
    values = {pair.name: pair.value for pair in url.path if pair.enabled and pair.value}
    if not values or ":" not in url.address:
        return url.address
    scheme, sign, rest = url.address.rpartition("://")
    host, *segments = rest.split("/")
    return scheme + sign + "/".join([host, *(_path_value(s, values) for s in segments)])


def _path_value(segment: str, values: dict[str, str]) -> str:
    if not segment.startswith(":"):
        return segment
    name, dot, suffix = segment[1:].partition(".")
    return values[name] + dot + suffix if name in values else segment


def _pair_text(pair: Pair) -> str:
    name = _reserved(pair.name, equals=True)
    return name if pair.value is None else f"{name}={_reserved(pair.value, equals=False)}"


def _reserved(text: str, *, equals: bool) -> str:
    """Encode what would end the row, outside variables."""
    if not any(sign in text for sign in "&#="):
        return text
    pieces = re.split(r"(\{\{[^{}]*[&#=][^{}]*\}\})", text)
    for index in range(0, len(pieces), 2):
        piece = pieces[index].replace("&", "%26").replace("#", "%23")
        pieces[index] = piece.replace("=", "%3D") if equals else piece
    return "".join(pieces)


def _split_address(address: str) -> tuple[str, str, str]:
    scheme, sign, rest = address.partition("://")
    if not sign:
        scheme, rest = "http", address
    else:
        rest = rest.lstrip("/")
    host, slash, path = rest.partition("/")
    return scheme.lower(), host, slash + path or "/"


def _split_port(host: str) -> tuple[str, str | None]:
    name, colon, port = host.rpartition(":")
    if not colon or "]" in port:
        return host, None
    return name, port


def _port_number(port: str | None, scheme: str, text: str) -> int:
    if not port:
        return DEFAULT_PORTS.get(scheme, 80)
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise UserError(f"The port in {text} is not a number from 1 to 65535.", "Mend the address.")
    return int(port)


def _ascii_host(host: str) -> str:
    """The host as it goes out: IPv4 numbers in any spelling as four, names in ASCII."""
    if _IPV4.fullmatch(host):
        with suppress(OSError):
            return socket.inet_ntoa(socket.inet_aton(host))
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return percent_encode(host.lower(), _PATH)


def _encode_user(user: str, *, as_is: bool) -> str:
    if as_is:
        return user
    name, colon, password = user.partition(":")
    return percent_encode(name, _USER) + colon + percent_encode(password, _USER)


def _refuse_controls(target: str, text: str) -> None:
    if any(character <= " " or character == "\x7f" for character in target):
        raise UserError(
            f"The address {text!r} holds a space or control character.",
            "Encode it, or switch encoding on for this request.",
        )
