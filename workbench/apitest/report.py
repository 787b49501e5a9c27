"""A run as JSON, as JUnit XML and as lines for a person."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from workbench.apitest.diagnosis.answer import answer_of
from workbench.apitest.diagnosis.engine import Cause, diagnose
from workbench.apitest.exchange import Exchange
from workbench.apitest.model import Imported, Request
from workbench.apitest.redaction import Redaction
from workbench.apitest.runner import Execution
from workbench.apitest.transport import Timings
from workbench.apitest.url import template_text, url_text
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count, size

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def run_json(executions: Sequence[Execution], redaction: Redaction) -> JsonObject:
    """The whole run, executions in the order in which they ran."""
    return {
        "executions": [execution_json(execution, redaction) for execution in executions],
        "totals": totals(executions),
    }


def totals(executions: Sequence[Execution]) -> JsonObject:
    """Counts over the run."""
    outcomes = [assertion.outcome for execution in executions for assertion in execution.assertions]
    return {
        "executions": len(executions),
        "assertions": len(outcomes),
        "passed": outcomes.count("pass"),
        "failed": outcomes.count("fail"),
        "skipped": outcomes.count("skip"),
        "request_errors": sum(_unanswered(execution) for execution in executions),
        "script_errors": sum(len(_script_errors(execution)) for execution in executions),
        "scripts_not_run": sum(len(execution.not_run) for execution in executions),
    }


def execution_json(execution: Execution, redaction: Redaction) -> JsonObject:
    """One request of the run."""
    exchange = execution.exchange
    return {
        "item": execution.placed.item.name,
        "path": list(execution.placed.path),
        "iteration": execution.iteration,
        "request": request_json(execution.request, redaction),
        "response": None if exchange is None else response_json(exchange, redaction),
        "assertions": [
            {"name": a.name, "outcome": a.outcome, "message": redaction.text(a.message) or None}
            for a in execution.assertions
        ],
        "diagnosis": diagnosis_json(exchange),
        "error": _error(execution, redaction),
        "errors": [redaction.text(text) for text in execution.errors],
        "scripts_not_run": list(execution.not_run),
        "console": [
            {"level": line.level, "text": redaction.text(line.text)} for line in execution.console
        ],
        "skipped": execution.skipped,
    }


def request_json(request: Request, redaction: Redaction) -> JsonObject:
    """The request as it was sent, secrets masked."""
    headers: list[JsonValue] = [
        {"name": pair.name, "value": redaction.header(pair.name, pair.value or "")}
        for pair in request.headers
        if pair.enabled
    ]
    return {
        "method": request.method,
        "url": redaction.url(url_text(request.url)),
        "headers": headers,
    }


def response_json(exchange: Exchange, redaction: Redaction) -> JsonObject | None:
    """The last answer; None where nothing came."""
    response = exchange.response
    if response is None:
        return None
    headers: list[JsonValue] = [
        {"name": name, "value": redaction.header(name, value)} for name, value in response.headers
    ]
    return {
        "status": response.status,
        "reason": response.reason,
        "headers": headers,
        "bytes": len(response.body),
        "wire_bytes": response.wire_bytes,
        "timings": timings_json(response.timings),
        "reused": response.timings.reused,
        "http": response.connection.http,
        "trust": response.connection.trust or None,
        "redirects": [
            hop.response.status for hop in exchange.hops[:-1] if hop.response is not None
        ],
        "cut": response.cut or None,
    }


def timings_json(timings: Timings) -> JsonObject:
    """Phases in seconds; None for what did not happen."""
    return {
        "dns": timings.dns,
        "connect": timings.connect,
        "tls": timings.tls,
        "wait": timings.wait,
        "transfer": timings.transfer,
        "total": timings.total,
        "first_token": timings.first_token,
    }


def diagnosis_json(exchange: Exchange | None) -> JsonValue:
    """The likely causes of a failure; None where nothing failed."""
    if exchange is None:
        return None
    causes = diagnose(answer_of(exchange))
    return [cause_json(cause) for cause in causes] if causes else None


def cause_json(cause: Cause) -> JsonObject:
    """One cause as the contract has it."""
    return {
        "id": cause.id,
        "confidence": round(cause.confidence, 2),
        "cause": cause.cause,
        "next_check": cause.next_check,
        "retry": cause.retry,
        "source": cause.source,
    }


def junit(executions: Sequence[Execution], name: str, redaction: Redaction) -> str:
    """JUnit XML: one suite per request, one case per assertion and per problem of its own.

    A request that got no answer is a case with an error: many readers count cases only.
    """
    suites = [_suite(execution, redaction) for execution in executions]
    outcomes = [assertion.outcome for execution in executions for assertion in execution.assertions]
    problems = sum(len(_problems(execution)) for execution in executions)
    figures = (
        f'tests="{len(outcomes) + problems}" failures="{outcomes.count("fail")}"'
        f' errors="{problems}"'
    )
    head = f"<testsuites name={_attribute(name)} {figures}>"
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _suite(execution: Execution, redaction: Redaction) -> str:
    exchange = execution.exchange
    response = None if exchange is None else exchange.response
    seconds = 0.0 if response is None else response.timings.total
    problems = _problems(execution)
    failures = sum(a.outcome == "fail" for a in execution.assertions)
    name = " / ".join(execution.placed.path)
    lines = [
        f"<testsuite name={_attribute(name)}"
        f' tests="{len(execution.assertions) + len(problems)}" failures="{failures}"'
        f' errors="{len(problems)}" time="{seconds:.3f}">'
    ]
    for assertion in execution.assertions:
        case = f"<testcase name={_attribute(assertion.name)} classname={_attribute(name)}"
        if assertion.outcome == "pass":
            lines.append(f"{case}/>")
        elif assertion.outcome == "skip":
            lines.append(f"{case}><skipped/></testcase>")
        else:
            message = _attribute(redaction.text(assertion.message))
            lines.append(f'{case}><failure type="AssertionError" message={message}/></testcase>')
    for what, problem in problems:
        case = f"<testcase name={_attribute(what)} classname={_attribute(name)}"
        message = _attribute(redaction.text(problem))
        lines.append(f'{case}><error type="Error" message={message}/></testcase>')
    return "\n".join([*lines, "</testsuite>"])


def _problems(execution: Execution) -> list[tuple[str, str]]:
    """What went wrong beside the assertions: where, and the words."""
    found = [("script", text) for text in (*_script_errors(execution), *execution.not_run)]
    exchange = execution.exchange
    if execution.refused is not None:
        found.append(("request", str(execution.refused)))
    if exchange is not None and exchange.error is not None:
        found.append(("request", exchange.error.message))
    return found


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    """XML 1.0 holds no control characters but tab and line ends, no surrogates, no U+FFFE."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _unanswered(execution: Execution) -> bool:
    exchange = execution.exchange
    return not execution.skipped and (exchange is None or exchange.error is not None)


def _script_errors(execution: Execution) -> list[str]:
    refused = execution.refused
    return [text for text in execution.errors if refused is None or text != str(refused)]


def _error(execution: Execution, redaction: Redaction) -> JsonValue:
    exchange = execution.exchange
    if execution.refused is not None:
        return {"kind": "not-sent", "message": redaction.text(str(execution.refused))}
    if exchange is None or exchange.error is None:
        return None
    return {"kind": exchange.error.kind, "message": redaction.text(exchange.error.message)}


def lines(executions: Sequence[Execution], redaction: Redaction) -> str:
    """The run for a person: a line per request, its assertions, what went wrong, totals."""
    shown = [line for execution in executions for line in _execution_lines(execution, redaction)]
    counted = totals(executions)
    shown.append("")
    shown.append(
        f"{count(len(executions), 'request')}, {counted['passed']} assertions passed,"
        f" {counted['failed']} failed, {counted['skipped']} skipped"
    )
    return "\n".join(shown)


def _execution_lines(execution: Execution, redaction: Redaction) -> list[str]:
    exchange = execution.exchange
    response = None if exchange is None else exchange.response
    head = f"{execution.request.method} {redaction.url(url_text(execution.request.url))}"
    if response is not None:
        head += f"  {response.status} {response.reason}  {size(len(response.body))}"
        head += f"  {_phases(response.timings)}"
    lines_ = [execution.placed.item.name, f"  {head}"]
    if exchange is not None and exchange.error is not None:
        lines_.append(f"  no whole answer: {redaction.text(exchange.error.message)}")
    marks = {"pass": "passed", "fail": "FAILED", "skip": "skipped"}
    for assertion in execution.assertions:
        tail = f": {redaction.text(assertion.message)}" if assertion.message else ""
        lines_.append(f"  {marks[assertion.outcome]}  {assertion.name}{tail}")
    lines_ += [f"  error: {redaction.text(text)}" for text in execution.errors]
    lines_ += [f"  not run: {text}" for text in execution.not_run]
    causes = diagnose(answer_of(exchange)) if exchange is not None else []
    for cause in causes[:1]:
        lines_.append(f"  likely cause ({cause.confidence:.0%}): {cause.cause} {cause.next_check}")
    return lines_


def _phases(timings: Timings) -> str:
    named = {"dns": timings.dns, "tcp": timings.connect, "tls": timings.tls}
    parts = ["reused connection"] if timings.reused else []
    parts += [f"{name} {value * 1000:.0f}" for name, value in named.items() if value is not None]
    parts += [f"wait {timings.wait * 1000:.0f}", f"transfer {timings.transfer * 1000:.0f}"]
    if timings.first_token is not None:
        parts.append(f"first token {timings.first_token * 1000:.0f}")
    return f"{timings.total * 1000:.0f} ms ({', '.join(parts)})"


def imported_json(imported: Imported) -> JsonObject:
    """What was read and what was lost."""
    placed = list(imported.collection.walk())
    return {
        "name": imported.collection.name,
        "requests": len(placed),
        "items": [
            {
                "path": list(p.path[1:]),
                "method": p.item.request.method,
                "url": template_text(p.item.request.url),
            }
            for p in placed
        ],
        "environments": list(imported.environments),
        "lost": [{"item": part.item, "what": part.what} for part in imported.lost],
    }


def imported_lines(imported: Imported) -> str:
    """What was read and what was lost, for a person."""
    shown = [count(len(list(imported.collection.walk())), "request")]
    shown += [
        f"  {' / '.join(p.path[1:])}: {p.item.request.method} {template_text(p.item.request.url)}"
        for p in imported.collection.walk()
    ]
    shown += [f"lost at {part.item}: {part.what}" for part in imported.lost]
    return "\n".join(shown)
