"""Exports articles as HTML pages that stand alone: no script, nothing fetched."""

import html
import posixpath
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from workbench.knowledge.article import Article
from workbench.knowledge.diagram_svg import svg_of
from workbench.knowledge.links import Link, LinkMap, links_of
from workbench.knowledge.markdown import to_html
from workbench.knowledge.outline import unique_anchor
from workbench.storage.files import write_atomically

_STYLE = """
body { font: 1em/1.5 system-ui, sans-serif; max-width: 80ch; margin: 2em auto; padding: 0 1em;
  color: #16191f; background: #ffffff; }
pre, code { font-family: ui-monospace, monospace; background: #f4f5f7; }
pre { padding: .75em; overflow-x: auto; }
table { border-collapse: collapse; } th, td { border: 1px solid #7a8291; padding: .3em .6em; }
.trust { border-left: 4px solid #7a8291; padding-left: .75em; color: #434a57; }
a { color: #0a4a94; } img, svg { max-width: 100%; }
"""
_ARTICLE_LINK = re.compile(r'href="article:([^"]*)"')
_LINK = re.compile(r'href="([^"]*)"')
_HEADING = re.compile(r'(<h[1-6] id=)"([^"]*)"><a name="\2">')
_PAGE_LINK = re.compile(r'href="([^":#]+)\.(?:md|markdown)(#[^"]*)?"')


def page_of(article: Article, today: date, links: LinkMap | None = None) -> str:
    """The article as one HTML page, its trust at the top."""
    trust = article.trust(today)
    owner = f" Owner: {article.owner}." if article.owner else ""
    note = html.escape(f"{trust.badge}. {trust.reason}{owner}")
    body = to_html(article.text, draw=svg_of)
    if links is not None:
        body = _ARTICLE_LINK.sub(lambda match: _wiki_href(match[1], article, links), body)
        body = _LINK.sub(lambda match: _page_href(match[1], article, links) or match[0], body)
    body = _PAGE_LINK.sub(lambda match: f'href="{match[1]}.html{match[2] or ""}"', body)
    body = _with_anchors_of_their_own(body)
    return _page(article.title, f'<p class="trust">{note}</p>\n{body}')


def export_html(
    articles: Sequence[Article], folder: Path, pictures: Path, today: date
) -> list[str]:
    """Write every article and an index below `folder`; gives the paths written.

    `pictures` is the folder that the articles' links to pictures start from.
    """
    links = LinkMap({article.path: article.title for article in articles})
    written: list[str] = []
    for article in articles:
        name = posixpath.splitext(article.path)[0] + ".html"
        write_atomically(folder / name, page_of(article, today, links).encode())
        written.append(name)
        written += _copy_pictures(article, folder, pictures)
    rows = "\n".join(
        f'<li><a href="{html.escape(posixpath.splitext(article.path)[0])}.html">'
        f"{html.escape(article.title)}</a> — {html.escape(article.trust(today).badge)}</li>"
        for article in articles
    )
    index = _page("Articles", f"<h1>Articles</h1>\n<ul>\n{rows}\n</ul>")
    write_atomically(folder / "index.html", index.encode())
    return [*written, "index.html"]


def _page(title: str, body: str) -> str:
    head = f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style>"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _wiki_href(written: str, article: Article, links: LinkMap) -> str:
    wanted = html.unescape(written)
    for link in links_of(article.text):
        if link.syntax == "wiki" and link.target.strip() == wanted:
            path = links.resolve(link, article.path)
            if path is not None:
                relative = posixpath.relpath(path, posixpath.dirname(article.path) or ".")
                return f'href="{html.escape(posixpath.splitext(relative)[0])}.html"'
    return 'href="#"'


def _page_href(written: str, article: Article, links: LinkMap) -> str:
    """The address of the page that a link means ("/ops/page", "page"); "" for none of ours."""
    link = Link("inline", html.unescape(written), "", 0, 0, 1)
    path = None if link.outside or not link.path else links.resolve(link, article.path)
    if path is None:
        return ""
    relative = posixpath.relpath(path, posixpath.dirname(article.path) or ".")
    anchor = f"#{quote(link.anchor)}" if link.anchor else ""
    return f'href="{quote(posixpath.splitext(relative)[0])}.html{anchor}"'


def _with_anchors_of_their_own(body: str) -> str:
    """Headings of one name get anchors as on GitHub: "example", "example-1"."""
    used: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        anchor = unique_anchor(match[2], used)
        return f'{match[1]}"{anchor}"><a name="{anchor}">'

    return _HEADING.sub(numbered, body)


def _copy_pictures(article: Article, folder: Path, pictures: Path) -> list[str]:
    """Copy the pictures that an article shows; gives their paths."""
    copied: list[str] = []
    for link in links_of(article.text):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), link.path))
        source = pictures / path
        is_picture = path.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"))
        if is_picture and not link.outside and not path.startswith("..") and source.is_file():
            write_atomically(folder / path, source.read_bytes())
            copied.append(path)
    return copied
