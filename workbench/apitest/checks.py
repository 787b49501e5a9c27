"""Checks without code: a subject, an operator, what is expected; Bruno's vocabulary."""

import json
import re
from collections.abc import Callable, Sequence
from typing import cast

from workbench.apitest.exchange import Exchange
from workbench.apitest.javascript import js_json, js_text
from workbench.apitest.jsonpath import select
from workbench.apitest.model import Check
from workbench.apitest.scripts.sandbox import Assertion
from workbench.apitest.stream import summarize
from workbench.apitest.variables import Substitution
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue

_MISSING = object()
_NUMBER = re.compile(r"^-?\d+(\.\d+)?([eE][-+]?\d+)?$")


def run_checks(
    checks: Sequence[Check], exchange: Exchange | None, substitution: Substitution
) -> list[Assertion]:
    """Evaluate every enabled check; without an answer all of them fail."""
    return [
        _run(check, exchange, substitution.text(check.expected))
        for check in checks
        if check.enabled
    ]


def operators() -> list[str]:
    """Every operator's name, for a list to choose from."""
    return [*_BINARY, *_UNARY]


def subject_value(subject: str, exchange: Exchange) -> object:
    """The value that `res.status`, `res.headers.x`, `res.body.a[0]`, `res.responseTime`,
    `res.firstToken` or a JSONPath (`$.a[0]`) names; the private mark where there is none.
    """
    response = exchange.response
    if response is None:
        return _MISSING
    name, _, rest = subject.strip().removeprefix("res.").partition(".")
    match name.partition("[")[0]:
        case "status":
            return response.status
        case "statusText" | "reason":
            return response.reason
        case "responseTime":
            return response.timings.total * 1000
        case "firstToken":
            moment = response.timings.first_token
            return _MISSING if moment is None else moment * 1000
        case "headers":
            value = response.header(rest.strip("\"'") or _bracketed(name))
            return _MISSING if value is None else value
        case "text":
            return response.text()
        case "stream":
            return _stream_value(rest, exchange)
        case "body" | "$" | "":
            return _body_value(subject, response.text())
        case _:
            raise UserError(
                f"The subject {subject} is not known.",
                "Use res.status, res.headers.NAME, res.body.PATH.",
            )


def _run(check: Check, exchange: Exchange | None, expected: str) -> Assertion:
    name = f"{check.subject}: {check.operator} {expected}".strip()
    if exchange is None or exchange.response is None:
        return Assertion(name, "fail", "there is no answer to check")
    try:
        value = subject_value(check.subject, exchange)
        passed = _holds(value, check.operator, expected)
    except (UserError, re.error, ValueError) as error:
        return Assertion(name, "fail", str(error))
    return Assertion(name, "pass") if passed else Assertion(name, "fail", f"it is {_shown(value)}")


def _holds(value: object, operator: str, expected: str) -> bool:
    unary = _UNARY.get(operator)
    if unary is not None:
        return unary(value)
    binary = _BINARY.get(operator)
    if binary is None:
        raise UserError(
            f"The operator {operator} is not known.", f"Use one of {', '.join(operators())}."
        )
    if value is _MISSING and not operator.startswith("n"):
        return False
    return binary(value, expected)


def _equal(value: object, expected: str) -> bool:
    wanted = _literal(expected)
    if isinstance(value, (dict, list)) or isinstance(wanted, (dict, list)):
        return value == wanted
    return value == wanted or _text(value) == expected


def _literal(text: str) -> JsonValue:
    """What is expected, as a value: JSON, quoted text, or the text itself."""
    try:
        return cast(JsonValue, json.loads(text))
    except ValueError:
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _contains(value: object, expected: str) -> bool:
    if isinstance(value, list):
        return _literal(expected) in cast(list[JsonValue], value)
    if isinstance(value, dict):
        return str(_literal(expected)) in value
    return _unquoted(expected) in _text(value)


def _unquoted(text: str) -> str:
    value = _literal(text)
    return value if isinstance(value, str) else text


def _compare(test: Callable[[float, float], bool]) -> Callable[[object, str], bool]:
    def holds(value: object, expected: str) -> bool:
        return _is_number(value) and test(float(cast(float, value)), float(expected))

    return holds


def _matches(value: object, expected: str) -> bool:
    pattern, flags = expected, 0
    literal = re.fullmatch(r"/(.*)/([ims]*)", expected, re.DOTALL)
    if literal:
        pattern = literal.group(1)
        flags = sum(
            {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}[f] for f in literal.group(2)
        )
    return re.search(pattern, _text(value), flags) is not None


def _parts(expected: str) -> list[JsonValue]:
    value = _literal(expected)
    if isinstance(value, list):
        return list(value)
    return [_literal(part.strip()) for part in expected.split(",")]


def _in(value: object, expected: str) -> bool:
    return any(value == part or _text(value) == _text(part) for part in _parts(expected))


def _between(value: object, expected: str) -> bool:
    low, high = (float(js_text(part)) for part in _parts(expected))
    return _is_number(value) and low <= float(cast(float, value)) <= high


def _length(value: object, expected: str) -> bool:
    return isinstance(value, (str, list, dict)) and len(cast(str, value)) == int(expected)


def _schema(value: object, expected: str) -> bool:
    import jsonschema

    try:
        jsonschema.validate(value, cast(JsonObject, _literal(expected)))
    except jsonschema.ValidationError as error:
        where = "/".join(str(part) for part in error.absolute_path) or "the whole body"
        raise UserError(f"{where}: {error.message}") from error
    except jsonschema.SchemaError as error:
        raise UserError(f"the schema is wrong: {error.message}") from error
    return True


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return bool(_NUMBER.match(value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_empty(value: object) -> bool:
    return (
        value is None or value is _MISSING or (isinstance(value, (str, list, dict)) and not value)
    )


_BINARY: dict[str, Callable[[object, str], bool]] = {
    "eq": _equal,
    "neq": lambda value, expected: not _equal(value, expected),
    "gt": _compare(lambda a, b: a > b),
    "gte": _compare(lambda a, b: a >= b),
    "lt": _compare(lambda a, b: a < b),
    "lte": _compare(lambda a, b: a <= b),
    "in": _in,
    "notIn": lambda value, expected: not _in(value, expected),
    "contains": _contains,
    "notContains": lambda value, expected: not _contains(value, expected),
    "length": _length,
    "matches": _matches,
    "notMatches": lambda value, expected: not _matches(value, expected),
    "startsWith": lambda value, expected: _text(value).startswith(_unquoted(expected)),
    "endsWith": lambda value, expected: _text(value).endswith(_unquoted(expected)),
    "between": _between,
    "schema": _schema,
}
_UNARY: dict[str, Callable[[object], bool]] = {
    "isEmpty": _is_empty,
    "isNotEmpty": lambda value: not _is_empty(value),
    "isNull": lambda value: value is None,
    "isNotNull": lambda value: value is not None and value is not _MISSING,
    "isUndefined": lambda value: value is _MISSING,
    "isDefined": lambda value: value is not _MISSING,
    "isTruthy": lambda value: value is not _MISSING and bool(value),
    "isFalsy": lambda value: value is _MISSING or not value,
    "isJson": lambda value: isinstance(value, (dict, list)),
    "isNumber": lambda value: _is_number(value) and not isinstance(value, str),
    "isString": lambda value: isinstance(value, str),
    "isBoolean": lambda value: isinstance(value, bool),
    "isArray": lambda value: isinstance(value, list),
}


def _body_value(subject: str, text: str) -> object:
    path = subject.strip()
    path = (
        path.removeprefix("res.body") if path.startswith("res.body") else path.removeprefix("body")
    )
    try:
        document = cast(JsonValue, json.loads(text))
    except (ValueError, RecursionError):
        return text if not path.strip("$.") else _MISSING
    if not path:
        return document
    found = select(document, path)
    return _MISSING if not found else found[0] if "*" not in path and ".." not in path else found


def _stream_value(name: str, exchange: Exchange) -> object:
    value = getattr(summarize(exchange.chunks), name, None)
    return _MISSING if value is None else value


def _bracketed(name: str) -> str:
    return name.partition("[")[2].rstrip("]").strip("\"'")


def _text(value: object) -> str:
    return (
        ""
        if value is _MISSING
        else js_text(cast(JsonValue, value))
        if not isinstance(value, (dict, list))
        else js_json(cast(JsonValue, value))
    )


def _shown(value: object) -> str:
    if value is _MISSING:
        return "not there"
    text = js_json(cast(JsonValue, value))
    return text if len(text) <= 200 else f"{text[:200]}..."
