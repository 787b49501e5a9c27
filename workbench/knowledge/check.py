"""Checks articles: everything the writing help, the structure and the links have to say."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from workbench.core.progress import Progress
from workbench.knowledge.article import Article
from workbench.knowledge.findings import Finding, finding
from workbench.knowledge.front_matter import line_of
from workbench.knowledge.links import Link, LinkMap, has_anchor, links_of
from workbench.knowledge.prose import prose_of
from workbench.knowledge.spelling import Speller, words_of_many_pages
from workbench.knowledge.structure import structure_findings
from workbench.knowledge.style import style_findings
from workbench.knowledge.trust import TrustState, WrongDate, read_date

_DATES = ("verify_by", "verified_on", "created", "updated", "last_reviewed")


@dataclass(frozen=True, slots=True)
class Context:
    """What a check of one article needs to know about the others, and the files' names."""

    speller: Speller
    links: LinkMap
    texts: dict[str, str]
    ids: Counter[str]
    folder: Path | None = None
    files: frozenset[str] = frozenset()
    today: date = field(default_factory=date.today)


def context_of(
    articles: Sequence[Article], *, personal_words: Iterable[str] = (), folder: Path | None = None
) -> Context:
    """Learn from all articles: common words, titles to link to, ids that are taken.

    `folder` is where links to files that are no articles (pictures) are looked for.
    """
    common = words_of_many_pages(prose_of(article.text) for article in articles)
    named = {word for article in articles for word in _names_in_front_matter(article)}
    return Context(
        speller=Speller([*common, *named, *personal_words]),
        links=LinkMap({article.path: article.title for article in articles}),
        texts={article.path: article.text for article in articles},
        ids=Counter(article.id for article in articles),
        folder=folder,
        files=_file_names(folder),
    )


def _file_names(folder: Path | None) -> frozenset[str]:
    """The names of all files below a folder, without their paths."""
    if folder is None:
        return frozenset()
    return frozenset(name for _, _, names in os.walk(folder) for name in names)


def _names_in_front_matter(article: Article) -> list[str]:
    """People, clients and tags: names, whatever the dictionary says."""
    values = [article.front.text(name) for name in ("owner", "reviewer", "client")]
    return re.findall(r"[^\W\d_]+", " ".join([*values, *article.tags]))


def check_article(article: Article, context: Context) -> list[Finding]:
    """Every finding of one article, by line."""
    text = article.text
    prose = prose_of(text)
    found = [
        *_front_matter(article, context),
        *structure_findings(text, article.kind),
        *_links(article, context),
        *context.speller.check(text, prose),
        *style_findings(text, prose),
    ]
    return sorted(found)


def check_articles(
    articles: Sequence[Article], context: Context, progress: Progress
) -> list[tuple[Article, list[Finding]]]:
    """Every article with its findings."""
    results: list[tuple[Article, list[Finding]]] = []
    for number, article in enumerate(articles):
        progress.report(number, len(articles), article.path)
        results.append((article, check_article(article, context)))
    return results


def _front_matter(article: Article, context: Context) -> list[Finding]:
    front = article.front
    if front.problem:
        message = f"{front.problem[0].upper()}{front.problem[1:]}."
        return [Finding(front.problem_line, 1, 1, "front-matter", message)]
    found: list[Finding] = []
    for name in _DATES:
        written = front.text(name)
        try:
            if written:
                read_date(written[:10] if "T" in written or " " in written else written)
        except WrongDate as error:
            line = line_of(article.text, name)
            found.append(Finding(line, 1, 1, "wrong-date", f"{name}: {error}."))
    trust = article.trust(context.today)
    if trust.state is TrustState.STALE:
        line = line_of(article.text, "verify_by" if trust.verify_by else "state")
        found.append(Finding(line, 1, 1, "stale", trust.reason))
    if context.ids[article.id] > 1:
        line = line_of(article.text, "id")
        message = f"The id '{article.id}' is used by another article too."
        found.append(Finding(line, 1, 1, "duplicate-id", message))
    return found


def _links(article: Article, context: Context) -> list[Finding]:
    found: list[Finding] = []
    for link in links_of(article.text):
        problem = "" if link.outside else _broken(article, link, context)
        if problem:
            length = link.end - link.start
            found.append(finding(article.text, link.start, length, "broken-link", problem))
    return found


def _is_file(article: Article, link: Link, context: Context) -> bool:
    """Whether a link leads to a file that is no article: a picture, a folder."""
    if context.folder is None:
        return False
    if link.syntax == "wiki":  # Obsidian shows a picture by its name, wherever it lies
        return PurePosixPath(link.path).name in context.files
    base = context.folder if link.path.startswith("/") else (context.folder / article.path).parent
    return (base / link.path.lstrip("/")).exists()


def _broken(article: Article, link: Link, context: Context) -> str:
    """What is wrong with a link, "" when it leads somewhere."""
    path = context.links.resolve(link, article.path)
    if path is None and link.syntax == "wiki" and link.label:
        # A wiki on GitHub has the label first: [[label|page]].
        path = context.links.resolve(replace(link, target=link.label), article.path)
    if path is None:
        if _is_file(article, link, context):
            return ""
        return f"The link to '{link.path}' leads nowhere."
    if link.syntax == "wiki" and link.anchor.startswith("^"):
        return ""  # a mark that Obsidian sets itself
    if link.anchor and not has_anchor(context.texts.get(path, article.text), link.anchor):
        where = "this page" if path == article.path else path
        return f"There is no heading '{link.anchor}' on {where}."
    return ""
