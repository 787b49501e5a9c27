"""Makes an exported model one of bytes; needs onnx and onnxruntime, but no torch.

Run as a script by the Python that exported it: `PYTHON quantise_worker.py FOLDER`. FOLDER
holds whole/model.onnx and tokenizer.json. Writes model.onnx; the folder `whole` goes.
"""

# pyright: reportMissingImports=false
# The extra is not installed where this is checked.

import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

_LOUDEST = 8
"""How many numbers of a layer's input are multiplied apart."""

_LOUD = 8.0
"""They are where the loudest is so many times as large as most: measured on MiniLM, the vectors'
error falls to a third for a tenth more time, with all layers to a sixth for a quarter more."""

HEARD = """\
The model answers slowly since this morning.
My card was charged twice, can I get the money back?
ERROR 2026-03-06 08:14:02 worker-3 request 7f3a timed out after 30000 ms
How do I reset my password?
Please install the new version on the laptops of the sales team, thanks!
pod api-7d9f in namespace prod restarts: CrashLoopBackOff, exit code 137
Restart the service, then check that the queue is empty.
I have not received the parcel that was due last Tuesday.
Accuracy fell from 94 % to 71 % after the last training run.
what's the weather like in paris tomorrow
Hi all, attached is the signed contract. Kind regards, Anna
java.lang.OutOfMemoryError: Java heap space at com.example.Main.run(Main.java:42)
Set a timer for ten minutes and play some jazz.
The column "price" holds negative values; who changed the import?
GET /v1/models?limit=5 HTTP/1.1 401 Unauthorized
Disk usage on /var above 90 percent for 15 minutes
She said that it doesn't work, and nobody knows why...
Bonjour, je ne peux pas ouvrir la facture. / Die Rechnung fehlt.
transfer $250 from savings to checking
1) open settings 2) choose "Users" 3) click Add"""
"""Texts by which a model shows which of its numbers are loud: nearly the same in every text."""


def main(folder: Path) -> None:
    """Quantise what was exported."""
    import onnx

    whole = folder / "whole" / "model.onnx"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        loudest = _loudest(whole, folder / "tokenizer.json", Path(scratch))
        network = onnx.load(whole)
        apart = multiply_apart(network, loudest)
        split = Path(scratch) / "split.onnx"
        _save(network, split)
        quantise(split, folder / "model.onnx", apart)
    shutil.rmtree(whole.parent)


def quantise(whole: Path, target: Path, apart: list[str]) -> None:
    """Weights to signed bytes; what attention multiplies with itself stays as it is.

    Without VNNI the sums of products of bytes overflow and spoil the vectors; seven bits of a
    weight leave room for them, and take a quarter less time than unsigned bytes.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        whole,
        target,
        per_channel=True,
        reduce_range=not _sums_bytes_exactly(),
        weight_type=QuantType.QInt8,
        nodes_to_exclude=apart,
        extra_options={"MatMulConstBOnly": True},
    )


def _sums_bytes_exactly() -> bool:
    """Whether this processor sums products of signed and unsigned bytes in 32 bits (VNNI)."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return True
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:  # not Linux: unknown
        return False
    return bool({"avx512_vnni", "avx_vnni"} & set(told.split()))


def _loudest(whole: Path, tokenizer: Path, scratch: Path) -> dict[str, list[int]]:
    """For each input of a layer that has a few numbers far louder than most: which those are."""
    import onnx
    import onnxruntime

    network = onnx.load(whole)
    names = sorted({node.input[0] for node in _layers(network)})
    network.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    open_ended = scratch / "loud.onnx"
    _save(network, open_ended)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(open_ended), options, providers=["CPUExecutionProvider"]
    )
    peaks: dict[str, Any] = {}
    for known in _inputs(tokenizer):
        given = {entry.name: known[entry.name] for entry in session.get_inputs()}
        for name, states in zip(names, session.run(names, given), strict=True):
            numbers = np.abs(np.asarray(states, np.float32))
            peak = numbers.reshape(-1, numbers.shape[-1]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, 0), peak)
    return {
        name: np.sort(np.argsort(-peak)[:_LOUDEST]).tolist()
        for name, peak in peaks.items()
        if peak.max() > _LOUD * np.median(peak)
    }


def _inputs(tokenizer: Path) -> list[dict[str, Any]]:
    """What a network is asked with, one text at a time."""
    from tokenizers import Tokenizer

    splitter = Tokenizer.from_file(str(tokenizer))
    splitter.no_padding()
    asked: list[dict[str, Any]] = []
    for text in HEARD.splitlines():
        ids = np.array([splitter.encode(text).ids], np.int64)
        asked.append({
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.arange(ids.shape[1])[None],
        })  # fmt: skip
    return asked


def multiply_apart(network: Any, loudest: dict[str, list[int]]) -> list[str]:
    """Lead the loudest numbers of some inputs around the layers' bytes; the new nodes' names.

    One scale serves all numbers of an input. Where a few are always ten times as loud as the
    rest, that leaves the rest a tenth of the steps; without those few they have all of them
    (Dettmers et al. 2022, "LLM.int8()", with the few chosen beforehand).
    """
    from onnx import helper, numpy_helper

    graph = network.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    layers = {node.output[0]: node for node in _layers(network) if node.input[0] in loudest}
    ends = {_end_of(node, graph, weights): output for output, node in layers.items()}
    nodes: list[Any] = []
    apart: list[str] = []
    parted: set[str] = set()
    for node in list(graph.node):
        output = node.output[0]
        if output in layers:
            source = node.input[0]
            quiet, loud, few = f"{source}/quiet", f"{source}/loud", f"{output}/few"
            rows = np.array(loudest[source], np.int64)
            matrix = numpy_helper.to_array(weights[node.input[1]])
            if source not in parted:
                parted.add(source)
                mask = np.ones(len(matrix), np.float32)
                mask[rows] = 0
                graph.initializer.append(numpy_helper.from_array(mask, f"{quiet}/mask"))
                graph.initializer.append(numpy_helper.from_array(rows, f"{loud}/rows"))
                nodes.append(helper.make_node("Mul", [source, f"{quiet}/mask"], [quiet], quiet))
                apart.append(loud)
                nodes.append(
                    helper.make_node("Gather", [source, f"{loud}/rows"], [loud], loud, axis=-1)
                )
            graph.initializer.append(numpy_helper.from_array(matrix[rows], f"{few}/weights"))
            apart.append(few)
            nodes.append(helper.make_node("MatMul", [loud, f"{few}/weights"], [few], few))
            node.input[0] = quiet
        nodes.append(node)
        if output in ends:
            node.output[0] = most = f"{output}/most"
            few = f"{ends[output]}/few"
            nodes.append(helper.make_node("Add", [most, few], [output], f"{output}/sum"))
    del graph.node[:]
    graph.node.extend(nodes)
    return apart


def _layers(network: Any) -> list[Any]:
    """The products with fixed weights."""
    fixed = {tensor.name for tensor in network.graph.initializer if len(tensor.dims) == 2}
    return [node for node in network.graph.node
            if node.op_type == "MatMul" and node.input[1] in fixed]  # fmt: skip


def _end_of(layer: Any, graph: Any, weights: dict[str, Any]) -> str:
    """Where a layer's result is whole: with its offsets, as that sum is one step with the product.

    Whatever is added between the two would make them two steps.
    """
    output = layer.output[0]
    users = [node for node in graph.node if output in node.input]
    if (
        len(users) == 1
        and users[0].op_type == "Add"
        and not weights.keys().isdisjoint(users[0].input)
    ):
        return users[0].output[0]
    return output


def _save(network: Any, path: Path) -> None:
    """With the weights in a file of their own: together they can be larger than a message may."""
    import onnx

    onnx.save(network, path, save_as_external_data=True, location=f"{path.name}.weights")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
