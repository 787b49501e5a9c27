"""How a noun declares its verbs: options, example, and the function that answers."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.core.jsontypes import JsonValue


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb gives back: one JSON document, the same for a person, and the exit code.

    `afterwards` is what goes on once the answer is printed: a service that stays up.
    """

    data: JsonValue
    text: str
    exit_code: int = 0
    afterwards: Callable[[], None] = lambda: None


Run = Callable[[argparse.Namespace], Answer]


def common(parser: argparse.ArgumentParser, run: Run, example: str) -> argparse.ArgumentParser:
    """Add what every verb has: --json, --workspace, an example, and its function."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"Example on the sample workspace:\n  workbench {example}"
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--workspace", type=Path, metavar="DIR", help="the workspace (default: the last one used)"
    )
    parser.set_defaults(run=run)
    return parser


class Verbs:
    """The verbs of one noun, added to its parser one by one."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parsers = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def add(self, name: str, run: Run, summary: str, *, example: str) -> argparse.ArgumentParser:
        """Add a verb; the caller adds its own options to the parser given back."""
        parser = self._parsers.add_parser(name, help=summary, description=summary)
        return common(parser, run, example)
