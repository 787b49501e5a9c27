"""A file that a verb writes: refused before the work where a folder has its name."""

import argparse
from pathlib import Path


def output_path(text: str) -> Path:
    """The path as given."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder; name a file")
    return path
