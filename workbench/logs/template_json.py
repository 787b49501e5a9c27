"""Messages in JSON lines as a person would write them: without escapes, braces and quotes."""

import json
import re
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from workbench.logs.json_format import flattened
from workbench.logs.pieces import counts_before
from workbench.logs.template_masks import PARAMETER

Longs = NDArray[np.int64]

_BACKSLASH, _SPACE = 92, 32
_BLANK, _PLAIN = np.frombuffer(b"nrt", np.uint8), np.frombuffer(b'"\\/', np.uint8)
_BARE = re.compile(r'(?<=[:\[,]) *[^"\[\]{},]*<\*>[^"\[\]{},]*(?=[,\]}])')
_LEFT_OUT = re.compile(r"(?i)@?(?:time(?:stamp)?|ts|date(?:time)?|t|level|lvl|severity|loglevel)$")


def unescaped(buffer: bytes, starts: Longs, ends: Longs) -> tuple[bytes, Longs, Longs]:
    """The buffer with JSON's escapes read (line breaks as spaces), and where messages are then.

    Characters written as numbers (\\u00e9) stay as they are.
    """
    data = np.frombuffer(buffer, np.uint8)
    places = np.flatnonzero(data[:-1] == _BACKSLASH)
    if not len(places):
        return buffer, starts, ends
    run = np.maximum.accumulate(np.where(np.diff(places, prepend=-2) != 1, places, 0))
    places = places[(places - run) % 2 == 0]
    following = data[places + 1]
    blank, plain = places[np.isin(following, _BLANK)], places[np.isin(following, _PLAIN)]
    copy = data.copy()
    copy[blank] = _SPACE
    keep = np.ones(len(data), np.bool_)
    keep[blank + 1] = False
    keep[plain] = False
    before = counts_before(keep).astype(np.int64)
    return np.compress(keep, copy).tobytes(), before[starts], before[ends]


def readable(template: str) -> str:
    """A template that is a whole JSON object as 'key=value ...', without time and level.

    Any other text as it is.
    """
    if not template.startswith('{"'):
        return template
    try:
        entry: Any = json.loads(_BARE.sub(f' "{PARAMETER}"', template))
    except (ValueError, RecursionError):
        return template
    if not isinstance(entry, dict):
        return template
    flat = flattened(cast("dict[str, Any]", entry))
    parts = [f"{key}={value}" for key, value in flat.items() if not _LEFT_OUT.match(key)]
    return " ".join(parts) or template
