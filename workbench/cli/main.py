"""The headless entry: finds the noun, runs its verb, prints the answer."""

import argparse
import importlib
import importlib.util
import io
import json
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from workbench import __version__
from workbench.cli.input_path import with_stdin_named
from workbench.cli.nouns import NOUNS
from workbench.cli.verbs import Answer
from workbench.core.errors import Cancelled
from workbench.core.failures import as_user_error

EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130


class _OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as every other error is said."""

    def error(self, message: str) -> NoReturn:
        """Complain and leave."""
        sys.exit(_complain(f"{message}. See '{self.prog} --help'."))


def module_of(noun: str) -> str:
    """The module that holds a noun's verbs, as `build(parser)`."""
    return f"workbench.cli.{noun}"


def available_nouns() -> dict[str, str]:
    """The nouns whose module is there."""
    found = importlib.util.find_spec
    return {noun: text for noun, text in NOUNS.items() if found(module_of(noun)) is not None}


def main(arguments: Sequence[str]) -> int:
    """Run `workbench NOUN VERB ...` and give the exit code."""
    nouns = available_nouns()
    if not arguments or arguments[0] not in nouns:
        return _overview(arguments, nouns)
    noun = arguments[0]
    parser = _OneLineParser(prog=f"workbench {noun}", description=nouns[noun])
    try:
        importlib.import_module(module_of(noun)).build(parser)
        options = parser.parse_args(arguments[1:])
        answer: Answer = options.run(options)
        _print(answer, as_json=options.json)
        answer.afterwards()
        return answer.exit_code
    except (KeyboardInterrupt, Cancelled):
        sys.stderr.write("workbench: interrupted\n")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:
        expected = as_user_error(error)
        if expected is None:
            raise
        return _complain(with_stdin_named(str(expected)))


def _overview(arguments: Sequence[str], nouns: dict[str, str]) -> int:
    wanted = arguments[0] if arguments else "--help"
    if wanted == "--version":
        sys.stdout.write(f"workbench {__version__}\n")
        return 0
    lines = ["usage: workbench [--workspace DIR] [--safe-mode] [PATH...]    open the window"]
    lines.append("       workbench NOUN [VERB] ...    without a window")
    lines += ["", "nouns:", *(f"  {noun:<10} {text}" for noun, text in nouns.items())]
    if wanted in ("--help", "-h"):
        sys.stdout.write("\n".join(lines) + "\n")
        return 0
    return _complain(f"'{wanted}' is not a noun. See workbench --help.")


def _print(answer: Answer, *, as_json: bool) -> None:
    if sys.stdout is None:
        return
    _set_encoding(as_json=as_json)
    if as_json:
        json.dump(answer.data, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    elif answer.text:
        sys.stdout.write(answer.text + "\n")
    sys.stdout.flush()


def _set_encoding(*, as_json: bool) -> None:
    """JSON is UTF-8 wherever it goes; a table is written in the terminal's own encoding.

    A lone surrogate, which no encoding has, becomes the escape that JSON has for it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = "utf-8" if as_json else sys.stdout.encoding
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _complain(sentence: str) -> int:
    one_line = "".join(sign if sign.isprintable() else "?" for sign in " ".join(sentence.split()))
    sys.stderr.write(f"workbench: {one_line}\n")
    return EXIT_BAD_INPUT


def _reader_left() -> int:
    """The program that read our output has ended (`| head`): stop quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
