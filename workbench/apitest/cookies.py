"""The cookie jar (RFC 6265): what servers set, what goes along with the next request."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

from workbench.apitest.url import Target
from workbench.core.jsontypes import JsonObject, JsonValue

_LOCAL = ("localhost", "local", "test", "invalid", "example")


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie. `expires` is seconds since 1970, None for the length of the session."""

    name: str
    value: str
    domain: str
    path: str = "/"
    expires: float | None = None
    max_age: int | None = None
    secure: bool = False
    http_only: bool = False
    host_only: bool = True
    extensions: tuple[str, ...] = ()
    created: float = field(default_factory=time.time)

    @property
    def expired(self) -> bool:
        """Whether it must no longer be sent."""
        return self.expires is not None and self.expires <= time.time()

    def json(self) -> JsonObject:
        """The fields as the script library's cookie store names them."""
        document: JsonObject = {
            "key": self.name,
            "value": self.value,
            "domain": self.domain,
            "path": self.path,
            "hostOnly": self.host_only,
            "creation": _iso(self.created),
            "lastAccessed": _iso(self.created),
        }
        if self.expires is not None:
            document["expires"] = _iso(self.expires)
        if self.max_age is not None:
            document["maxAge"] = self.max_age
        if self.secure:
            document["secure"] = True
        if self.http_only:
            document["httpOnly"] = True
        if self.extensions:
            document["extensions"] = list(self.extensions)
        return document


class CookieJar:
    """Cookies of one run or session, by domain, path and name."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def __iter__(self) -> Iterator[Cookie]:
        """All cookies that have not expired."""
        return iter([cookie for cookie in self._cookies.values() if not cookie.expired])

    def store(self, header: str, target: Target) -> Cookie | None:
        """Take a Set-Cookie header; None where the cookie is refused (foreign domain, no name)."""
        cookie = parse_set_cookie(header, target)
        if cookie is None or not _may_set(cookie, target):
            return None
        key = (cookie.domain, cookie.path, cookie.name)
        older = self._cookies.get(key)
        self.put(cookie if older is None else replace(cookie, created=older.created))
        return cookie

    def put(self, cookie: Cookie) -> None:
        """Keep a cookie, or drop the one of its name when it has expired."""
        key = (cookie.domain, cookie.path, cookie.name)
        if cookie.expired:
            self._cookies.pop(key, None)
        else:
            self._cookies[key] = cookie

    def for_target(self, target: Target) -> list[Cookie]:
        """The cookies to send: longest path first, then oldest first (RFC 6265, 5.4)."""
        host = target.host.lower()
        secure = target.scheme == "https" or host in ("localhost", "127.0.0.1", "[::1]")
        fitting = [
            cookie
            for cookie in self
            if _domain_fits(cookie, host)
            and path_matches(target.pathname, cookie.path)
            and (secure or not cookie.secure)
        ]
        return sorted(fitting, key=lambda cookie: (-len(cookie.path), cookie.created))

    def header(self, target: Target) -> str:
        """The Cookie header's value; empty where nothing is to be sent."""
        return "; ".join(_sent(cookie) for cookie in self.for_target(target))

    def find(self, domain: str, path: str, name: str) -> Cookie | None:
        """One cookie by its exact key."""
        cookie = self._cookies.get((domain, path, name))
        return None if cookie is None or cookie.expired else cookie

    def remove(
        self, domain: str | None = None, path: str | None = None, name: str | None = None
    ) -> None:
        """Forget the cookies that fit; all of them without arguments."""
        wanted = (domain, path, name)
        for key in list(self._cookies):
            if all(want is None or want == have for want, have in zip(wanted, key, strict=True)):
                del self._cookies[key]


def parse_set_cookie(header: str, target: Target) -> Cookie | None:
    """Read a Set-Cookie header in the light of the address that sent it."""
    first, *attributes = header.split(";")
    name, equals, value = first.partition("=")
    if not equals:
        name, value = "", first
    cookie = Cookie(
        name.strip(), value.strip(), target.host.lower(), _default_path(target.pathname)
    )
    if not cookie.name and not cookie.value:
        return None
    for attribute in attributes:
        cookie = _with_attribute(cookie, attribute)
    return cookie


def cookie_from_json(document: Mapping[str, JsonValue]) -> Cookie:
    """A cookie as the script library's store writes it."""
    expires = document.get("expires")
    age = document.get("maxAge")
    moment = _parse_iso(expires) if isinstance(expires, str) else None
    if isinstance(age, int) and not isinstance(age, bool):
        moment = time.time() + age
    return Cookie(
        name=str(document.get("key") or ""),
        value=str(document.get("value") or ""),
        domain=str(document.get("domain") or ""),
        path=str(document.get("path") or "/"),
        expires=moment,
        max_age=age if isinstance(age, int) else None,
        secure=bool(document.get("secure")),
        http_only=bool(document.get("httpOnly")),
        host_only=bool(document.get("hostOnly", True)),
    )


def domain_matches(host: str, domain: str) -> bool:
    """RFC 6265, 5.1.3: equal, or a subdomain of it (never for an IP address)."""
    if host == domain:
        return True
    return host.endswith(f".{domain}") and not _is_ip(host)


def path_matches(path: str, cookie_path: str) -> bool:
    """RFC 6265, 5.1.4."""
    if path == cookie_path:
        return True
    return path.startswith(cookie_path) and (
        cookie_path.endswith("/") or path[len(cookie_path)] == "/"
    )


def _with_attribute(cookie: Cookie, attribute: str) -> Cookie:
    name, _, value = attribute.partition("=")
    word, value = name.strip().lower(), value.strip()
    if word == "domain" and value.strip("."):
        return replace(cookie, domain=value.lower().removeprefix("."), host_only=False)
    if word == "path":
        return replace(cookie, path=value) if value.startswith("/") else cookie
    if word == "expires" and cookie.max_age is None:
        moment = _parse_date(value)
        return cookie if moment is None else replace(cookie, expires=moment)
    if word == "max-age":
        return _with_age(cookie, value)
    if word == "secure":
        return replace(cookie, secure=True)
    if word == "httponly":
        return replace(cookie, http_only=True)
    if word in ("expires", ""):
        return cookie
    return replace(cookie, extensions=(*cookie.extensions, attribute.strip()))


def _with_age(cookie: Cookie, value: str) -> Cookie:
    try:
        age = int(value)
    except ValueError:
        return cookie
    return replace(cookie, max_age=age, expires=time.time() + age if age > 0 else 0.0)


def _may_set(cookie: Cookie, target: Target) -> bool:
    if cookie.host_only:
        return True
    host = target.host.lower()
    single_label = "." not in cookie.domain and cookie.domain not in _LOCAL
    return domain_matches(host, cookie.domain) and (not single_label or host == cookie.domain)


def _domain_fits(cookie: Cookie, host: str) -> bool:
    return host == cookie.domain if cookie.host_only else domain_matches(host, cookie.domain)


def _default_path(path: str) -> str:
    if not path.startswith("/") or path.count("/") == 1:
        return "/"
    return path.rpartition("/")[0]


def _sent(cookie: Cookie) -> str:
    return f"{cookie.name}={cookie.value}" if cookie.name else cookie.value


def _parse_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _parse_iso(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return _parse_date(text)


def _iso(moment: float) -> str:
    stamp = datetime.fromtimestamp(moment, UTC)
    return stamp.strftime("%Y-%m-%dT%H:%M:%S.") + f"{stamp.microsecond // 1000:03d}Z"


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
