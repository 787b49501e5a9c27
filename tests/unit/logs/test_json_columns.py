"""JSON lines read in columns give what the same lines give one by one."""

import json
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.logs.block import Block, Found
from workbench.logs.builtin_formats.structured import FORMATS
from workbench.logs.free_text import level_in_head
from workbench.logs.json_format import JsonFormat
from workbench.logs.text_levels import TEXT_REACH, TextLevels

_ISO = "2024-05-06T07:08:%02d.%03dZ"
_TEXTS = (
    "ERROR no disk",
    "[WARN] slow",
    "2024-05-06 07:08:09,123 INFO up: ready",
    'level=debug msg="x"',
    '{"level":"error","msg":"level up, level=info"}',
    "INFO level 5 reached, level=error",
    "debug7 deep",
    "user: error",
    "x [a: INFO b] y: z",
    "an errand",
    "é ERROR",
    "",
)


def _docker(source: random.Random, stamp: str, text: str) -> dict[str, Any]:
    return {"log": text + "\n", "stream": source.choice(["stdout", "stderr"]), "time": stamp}


def _elastic(source: random.Random, stamp: str, text: str) -> dict[str, Any]:
    level = {"log": {"level": source.choice(["error", "WARN", "loud"])}}
    given = level if source.random() < 0.7 else {}
    return {"_index": "a", "_source": {"message": text, "@timestamp": stamp, **given}}


def _epochs(source: random.Random, _stamp: str, text: str) -> dict[str, Any]:
    return {"message": text, "timestamp": 1714979289000 + source.randrange(9999), "eventId": "7"}


def _numbers(source: random.Random, _stamp: str, text: str) -> dict[str, Any]:
    level = source.choice([30, 50, "warn", 35])
    return {"msg": text, "level": level, "time": 1714979289.25, "pid": 1, "hostname": "a"}


def _mongo(source: random.Random, stamp: str, text: str) -> dict[str, Any]:
    return {"s": source.choice("IWED"), "c": "NETWORK", "msg": text, "t": {"$date": stamp}}


def _any(source: random.Random, stamp: str, text: str) -> dict[str, Any]:
    entry = {"body": text, source.choice(["ts", "time"]): stamp, "n": {"level": "fatal"}}
    return {**entry, "severity": "error"} if source.random() < 0.3 else entry


def _lines(make: Callable[[random.Random, str, str], dict[str, Any]], strange: bool) -> list[str]:
    source = random.Random(7)
    lines = [
        json.dumps(make(source, _ISO % (n // 1000 % 60, n % 1000), source.choice(_TEXTS)))
        for n in range(600)
    ]
    if strange:
        lines[100] = '{"broken": '
        lines[200] = "no JSON at all}"
        lines[300] = '{"time": {"a": 1}, "timestamp": [], "@timestamp": null, "_source": 3}'
        lines[400] = "   " + lines[400]
        lines[500] = '{"a":1}{"b":2}'
    return lines


@pytest.mark.parametrize("strange", [False, True])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("docker_json_log", _docker),
        ("elastic_export_log", _elastic),
        ("cloudwatch_json_log", _epochs),
        ("bunyan_log", _numbers),
        ("mongodb_json_log", _mongo),
        ("json_log", _any),
    ],
)
def test_columns_give_what_rows_give(
    name: str, make: Callable[[random.Random, str, str], dict[str, Any]], strange: bool
) -> None:
    one = next(one for one in FORMATS if one.name == name)
    assert isinstance(one, JsonFormat)
    text = "\n".join(_lines(make, strange)).encode() + b"\n"
    block = Block(text)
    together = Found(len(block))
    one.scan(block, np.arange(len(block)), 3, together)
    apart = Found(len(block))
    for row in range(len(block)):
        one.scan(block, np.array([row]), 3, apart)
    assert np.count_nonzero(together.format == 3) >= 590
    for what in ("format", "time", "flags", "level", "header"):
        ours, theirs = getattr(together, what), getattr(apart, what)
        different = np.flatnonzero(ours != theirs)
        assert not len(different), (what, block.line(int(different[0])))


def test_levels_of_many_texts_are_those_of_each() -> None:
    source = random.Random(11)
    words = (*_TEXTS, "level", "error", "[", "]", ": ", " - ", "Info", "warning", "=", "12", "é")
    texts = ["".join(source.choices(words, k=source.randint(0, 6))).encode() for _ in range(4000)]
    texts += [b"x" * n + b" error" for n in (100, 150, 155, 159, 160, 200, 500)]
    buffer = b"\n".join(texts) + b"\n"
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(lengths + 1) - 1
    starts = ends - lengths
    found = TextLevels().read(buffer, starts, ends).tolist()
    assert found == [int(level_in_head(text[:TEXT_REACH]) or 0) for text in texts]
