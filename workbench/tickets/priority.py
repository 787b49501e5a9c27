"""Priority by rules: impact x urgency x tier of the customer, editable and explained.

A ticket's text only hints at impact and urgency: on public data, text predicts priority no
better than always guessing the most common one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.tickets.model import PRIORITIES, Ticket
from workbench.tickets.vocabulary import level_of

HIGH, MEDIUM, LOW = "high", "medium", "low"
_GRADES = {"1": HIGH, "2": MEDIUM, "3": LOW, "high": HIGH, "medium": MEDIUM, "low": LOW,
           "extensive": HIGH, "widespread": HIGH, "significant": HIGH, "large": HIGH,
           "moderate": MEDIUM, "limited": MEDIUM, "minor": LOW, "localized": LOW,
           "critical": HIGH, "urgent": HIGH, "normal": MEDIUM}  # fmt: skip

MATRIX = {
    (HIGH, HIGH): "P1", (HIGH, MEDIUM): "P2", (HIGH, LOW): "P3",
    (MEDIUM, HIGH): "P2", (MEDIUM, MEDIUM): "P3", (MEDIUM, LOW): "P4",
    (LOW, HIGH): "P3", (LOW, MEDIUM): "P4", (LOW, LOW): "P4",
}  # fmt: skip
"""Level by (impact, urgency)."""

HINTS: tuple[tuple[str, str, str], ...] = (
    ("impact", HIGH, r"\b(?:all|every) (?:users?|customers?|clients?|requests?)\b|\beveryone\b"
     r"|\b(?:complete |total |full )?outage\b|\bsite is down\b|\bdata loss\b|\bbreach\b"),
    ("impact", LOW, r"\bonly (?:me|one user|one customer)\b|\bcosmetic\b|\btypo\b"),
    ("urgency", HIGH, r"\burgent\w*\b|\basap\b|\bimmediately\b|\b(?:is|are) down\b|\boutage\b"
     r"|\bproduction (?:is )?(?:down|broken)\b|\bcannot work\b|\bcan't work\b|\bblocked\b"
     r"|\bsecurity\b|\bcrash\w*\b"),
    ("urgency", LOW, r"\bwhen you have time\b|\bno rush\b|\bnice to have\b|\bquestion\b"
     r"|\bhow (?:do|can) i\b|\bfeature request\b|\bworkaround (?:exists|works)\b"),
)  # fmt: skip
"""(what, grade, pattern): words in a text that hint at impact or urgency."""

_LONGEST, _BEFORE = 10_000, 60
_NEGATED = re.compile(
    r"\b(?:no|not|never|without|nothing|nobody|no one|none|neither|nor|\w+n't)"
    r"(?: (?:is|are|was|were|be|been|being|really|very|that|so|any|an?|the|this|at all|currently"
    r"|longer|yet|even|particularly|super|too|it))* $",
    re.IGNORECASE,
)
"""What stands before a hint that says the contrary: 'not urgent', 'nobody is blocked'."""


@dataclass(frozen=True)
class PriorityRules:
    """The team's rules: the matrix, words that hint, and tiers of reporters.

    `tiers` maps a reporter (or part of an address, '@bank.example') to a tier; a ticket of
    tier 'gold' is raised one level.
    """

    matrix: Mapping[tuple[str, str], str] = field(default_factory=lambda: dict(MATRIX))
    hints: tuple[tuple[str, str, str], ...] = HINTS
    tiers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Priority:
    """A level and why, as one sentence."""

    level: str
    reason: str


def priority_of(ticket: Ticket, rules: PriorityRules) -> Priority:
    """The level by the rules: stated impact and urgency first, hints of the text second."""
    impact, impact_why = _grade(ticket, "impact", rules)
    urgency, urgency_why = _grade(ticket, "urgency", rules)
    level = rules.matrix.get((impact, urgency), "P3")
    said = f"impact {impact} ({impact_why}), urgency {urgency} ({urgency_why})"
    tier = _tier(ticket, rules)
    if tier == "gold" and level != PRIORITIES[0]:
        level = PRIORITIES[PRIORITIES.index(level) - 1]
        said += f", raised one level for {ticket.reporter} (gold)"
    written = level_of(ticket.priority)
    if written and written != level:
        said += f"; the ticket itself says {written}"
    return Priority(level, f"{level}: {said}.")


def _grade(ticket: Ticket, what: str, rules: PriorityRules) -> tuple[str, str]:
    stated = ticket.other.get(what)
    if stated:
        word = re.split(r"\s*[-–:]\s*|\s", stated.strip().lower())[0]
        if word in _GRADES:
            return _GRADES[word], f"the ticket says {stated}"
    for kind, grade, pattern in rules.hints:
        if kind == what:
            said = _said(pattern, ticket.text[:_LONGEST])
            if said:
                return grade, f"hint “{said}”"
    return MEDIUM, "nothing said"


def _said(pattern: str, text: str) -> str:
    """The first place where a text says this and not its contrary; '' without one."""
    found = re.finditer(pattern, text, re.IGNORECASE)
    before = ((match, text[max(0, match.start() - _BEFORE) : match.start()]) for match in found)
    return next((match.group(0) for match, words in before if not _NEGATED.search(words)), "")


def _tier(ticket: Ticket, rules: PriorityRules) -> str | None:
    reporter = (ticket.reporter or "").lower()
    found = (tier for part, tier in rules.tiers.items() if part and part.lower() in reporter)
    return next(found, None)
