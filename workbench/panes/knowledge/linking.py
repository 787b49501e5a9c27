"""Where the links of an article lead, and which pages lead to it."""

from typing import TYPE_CHECKING
from urllib.parse import unquote

from workbench.panes.knowledge.detail import LinkRow
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.knowledge.article import Article


def link_rows(article: "Article", articles: "dict[str, Article]") -> list[LinkRow]:
    """Links out, then links in."""
    from workbench.knowledge.links import LinkMap, backlinks, links_of

    links = LinkMap({one.path: one.title for one in articles.values()})
    rows: list[LinkRow] = []
    for link in links_of(article.text):
        if link.outside:
            continue
        path = links.resolve(link, article.path)
        label = articles[path].title if path in articles else link.target
        rows.append(LinkRow(tr("to"), label, path or "", link.line, broken=path is None))
    pages = [(one.path, one.text) for one in articles.values()]
    for path, line in backlinks(article.path, pages, links):
        rows.append(LinkRow(tr("from"), articles[path].title, path, line))
    return rows


def target_of(address: str, article: "Article", articles: "dict[str, Article]") -> tuple[str, int]:
    """(path, line) of the article that an address in the preview means; "" for none."""
    from workbench.knowledge.links import Link, LinkMap
    from workbench.knowledge.outline import anchor_of, outline_of

    links = LinkMap({one.path: one.title for one in articles.values()})
    wiki = address.startswith("article:")
    target = unquote(address.removeprefix("article:"))
    link = Link("wiki" if wiki else "inline", target, "", 0, 0, 1)
    path = None if link.outside else links.resolve(link, article.path)
    if path is None:
        return "", 1
    text = articles[path].text if path in articles else article.text
    wanted = anchor_of(link.anchor)
    line = next((one.line for one in outline_of(text) if wanted == one.anchor), 1)
    return path, line
