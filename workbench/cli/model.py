"""`workbench model`: list, add and remove embedding models."""

import argparse
from typing import TYPE_CHECKING

from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.jsontypes import JsonObject
from workbench.core.text import size, table

if TYPE_CHECKING:
    from workbench.search.models import InstalledModel


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    verbs.add("list", _list, "the installed models; the first is in use", example="model list")
    verb = verbs.add(
        "add",
        _add,
        "add a sentence-transformers model: exported once, then used without torch",
        example="model add sentence-transformers/all-MiniLM-L6-v2",
    )
    verb.add_argument("model", metavar="NAME_OR_FOLDER", help="model folder, wheel, or hub name")
    verb.add_argument(
        "--exporter", metavar="PYTHON", help="a Python with the extra 'models' (default: this one)"
    )
    verb.add_argument(
        "--any-licence", action="store_true", help="also take a model that not everybody may use"
    )
    verb = verbs.add("remove", _remove, "remove an installed model", example="model remove NAME")
    verb.add_argument("model", metavar="NAME", help="its name or id")


def _list(_: argparse.Namespace) -> Answer:
    from workbench.search.models import installed_models

    models = installed_models()
    rows = [
        (
            "in use" if number == 0 else "",
            model.id,
            size(model.bytes),
            model.licence or "not stated",
            model.damage() or "whole",
        )
        for number, model in enumerate(models)
    ]
    text = table(["", "model", "size", "licence", "files"], rows)
    if not models:
        text = "No model is installed. Search works with words and spelling."
    data: JsonObject = {
        "models": [_as_json(model, in_use=n == 0) for n, model in enumerate(models)]
    }
    return Answer(data, text)


def _add(options: argparse.Namespace) -> Answer:
    from workbench.search.adding import add_model

    model = add_model(
        options.model,
        exporter=options.exporter,
        any_licence=options.any_licence,
        progress=terminal_progress(),
    )
    licence = model.licence or "not stated: check that you may use it"
    text = f"{model.id} is in use ({size(model.bytes)}, licence {licence})."
    return Answer(_as_json(model, in_use=True), text)


def _remove(options: argparse.Namespace) -> Answer:
    from workbench.search.models import remove_model

    model = remove_model(options.model)
    return Answer({"removed": model.id}, f"{model.id} is removed.")


def _as_json(model: "InstalledModel", *, in_use: bool) -> JsonObject:
    return {
        "id": model.id,
        "name": model.name,
        "source": model.source,
        "licence": model.licence or None,
        "bytes": model.bytes,
        "dimension": model.dimension,
        "hash": model.files["model.onnx"],
        "in_use": in_use,
        "problem": model.damage() or None,
    }
