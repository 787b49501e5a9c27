"""Service targets: when a ticket is due, how late it is, and how urgent that makes it.

Everything is computed on read from the ticket's event log; nothing is stored.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from workbench.core import time
from workbench.core.errors import UserError
from workbench.core.text import duration
from workbench.tickets.calendar_file import calendar_from
from workbench.tickets.clock import WorkCalendar, around_the_clock, due, elapsed
from workbench.tickets.history import pauses
from workbench.tickets.model import WAITING, Ticket
from workbench.tickets.moments import read_duration, read_moment
from workbench.tickets.vocabulary import level_of

POLICY_FILE = "sla.toml"
_WEIGHTS = {"P1": 4.0, "P2": 2.0, "P3": 1.5, "P4": 1.0}
_NEAR = timedelta(hours=4)

KEEP, RESTART = "keep", "restart"
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
    """Where a ticket stands: None throughout where it has no target.

    `remaining` is working time left (negative when late); `breached_at` is when it became
    late; `paused` says that the clock stands, `ended` that the ticket is finished; `share` is
    time gone over target.
    """

    target: timedelta | None = None
    due: datetime | None = None
    gone: timedelta | None = None
    remaining: timedelta | None = None
    breached_at: datetime | None = None
    paused: bool = False
    share: float | None = None
    ended: bool = False

    def words(self) -> str:
        """'due in 1 h 20 min', 'late by 3 h', 'waiting, 2 h left', 'in time, 2 h to spare'."""
        if self.remaining is None:
            return "no target"
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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}.", "Mend it or move it away.") from error
    try:
        return _policy(fields)
    except UserError as error:
        raise UserError(f"{file}: {error.what}", error.next_step) from error


def _policy(fields: Mapping[str, object]) -> SlaPolicy:
    calendar_fields = {key: value for key, value in fields.items() if key not in _OWN_KEYS}
    calendar = calendar_from(calendar_fields).calendar if calendar_fields else around_the_clock()
    rule = str(fields.get("on_priority_change", KEEP))
    if rule not in (KEEP, RESTART):
        raise UserError(f"on_priority_change is '{rule}'.", "Use 'keep' or 'restart'.")
    targets = dict(DEFAULT_TARGETS)
    written = fields.get("targets", {})
    if not isinstance(written, Mapping):
        raise UserError("[targets] is no table.", 'Write it like P1 = "1h".')
    for name, text in cast(Mapping[str, object], written).items():
        level = level_of(name)
        if level is None:
            raise UserError(f"'{name}' is no priority.", "Use P1 to P4.")
        targets[level] = read_duration(str(text), calendar.working_day())
    stopped = fields.get("as_of")
    as_of = None if stopped is None else read_moment(str(stopped), calendar.zone)
    return SlaPolicy(targets, calendar, rule, as_of)


def sla_state(ticket: Ticket, policy: SlaPolicy, now: datetime) -> SlaState:
    """Where a ticket stands at `now`; a finished ticket where it stood when it was finished."""
    target = policy.targets.get(ticket.level or "")
    if target is None or ticket.created is None:
        return SlaState()
    at = _end(ticket, now)
    standing = pauses(ticket, at)
    changed = _level_since(ticket)
    start = changed if changed and policy.on_priority_change == RESTART else ticket.created
    moment = due(policy.calendar, start, target, standing)
    gone = elapsed(policy.calendar, start, at, standing)
    late = moment < at and gone > target
    breached = max(moment, changed) if late and changed else moment if late else None
    remaining = target - gone
    share = gone / target if target else 1.0
    paused = ticket.state == WAITING
    return SlaState(target, moment, gone, remaining, breached, paused, share, ticket.finished)


def _end(ticket: Ticket, now: datetime) -> datetime:
    if not ticket.finished:
        return now
    return ticket.resolved or ticket.closed or ticket.updated or now


def _level_since(ticket: Ticket) -> datetime | None:
    """When the ticket got its present priority; None when it always had it."""
    changes = [event.time for event in ticket.events if event.kind == "priority" and event.old]
    return changes[-1] if changes else None


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
