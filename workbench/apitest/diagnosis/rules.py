"""The rules file: what each rule matches, what it says, where it comes from."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

from workbench.core import paths
from workbench.core.errors import UserError

_CONDITIONS = frozenset({
    "status", "error", "words", "header", "without_header", "body", "not_body", "json",
    "without_json", "kind", "over", "under", "near", "stream", "url", "reason", "method",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold, all of it. Patterns are case-insensitive regular expressions.

    `status` are numbers and ranges; `error` transport kinds; `words` the transport's message;
    `header` and `json` map a name or path to a pattern; `kind` is the body's; `over`, `under`
    and `near` bound the seconds the call took; `stream` is finished, unfinished, error, empty,
    slow (first token after 2 s) or reason:WORD.
    """

    status: tuple[tuple[int, int], ...] = ()
    error: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None
    header: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    without_header: tuple[str, ...] = ()
    body: re.Pattern[str] | None = None
    not_body: re.Pattern[str] | None = None
    json: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    without_json: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    over: float | None = None
    under: float | None = None
    near: tuple[float, ...] = ()
    stream: tuple[str, ...] = ()
    reason: re.Pattern[str] | None = None
    url: re.Pattern[str] | None = None
    method: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One likely cause. `confidence` is from 0 to 1; `retry` is no, yes or after.

    `any_of` holds the conditions of which one must hold. `probes` are paths worth asking.
    `article` is what the workspace's articles are asked for: the best section is opened.
    """

    id: str
    confidence: float
    cause: str
    next_check: str
    retry: str
    source: str
    checked: str
    any_of: tuple[Condition, ...]
    probes: tuple[str, ...] = ()
    article: str = ""
    side: str = "unknown"


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """The rules that ship with the product."""
    folder = paths.resources() / "diagnosis"
    return tuple(rule for file in sorted(folder.glob("*.toml")) for rule in read_rules(file))


def read_rules(path: Path) -> list[Rule]:
    """Read one rules file. Raises UserError naming the file and the rule."""
    try:
        with path.open("rb") as file:
            rows = cast(list[dict[str, object]], tomllib.load(file).get("rule", []))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", "Mend the rules file.") from error
    return [_rule(row, path) for row in rows]


def _rule(row: Mapping[str, object], path: Path) -> Rule:
    name = str(row.get("id", "?"))
    try:
        matches = cast(Sequence[Mapping[str, object]], row["match"])
        return Rule(
            id=name,
            confidence=float(cast(float, row["confidence"])),
            cause=str(row["cause"]),
            next_check=str(row["next_check"]),
            retry=_retry(row["retry"]),
            source=str(row["source"]),
            checked=str(row["checked"]),
            any_of=tuple(_condition(match) for match in matches),
            probes=tuple(cast(Sequence[str], row.get("probes", ()))),
            article=str(row.get("article") or name.replace("-", " ")),
            side=str(row.get("side", "unknown")),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise UserError(
            f"{path}: the rule {name} is wrong: {error}.", "Mend the rules file."
        ) from error


def _condition(match: Mapping[str, object]) -> Condition:
    unknown = set(match) - _CONDITIONS
    if unknown:
        raise ValueError(f"unknown condition {', '.join(sorted(unknown))}")
    return Condition(
        status=tuple(_range(part) for part in _many(match.get("status"))),
        error=tuple(str(part) for part in _many(match.get("error"))),
        words=_pattern(match.get("words")),
        header=_patterns(match.get("header")),
        without_header=tuple(str(part).lower() for part in _many(match.get("without_header"))),
        body=_pattern(match.get("body")),
        not_body=_pattern(match.get("not_body")),
        json=_patterns(match.get("json")),
        without_json=tuple(str(part) for part in _many(match.get("without_json"))),
        kind=tuple(str(part) for part in _many(match.get("kind"))),
        over=_number(match.get("over")),
        under=_number(match.get("under")),
        near=tuple(float(cast(float, part)) for part in _many(match.get("near"))),
        stream=tuple(str(part) for part in _many(match.get("stream"))),
        reason=_pattern(match.get("reason")),
        url=_pattern(match.get("url")),
        method=tuple(str(part) for part in _many(match.get("method"))),
    )


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return list(cast(list[object], value)) if isinstance(value, list) else [value]


def _range(value: object) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    low, _, high = str(value).partition("-")
    return int(low), int(high or low)


def _pattern(value: object) -> re.Pattern[str] | None:
    return None if value is None else re.compile(str(value), re.IGNORECASE | re.DOTALL)


def _patterns(value: object) -> dict[str, re.Pattern[str]]:
    rows = cast(Mapping[str, object], value or {})
    return {name: re.compile(str(text), re.IGNORECASE | re.DOTALL) for name, text in rows.items()}


def _number(value: object) -> float | None:
    return None if value is None else float(cast(float, value))


def _retry(value: object) -> str:
    text = str(value)
    if text not in ("no", "yes", "after"):
        raise ValueError(f"retry is {text}, not no, yes or after")
    return text
