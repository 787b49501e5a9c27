"""The embedding models that are installed: what they are, and whether they are whole."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from workbench.core import paths
from workbench.core.errors import UserError

MANIFEST = "manifest.json"
NETWORK = "model.onnx"
TOKENIZER = "tokenizer.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Dense:
    """A layer after pooling: its file of weights and its activation (identity or tanh)."""

    file: str
    activation: str


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One model, exported for use without torch.

    `id` names its vectors: another id means other vectors. `pooling` is mean, cls, max,
    lasttoken or mean_sqrt_len. `query_prefix` and `passage_prefix` are what its authors
    tell to put before a text. `files` maps each file to its SHA-256.
    """

    id: str
    name: str
    source: str
    licence: str
    dimension: int
    tokens: int
    pooling: str
    normalize: bool
    bytes: int
    files: dict[str, str]
    pad_id: int = 0
    pad_token: str = "[PAD]"
    dense: list[Dense] = field(default_factory=list[Dense])
    query_prefix: str = ""
    passage_prefix: str = ""
    folder: Path = Path()

    def damage(self) -> str:
        """What is wrong with its files, "" when they are as they were installed."""
        for name, digest in self.files.items():
            try:
                with (self.folder / name).open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                        return f"{name} was changed or damaged"
            except OSError:
                return f"{name} is missing"
        return ""


def models_folder() -> Path:
    """Where installed models are kept, for all workspaces of this user."""
    return paths.user_data() / "models"


def installed_models(folder: Path | None = None) -> list[InstalledModel]:
    """Every installed model, the one in use (the last added) first."""
    places = (folder or models_folder()).glob(f"*/{MANIFEST}")
    found = sorted(places, key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [model for path in found if (model := _read(path)) is not None]


def model_in_use(folder: Path | None = None) -> InstalledModel | None:
    """The model that search uses: the one added last."""
    return next(iter(installed_models(folder)), None)


def write_manifest(model: InstalledModel, folder: Path) -> None:
    """Write the manifest into the model's own folder."""
    fields = asdict(model)
    del fields["folder"]
    text = json.dumps({"format": FORMAT, **fields}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def remove_model(name: str, folder: Path | None = None) -> InstalledModel:
    """Remove an installed model, named by name or id. Raises UserError when there is none."""
    for model in installed_models(folder):
        if name in (model.id, model.name):
            shutil.rmtree(model.folder)
            return model
    raise UserError(f"No model '{name}' is installed.", "See 'workbench model list'.")


def _read(path: Path) -> InstalledModel | None:
    """The manifest as a model; None for one of another format or a damaged one."""
    try:
        fields = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
        if fields.pop("format") != FORMAT:
            return None
        dense = [Dense(**layer) for layer in fields.pop("dense")]
        return InstalledModel(**fields, dense=dense, folder=path.parent)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
