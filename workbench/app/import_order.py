"""In which order modules are imported so that none brings many others with it at once."""

import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator

_AT_ONCE = re.compile(r"^from (workbench[\w.]*) import (.+)", re.MULTILINE)
"""An import of ours as soon as the module is imported: those within functions are indented."""


def needed_first(names: Iterable[str]) -> Iterator[str]:
    """The modules, each after those of ours that it imports itself; none that is there already.

    To be imported as they come: what a module needs is looked up when its turn comes.
    """
    seen: set[str] = set()
    for name in names:
        yield from _needed(name, seen)


def _needed(name: str, seen: set[str]) -> Iterator[str]:
    if name in seen or name in sys.modules:
        return
    seen.add(name)
    for other, words in _AT_ONCE.findall(_source(name)):
        yield from _needed(other, seen)
        for part in _parts(other, words):
            yield from _needed(part, seen)
    yield name


def _parts(package: str, words: str) -> list[str]:
    """Those of the imported words that are modules of the package."""
    if not hasattr(sys.modules.get(package), "__path__"):
        return []
    names = [f"{package}.{word}" for word in re.findall(r"\w+", words)]
    return [name for name in names if importlib.util.find_spec(name) is not None]


def _source(name: str) -> str:
    """The text of a module; empty where there is none (a packaged program has no text)."""
    try:
        found = importlib.util.find_spec(name)
        loader = found.loader if found is not None else None
        read = getattr(loader, "get_source", None)
        return (read(name) or "") if read is not None else ""
    except (ImportError, UnicodeDecodeError):
        return ""
