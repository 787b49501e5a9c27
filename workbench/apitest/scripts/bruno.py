"""Makes Bruno's scripts run where Postman's do: with Bruno's interface said in Postman's words."""

import json
import re
from functools import cache
from importlib.resources import files

from workbench.apitest.model import Dialect, Script

_USED = re.compile(r"\b(bru|req|res)\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?")
_POSTMAN = re.compile(r"\b(pm|postman)\s*\.|\btests\s*\[")
_BRUNO = re.compile(r"\bbru\s*\.|\b(req|res)\s*[.(]|(?<![.\w])(test|expect)\s*\(")
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


def dialect_of(source: str) -> Dialect:
    """Whose interface a script uses that does not say so."""
    if not _POSTMAN.search(source) and _BRUNO.search(source):
        return "bruno"
    return "postman"


def as_postman(script: Script) -> str:
    """The source with Postman's interface alone; the lines of Bruno's move by one."""
    if script.dialect == "postman":
        return script.source
    begin = "async " if re.search(r"\bawait\b", script.source) else ""
    # A function in a function: a script may declare `res` or `expect` anew.
    return (
        f"(function (bru, req, res, test, expect) {{ return ({begin}() => {{\n{script.source}\n"
        f"}})(); }}).apply(null, {_interface()});"
    )


def setting(variables: list[tuple[str, str]]) -> str:
    """The script that sets variables: each a name and a text that may hold others."""
    return "\n".join(
        f"pm.variables.set({json.dumps(name)}, pm.variables.replaceIn({json.dumps(value)}));"
        for name, value in variables
    )


def setting_from_answer(variables: list[tuple[str, str]]) -> str:
    """The script that sets variables: each a name and an expression, mostly over `res`."""
    return "\n".join(f"bru.setVar({json.dumps(name)}, {value});" for name, value in variables)


def not_given(source: str) -> list[str]:
    """The parts of Bruno's interface that a script names and that do not exist here."""
    found: set[str] = set()
    named_anew = set(re.findall(r"\b(?:const|let|var)\s+(bru|req|res)\b", source))
    for owner, part, below in _USED.findall(source):
        if owner in named_anew:
            continue
        whole = f"{part}.{below}" if owner == "bru" and part == "runner" else part
        if whole not in _GIVEN[owner]:
            found.add(f"{owner}.{whole}")
    return sorted(found)


@cache
def _interface() -> str:
    text = files("workbench.apitest.scripts").joinpath("bruno_interface.js").read_text("utf-8")
    return text.strip()
