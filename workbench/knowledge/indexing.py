"""Keeps the search index in line with the articles on disk."""

from collections.abc import Sequence

from workbench.knowledge.article import Article
from workbench.knowledge.shelf import Shelf, Unreadable
from workbench.search.documents import Mode
from workbench.search.index import SearchIndex
from workbench.search.opening import open_search
from workbench.storage.workspace import Workspace

KIND = "article"


def index_workspace(workspace: Workspace) -> None:
    """Make a workspace's articles findable by words; one that is read-only stays as it is."""
    if workspace.read_only:
        return
    with open_search(workspace, Mode.LEXICAL) as search:
        index_shelf(search.index, Shelf(workspace.articles))
        search.index.save()


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
