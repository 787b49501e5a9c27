"""Whether an article can be trusted today: its state, and the reason in words."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from workbench.knowledge.front_matter import FrontMatter

SOON = timedelta(days=14)


class TrustState(Enum):
    """The states of an article; `label` is what a badge says, `shape` goes with its colour."""

    DRAFT = ("draft", "Draft", "○")
    IN_REVIEW = ("in-review", "In review", "◐")
    VERIFIED = ("verified", "Verified", "●")
    STALE = ("stale", "Stale", "▲")
    RETIRED = ("retired", "Retired", "■")
    WRONG_DATE = ("wrong-date", "Date is wrong", "✕")

    def __init__(self, key: str, label: str, shape: str) -> None:
        self.key = key
        self.label = label
        self.shape = shape


@dataclass(frozen=True, slots=True)
class Trust:
    """The state with its reason, and the day on which it must be verified again."""

    state: TrustState
    reason: str
    verify_by: date | None = None

    @property
    def badge(self) -> str:
        """Shape and word: "▲ Stale"."""
        return f"{self.state.shape} {self.state.label}"

    @property
    def trusted(self) -> bool:
        """Whether it may be followed without asking."""
        return self.state is TrustState.VERIFIED


class WrongDate(ValueError):
    """A date that no calendar has, or that is not written as year-month-day."""


def read_date(text: str) -> date:
    """A date as 2027-03-01. Raises WrongDate."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise WrongDate(f"'{text}' is not a date (year-month-day)") from error


def trust_of(front: FrontMatter, today: date) -> Trust:
    """Judge the front matter: `state`, `verify_by`, `reviewer`.

    Only `verified` can be trusted, and only until `verify_by`; a missing or wrong
    date is never read as fresh. Editing does not change the date.
    """
    if front.problem:
        return Trust(TrustState.DRAFT, front.problem)
    state = front.text("state").lower().replace("_", "-").replace(" ", "-")
    written = front.text("verify_by")
    try:
        due = read_date(written) if written else None
    except WrongDate as error:
        return Trust(TrustState.WRONG_DATE, f"verify_by: {error}")
    if state == "retired":
        return Trust(TrustState.RETIRED, "It is kept for the record only.", due)
    if state in ("in-review", "review"):
        return Trust(TrustState.IN_REVIEW, "A review was asked for.", due)
    if state == "verified":
        return _verified(front, due, today)
    if state == "stale":
        return Trust(TrustState.STALE, "It was marked as stale.", due)
    known = "It was not reviewed yet." if state in ("", "draft") else f"Unknown state '{state}'."
    return Trust(TrustState.DRAFT, known, due)


def _verified(front: FrontMatter, due: date | None, today: date) -> Trust:
    if due is None:
        return Trust(TrustState.STALE, "It says verified, but not until when (verify_by).")
    if due < today:
        days = (today - due).days
        late = "1 day" if days == 1 else f"{days} days"
        return Trust(TrustState.STALE, f"It had to be verified again {late} ago.", due)
    who = front.text("reviewer")
    by = f" by {who}" if who else ""
    if due - today <= SOON:
        return Trust(TrustState.VERIFIED, f"Verified{by}; due again on {due.isoformat()}.", due)
    return Trust(TrustState.VERIFIED, f"Verified{by} until {due.isoformat()}.", due)
