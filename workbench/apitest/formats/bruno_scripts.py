"""Makes Bruno's scripts run where Postman's do: with Bruno's interface said in Postman's words."""

import json
import re
from functools import cache
from importlib.resources import files

_USED = re.compile(r"\b(bru|req|res)\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?")
_GIVEN = {
    "bru": frozenset({
        "getEnvName", "interpolate", "setNextRequest", "sleep",
        "runner.setNextRequest", "runner.stopExecution", "runner.skipRequest",
        *(f"{verb}{scope}" for verb in ("get", "has", "set", "delete")
          for scope in ("Var", "EnvVar", "GlobalEnvVar", "CollectionVar", "FolderVar",
                        "RequestVar")),
    }),
    "req": frozenset({
        "url", "method", "headers", "body", "name", "getUrl", "setUrl", "getMethod", "setMethod",
        "getName", "getAuthMode", "getHeader", "getHeaders", "setHeader", "setHeaders",
        "deleteHeader", "getBody", "setBody",
    }),
    "res": frozenset({
        "status", "statusText", "body", "url", "headers", "responseTime", "getStatus",
        "getStatusText", "getBody", "getHeader", "getHeaders", "getResponseTime", "getUrl",
    }),
}  # fmt: skip


def as_postman(source: str) -> str:
    """The script as one that runs with Postman's interface alone; its lines move by one."""
    begin = "async " if re.search(r"\bawait\b", source) else ""
    return (
        f"({begin}function (bru, req, res, test, expect) {{\n{source}\n"
        f"}}).apply(null, {_interface()});"
    )


def setting(variables: list[tuple[str, str]]) -> str:
    """The script that sets variables: each a name and a text that may hold others."""
    return "\n".join(
        f"pm.variables.set({json.dumps(name)}, pm.variables.replaceIn({json.dumps(value)}));"
        for name, value in variables
    )


def setting_from_answer(variables: list[tuple[str, str]]) -> str:
    """The script that sets variables: each a name and an expression, mostly over `res`."""
    return as_postman(
        "\n".join(f"bru.setVar({json.dumps(name)}, {value});" for name, value in variables)
    )


def not_given(source: str) -> list[str]:
    """The parts of Bruno's interface that a script names and that do not exist here."""
    found: set[str] = set()
    for owner, part, below in _USED.findall(source):
        whole = f"{part}.{below}" if owner == "bru" and part == "runner" else part
        if whole not in _GIVEN[owner]:
            found.add(f"{owner}.{whole}")
    return sorted(found)


@cache
def _interface() -> str:
    text = files("workbench.apitest.formats").joinpath("bruno_interface.js").read_text("utf-8")
    return text.strip()
