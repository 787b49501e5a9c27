"""What the words of other systems mean: states, priorities, yes and no."""

import re

from workbench.tickets.model import CLOSED, OPEN, RESOLVED, WAITING

MISSING = frozenset({"", "?", "-", "--", "n/a", "na", "none", "null", "nan", "unassigned", "unset"})
"""Cells that say nothing."""

_OURS = r"(support|agents?|us|(the )?team|engineer\w*|developers?|triage|assignment|operations)"
"""Whom a ticket waits for while it is our turn: the clock runs ('Waiting for support')."""

_STATES = (
    (re.compile(rf"\b(await\w*|wait\w*|pending)( (for|on))?( a)? {_OURS}\b"), OPEN),
    (re.compile(r"\b(await\w*|wait\w*|pending|(on[ -]?)?hold|blocked|paused|deferred)\b"), WAITING),
    (re.compile(r"\b(re-?open\w*|in progress|unresolved|not (done|fixed))\b"), OPEN),
    (re.compile(r"\b(closed|cancel\w*|archived|merged|verified|removed|deleted|rejected|obsolete)\b"),
     CLOSED),
    (re.compile(r"\b(resolved|solved|done|fixed|complete\w*|finished|won'?t fix|duplicate)\b"),
     RESOLVED),
)  # fmt: skip

_LEVELS = {
    "P1": {"p1", "1", "blocker", "critical", "highest", "urgent", "show-stopper", "showstopper",
           "emergency", "sev1", "sev-1", "s1", "very high", "immediate"},
    "P2": {"p2", "2", "high", "major", "sev2", "sev-2", "s2", "important"},
    "P3": {"p3", "3", "medium", "normal", "moderate", "sev3", "sev-3", "s3", "standard"},
    "P4": {"p4", "p5", "4", "5", "low", "lowest", "minor", "trivial", "planning", "sev4", "sev-4",
           "s4", "bug"},
}  # fmt: skip


def state_of(status: str | None, *, finished: bool = False) -> str:
    """The state that a status means; unknown words are open unless the ticket is `finished`."""
    words = (status or "").lower().replace("_", " ")
    for pattern, state in _STATES:
        if pattern.search(words):
            return state
    return RESOLVED if finished else OPEN


def level_of(priority: str | None) -> str | None:
    """P1 to P4 for a priority's name or number; None when it means neither.

    '3 - Moderate' and 'P3' are read as well as 'Medium'.
    """
    words = (priority or "").strip().lower()
    tries = [words, *re.split(r"\s*[-–:(]\s*", words), words.split(" ")[0]]
    for text in tries:
        for level, names in _LEVELS.items():
            if text in names:
                return level
    return None


def present(text: str | None) -> str | None:
    """The text, or None where it says nothing ('?', '--', 'None')."""
    if text is None:
        return None
    stripped = text.strip()
    return None if stripped.lower() in MISSING else stripped


def yes(text: str | None) -> bool | None:
    """True, False, or None where a cell says neither."""
    word = (text or "").strip().lower()
    if word in ("true", "yes", "y", "1"):
        return True
    return False if word in ("false", "no", "n", "0") else None


def count(text: str | None) -> int | None:
    """A whole number, or None."""
    stripped = (text or "").strip()
    return int(stripped) if stripped.isdigit() and stripped.isascii() else None
