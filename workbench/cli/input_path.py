"""A path given to a verb, where `-` is standard input: kept in a file while the verb runs."""

import argparse
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

_NAMES = ("stdin.md", "stdin")


def input_path(text: str) -> Path:
    """The path as given; for `-` a file that holds what came on standard input."""
    return _standard_input(_NAMES[1]) if text == "-" else Path(text)


def article_path(text: str) -> Path:
    """Like `input_path`, for verbs that take Markdown by its suffix."""
    return _standard_input(_NAMES[0]) if text == "-" else Path(text)


def with_stdin_named(sentence: str) -> str:
    """The sentence with 'standard input' in place of the file that holds it."""
    if not _folder.cache_info().currsize:
        return sentence
    named = Path(_folder().name)
    for name in _NAMES:
        sentence = sentence.replace(str(named / name), "standard input")
    return sentence


@cache
def _standard_input(name: str) -> Path:
    if sys.stdin is None or sys.stdin.closed:
        raise argparse.ArgumentTypeError("nothing is connected to standard input")
    file = Path(_folder().name) / name
    with file.open("wb") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
    return file


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    """Removed when the program ends."""
    return tempfile.TemporaryDirectory(prefix="workbench-")
