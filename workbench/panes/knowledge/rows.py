"""What the list of articles shows: one row an article, or one row a search hit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from workbench.ui.states import State
from workbench.ui.table_model import Column
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.article import Article
    from workbench.knowledge.trust import Trust
    from workbench.search.documents import Found

_STATES = {
    "draft": State.UNKNOWN,
    "in-review": State.INFO,
    "verified": State.GOOD,
    "stale": State.WARNING,
    "retired": State.NEUTRAL,
    "wrong-date": State.ERROR,
}
ORDER = tuple(_STATES)


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the list; `line` is where to open the article, `why` what matched there."""

    path: str
    title: str
    section: str
    line: int
    kind: str
    state: str
    trust_word: str
    reason: str
    tags: tuple[str, ...]
    why: str = ""
    snippet: str = ""
    matches: tuple[str, ...] = ()

    @property
    def shown_title(self) -> str:
        """The title, with the section of a hit."""
        return f"{self.title} › {self.section}" if self.section else self.title


def state_of(key: str) -> State:
    """The shape and colour of a trust state."""
    return _STATES[key]


def columns() -> list[Column[ArticleRow]]:
    """The columns of the list."""
    return [
        Column(tr("Article"), lambda row: row.shown_title, stretch=True),
        Column(
            tr("Trust"),
            lambda row: row.trust_word,
            key=lambda row: ORDER.index(row.state),
            state=lambda row: state_of(row.state),
        ),
    ]


def row_of(article: "Article", trust: "Trust") -> ArticleRow:
    """An article as a row."""
    return ArticleRow(
        path=article.path,
        title=article.title,
        section="",
        line=1,
        kind=article.kind,
        state=trust.state.key,
        trust_word=trust.state.label,
        reason=trust.reason,
        tags=article.tags,
    )


def hit_rows(found: "Found", articles: dict[str, "Article"], today: date) -> list[ArticleRow]:
    """Search hits as rows, best first; what is no article any more is left out."""
    rows: list[ArticleRow] = []
    for hit in found.hits:
        article = articles.get(hit.key) if hit.kind == "article" else None
        if article is None:
            continue
        plain = row_of(article, article.trust(today))
        section = "" if hit.section == hit.title else hit.section
        rows.append(
            replace(
                plain,
                section=section,
                line=hit.line,
                why=hit.why,
                snippet=hit.snippet,
                matches=hit.matches,
            )
        )
    return rows


def filtered(rows: Iterable[ArticleRow], kind: str, state: str) -> list[ArticleRow]:
    """The rows of a kind and in a state; "" lets everything through."""
    return [row for row in rows if kind in ("", row.kind) and state in ("", row.state)]
