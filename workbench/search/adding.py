"""Adds a model: finds it, exports it once in a child process, checks it, puts it in place."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.search import export_worker, quantise_worker
from workbench.search.embedder import Embedder
from workbench.search.hub import on_the_hub
from workbench.search.model_source import ModelSource, find_model, is_permissive
from workbench.search.models import (
    NETWORK,
    TOKENIZER,
    Dense,
    InstalledModel,
    models_folder,
    write_manifest,
)

_POLL_SECONDS = 0.1
_NEEDED = ("sentence_transformers", "torch", "onnx", "onnxruntime")


def add_model(
    wanted: str,
    *,
    exporter: str | None = None,
    any_licence: bool = False,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> InstalledModel:
    """Add a model named by folder, wheel or hub name; it is in use from then on.

    `exporter` is a Python that has the extra `models` (default: this one). A licence that
    does not let everybody use the model is refused unless `any_licence`.
    Raises UserError with nothing left behind.
    """
    progress = progress or Progress()
    place = folder or models_folder()
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".adding-", dir=place) as scratch:
        unpacked, made = Path(scratch) / "source", Path(scratch) / "model"
        unpacked.mkdir()
        made.mkdir()
        progress.report(0, 4, "finding the model")
        source = find_model(wanted, unpacked)
        if source.folder is None:
            source = on_the_hub(source.name)
        _check_licence(source, any_licence=any_licence)
        progress.report(1, 4, f"exporting {source.name}")
        python = exporter or sys.executable
        where, verb = str(source.folder or source.name), "exported" if source.folder else "fetched"
        _run(source, [python, export_worker.__file__, where, str(made)], verb, progress)
        progress.report(2, 4, "making it smaller and faster")
        _run(source, [python, quantise_worker.__file__, str(made)], "quantised", progress)
        progress.report(3, 4, "checking the export")
        model = _describe(source, wanted, made)
        _try_out(model)
        final = place / model.id
        shutil.rmtree(final, ignore_errors=True)
        made.rename(final)
    progress.report(4, 4, "done")
    return replace(model, folder=final)


def _check_licence(source: ModelSource, *, any_licence: bool) -> None:
    if source.licence and not any_licence and not is_permissive(source.licence):
        raise UserError(
            f"{source.name} is under the licence '{source.licence}',"
            " which does not let everybody use it.",
            "If your organisation may use it, add it with --any-licence.",
        )


def _run(source: ModelSource, command: list[str], verb: str, progress: Progress) -> None:
    """Run what the model is to be `verb` by; a folder is read with the network switched off."""
    environment = dict(os.environ)
    if source.folder:
        environment |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    with tempfile.TemporaryFile() as said:
        try:
            child = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        except OSError as error:
            raise UserError(f"{command[0]} cannot be started: {error.strerror}.") from error
        try:
            while child.poll() is None:
                progress.check()
                time.sleep(_POLL_SECONDS)
        finally:
            child.kill()
            child.wait()
        said.seek(0)
        output = said.read().decode("utf-8", "replace")
    if child.returncode:
        raise _why_not(source, verb, output)


def _why_not(source: ModelSource, verb: str, output: str) -> UserError:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "no reason was given"
    missing = re.search(r"No module named '([\w.]+)'", output)
    if missing and missing[1].split(".")[0] in _NEEDED:
        return UserError(
            f"Adding a model needs {missing[1]}, which is not installed here.",
            "Run: pip install 'workbench[models]' (about 1.4 GB; only needed for adding),"
            " or name a Python that has it with --exporter.",
        )
    if last.startswith("unsupported: "):
        return UserError(f"{source.name} cannot be used: {last.removeprefix('unsupported: ')}.")
    return UserError(
        f"{source.name} could not be {verb}: {last[:200].rstrip('.')}.",
        "Check the name and the network, or name a folder or a wheel." if verb == "fetched" else "",
    )


def _describe(source: ModelSource, wanted: str, made: Path) -> InstalledModel:
    facts: dict[str, Any] = json.loads((made / "facts.json").read_text(encoding="utf-8"))
    (made / "facts.json").unlink()
    dense = [Dense(**layer) for layer in facts.pop("dense")]
    names = [NETWORK, TOKENIZER, *(layer.file for layer in dense)]
    files = {name: hashlib.sha256((made / name).read_bytes()).hexdigest() for name in names}
    together = hashlib.sha256(json.dumps([facts, files], sort_keys=True).encode()).hexdigest()
    readable = re.sub(r"[^a-z0-9]+", "-", source.name.lower()).strip("-")
    model = InstalledModel(
        id=f"{readable}-{together[:8]}",
        name=source.name,
        source=wanted,
        licence=source.licence,
        bytes=sum((made / name).stat().st_size for name in names),
        files=files,
        dense=dense,
        folder=made,
        **facts,
    )
    write_manifest(model, made)
    return model


def _try_out(model: InstalledModel) -> None:
    """Embed two texts; raises UserError when the export does not work."""
    with Embedder(model) as embedder:
        embedder.embed(["The disk is full.", "A node does not answer."])
