"""What the articles lack, in one look: gaps, searches that led nowhere, copies, coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.core.progress import Progress
from workbench.knowledge.article import Article
from workbench.knowledge.duplicates import Duplicate, near_duplicates
from workbench.knowledge.gaps import Gap, Issue, articles_per_month, clusters

FREQUENT = 50
_FEWEST_TICKETS = 2


@dataclass(frozen=True, slots=True)
class MissedSearch:
    """A question after which no article was opened, and how often it was asked."""

    question: str
    times: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing. `gaps` are ranked by cost, `frequent` by the number of tickets.

    `months` counts articles by the month they were made in ("2026-03"); `undated` says how
    many do not tell.
    """

    tickets: int
    gaps: tuple[Gap, ...]
    searches: tuple[MissedSearch, ...]
    frequent: tuple[Gap, ...]
    duplicates: tuple[Duplicate, ...]
    months: tuple[tuple[str, int], ...]
    undated: int

    @property
    def answered(self) -> int:
        """How many of the most frequent issues an article answers."""
        return sum(bool(issue.article) for issue in self.frequent)


def look_for_missing(
    issues: Sequence[Issue],
    articles: Sequence[Article],
    searches: Sequence[tuple[str, int]],
    progress: Progress | None = None,
) -> Missing:
    """Compare tickets with articles and articles with each other.

    A gap is at least two tickets about one thing that no article answers.
    """
    progress = progress or Progress()
    groups = clusters(issues, articles, progress)
    progress.check()
    months = articles_per_month(articles)
    return Missing(
        tickets=len(issues),
        gaps=tuple(g for g in groups if not g.article and len(g.tickets) >= _FEWEST_TICKETS),
        searches=tuple(MissedSearch(*one) for one in searches),
        frequent=tuple(sorted(groups, key=lambda group: -len(group.tickets))[:FREQUENT]),
        duplicates=tuple(near_duplicates(articles)),
        months=tuple(months.items()),
        undated=len(articles) - sum(months.values()),
    )


def symptom_of_gap(gap: Gap) -> str:
    """What a new article says about the tickets that want it, in the reporter's own words."""
    shown = ", ".join(gap.tickets[:10]) + (" and others" if len(gap.tickets) > 10 else "")
    quoted = "\n".join(f"> {line}".rstrip() for line in gap.example.strip().split("\n"))
    return f"{quoted}\n\nReported in {len(gap.tickets)} tickets: {shown}."


def symptom_of_search(search: MissedSearch) -> str:
    """What a new article says about a question that found nothing."""
    times = "once" if search.times == 1 else f"{search.times} times"
    return f"> {search.question}\n\nAsked {times} without an answer."
