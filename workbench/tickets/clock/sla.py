"""Service targets: when a ticket is due, how late it is, and how urgent that makes it.

Everything is computed on read from the ticket's event log; nothing is stored.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import cast

from workbench.core import time
from workbench.core.errors import UserError
from workbench.core.text import duration
from workbench.tickets.clock.calendar_file import calendar_in_settings
from workbench.tickets.clock.history import last_finish, pauses, unknown_until
from workbench.tickets.clock.working_time import (
    Interval,
    WorkCalendar,
    around_the_clock,
    due,
    elapsed,
)
from workbench.tickets.model import WAITING, Ticket
from workbench.tickets.moments import read_duration, read_moment
from workbench.tickets.vocabulary import level_of

POLICY_FILE = "sla.toml"
_WEIGHTS = {"P1": 4.0, "P2": 2.0, "P3": 1.5, "P4": 1.0}
_NEAR = timedelta(hours=4)

KEEP, RESTART = "keep", "restart"
NO_TARGET, CUT = "no target", "history is cut off"
NO_OPENING, NO_RESOLUTION = "no opening time", "no resolution time"
RESOLVED_BEFORE = "resolved before it was opened"
_OWN_KEYS = ("targets", "on_priority_change", "as_of")

DEFAULT_TARGETS = {
    "P1": timedelta(hours=1),
    "P2": timedelta(hours=8),
    "P3": timedelta(hours=4),
    "P4": timedelta(days=3),
}
"""As teams were found to use them; nothing assumes that they rise."""


@dataclass(frozen=True)
class SlaPolicy:
    """Targets per level, the working calendar, and what a change of priority does.

    `on_priority_change` is 'keep' (the time gone counts against the new target) or
    'restart' (the clock begins anew at the change). `as_of` stops the clock at a moment,
    to look at an old export as it was; None lets it run.
    """

    targets: Mapping[str, timedelta] = field(default_factory=lambda: dict(DEFAULT_TARGETS))
    calendar: WorkCalendar = field(default_factory=around_the_clock)
    on_priority_change: str = KEEP
    as_of: datetime | None = None

    def now(self) -> datetime:
        """The moment at which clocks are read."""
        return self.as_of or time.now()


@dataclass(frozen=True)
class SlaState:
    """Where a ticket stands: None throughout where it has no target or that is not known.

    `due` is None as well while the clock stands before the target is reached: nobody knows when
    it goes on. `remaining` is working time left (negative when late); `breached_at` is when it
    became late; `paused` says that the clock stands, `ended` that the ticket is finished;
    `share` is time gone over target. `unknown` is why there is nothing to say.
    """

    target: timedelta | None = None
    due: datetime | None = None
    gone: timedelta | None = None
    remaining: timedelta | None = None
    breached_at: datetime | None = None
    paused: bool = False
    share: float | None = None
    ended: bool = False
    unknown: str = NO_TARGET

    def words(self) -> str:
        """'due in 1 h 20 min', 'late by 3 h', 'waiting, 2 h left', 'in time, 2 h to spare'."""
        if self.remaining is None:
            return self.unknown
        amount = duration(self.remaining.total_seconds())
        if self.remaining < timedelta():
            return f"late by {amount}"
        if self.ended:
            return f"in time, {amount} to spare"
        return f"waiting, {amount} left" if self.paused else f"due in {amount}"


def read_policy(workspace: Path) -> SlaPolicy:
    """The policy in the workspace's sla.toml; the defaults where there is none.

    Raises UserError naming the file and what is wrong in it.
    """
    file = workspace / POLICY_FILE
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SlaPolicy()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{file} cannot be read: {error}.", "Mend it or move it away.") from error
    try:
        return _policy(fields)
    except UserError as error:
        raise UserError(f"{file}: {error.what}", error.next_step) from error


def _policy(fields: Mapping[str, object]) -> SlaPolicy:
    calendar = calendar_in_settings(fields, _OWN_KEYS)
    rule = str(fields.get("on_priority_change", KEEP))
    if rule not in (KEEP, RESTART):
        raise UserError(f"on_priority_change is '{rule}'.", "Use 'keep' or 'restart'.")
    targets = dict(DEFAULT_TARGETS)
    written = fields.get("targets", {})
    if not isinstance(written, Mapping):
        raise UserError("[targets] is no table.", 'Write it like P1 = "1h".')
    named: dict[str, str] = {}
    for name, text in cast(Mapping[str, object], written).items():
        level = level_of(name)
        if level is None:
            raise UserError(f"'{name}' is no priority.", "Use P1 to P4.")
        if level in named:
            both = f"'{named[level]}' and '{name}' are one priority, {level}."
            raise UserError(both, "Give it one target.")
        named[level] = name
        targets[level] = read_duration(str(text), calendar.working_day())
    stopped = fields.get("as_of")
    as_of = None if stopped is None else read_moment(str(stopped), calendar.zone)
    return SlaPolicy(targets, calendar, rule, as_of)


def sla_state(ticket: Ticket, policy: SlaPolicy, now: datetime) -> SlaState:
    """Where a ticket stands at `now`; a finished ticket where it stood when it was finished."""
    if ticket.created is None:
        return SlaState(unknown=NO_OPENING)
    at = last_finish(ticket, now) if ticket.finished else now
    if at is None:
        return SlaState(unknown=NO_RESOLUTION)
    if isinstance(at, str):
        return SlaState(unknown=at)
    if ticket.finished and at < ticket.created:
        return SlaState(unknown=RESOLVED_BEFORE)
    terms = _terms(ticket, ticket.created, at, policy)
    begun, target = terms[-1].begun, terms[-1].target
    paused = ticket.state == WAITING
    if target is None:
        return SlaState(paused=paused)
    unknown = CUT if ticket.history_cut else unknown_until(ticket, at)
    if unknown:
        return SlaState(paused=paused, unknown=unknown)
    standing = pauses(ticket, at)
    gone = elapsed(policy.calendar, begun, at, standing)
    undecided = paused and gone < target
    moment = None if undecided else due(policy.calendar, begun, target, standing)
    breached = None
    if moment is not None and moment < at and gone > target:
        breached = _late_since(moment, terms, policy.calendar, standing)
    share = gone / target if target else 1.0
    return SlaState(
        target, moment, gone, target - gone, breached, paused, share, ended=ticket.finished
    )


@dataclass(frozen=True)
class _Term:
    """A time in which one target held, and the moment from which its clock counts."""

    since: datetime
    until: datetime
    begun: datetime
    target: timedelta | None


def _terms(ticket: Ticket, created: datetime, at: datetime, policy: SlaPolicy) -> list[_Term]:
    """The targets that held from opening to `at`, in order."""
    levels = _levels(ticket, created, at)
    ends = [since for _, since in levels[1:]] + [at]
    found: list[_Term] = []
    begun, before = created, None
    for (level, since), until in zip(levels, ends, strict=True):
        if before is not None and policy.on_priority_change == RESTART:
            begun = since
        found.append(_Term(since, until, begun, policy.targets.get(level or "")))
        before = level
    return found


def _levels(ticket: Ticket, created: datetime, at: datetime) -> "list[tuple[str | None, datetime]]":
    """The levels that a ticket had until `at`, each with its beginning.

    A change between two names of one level ('Normal' to 'Medium') is none.
    """
    changes = [event for event in ticket.events if event.kind == "priority"]
    if not changes:
        return [(ticket.level, created)]
    found = [(level_of(changes[0].old), created)]
    for change in changes:
        level = ticket.level if change is changes[-1] else level_of(change.new)
        if change.time <= at and level != found[-1][0]:
            found.append((level, max(change.time, found[-1][1])))
    return found


def _late_since(
    moment: datetime,
    terms: Sequence[_Term],
    calendar: WorkCalendar,
    standing: Sequence[Interval],
) -> datetime:
    """Since when a ticket is late whose last target was due at `moment`.

    Whoever was late already when the target changed is late since then.
    """
    late = max(moment, terms[-1].since)
    for term, after in reversed(list(pairwise(terms))):
        if late > term.until or term.target is None or after.target is None:
            break
        before = due(calendar, term.begun, term.target, standing)
        gone = elapsed(calendar, term.begun, term.until, standing)
        if before >= term.until or gone <= max(term.target, after.target):
            break
        late = max(before, term.since)
    return late


def risk(ticket: Ticket, state: SlaState, now: datetime) -> float:
    """How urgently to look at a ticket: higher first; finished tickets are below zero.

    The weight of its priority times how near its target is: falling by a factor e for
    every four hours of working time that are left, rising slowly once it is late. Waiting
    tickets count half; without a target it grows a little with age.
    """
    if ticket.finished:
        return -1.0
    weight = _WEIGHTS.get(ticket.level or "", 1.0)
    if state.remaining is None:
        age = (now - ticket.created) / timedelta(days=30) if ticket.created else 0.0
        return 0.3 * weight * min(max(age, 0.0), 1.0)
    left = state.remaining / _NEAR
    nearness = math.exp(-left) if left >= 0 else 1 + math.log1p(-left)
    return weight * nearness * (0.5 if state.paused else 1.0)
