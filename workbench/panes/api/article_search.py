"""Finds the section of the workspace's articles that fits a cause. Runs in a task."""

from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.progress import Progress
from workbench.storage.workspace import Workspace


def best_section(workspace: Workspace, question: str, progress: Progress) -> Evidence | None:
    """The section that answers best, as evidence that opens there; None where none fits."""
    from workbench.knowledge.indexing import index_shelf
    from workbench.knowledge.shelf import Shelf
    from workbench.search.documents import Mode
    from workbench.search.opening import open_search

    with open_search(workspace, Mode.LEXICAL) as search:
        index_shelf(search.index, Shelf(workspace.articles))
        progress.check()
        found = search.index.search(question, 1, mode=Mode.LEXICAL, kind="article")
        search.index.save()
    if not found.hits:
        return None
    hit = found.hits[0]
    payload: JsonObject = {
        "text": hit.snippet,
        "open": {"pane": "knowledge", "path": hit.key, "line": hit.line},
    }
    return Evidence("article-section", f"{hit.title}: {hit.section}", hit.key, None, payload)
