"""A model made one of bytes: a few loud numbers no longer drown the others."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from workbench.search import quantise_worker
from workbench.search.models import NETWORK, TOKENIZER

_WORDS, _SIZE, _LOUD = 50, 64, (3, 40)


def test_loud_numbers_leave_the_others_their_steps(tmp_path: Path) -> None:
    whole = _exported(tmp_path / "model", loud=60.0)
    plain = tmp_path / "plain.onnx"
    quantise_worker.quantise(whole, plain, [])
    exact = _states(whole)
    plainly = _states(plain)
    subprocess.run([sys.executable, quantise_worker.__file__, str(tmp_path / "model")], check=True)
    apart = _states(tmp_path / "model" / NETWORK)
    assert np.abs(apart - exact).mean() < np.abs(plainly - exact).mean() / 5
    assert not (tmp_path / "model" / "whole").exists()
    assert sorted(path.name for path in (tmp_path / "model").iterdir()) == [NETWORK, TOKENIZER]


@pytest.mark.parametrize("offsets", [True, False])
def test_what_goes_around_the_bytes_changes_no_result(tmp_path: Path, *, offsets: bool) -> None:
    whole = _exported(tmp_path / "model", loud=60.0, offsets=offsets)
    network = onnx.load(whole)
    apart = quantise_worker.multiply_apart(network, {"states": [*_LOUD]})
    onnx.checker.check_model(network)
    onnx.save(network, tmp_path / "split.onnx")
    assert apart, "something is multiplied apart"
    assert np.allclose(_states(tmp_path / "split.onnx"), _states(whole), atol=1e-3)


def test_where_nothing_is_loud_nothing_is_added(tmp_path: Path) -> None:
    whole = _exported(tmp_path / "model", loud=1.0)
    before = len(onnx.load(whole).graph.node)
    quantise_worker.quantise(whole, tmp_path / "plain.onnx", [])
    plain = len(onnx.load(tmp_path / "plain.onnx").graph.node)
    quantise_worker.main(tmp_path / "model")
    assert len(onnx.load(tmp_path / "model" / NETWORK).graph.node) == plain > before


def _exported(folder: Path, *, loud: float, offsets: bool = True) -> Path:
    """What an export leaves: a table of words, and two layers with a few loud numbers."""
    (folder / "whole").mkdir(parents=True)
    words = {word: number for number, word in enumerate([*_known_words(), "[UNK]"])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / TOKENIZER))
    lots = np.random.default_rng(0)
    table = lots.choice([-1, 1], size=(len(words), _SIZE))  # as bytes it is the same
    louder = np.zeros(_SIZE)
    louder[[*_LOUD]] = loud
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["read"], "read"),
        helper.make_node("Add", ["read", "louder"], ["states"], "states"),
    ]
    weights = {"table": table, "louder": louder}
    result = "states"
    for number in (0, 1):
        weights[f"w{number}"] = lots.uniform(-1, 1, size=(_SIZE, _SIZE)) / 8
        product = f"product{number}"
        nodes.append(helper.make_node("MatMul", ["states", f"w{number}"], [product], product))
        if offsets:
            weights[f"b{number}"] = lots.uniform(-1, 1, size=_SIZE)
            nodes.append(
                helper.make_node("Add", [f"b{number}", product], [f"sum{number}"], f"sum{number}")
            )
            product = f"sum{number}"
        nodes.append(helper.make_node("Add", [result, product], [f"out{number}"], f"out{number}"))
        result = f"out{number}"
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])],
        [helper.make_tensor_value_info(result, TensorProto.FLOAT, ["texts", "tokens", _SIZE])],
        [numpy_helper.from_array(one.astype(np.float32), name) for name, one in weights.items()],
    )
    network = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(network, folder / "whole" / "model.onnx")
    return folder / "whole" / "model.onnx"


def _known_words() -> list[str]:
    return list(dict.fromkeys(quantise_worker.HEARD.split()))[:_WORDS]


def _states(network: Path) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    ids = np.random.default_rng(1).integers(0, _WORDS, size=(4, 12))
    return np.asarray(session.run(None, {"input_ids": ids})[0])
