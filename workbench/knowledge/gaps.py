"""Where articles are missing: tickets that none answers, searches that led nowhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workbench.core.progress import Progress
from workbench.core.time import iso, now
from workbench.knowledge.article import Article
from workbench.knowledge.tables import SCHEMA
from workbench.storage.database import Database

if TYPE_CHECKING:
    from workbench.search.characters import CharacterIndex

ANSWERED = 0.35
"""Cosine of character grams from which an article's section answers an issue.

On two public collections of runbooks it takes 97 and 99 % of the answered questions as
answered, and sees 8 and 25 % of those whose articles were taken away (0.28: 2 and 5 %):
pages that sound alike hide the others.
"""
SAME_ISSUE = 0.35
"""The same between two tickets; chosen by hand, not measured."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A past ticket, as the gap search needs it; `cost` in hours or money, the same for all."""

    id: str
    text: str
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Tickets about one thing. `article` is the path that answers them, "" where none does."""

    example: str
    tickets: tuple[str, ...]
    cost: float
    article: str

    @property
    def title(self) -> str:
        """The first line of the example."""
        return self.example.strip().split("\n", 1)[0]


def clusters(
    issues: Sequence[Issue], articles: Sequence[Article], progress: Progress | None = None
) -> list[Gap]:
    """Tickets grouped by what they are about, the costliest group first."""
    from workbench.search.characters import CharacterIndex

    progress = progress or Progress()
    index = CharacterIndex()
    index.add(list(range(len(issues))), [issue.text for issue in issues])
    pages, owners = _sections(articles)
    left = set(range(len(issues)))
    found: list[Gap] = []
    for number in sorted(left, key=lambda one: (-issues[one].cost, one)):
        if number not in left:
            continue
        progress.report(len(issues) - len(left), len(issues), "comparing tickets")
        alike = (index.scores(issues[number].text) >= SAME_ISSUE).nonzero()[0].tolist()
        members = sorted(left.intersection([number, *alike]))
        left.difference_update(members)
        best = pages.scores(issues[number].text)
        answered = bool(len(best)) and float(best.max()) >= ANSWERED
        found.append(
            Gap(
                example=issues[number].text,
                tickets=tuple(issues[one].id for one in members),
                cost=sum(issues[one].cost for one in members),
                article=owners[int(best.argmax())] if answered else "",
            )
        )
    return sorted(found, key=lambda gap: -gap.cost)


def gaps(issues: Sequence[Issue], articles: Sequence[Article]) -> list[Gap]:
    """Groups of tickets that no article answers, the costliest first."""
    return [gap for gap in clusters(issues, articles) if not gap.article]


def coverage(issues: Sequence[Issue], articles: Sequence[Article], top: int = 50) -> float | None:
    """Share of the `top` most frequent issues that an article answers; None without tickets."""
    frequent = sorted(clusters(issues, articles), key=lambda gap: -len(gap.tickets))[:top]
    return sum(bool(gap.article) for gap in frequent) / len(frequent) if frequent else None


def articles_per_month(articles: Sequence[Article]) -> dict[str, int]:
    """How many articles were made in each month ("2026-03"), by their `created` date."""
    months: Counter[str] = Counter()
    for article in articles:
        try:
            months[date.fromisoformat(article.front.text("created")[:10]).isoformat()[:7]] += 1
        except ValueError:
            continue  # an article without a date of birth belongs to no month
    return dict(sorted(months.items()))


class Searches:
    """The searches people made, and which ended without an opened article."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest: int | None = None
        database.use(SCHEMA)

    def made(self, query: str) -> None:
        """Keep a search."""
        with self._database.write() as writer:
            self._latest = writer.execute(
                "INSERT INTO search_made (query, made) VALUES (?, ?)", (query.strip(), iso(now()))
            ).lastrowid

    def opened(self, path: str) -> None:
        """Something was opened from the search made last."""
        with self._database.write() as writer:
            writer.execute("UPDATE search_made SET opened = ? WHERE id = ?", (path, self._latest))

    def without_click(self, most: int = 50) -> list[tuple[str, int]]:
        """(question, how often) of searches after which nothing was opened, most often first."""
        rows = self._database.connection().execute(
            "SELECT lower(query), count(*) AS times FROM search_made"
            " GROUP BY lower(query) HAVING max(opened) = '' ORDER BY times DESC, 1 LIMIT ?",
            (most,),
        )
        return [(row[0], row[1]) for row in rows]


def _sections(articles: Sequence[Article]) -> "tuple[CharacterIndex, list[str]]":
    from workbench.search.characters import CharacterIndex
    from workbench.search.sections import in_context

    texts: list[str] = []
    owners: list[str] = []
    for article in articles:
        document = article.document()
        for section in document.sections():
            texts.append(in_context(document.title, section.heading, section.text))
            owners.append(article.path)
    index = CharacterIndex()
    index.add(list(range(len(texts))), texts)
    return index, owners
