"""Trained models as files: what is damaged, or of another version, counts as not there."""

import hashlib
import pickle
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core import paths
from workbench.storage.files import write_atomically
from workbench.tickets.triage.version import VERSION

if TYPE_CHECKING:
    from workbench.tickets.triage.model import TriageModel

_KEPT = 16
_CHECKSUM_BYTES = 32


def keep(model: "TriageModel") -> None:
    """Write a model: its SHA-256, then its pickle. The oldest of many files go."""
    pickled = pickle.dumps(model, protocol=5)
    file = _file(model.training_hash, model.embedder)
    write_atomically(file, hashlib.sha256(pickled).digest() + pickled)
    kept = sorted(_folder().glob("*.model"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in kept[_KEPT:]:
        file.unlink(missing_ok=True)


def is_kept(training_hash: str, embedder: str | None) -> bool:
    """Whether there is a file for a training that can be used; it is not read."""
    return _usable(training_hash, embedder) is not None


def load(training_hash: str, embedder: str | None) -> "TriageModel | None":
    """The model of a training; None when no file can be used.

    A model that reads for meaning can be used with the embedding model that it was trained with.
    A damaged file goes.
    """
    while (file := _usable(training_hash, embedder)) is not None:
        try:
            return _load(file)
        except FileNotFoundError:
            continue
        except ValueError:
            file.unlink(missing_ok=True)
    return None


def _usable(training_hash: str, embedder: str | None) -> Path | None:
    """The file with this embedding model, if there is one, or else the one without any."""
    files = [_file(training_hash, one) for one in dict.fromkeys((embedder, None))]
    return next((file for file in files if file.is_file()), None)


@lru_cache(maxsize=2)
def _load(file: Path) -> "TriageModel":
    """Raises FileNotFoundError, and ValueError for a file that is not whole."""
    from workbench.tickets.triage.model import TriageModel

    written = file.read_bytes()
    pickled = written[_CHECKSUM_BYTES:]
    if hashlib.sha256(pickled).digest() != written[:_CHECKSUM_BYTES]:
        raise ValueError(f"{file} is damaged")
    loaded = pickle.loads(pickled)
    assert isinstance(loaded, TriageModel)
    return loaded


def _folder() -> Path:
    """Models lie in the user's own cache, never in a workspace that others may have made."""
    return paths.user_cache() / "triage"


def _file(training_hash: str, embedder: str | None) -> Path:
    """Stored classes are scikit-learn's too: another release of it may not read them."""
    read_by = f"-{embedder}" if embedder else ""
    name = f"{training_hash}-{VERSION}-{version('scikit-learn')}{read_by}.model"
    return _folder() / name
