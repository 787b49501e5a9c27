"""Opens a workspace's search: its tables, its cache, and the model in use."""

import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.core.errors import UserError
from workbench.search.documents import Mode
from workbench.search.embedder import Embedder, open_embedder
from workbench.search.index import SearchIndex
from workbench.storage.database import Database
from workbench.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """A workspace's index. `problem` says why the installed model is not used, if it is not."""

    index: SearchIndex
    problem: str = ""

    def chip(self) -> str:
        """What the chip beside the search box says: how search works at this moment."""
        text = self.index.state().text
        return f"{text} (model not usable)" if self.problem else text


@contextmanager
def open_search(
    workspace: Workspace, mode: Mode = Mode.AUTO, models: Path | None = None
) -> Generator[OpenSearch]:
    """Open the index of a workspace; the model is not opened for `lexical`.

    Articles and tickets share the tables in the workspace's database. A workspace that
    is open read-only gets an index of its own, which is gone afterwards.

    A damaged model is named in `problem` and search goes on with words; for `hybrid`
    it raises UserError.
    """
    with ExitStack() as stack:
        embedder, problem = _embedder(mode, models)
        if embedder is not None:
            stack.enter_context(embedder)
        database, cache = workspace.database, workspace.cache
        if workspace.read_only:
            cache = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            database = Database(cache / "search.db")
            stack.callback(database.close)
        yield OpenSearch(SearchIndex(database, cache, embedder), problem)


def _embedder(mode: Mode, models: Path | None) -> tuple[Embedder | None, str]:
    if mode is Mode.LEXICAL:
        return None, ""
    try:
        return open_embedder(models), ""
    except UserError as error:
        if mode is Mode.HYBRID:
            raise
        return None, str(error)
