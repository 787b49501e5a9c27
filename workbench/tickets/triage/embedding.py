"""The installed embedding model, as the triage and the duplicate search take it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import UserError
from workbench.core.progress import Progress

if TYPE_CHECKING:
    from workbench.search.embedder import Embedder as SearchEmbedder
    from workbench.tickets.triage.inputs import Vectors


class InstalledEmbedder:
    """The model in use, at work in its child process."""

    def __init__(self, search: "SearchEmbedder") -> None:
        """Wrap the search's embedder."""
        self._search = search

    @property
    def name(self) -> str:
        """The model's id: another id means other vectors."""
        return self._search.model.id

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> "Vectors":
        """Unit vectors, float32 [texts, dimensions]."""
        return self._search.embed(texts, progress=progress)


@contextmanager
def installed_embedder(folder: Path | None = None) -> Generator[InstalledEmbedder | None]:
    """The model in use until the end of the block; None when none is installed or it is damaged."""
    from workbench.search.embedder import open_embedder

    try:
        opened = open_embedder(folder)
    except UserError:
        opened = None
    if opened is None:
        yield None
        return
    with opened:
        yield InstalledEmbedder(opened)
