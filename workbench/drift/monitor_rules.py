"""The rules of a monitor: a TOML file that is read, checked, and changed as a reviewable diff."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import isfinite
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit

from workbench.core.errors import UserError

METRICS = ("mean", "rate", "median", "p95", "p99", "missing", "rows")
ACTIONS = ("retrain", "rollback", "notify")
_BOOK_KEYS = ("time", "timezone", "model", "rule", "costs")
_RULE_KEYS = (
    "name", "metric", "column", "window", "direction", "for", "threshold", "reference", "spreads",
    "segment", "value", "action", "fewest_rows",
)  # fmt: skip
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d|w)")
_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_LONGEST = 100 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a metric of a column in windows of event time, and when it alarms.

    A window breaches when its metric lies `direction` the threshold: the fixed one, or
    center +/- `spreads` standard deviations of the first `reference` of the data (with
    same-weekday or same-hour centers where they fit better). `lasting` is how much event
    time must breach. `segment` narrows the rows to a column's value. Windows with less than
    `fewest_rows` are unknown; None is 30, or half the usual rows where windows have fewer.
    """

    name: str
    metric: str
    column: str | None
    window: timedelta
    direction: str
    lasting: timedelta
    threshold: float | None = None
    reference: timedelta | None = None
    spreads: float = 4.0
    segment: tuple[str, str] | None = None
    value: str | None = None
    action: str = "notify"
    fewest_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What a stale model costs: per request and unit of lost metric, against retraining."""

    per_unit: float
    retraining: float


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A rules file: the time column, the model it watches, its rules and costs."""

    time: str | None
    zone: str
    model: str | None
    rules: tuple[Rule, ...]
    costs: Costs | None


def read_rules(path: Path) -> RuleBook:
    """Read a rules file. Raises UserError naming the rule and the field."""
    try:
        return parse_rules(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is no text file.", "Write the rules in TOML.") from error


def parse_rules(text: str, name: str = "rules") -> RuleBook:
    """Read rules from TOML text."""
    try:
        fields = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{name} is no TOML: {error}.", "Mend that line.") from error
    listed = fields.get("rule")
    entries = cast(list[Any], listed) if isinstance(listed, list) else []
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise UserError(f"{name} has no [[rule]].", "Write at least one rule.")
    _known(fields, _BOOK_KEYS, name)
    rules = tuple(_rule(entry, number, name) for number, entry in enumerate(entries, 1))
    names = [rule.name for rule in rules]
    if len(set(names)) < len(names):
        raise UserError(f"{name}: two rules have the same name.", "Give each its own.")
    costs = fields.get("costs")
    return RuleBook(
        _text(fields, "time", name, None),
        _zone(_text(fields, "timezone", name, None)),
        _text(fields, "model", name, None),
        rules,
        None if costs is None else _costs(costs, name),
    )


def duration(text: str) -> timedelta:
    """'72h', '30min', '14d' as a duration. Raises UserError."""
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise UserError(f"'{text}' is no duration.", "Say 30min, 72h, 14d or 2w.")
    seconds = float(match[1]) * _SECONDS[match[2]]
    if not 0 < seconds <= _LONGEST:
        raise UserError(f"'{text}' is no duration.", "Say 30min, 72h, 14d or 2w.")
    return timedelta(seconds=seconds)


def _zone(name: str | None) -> str:
    if name is None:
        return "UTC"
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(f"'{name}' is no time zone.", "Say for example Europe/Berlin.") from error


def postmortem(
    text: str,
    rule: str,
    *,
    threshold: float | None = None,
    spreads: float | None = None,
    segment: tuple[str, str] | None = None,
) -> str:
    """The rules text after a post-mortem: a new threshold, and a rule for one segment.

    Comments and layout are kept. Raises UserError where there is no such rule.
    """
    document = tomlkit.parse(text)
    entries = cast(list[Any], document.get("rule", []))
    found = next((entry for entry in entries if entry.get("name") == rule), None)
    if found is None:
        raise UserError(f"There is no rule '{rule}'.", "Name one of the file's rules.")
    if threshold is not None:
        found["threshold"] = threshold
    if spreads is not None:
        found["spreads"] = spreads
    if segment is not None:
        narrower = tomlkit.table()
        for key, value in found.items():
            narrower[key] = value
        narrower["name"] = f"{rule}-{segment[1]}"
        where = tomlkit.inline_table()
        where.update({"column": segment[0], "value": segment[1]})
        narrower["segment"] = where
        narrower.add(tomlkit.nl())
        entries.append(narrower)
    changed = tomlkit.dumps(document)
    parse_rules(changed)
    return changed


def diff(before: str, after: str, name: str) -> str:
    """Both texts as a unified diff, to be reviewed before anything is written."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True),
        after.splitlines(keepends=True),
        f"{name} (now)",
        f"{name} (proposed)",
    )
    return "".join(lines)


def _rule(entry: Mapping[str, Any], number: int, file: str) -> Rule:
    where = f"{file}, rule {number}"
    name = _text(entry, "name", where, f"rule-{number}") or f"rule-{number}"
    where = f"{file}, rule '{name}'"
    _known(entry, _RULE_KEYS, where)
    metric = _choice(entry, "metric", METRICS, where, "mean")
    column = _text(entry, "column", where, None)
    if column is None and metric != "rows":
        raise UserError(f"{where}: 'column' is missing.", "Name the column that is watched.")
    threshold = _number(entry, "threshold", where)
    reference = _span(entry, "reference", where)
    if threshold is None and reference is None:
        raise UserError(
            f"{where}: neither 'threshold' nor 'reference' is given.",
            "Give a fixed threshold, or how much of the start is the reference (14d).",
        )
    direction = _choice(entry, "direction", ("below", "above", "either"), where, "below")
    if threshold is not None and direction == "either":
        raise UserError(
            f"{where}: every value lies on either side of a fixed threshold.",
            'Say direction = "below" or "above", or give a reference instead of the threshold.',
        )
    return Rule(
        name,
        metric,
        column,
        _span(entry, "window", where) or timedelta(hours=1),
        direction,
        _span(entry, "for", where) or timedelta(0),
        threshold,
        reference,
        _spreads(entry, where),
        _segment(entry.get("segment"), where),
        _text(entry, "value", where, None),
        _choice(entry, "action", ACTIONS, where, "notify"),
        _fewest(entry, where),
    )


def _known(fields: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """A key that nobody reads is a mistake: the rule would not do what it says."""
    unknown = next((key for key in fields if key not in keys), None)
    if unknown is not None:
        raise UserError(f"{where}: '{unknown}' is no key.", f"Keys are {', '.join(keys)}.")


def _fewest(entry: Mapping[str, Any], where: str) -> int | None:
    given = _number(entry, "fewest_rows", where)
    if given is not None and given < 1:
        raise UserError(f"{where}: 'fewest_rows' is below 1.", "Say 30.")
    return None if given is None else int(given)


def _spreads(entry: Mapping[str, Any], where: str) -> float:
    given = _number(entry, "spreads", where)
    if given is not None and given <= 0:
        raise UserError(f"{where}: 'spreads' is not above zero.", "Say 4.")
    return 4.0 if given is None else given


def _segment(given: object, where: str) -> tuple[str, str] | None:
    if given is None:
        return None
    fields = cast(dict[str, Any], given) if isinstance(given, dict) else {}
    if not {"column", "value"} <= set(fields):
        raise UserError(f"{where}: 'segment' needs column and value.", "See the example.")
    return str(fields["column"]), str(fields["value"])


def _costs(given: object, file: str) -> Costs:
    fields = cast(dict[str, Any], given) if isinstance(given, dict) else {}
    _known(fields, ("per_unit", "retraining"), f"{file}, [costs]")
    per_unit = _number(fields, "per_unit", f"{file}, [costs]")
    retraining = _number(fields, "retraining", f"{file}, [costs]")
    if per_unit is None or retraining is None:
        raise UserError(f"{file}: [costs] needs per_unit and retraining.", "Give both numbers.")
    return Costs(per_unit, retraining)


def _text(fields: Mapping[str, Any], key: str, where: str, default: str | None) -> str | None:
    value = fields.get(key, default)
    if value is not None and not isinstance(value, str):
        raise UserError(f"{where}: '{key}' is no text.", "Put it in quotes.")
    return value


def _number(fields: Mapping[str, Any], key: str, where: str) -> float | None:
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise UserError(f"{where}: '{key}' is no number.", "Write it without quotes.")
    return float(value)


def _span(fields: Mapping[str, Any], key: str, where: str) -> timedelta | None:
    text = _text(fields, key, where, None)
    if text is None:
        return None
    try:
        return duration(text)
    except UserError as error:
        raise UserError(f"{where}, '{key}': {error.what}", error.next_step) from error


def _choice(
    fields: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str, default: str
) -> str:
    value = fields.get(key, default)
    if value not in choices:
        raise UserError(f"{where}: '{key}' is '{value}'.", f"Say one of {', '.join(choices)}.")
    return str(value)
