"""Renames an article and mends every link that leads to it; can be undone."""

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.knowledge.article import Article
from workbench.knowledge.front_matter import set_field
from workbench.knowledge.links import Link, LinkMap, links_of, retargeted
from workbench.knowledge.shelf import Shelf
from workbench.storage.files import write_atomically


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a rename did: the paths, and every page it changed with its bytes before."""

    old: str
    new: str
    before: tuple[tuple[str, bytes], ...]
    mended_links: int


def rename(shelf: Shelf, old: str, new: str, title: str | None = None) -> Renamed:
    """Give an article another path, and another title where one is given.

    Links in all three syntaxes are mended, on other pages and inside the article
    itself. Raises UserError when the new path is taken or a page cannot be written.
    """
    articles, _ = shelf.read_all()
    links = LinkMap({article.path: article.title for article in articles})
    subject = next(article for article in articles if article.path == old)
    shown = title if title is not None else subject.title
    before: list[tuple[str, bytes]] = []
    mended = 0
    shelf.move(old, new)
    for article in articles:
        place = new if article.path == old else article.path
        text, count = _mended(article, place, links, (old, new, shown))
        if article.path == old and title is not None and title != subject.title:
            text = _retitled(text, subject.title, title)
        if text != article.text:
            before.append((place, article.file.content))
            write_atomically(shelf.place(place), article.file.edited(text))
        mended += count
    return Renamed(old, new, tuple(before), mended)


def undo_rename(shelf: Shelf, renamed: Renamed) -> None:
    """Put every page back as it was."""
    for path, content in renamed.before:
        write_atomically(shelf.place(path), content)
    shelf.move(renamed.new, renamed.old)


def linking_pages(articles: Sequence[Article], path: str) -> list[str]:
    """The paths of the pages whose links a rename would mend."""
    links = LinkMap({article.path: article.title for article in articles})
    return [
        article.path
        for article in articles
        if any(
            not link.outside and links.resolve(link, article.path) == path
            for link in links_of(article.text)
        )
    ]


def _mended(
    article: Article, place: str, links: LinkMap, change: tuple[str, str, str]
) -> tuple[str, int]:
    """The page's text with its links following the change, and how many were mended."""
    old, new, title = change
    moved_folder = place != article.path and posixpath.dirname(place) != posixpath.dirname(old)
    text, count = article.text, 0
    for link in reversed(links_of(article.text)):
        target = _target(link, article, place, links, (old, new, title), moved=moved_folder)
        if target is not None and target != link.target:
            text = text[: link.start] + target + text[link.end :]
            count += 1
    return text, count


def _target(
    link: Link,
    article: Article,
    place: str,
    links: LinkMap,
    change: tuple[str, str, str],
    *,
    moved: bool,
) -> str | None:
    """What a link must say after the change; None where it stays."""
    old, new, title = change
    if link.outside or not link.path:
        return None
    leads_to = links.resolve(link, article.path)
    if leads_to == old:
        return retargeted(link, place, new, title, posixpath.splitext(old)[0])
    if moved and link.syntax != "wiki" and not link.path.startswith("/"):
        # The page itself moved to another folder: its relative links must go on working.
        path = posixpath.normpath(posixpath.join(posixpath.dirname(old), link.path))
        return retargeted(link, place, leads_to or path, "", "")
    return None


def _retitled(text: str, old: str, new: str) -> str:
    """The text with its title changed, in the front matter and in the first heading."""
    lines = set_field(text, "title", new).split("\n")
    for number, line in enumerate(lines):
        if line.startswith("# "):
            if line[2:].strip() == old:
                lines[number] = f"# {new}"
            break
    return "\n".join(lines)
