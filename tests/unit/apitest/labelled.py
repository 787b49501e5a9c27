"""Labelled answers: what vendors' documents and servers' sources say they send, and why.

`labelled.json` holds, for each, what it is, the accepted causes ("unknown" is one too), and
the recorded answer; then answers in which nothing is wrong.
"""

import json
from pathlib import Path
from typing import Any

_TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("labelled.json").read_text("utf-8"))
LABELLED: list[tuple[str, set[str], dict[str, Any]]] = [
    (row["name"], set(row["accepted"]), row["answer"]) for row in _TABLE["labelled"]
]
HEALTHY: list[tuple[str, dict[str, Any]]] = [
    (row["name"], row["answer"]) for row in _TABLE["healthy"]
]
