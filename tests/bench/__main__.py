"""`python -m tests.bench [NAME...] [--data DIR]`: prints one table of all measurements.

Each module tests/bench/bench_NAME.py has a function `measure(data) -> list[Measurement]`.
"""

import argparse
import importlib
import sys
from pathlib import Path

from tests.bench.measure import Measurement
from workbench.core.text import table

_FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in _FOLDER.glob("bench_*.py"))


def main() -> int:
    """Run the named benchmarks (all by default) and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of: {', '.join(names())}")
    parser.add_argument("--data", type=Path, help="folder of the shared public data")
    options = parser.parse_args()
    lines: list[Measurement] = []
    for name in options.name or names():
        sys.stderr.write(f"measuring {name} ...\n")
        lines += importlib.import_module(f"tests.bench.bench_{name}").measure(options.data)
    words = {True: "met", False: "NOT MET", None: "not run"}
    rows = [
        (line.what, line.ours, line.anchor, line.ratio, line.bar, words[line.met], line.note)
        for line in lines
    ]
    print(table(["what", "ours", "anchor", "ratio", "bar", "met", "note"], rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
