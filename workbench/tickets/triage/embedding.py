"""The installed embedding model, as the triage and the duplicate search take it."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import UserError
from workbench.core.progress import Progress

if TYPE_CHECKING:
    from workbench.search.embedder import Embedder as SearchEmbedder
    from workbench.tickets.triage.inputs import Embedder, Vectors


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


class Remembering:
    """An embedder that reads no text twice; it keeps every vector."""

    def __init__(self, embedder: "Embedder") -> None:
        """Remember what this one reads."""
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The name of the embedder that reads."""
        return self._embedder.name

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> "Vectors":
        """Unit vectors, float32 [texts, dimensions]."""
        import numpy as np

        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known.update(zip(fresh, self._embedder.embed(fresh, progress), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


def installed_name() -> str | None:
    """The name of the model in use, which is not started; None when none is installed."""
    from workbench.search.models import model_in_use

    model = model_in_use()
    return None if model is None else model.id


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
