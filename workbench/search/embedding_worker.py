"""The child process that turns texts into vectors with onnxruntime; no torch.

It answers every message on its pipe, a list of texts, with a matrix of one row a text,
or with a string that says what went wrong; it ends when the other side closes the pipe.
"""

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.search.models import MANIFEST, NETWORK, TOKENIZER

Floats = NDArray[np.float32]

WORKERS = min(4, os.cpu_count() or 1)
_BATCH = 4
"""Texts at a time: measured, more take longer for padding and are rounded more coarsely."""


_NICENESS = 5


class Pipe(Protocol):
    """The end of a multiprocessing pipe, of whatever class the platform has for it."""

    def send(self, obj: object, /) -> None: ...
    def recv(self) -> Any: ...
    def close(self) -> None: ...


class Network:
    """An exported model: tokenizer, network, pooling, and the layers after it."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self._pooling: str = manifest["pooling"]
        self._normalize: bool = manifest["normalize"]
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(manifest["tokens"])
        # A saved tokenizer may pad to a fixed length: here to the longest text of a batch.
        self._tokenizer.enable_padding(
            pad_id=manifest["pad_id"], pad_token=manifest["pad_token"], length=None
        )
        options = onnxruntime.SessionOptions()
        # One thread a batch and several batches at once: threads that share the small matrices
        # of one batch wait for each other a quarter of the time.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        # Measured (onnxruntime 1.31), this one joins two steps into one that takes longer.
        slower = ["SkipLayerNormFusion"]
        self._session = onnxruntime.InferenceSession(
            str(folder / NETWORK),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=slower,
        )
        self._workers = ThreadPoolExecutor(WORKERS, "embedding")
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        self._dense = [
            (np.load(folder / layer["file"]), layer["activation"]) for layer in manifest["dense"]
        ]

    def embed(self, texts: list[str]) -> Floats:
        """One vector a text, of length 1 where the model says so.

        Neighbours in the list are padded to the same length: best sorted by length.
        """
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.vstack(list(self._workers.map(self._batch, batches)))

    def _batch(self, texts: list[str]) -> Floats:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([entry.ids for entry in encoded], np.int64)
        mask = np.array([entry.attention_mask for entry in encoded], np.int64)
        known: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.broadcast_to(np.arange(ids.shape[1]), ids.shape),
        }
        states = self._session.run(None, {name: known[name] for name in self._inputs})[0]
        vectors = pooled(np.asarray(states, np.float32), mask, self._pooling)
        for layer, activation in self._dense:
            vectors = vectors @ layer["weight"].T + layer["bias"]
            vectors = np.tanh(vectors) if activation == "tanh" else vectors
        if self._normalize:
            vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return np.ascontiguousarray(vectors, np.float32)


def pooled(states: Floats, mask: NDArray[np.int64], pooling: str) -> Floats:
    """One vector a text from one a token: states (texts, tokens, size), mask (texts, tokens)."""
    if pooling == "cls":
        return states[:, 0]
    if pooling == "lasttoken":
        return states[np.arange(len(states)), mask.shape[1] - 1 - np.argmax(mask[:, ::-1], axis=1)]
    weights = mask[..., None].astype(np.float32)
    if pooling == "max":
        return np.where(weights > 0, states, -np.inf).max(axis=1)
    sums, counts = (states * weights).sum(axis=1), np.maximum(weights.sum(axis=1), 1.0)
    return sums / (np.sqrt(counts) if pooling == "mean_sqrt_len" else counts)


def serve(pipe: Pipe, folder: Path) -> None:
    """Answer until the pipe is closed; whatever a person waits for goes before it.

    Ctrl-C reaches every process of a terminal: the parent hears it too, and ends this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    network: Network | None = None
    while True:
        try:
            texts: list[str] = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            network = network or Network(folder)
            pipe.send(network.embed(texts))
        except Exception as error:  # noqa: BLE001 - any failure is told to the parent, in words
            pipe.send(" ".join(str(error).split())[:300])
