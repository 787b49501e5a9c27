"""Exports a sentence-transformers model to ONNX; the only file that needs torch.

Run as a script by a Python that has the extra `models`, which need not be the one that
runs the workbench: `PYTHON export_worker.py SOURCE TARGET_FOLDER`. SOURCE is a model
folder or a hub name. Writes whole/model.onnx with what belongs to it, tokenizer.json, dense
layers and facts.json.
"""

# pyright: reportMissingImports=false, reportUntypedBaseClass=false
# The extra is not installed where this is checked.

import importlib.util
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

_KNOWN = ("Transformer", "Pooling", "Normalize", "Dense", "Dropout")


class Unsupported(Exception):
    """The model has a part that cannot be run without torch."""


def main(source: str, target: Path) -> None:
    """Export the model and write what is known about it."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory(dir=target) as scratch:
        model = SentenceTransformer(source, device="cpu")
        facts = _facts(model, target)
        model.save(scratch)
        _export(model, Path(scratch), target / "whole")
        model[0].tokenizer.save_pretrained(scratch)
        tokenizer = Path(scratch) / "tokenizer.json"
        if not tokenizer.is_file():
            raise Unsupported("it has no fast tokenizer (tokenizer.json)")
        shutil.copyfile(tokenizer, target / "tokenizer.json")
    (target / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def _facts(model: Any, target: Path) -> dict[str, Any]:
    """Pooling, layers after it, lengths and prompts, read from the loaded modules."""
    facts: dict[str, Any] = {"pooling": "", "normalize": False, "dense": []}
    for module in model:
        kind = type(module).__name__
        if kind not in _KNOWN:
            raise Unsupported(f"it has a layer of kind {kind}")
        if kind == "Pooling":
            facts["pooling"] = _pooling(module)
        elif kind == "Normalize":
            facts["normalize"] = True
        elif kind == "Dense":
            facts["dense"].append(_dense(module, target, len(facts["dense"])))
    if not facts["pooling"]:
        raise Unsupported("it is not a transformer with pooling")
    prompts: dict[str, str] = dict(getattr(model, "prompts", None) or {})
    facts["query_prefix"] = prompts.get("query", "")
    facts["passage_prefix"] = prompts.get("passage", "") or prompts.get("document", "")
    facts["pad_id"] = int(model[0].tokenizer.pad_token_id or 0)
    facts["pad_token"] = str(model[0].tokenizer.pad_token or "[PAD]")
    facts["tokens"] = int(model.max_seq_length or 512)
    sizes = getattr(model, "get_embedding_dimension", None)
    facts["dimension"] = int((sizes or model.get_sentence_embedding_dimension)())
    return facts


def _pooling(module: Any) -> str:
    # Newer versions keep the mode as an attribute, older ones behind a method.
    mode = str(getattr(module, "pooling_mode", None) or module.get_pooling_mode_str())
    renamed = {"mean_sqrt_len_tokens": "mean_sqrt_len"}
    mode = renamed.get(mode, mode)
    if mode not in ("mean", "cls", "max", "lasttoken", "mean_sqrt_len"):
        raise Unsupported(f"its pooling is '{mode}'")
    return mode


def _dense(module: Any, target: Path, number: int) -> dict[str, str]:
    import numpy as np

    activation = type(module.activation_function).__name__.lower()
    if activation not in ("tanh", "identity"):
        raise Unsupported(f"it has a layer with activation '{activation}'")
    weight = module.linear.weight.detach().numpy()
    bias = np.zeros(len(weight), np.float32)
    if module.linear.bias is not None:
        bias = module.linear.bias.detach().numpy()
    name = f"dense-{number}.npz"
    np.savez(target / name, weight=weight, bias=bias)
    return {"file": name, "activation": activation}


def _export(model: Any, saved: Path, target: Path) -> None:
    """By sentence-transformers' own export where optimum is installed, else by torch's."""
    if importlib.util.find_spec("optimum") is None:
        target.mkdir()
        _export_by_torch(model, target / "model.onnx")
    else:
        from sentence_transformers import SentenceTransformer

        with_onnx = SentenceTransformer(
            str(saved), backend="onnx", model_kwargs={"provider": "CPUExecutionProvider"}
        )
        with_onnx.save(str(saved))
        shutil.move(saved / "onnx", target)


def _export_by_torch(model: Any, whole: Path) -> None:
    import torch

    transformer = model[0]
    network = getattr(transformer, "auto_model", None) or transformer.model
    sample = transformer.tokenizer(["one text", "another, longer text"], padding=True)
    names = list(sample)

    class States(torch.nn.Module):
        """The network with its inputs in a fixed order and one output."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *tensors: Any) -> Any:
            return self.network(**dict(zip(names, tensors, strict=True))).last_hidden_state

    torch.onnx.export(
        States().eval(),
        tuple(torch.tensor(sample[name]) for name in names),
        str(whole),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in [*names, "last_hidden_state"]},
        dynamo=False,
    )


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except Unsupported as error:
        sys.exit(f"unsupported: {error}")
