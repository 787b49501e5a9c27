"""A path given to a verb, where `-` is standard input: kept in a file while the verb runs."""

import argparse
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path


def input_path(text: str) -> Path:
    """The path as given; for `-` a file that holds what came on standard input."""
    return _standard_input("stdin") if text == "-" else Path(text)


def article_path(text: str) -> Path:
    """Like `input_path`, for verbs that take Markdown by its suffix."""
    return _standard_input("stdin.md") if text == "-" else Path(text)


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
