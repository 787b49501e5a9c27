"""Links in three syntaxes lead somewhere, and go on doing so after a rename."""

from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.knowledge.article import Article
from workbench.knowledge.links import LinkMap, backlinks, links_of
from workbench.knowledge.rename import linking_pages, rename, undo_rename
from workbench.knowledge.shelf import Shelf

PAGES = {
    "target.md": "---\ntitle: The target\n---\n# The target\n\nSee [other](sub/other.md).\n",
    "a.md": '[x](target.md) and [y](target.md#the-target "t") and [z](./target).\r\n',
    "b.md": "[[The target]] and [[target|label]] and [[the target#Part]].\n",
    "sub/other.md": "Text [r][t].\n\n[t]: ../target.md\n\n`[[target]]` [abs](/target.md)\n",
    "c.md": "```\n[x](target.md)\n```\n[out](https://x/target.md) ![p](<target.md>)\n",
}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path)
    for path, text in PAGES.items():
        made.create(path, text.encode())
    return made


def broken(shelf: Shelf) -> list[str]:
    articles: list[Article] = shelf.read_all()[0]
    links = LinkMap({article.path: article.title for article in articles})
    return [
        f"{article.path}: {link.target}"
        for article in articles
        for link in links_of(article.text)
        if not link.outside and links.resolve(link, article.path) is None
    ]


def test_all_three_syntaxes_are_links_and_code_is_not() -> None:
    found = [(link.syntax, link.target) for link in links_of(PAGES["sub/other.md"])]
    assert found == [("definition", "../target.md"), ("inline", "/target.md")]
    assert len(links_of(PAGES["b.md"])) == 3
    assert [link.outside for link in links_of(PAGES["c.md"])] == [True, False]


def test_backlinks_name_page_and_line(shelf: Shelf) -> None:
    articles = shelf.read_all()[0]
    links = LinkMap({article.path: article.title for article in articles})
    pages = [(article.path, article.text) for article in articles]
    found = backlinks("target.md", pages, links)
    assert {path for path, _ in found} == {"a.md", "b.md", "c.md", "sub/other.md"}
    assert linking_pages(articles, "target.md") == ["a.md", "b.md", "c.md", "sub/other.md"]


@pytest.mark.parametrize(
    "new", ["renamed.md", "deep/er/renamed.md", "mit leerzeichen.md", "目標.md"]
)
def test_after_a_rename_every_link_still_leads_there(shelf: Shelf, new: str) -> None:
    assert broken(shelf) == []
    done = rename(shelf, "target.md", new, "A new title")
    assert broken(shelf) == []
    assert shelf.read(new).title == "A new title"
    assert done.mended_links >= 8
    assert shelf.read("a.md").text.endswith("\n")
    assert b"\r\n" in (shelf.folder / "a.md").read_bytes()
    assert "`[[target]]`" in shelf.read("sub/other.md").text
    assert "```\n[x](target.md)\n```" in shelf.read("c.md").text


def test_a_rename_can_be_undone_byte_for_byte(shelf: Shelf) -> None:
    before = {path: (shelf.folder / path).read_bytes() for path in shelf.paths()}
    undo_rename(shelf, rename(shelf, "target.md", "sub/moved.md", "Moved"))
    assert {path: (shelf.folder / path).read_bytes() for path in shelf.paths()} == before


def test_a_rename_onto_another_article_is_refused_and_changes_nothing(shelf: Shelf) -> None:
    before = shelf.stamps()
    with pytest.raises(UserError, match="already an article"):
        rename(shelf, "target.md", "a.md")
    assert shelf.stamps() == before
