"""Texts to vectors with the installed model, in a child process.

    embedder = open_embedder()              # None where no model is installed
    if embedder is not None:
        with embedder:
            matrix = embedder.embed(["disk is full", "node not ready"])     # (2, dimension)

Rows are float32 and of length 1, so that a dot product is the cosine. The child starts at
the first call and ends with `close` (or with this process). Nothing here uses the network.
"""

import multiprocessing
import signal
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.search.embedding_worker import Pipe, serve
from workbench.search.models import InstalledModel, model_in_use

Vectors = NDArray[np.float32]
_AT_ONCE = 32_000
"""Characters that the child gets in one message: some half a second between two looks."""

_READ = 1_500
"""Characters of a text that count: models read hardly more of it, however long it is."""


class Embedder:
    """One model at work. Safe from several threads; calls wait for each other."""

    def __init__(self, model: InstalledModel) -> None:
        """Take a model. Raises UserError when its files are not what was installed."""
        damage = model.damage()
        if damage:
            raise UserError(
                f"The model {model.name} cannot be used: {damage}.",
                f"Remove it and add it again ('workbench model remove {model.id}').",
            )
        self.model = model
        self._child: tuple[BaseProcess, Pipe] | None = None
        self._turn = threading.Lock()
        self._times_closed = 0

    @property
    def dimension(self) -> int:
        """The length of every vector."""
        return self.model.dimension

    def embed(
        self, texts: Sequence[str], *, query: bool = False, progress: Progress | None = None
    ) -> Vectors:
        """One row a text, in order. `query` marks questions, for models that tell them apart.

        Raises UserError when the model fails on its input or gives no valid vector, and when
        another thread closes it meanwhile.
        """
        prefix = self.model.query_prefix if query else self.model.passage_prefix
        matrix = np.zeros((len(texts), self.dimension), np.float32)
        done, closed = 0, self._times_closed
        for places in _messages(texts):
            if progress is not None:
                progress.report(done, len(texts), "reading for meaning")
            matrix[places] = self._ask([prefix + texts[i] for i in places], closed)
            done += len(places)
        return matrix

    def close(self) -> None:
        """End the child process."""
        self._times_closed += 1
        self._end_child()

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            process, pipe = child
            process.kill()  # first: it ends what another thread waits for at the pipe
            process.join()
            pipe.close()

    def __enter__(self) -> "Embedder":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, texts: list[str], closed: int) -> Vectors:
        """Vectors from the child, which is not started again once it was closed meanwhile."""
        with self._turn:
            if self._times_closed != closed:
                raise self._failed("it was closed")
            self._child = self._child or _start(self.model.folder)
            pipe = self._child[1]
            try:
                pipe.send(texts)
                answer: Vectors | str = pipe.recv()
            except (EOFError, OSError) as error:
                self._end_child()
                raise self._failed("its process ended") from error
            except BaseException:
                self._end_child()  # else its answer would be taken for the next one's
                raise
        if isinstance(answer, str):
            raise self._failed(answer)
        if answer.shape != (len(texts), self.dimension):
            raise self._failed(f"it gave vectors of shape {answer.shape}")
        return checked(answer, self.model.name)

    def _failed(self, reason: str) -> UserError:
        return UserError(
            f"The model {self.model.name} failed: {reason}.",
            "Search goes on with words and spelling; add the model again, or another one.",
        )


def _start(folder: Path) -> tuple[BaseProcess, Pipe]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, folder), daemon=True)
    with _deaf_to_interrupts():
        process.start()
    there.close()
    return process, here


@contextmanager
def _deaf_to_interrupts() -> Generator[None]:
    """What is started meanwhile does not hear Ctrl-C, not even before it can say so itself.

    Only this thread holds it back, and only until then: the program still hears it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # first: its own start would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def checked(vectors: Vectors, source: str) -> Vectors:
    """The vectors, if all are finite and none is zero; else raises UserError."""
    lengths = np.linalg.norm(vectors, axis=1)
    if not np.isfinite(lengths).all() or (lengths < 1e-6).any():
        raise UserError(
            f"{source} gave a vector that is zero or not a number.",
            "It was refused; use another model.",
        )
    return vectors / lengths[:, None]


def open_embedder(folder: Path | None = None) -> Embedder | None:
    """The model in use, ready to embed; None when none is installed.

    Raises UserError when one is installed but damaged.
    """
    model = model_in_use(folder)
    return None if model is None else Embedder(model)


def _messages(texts: Sequence[str]) -> list[list[int]]:
    """Positions, texts of like length together (padding costs time), for one message each."""
    if not texts:
        return []
    lengths = np.array([min(len(text), _READ) for text in texts])
    order = np.argsort(lengths, kind="stable")
    message = np.cumsum(lengths[order]) // _AT_ONCE
    parts = np.split(order, np.flatnonzero(np.diff(message)) + 1)
    return [part.tolist() for part in parts]
