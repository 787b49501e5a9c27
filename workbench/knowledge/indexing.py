"""Keeps the search index in line with the articles on disk."""

from collections.abc import Sequence

from workbench.knowledge.article import Article
from workbench.knowledge.shelf import Shelf, Unreadable
from workbench.search.index import SearchIndex

KIND = "article"


def index_shelf(index: SearchIndex, shelf: Shelf) -> list[Unreadable]:
    """Bring the index in line with the folder; gives the files that are no articles."""
    articles, unreadable = shelf.read_all()
    index_articles(index, articles)
    return unreadable


def index_articles(index: SearchIndex, articles: Sequence[Article]) -> int:
    """Make these the articles of the index; gives how many were new or changed."""
    present = {article.path for article in articles}
    gone = [path for path in index.keys(KIND) if path not in present]
    if gone:
        index.remove(KIND, gone)
    return index.replace(article.document() for article in articles)
