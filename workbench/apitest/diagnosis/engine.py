"""Matches rules against an answer and ranks the likely causes; 'unknown' is an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.apitest.diagnosis.answer import Answer
from workbench.apitest.diagnosis.rules import Condition, Rule, shipped_rules
from workbench.apitest.formats.shape import an_object
from workbench.apitest.javascript import js_json, js_text
from workbench.core.jsontypes import JsonValue

_MOST = 4
_NEAR = 0.06
_LEAST = 0.15
_TIE = 0.03
_UNSURE = 0.65
_SLOW_SECONDS = 2.0
_SENTENCES = (
    "error.message|msg", "detail.0.msg", "message.detail.0.msg", "errors.0.message|msg|detail",
    "message|Message|errorMessage", "error_description", "detail.message", "detail", "error",
    "title", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause, as it is shown. `confidence` is from 0 to 1."""

    id: str
    confidence: float
    cause: str
    next_check: str
    retry: str
    source: str | None
    probes: tuple[str, ...] = ()
    article: str = ""


UNKNOWN = Cause(
    "unknown",
    0.1,
    "Nothing in this answer names a cause that is known here.",
    "Compare it with a good answer of the same endpoint, and look into the server's log"
    " at this time.",
    "no",
    None,
    article="what to check when a call fails",
)


def diagnose(answer: Answer, rules: Sequence[Rule] | None = None) -> list[Cause]:
    """The likely causes, most likely first; empty for an answer in which nothing is wrong.

    A failure that no rule knows gives the one cause 'unknown'.
    """
    answer = _unwrapped(answer)
    found: dict[str, Cause] = {}
    for rule in shipped_rules() if rules is None else rules:
        if any(matches(condition, answer) for condition in rule.any_of):
            known = found.get(rule.id)
            if known is None or known.confidence < rule.confidence:
                found[rule.id] = _cause(rule, answer)
    ranked = sorted(found.values(), key=lambda cause: -cause.confidence)[:_MOST]
    if ranked and ranked[0].confidence >= _LEAST:
        return _tempered(ranked)
    return [UNKNOWN] if is_failure(answer) else []


def _tempered(ranked: list[Cause]) -> list[Cause]:
    """Two causes that fit equally well: neither of them is sure."""
    if len(ranked) < 2 or ranked[0].confidence - ranked[1].confidence > _TIE:
        return ranked
    less = max(ranked[0].confidence - _UNSURE, 0.0)
    return [replace(cause, confidence=max(cause.confidence - less, 0.05)) for cause in ranked]


def is_failure(answer: Answer) -> bool:
    """Whether this answer is one that somebody would ask about."""
    if answer.kind or answer.status is None or answer.status >= 400:
        return True
    if answer.stream is not None:
        return answer.stream.error is not None or not answer.stream.finished
    document = an_object(answer.document)
    return bool(document.get("error")) or document.get("object") == "error"


def matches(condition: Condition, answer: Answer) -> bool:
    """Whether everything the condition asks for holds."""
    return (
        _status_fits(condition, answer)
        and (not condition.error or answer.kind in condition.error)
        and _finds(condition.words, answer.error)
        and (not condition.kind or answer.body_kind in condition.kind)
        and (not condition.method or answer.method in condition.method)
        and _time_fits(condition, answer)
        and _headers_fit(condition, answer)
        and _finds(condition.url, answer.url)
        and _stream_fits(condition, answer)
        and _json_fits(condition, answer)
        and _finds(condition.body, answer.body)
        and (condition.not_body is None or condition.not_body.search(answer.body) is None)
    )


def values_at(document: JsonValue, path: str) -> list[str]:
    """The texts at a dotted path; `*` is every element, `a|b` either name; lists are entered.

    An object has no text of its own.
    """
    found = [document]
    for step in path.split("."):
        found = [part for value in found for part in _step(value, step)]
    return [
        js_json(value) if isinstance(value, list) else js_text(value)
        for value in found
        if value is not None and not isinstance(value, dict)
    ]


def said(document: JsonValue) -> str:
    """The sentence in an error body, wherever its service puts it; empty where there is none."""
    for path in _SENTENCES:
        texts = [text for text in values_at(document, path) if text.strip()]
        if texts:
            places = values_at(document, path[:-3] + "loc") if path.endswith(".msg") else []
            return f"{texts[0]} at {places[0]}" if places else texts[0]
    return ""


def _step(value: JsonValue, step: str) -> list[JsonValue]:
    if isinstance(value, list):
        items = value
        if step == "*":
            return list(items)
        if step.isdigit():
            return items[int(step) : int(step) + 1]
        return [found for item in items for found in _step(item, step)]
    row = an_object(value)
    if step == "*":
        return list(row.values())
    return [row[name] for name in step.split("|") if name in row]


def _status_fits(condition: Condition, answer: Answer) -> bool:
    if not condition.status:
        return (
            bool(condition.error or condition.stream or condition.words)
            or answer.status is not None
        )
    status = answer.status
    return status is not None and any(low <= status <= high for low, high in condition.status)


def _time_fits(condition: Condition, answer: Answer) -> bool:
    if condition.over is None and condition.under is None and not condition.near:
        return True
    total = answer.total
    if total is None:
        return False
    if condition.over is not None and total < condition.over:
        return False
    if condition.under is not None and total > condition.under:
        return False
    return not condition.near or any(
        seconds * (1 - _NEAR / 3) <= total <= seconds * (1 + _NEAR) + 0.5
        for seconds in condition.near
    )


def _headers_fit(condition: Condition, answer: Answer) -> bool:
    if any(name in answer.headers for name in condition.without_header):
        return False
    return all(
        name in answer.headers and pattern.search(answer.headers[name])
        for name, pattern in ((n.lower(), p) for n, p in condition.header.items())
    )


def _json_fits(condition: Condition, answer: Answer) -> bool:
    if not condition.json and not condition.without_json:
        return True
    if answer.document is None:
        return False
    if any(values_at(answer.document, path) for path in condition.without_json):
        return False
    return all(
        any(pattern.search(text) for text in values_at(answer.document, path))
        for path, pattern in condition.json.items()
    )


def _stream_fits(condition: Condition, answer: Answer) -> bool:
    if not condition.stream:
        return True
    stream = answer.stream
    if stream is None:
        return False
    states = {"finished" if stream.finished else "unfinished"}
    if stream.error is not None:
        states.add("error")
    if not stream.tokens:
        states.add("empty")
    first = answer.first_token if answer.first_token is not None else stream.first_token
    if first is not None and first >= _SLOW_SECONDS:
        states.add("slow")
    states.add(f"reason:{(stream.finish_reason or '').lower()}")
    return all(state in states for state in condition.stream)


def _finds(pattern: re.Pattern[str] | None, text: str) -> bool:
    return pattern is None or pattern.search(text) is not None


def _unwrapped(answer: Answer) -> Answer:
    """An error event of a stream is judged like an error body, the whole text still at hand."""
    if answer.stream is None or answer.stream.error is None or answer.document is not None:
        return answer
    return replace(answer, body=f"{answer.body}\n{answer.stream.error}")


def _cause(rule: Rule, answer: Answer) -> Cause:
    return Cause(
        id=rule.id,
        confidence=rule.confidence,
        cause=_filled(rule.cause, answer),
        next_check=_filled(rule.next_check, answer),
        retry=rule.retry,
        source=f"{rule.source} ({rule.checked})",
        probes=rule.probes,
        article=rule.article,
    )


def _filled(text: str, answer: Answer) -> str:
    """Put in what the answer says: {header:NAME}, {json:PATH}, {said}, {total}, {words}."""

    def fill(match: re.Match[str]) -> str:
        kind, _, name = match.group(1).partition(":")
        if kind == "header":
            return answer.headers.get(name.lower(), "not given")
        if kind == "json":
            texts = values_at(answer.document, name)
            return texts[0][:200] if texts else "not given"
        if kind == "said":
            return said(answer.document)[:200].rstrip(" .") or "it does not say which"
        if kind == "total":
            return "an unknown time" if answer.total is None else f"{answer.total:.1f} s"
        return answer.error[:200] if kind == "words" else match.group()

    return re.sub(r"\{([a-z]+(?::[^{}]+)?)\}", fill, text)
