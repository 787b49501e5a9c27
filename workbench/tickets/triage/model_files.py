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
    write_atomically(_file(model.training_hash), hashlib.sha256(pickled).digest() + pickled)
    kept = sorted(_folder().glob("*.model"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in kept[_KEPT:]:
        file.unlink(missing_ok=True)


def is_kept(training_hash: str) -> bool:
    """Whether there is a file for a training; it is not read."""
    return _file(training_hash).is_file()


def load(training_hash: str) -> "TriageModel | None":
    """The model of a training; None when its file is gone or damaged, and then the file goes."""
    try:
        return _load(_file(training_hash))
    except FileNotFoundError:
        return None
    except ValueError:
        _file(training_hash).unlink(missing_ok=True)
        return None


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


def _file(training_hash: str) -> Path:
    """Stored classes are scikit-learn's too: another release of it may not read them."""
    return _folder() / f"{training_hash}-{VERSION}-{version('scikit-learn')}.model"
