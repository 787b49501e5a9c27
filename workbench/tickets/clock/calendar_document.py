"""Loads the text of a calendar file: TOML, JSON or YAML, by its suffix or by its content."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from workbench.core.errors import UserError

_YAML_BEGINS = re.compile(r"""---|%YAML|(["']?)[\w .*/-]+\1\s*:(?:\s|$)""")
_MOST_VALUES, _DEEPEST = 100_000, 30
"""A calendar is far smaller; a file whose parts refer to themselves has no end."""


def load_document(path: Path) -> Mapping[str, object]:
    """The settings in a file. Raises UserError when it is no text or no settings."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("it is not UTF-8 text.", "Save it as UTF-8.") from error
    problem = ""
    for load in _loaders(path.suffix.lower(), text):
        try:
            loaded = load(text)
        except (ValueError, RecursionError) as error:
            problem = problem or str(error)
            continue
        if isinstance(loaded, dict):
            document = cast(Mapping[str, object], loaded)
            _refuse_endless(document)
            return document
        problem = problem or "it holds no table of settings"
    raise UserError(f"cannot be read as a calendar ({problem}).", "See 'workbench sla due --help'.")


def _loaders(suffix: str, text: str) -> list[Callable[[str], object]]:
    """What to read a text with, in order; the complaint of the first is told."""
    if suffix == ".json":
        return [json.loads]
    if suffix in (".yaml", ".yml"):
        return [_load_yaml]
    if suffix == ".toml":
        return [tomllib.loads, json.loads]
    lines = (line.strip() for line in text.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if first.startswith("{"):
        return [json.loads, _load_yaml]
    return [_load_yaml] if _YAML_BEGINS.match(first) else [tomllib.loads]


def _load_yaml(text: str) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from error


def _refuse_endless(document: Mapping[str, object]) -> None:
    """Refuse what is nested too deep or, by names for its parts, without end."""
    waiting: list[tuple[object, int]] = [(document, 0)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_VALUES:
            raise UserError(
                "its parts refer to themselves or are nested too deep.",
                "Write the hours out, like mon-fri: 09:00-17:00.",
            )
        if isinstance(value, Mapping):
            inner = cast(Mapping[object, object], value)
            waiting += [(part, depth + 1) for part in (*inner.keys(), *inner.values())]
        elif isinstance(value, (list, tuple)):
            waiting += [(part, depth + 1) for part in cast(Sequence[object], value)]
