"""What a script sees and changes: the run's state as the script library's JSON, and back."""

from collections.abc import Mapping, Sequence

from workbench.apitest.cookies import (
    Cookie,
    CookieJar,
    cookie_from_json,
    domain_matches,
    path_matches,
)
from workbench.apitest.formats.postman_read import variables_from_json
from workbench.apitest.formats.postman_write import request_to_json, variables_to_json
from workbench.apitest.model import Request
from workbench.apitest.transport import FailureKind
from workbench.apitest.variables import Scope
from workbench.core.jsontypes import JsonObject, JsonValue

_CODES: dict[FailureKind | None, str] = {
    "dns": "ENOTFOUND",
    "refused": "ECONNREFUSED",
    "unreachable": "EHOSTUNREACH",
    "connect-timeout": "ETIMEDOUT",
    "timeout": "ESOCKETTIMEDOUT",
    "reset": "ECONNRESET",
    "cut": "ECONNRESET",
}


def scope_json(scope: Scope) -> JsonObject:
    """A scope with its variables."""
    document: JsonObject = {"values": variables_to_json(scope.variables)}
    if scope.id:
        document["id"] = scope.id
    if scope.name:
        document["name"] = scope.name
    return document


def apply_mutations(scope: Scope, mutations: Mapping[str, JsonValue]) -> None:
    """Do in the scope what the script did in its copy."""
    for mutation in mutations.values():
        if not isinstance(mutation, list) or not mutation:
            continue
        name = str(mutation[0])
        if len(mutation) == 1:
            scope.unset(name)
        else:
            scope.set(name, mutation[1])


def local_scope(values: Sequence[JsonValue]) -> Scope:
    """The local variables as the script left them."""
    return Scope(variables_from_json(list(values)))


def request_json(request: Request) -> JsonObject:
    """The request as `pm.request` shows it."""
    return request_to_json(request)


def error_json(message: str, kind: FailureKind | None = None) -> JsonObject:
    """Why no answer came, as a script's callback gets it; `code` as Node names it."""
    error: JsonObject = {"name": "Error", "message": message}
    return {**error, "code": _CODES[kind]} if kind in _CODES else error


def cookie_json(cookie: Cookie) -> JsonObject:
    """A cookie as `pm.cookies` lists it."""
    document = cookie.json()
    document["name"] = document.pop("key")
    return document


def cookie_store(
    jar: CookieJar, method: str, values: Sequence[JsonValue]
) -> tuple[str | None, JsonValue]:
    """Serve the cookie store that `pm.cookies.jar()` talks to: (error, result)."""
    texts = [value if isinstance(value, str) else None for value in values] + [None, None, None]
    domain, path, name = texts[0], texts[1], texts[2]
    match method:
        case "findCookie":
            found = jar.find(domain or "", path or "/", name or "")
            return None, None if found is None else found.json()
        case "findCookies":
            return None, [c.json() for c in jar if _held(c, domain or "", path)]
        case "getAllCookies":
            return None, [c.json() for c in sorted(jar, key=lambda c: c.created)]
        case "putCookie" | "updateCookie":
            newest = values[-1] if method == "putCookie" else values[1]
            if isinstance(newest, dict):
                jar.put(cookie_from_json(newest))
        case "removeCookie":
            jar.remove(domain, path, name)
        case "removeCookies":
            jar.remove(domain, path)
        case "removeAllCookies":
            jar.remove()
        case _:
            return f"CookieStore: invalid method name '{method}'", None
    return None, None


def _held(cookie: Cookie, domain: str, path: str | None) -> bool:
    return domain_matches(domain, cookie.domain) and (
        path is None or path_matches(path, cookie.path)
    )
