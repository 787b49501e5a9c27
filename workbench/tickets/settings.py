"""The team's own rules in the workspace: triage.toml names people, priorities, replies."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.tickets.clock.calendar_file import calendar_in_settings
from workbench.tickets.model import PRIORITIES
from workbench.tickets.priority import HIGH, HINTS, LOW, MATRIX, MEDIUM, PriorityRules
from workbench.tickets.ready_replies import READY_REPLIES
from workbench.tickets.routing import Person
from workbench.tickets.self_closing import ClosePattern

FILE = "triage.toml"
_PARTS = ("people", "tiers", "priority", "hints", "replies", "close")
_PERSON = ("name", "team", "skills", "most")
_HINT = ("what", "grade", "words")
_PATTERN = ("name", "words", "resolution", "on")
_TIERS = ("gold",)
"""The tiers that change a priority."""

EXAMPLE = """\
# Who works on what, and what counts how much. Every part may be left out.
[[people]]
name = "Anna"
team = "platform"
skills = ["infrastructure", "data issue"]
hours = "Mon-Fri 09:00-17:00"
zone = "Europe/Berlin"
most = 15

[tiers]                     # part of the reporter's name or address -> tier
"@bank.example" = "gold"

[priority]                  # "impact urgency" -> level
"high high" = "P1"

[[hints]]                   # words (a regular expression) that hint at impact or urgency
what = "urgency"
grade = "high"
words = "payday|launch day"

[replies]                   # ready replies; {title}, {id}, {reporter}, {due}, {article}...
"ask for time" = "Hello {reporter}, we need one more day for {id}."

[[close]]                   # closed by itself, but only with on = true; listed, reversible
name = "nightly backup ok"
words = "^backup job finished without errors"
resolution = "Notification"
on = false
"""


def read_people(workspace: Path) -> tuple[Person, ...]:
    """The people in triage.toml; none where there is no such file. Raises UserError."""
    fields, file = _load(workspace)
    return tuple(_person(entry, file) for entry in _tables(fields, "people", file))


def read_rules(workspace: Path) -> PriorityRules:
    """The priority rules: the shipped ones, changed by triage.toml. Raises UserError."""
    fields, file = _load(workspace)
    matrix = dict(MATRIX)
    for key, level in _table(fields, "priority", file).items():
        grades = tuple(key.lower().split())
        if len(grades) != 2 or not set(grades) <= {HIGH, MEDIUM, LOW} or level not in PRIORITIES:
            raise UserError(f"{file}: [priority] {key} = {level} is no rule.",
                            'Write it like "high low" = "P3".')  # fmt: skip
        matrix[grades[0], grades[1]] = str(level)
    own = tuple(_hint(entry, file) for entry in _tables(fields, "hints", file))
    tiers = {part: _tier(tier, file) for part, tier in _table(fields, "tiers", file).items()}
    return PriorityRules(matrix, own + HINTS, tiers)


def read_replies(workspace: Path) -> dict[str, str]:
    """The ready replies by name: the shipped ones and the team's. Raises UserError."""
    fields, file = _load(workspace)
    own = {name: str(text) for name, text in _table(fields, "replies", file).items()}
    return {**READY_REPLIES, **own}


def read_patterns(workspace: Path) -> tuple[ClosePattern, ...]:
    """What may be closed by itself; nothing where there is no such part. Raises UserError."""
    fields, file = _load(workspace)
    return tuple(_pattern(entry, file) for entry in _tables(fields, "close", file))


def _load(workspace: Path) -> tuple[Mapping[str, Any], Path]:
    file = workspace / FILE
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, file
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{file} cannot be read: {error}.", "Mend it or move it away.") from error
    _refuse_unknown(fields, _PARTS, str(file))
    return fields, file


def _refuse_unknown(fields: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Refuse a misspelt setting: it would have no effect, and nobody would see that."""
    unknown = next((key for key in fields if key not in known), None)
    if unknown is not None:
        raise UserError(f"{where}: '{unknown}' is no setting and has no effect.",
                        f"Use {', '.join(known)}.")  # fmt: skip


def _table(fields: Mapping[str, Any], name: str, file: Path) -> Mapping[str, Any]:
    value = fields.get(name, {})
    if not isinstance(value, Mapping):
        raise UserError(f"{file}: [{name}] is no table.", "See the example in the manual.")
    return cast(Mapping[str, Any], value)


def _tables(fields: Mapping[str, Any], name: str, file: Path) -> list[Mapping[str, Any]]:
    value = fields.get(name, [])
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in cast(list[Any], value)):
        raise UserError(f"{file}: [[{name}]] is no list of tables.", f"Write [[{name}]] for each.")
    return cast(list[Mapping[str, Any]], value)


def _person(entry: Mapping[str, Any], file: Path) -> Person:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise UserError(f"{file}: a person has no name.", 'Add name = "...".')
    try:
        calendar = calendar_in_settings(entry, _PERSON)
    except UserError as error:
        raise UserError(f"{file}: {name}: {error.what}", error.next_step) from error
    most = entry.get("most", 20)
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise UserError(f"{file}: {name}: most = {most} is no number above 0.", "Use 20.")
    team = entry.get("team")
    if team is not None and not isinstance(team, str):
        raise UserError(f"{file}: {name}: team = {team} is no name.", 'Write team = "platform".')
    return Person(name, team, _skills(entry, f"{file}: {name}"), calendar, most)


def _skills(entry: Mapping[str, Any], where: str) -> tuple[str, ...]:
    skills = entry.get("skills", [])
    if not isinstance(skills, list) or not all(isinstance(s, str) for s in cast(list[Any], skills)):
        raise UserError(f"{where}: skills is no list of categories.",
                        'Write skills = ["infrastructure", "data issue"].')  # fmt: skip
    return tuple(cast(list[str], skills))


def _tier(written: object, file: Path) -> str:
    tier = str(written).strip().lower()
    if tier not in _TIERS:
        raise UserError(f"{file}: [tiers] '{written}' is no tier and has no effect.",
                        f"Use {', '.join(_TIERS)}, or leave the line out.")  # fmt: skip
    return tier


def _pattern(entry: Mapping[str, Any], file: Path) -> ClosePattern:
    _refuse_unknown(entry, _PATTERN, f"{file}: [[close]]")
    name, words, resolution = (entry.get(key) for key in ("name", "words", "resolution"))
    on = entry.get("on", False)
    if not (isinstance(name, str) and name and isinstance(words, str) and words):
        raise UserError(f"{file}: what closes by itself needs a name and words.",
                        'name = "backup ok", words = "^backup finished".')  # fmt: skip
    if not isinstance(on, bool):
        raise UserError(f"{file}: {name}: on = {on} is neither true nor false.", "Use false.")
    found = _compiled(words, f"{file}: {name}")
    if found.search(""):
        raise UserError(f"{file}: {name}: '{words}' fits every ticket.", "Name some words.")
    return ClosePattern(name, found, str(resolution or "Closed by itself"), on)


def _compiled(words: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(words, re.IGNORECASE | re.MULTILINE)
    except re.error as error:
        raise UserError(f"{where}: '{words}' is no pattern: {error}.", "Mend it.") from error


def _hint(entry: Mapping[str, Any], file: Path) -> tuple[str, str, str]:
    _refuse_unknown(entry, _HINT, f"{file}: [[hints]]")
    what, grade, words = (str(entry.get(key, "")) for key in ("what", "grade", "words"))
    _compiled(words, f"{file}: hint")
    if what not in ("impact", "urgency") or grade not in (HIGH, MEDIUM, LOW) or not words:
        raise UserError(f"{file}: a hint needs what, grade and words.",
                        'what = "urgency", grade = "high".')  # fmt: skip
    return what, grade, words
