"""What the words of other systems mean: states, priorities, yes and no."""

import re
import unicodedata
from functools import lru_cache

from workbench.tickets.model import CLOSED, FINISHED, OPEN, RESOLVED, WAITING
from workbench.tickets.status_words import CERTAIN, LIKELY, TURNS, leftmost

MISSING = frozenset({"", "?", "-", "--", "n/a", "na", "none", "null", "nan", "unassigned", "unset"})
"""Cells that say nothing."""

_NOBODY = frozenset(
    {"nobody", "no one", "not assigned", "no owner", "niemand", "nicht zugewiesen", "sin asignar",
     "non assigne", "non assegnato", "niet toegewezen", "nao atribuido"}
)  # fmt: skip
_LONGEST_NAME = 200
_JOINED_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_MARKS = re.compile(r"[\W_]+")

_LEVELS = tuple(
    (re.compile(rf"\b(?:{words})\b"), level)
    for level, words in (
        ("P4", r"(?:very|sehr|tres|muy|muito|molto|zeer) (?:low|niedrig|gering|faible|basse|baj[oa]"
               r"|bass[oa]|baix[oa]|laag)|low(?:est)?|minor|trivial|cosmetic|planning|wishlist|bug"
               r"|(?:not|non|nicht|pas|no) (?:urgent|critical|dringend|kritisch|urgente)"
               r"|niedrig(?:ste)?|gering|unwichtig|basse|bass[oa]|faible|mineure?|baj[oa]|menor"
               r"|minim[oa]|baix[oa]|laag(?:ste)?"),
        ("P1", r"(?:very|sehr|tres|muy|muito|molto|zeer) (?:high|urgent|hoch|elevee?|haute?"
               r"|alt[oa]|hoog)|blocker|blocking|critical|highest|urgent|show ?stopper|emergency"
               r"|immediate|catastrophic|kritisch|dringend|hochste|notfall|sofort|critique"
               r"|urgente|bloquante?|critic[oa]|massim[oa]|kritiek|spoed|hoogste"),
        ("P2", r"high|major|important|severe|serious|hoch|wichtig|schwerwiegend|elevee?|haute?"
               r"|majeure?|importante|alt[oa]|grave|mayor|hoog|belangrijk"),
        ("P3", r"medium|normal[eo]?|moderate|standard|average|mittel|mittlere?|moyenne?|moderee?"
               r"|medi[oa]|moderad[oa]|gemiddeld|normaal"),
    )
)  # fmt: skip
_OUR_LEVEL = re.compile(r"\bp ?([0-5])\b")
_GRADE = re.compile(
    r"\b(?:s|sev|severity|prio|priority|prioritat|priorite|prioridad|prioridade|priorita"
    r"|prioriteit|level) ?([0-5])\b"
)
_NUMBER = re.compile(r"\d+")
_BARE_DIGITS = frozenset("12345")
_BARE = [[digit] for digit in _BARE_DIGITS]
_MOST_DIGITS = 9


@lru_cache(maxsize=4096)
def known_state(status: str | None) -> str | None:
    """The state that the words of a status mean; None where no word of it is known."""
    words = _plain(status)
    return _certain_state(words) or leftmost(LIKELY, words)


@lru_cache(maxsize=4096)
def state_of(status: str | None, *, finished: bool = False) -> str:
    """The state of a ticket with this status, of which the source says that it is `finished`.

    'Open' and its like are open even so; a word that is not known is open unless finished.
    """
    certain = _certain_state(_plain(status))
    if certain:
        return certain
    likely = known_state(status) or OPEN
    return RESOLVED if finished and likely not in FINISHED else likely


def state_as_told(status: str | None, *, finished: bool) -> str:
    """The state of a status of which the source itself says whether it is a finished one.

    Its words only tell closed from resolved, and waiting from open.
    """
    words = state_of(status)
    if finished:
        return CLOSED if words == CLOSED else RESOLVED
    return WAITING if words == WAITING else OPEN


def _certain_state(words: str) -> str | None:
    """'In progress, waiting for the customer' waits."""
    state = leftmost(CERTAIN, words)
    return leftmost(TURNS, words) or OPEN if state == OPEN else state


@lru_cache(maxsize=4096)
def level_of(priority: str | None) -> str | None:
    """P1 to P4 for a priority's name or number; None when it means neither.

    'P3' is what it says. Otherwise the word decides before the number ('1 low', 'Sev 3 -
    Critical'), because some count from the top and some from the bottom.
    """
    words = _plain(priority)
    code, named = _OUR_LEVEL.search(words), leftmost(_LEVELS, words)
    if named and not code:
        return named
    grade, numbers = code or _GRADE.search(words), _NUMBER.findall(words)
    if grade:
        return _numbered(grade.group(1))
    return _numbered(numbers[0]) if numbers in _BARE else None


def _numbered(digit: str) -> str:
    """The level of a number from 0 (more than the most urgent) to 5 (less than the least)."""
    return f"P{min(max(int(digit), 1), 4)}"


def _plain(text: str | None) -> str:
    """Lower case without accents and marks: 'InProgress' and 'in_progress' are 'in progress'."""
    apart = _JOINED_WORDS.sub(" ", (text or "")[:_LONGEST_NAME])
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", apart))
    letters = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return _MARKS.sub(" ", letters.casefold()).strip()


def present(text: str | None) -> str | None:
    """The text, or None where it says nothing ('?', '--', 'None')."""
    if text is None:
        return None
    stripped = text.strip()
    return None if stripped.lower() in MISSING else stripped


def holder(text: str | None) -> str | None:
    """The person or team that a ticket is with; None for nobody ('-', 'Unassigned')."""
    name = present(text)
    return None if _plain(name) in _NOBODY else name


def yes(text: str | None) -> bool | None:
    """True, False, or None where a cell says neither."""
    word = (text or "").strip().lower()
    if word in ("true", "yes", "y", "1"):
        return True
    return False if word in ("false", "no", "n", "0") else None


def count(text: str | None) -> int | None:
    """A whole number of at most nine digits, or None."""
    stripped = (text or "").strip()
    fits = len(stripped) <= _MOST_DIGITS and stripped.isdigit() and stripped.isascii()
    return int(stripped) if fits else None


def is_bare_number(priority: str | None) -> bool:
    """Whether a priority is a number alone: nothing says from which end it counts."""
    return (priority or "").strip() in _BARE_DIGITS
