"""What a network error's words mean: from any client's message to one kind."""

import re
import tomllib
from functools import cache
from typing import cast

from workbench.core import paths


def classify(words: str, phase: str = "") -> str:
    """The kind of a transport error; empty where there are no words.

    `phase` (dns, connect, tls, wait, transfer), where it is recorded, tells timeouts and
    resets apart.
    """
    if not words.strip():
        return ""
    kind = next(kind for kind, pattern in _patterns() if pattern.search(words))
    where = phase.lower()
    if kind == "timeout" and where in ("connect", "tcp"):
        return "connect-timeout"
    if kind == "timeout" and where == "dns":
        return "dns-temporary"
    if kind == "reset" and where in ("transfer", "body", "stream", "read"):
        return "cut"
    return kind


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The table of `errors.toml`, in its order: the first pattern that fits decides."""
    with (paths.resources() / "diagnosis" / "errors.toml").open("rb") as file:
        rows = cast(list[dict[str, object]], tomllib.load(file)["kind"])
    return tuple(
        (
            str(row["name"]),
            re.compile("|".join(cast(list[str], row["patterns"])), re.IGNORECASE | re.DOTALL),
        )
        for row in rows
    )
