"""Routing: to which team or person, by category, skills, load and working hours, explained."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workbench.core.text import count
from workbench.tickets.clock.working_time import WorkCalendar, elapsed
from workbench.tickets.store import Handled

_FEWEST = 2


@dataclass(frozen=True)
class Person:
    """Somebody who works on tickets: skills are categories; `most` is how many at once."""

    name: str
    team: str | None = None
    skills: tuple[str, ...] = ()
    calendar: WorkCalendar | None = None
    most: int = 20


@dataclass(frozen=True)
class Route:
    """Where a ticket should go: None for both where nothing is known, and why."""

    team: str | None
    person: str | None
    reason: str


@dataclass(frozen=True)
class Experience:
    """Who finished tickets of which category, and who has how many open now."""

    by_category: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    teams: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    open_now: Counter[str] = field(default_factory=Counter[str])


def experience(handled: Iterable[Handled]) -> Experience:
    """What the history says about who does what."""
    found = Experience()
    for group in handled:
        if not group.finished:
            found.open_now[group.assignee or ""] += group.tickets
            continue
        if group.category and group.assignee:
            by = found.by_category.setdefault(group.category, Counter())
            by[group.assignee] += group.tickets
        if group.category and group.team:
            found.teams.setdefault(group.category, Counter())[group.team] += group.tickets
    return found


def route(
    category: str | None, people: Sequence[Person], known: Experience, now: datetime
) -> Route:
    """The best place for a ticket of a category; nobody when the category is not known."""
    if category is None:
        return Route(None, None, "No category yet, so nobody is suggested.")
    team = _team(category, people, known)
    candidates = [person for person in people if category in person.skills]
    if candidates:
        person, why = _best(candidates, known, now)
        return Route(person.team or team, person.name, f"{person.name}: {why}.")
    finished = known.by_category.get(category, Counter[str]())
    experts = [(name, number) for name, number in finished.most_common() if number >= _FEWEST]
    if not experts:
        said = f"{team} handles {category}." if team else f"Nobody finished {category} tickets yet."
        return Route(team, None, said)
    name, number = min(experts[:5], key=lambda pair: (known.open_now[pair[0]] / pair[1], pair[0]))
    why = f"finished {count(number, f'{category} ticket')}, has {known.open_now[name]} open"
    return Route(team, name, f"{name}: {why}.")


def _team(category: str, people: Sequence[Person], known: Experience) -> str | None:
    skilled = [person.team for person in people if category in person.skills and person.team]
    if skilled:
        return skilled[0]
    handled = known.teams.get(category)
    return handled.most_common(1)[0][0] if handled else None


def _best(people: Sequence[Person], known: Experience, now: datetime) -> tuple[Person, str]:
    """Who is at work, has room and the least open; said in words."""

    def rank(person: Person) -> tuple[bool, bool, float, str]:
        load = known.open_now[person.name]
        return not _at_work(person, now), load >= person.most, load / person.most, person.name

    best = min(people, key=rank)
    load = known.open_now[best.name]
    hours = "at work now" if _at_work(best, now) else "off now, but nobody else is there"
    return best, f"has the skill, {hours}, {load} of {best.most} tickets"


def _at_work(person: Person, now: datetime) -> bool:
    if person.calendar is None:
        return True
    return elapsed(person.calendar, now, now + timedelta(seconds=60)) > timedelta()
