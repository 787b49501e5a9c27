"""`workbench drift ...`: compare tables, watch streams, judge contests."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs

if TYPE_CHECKING:
    from workbench.drift.sides import Question


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    compare = verbs.add(
        "compare",
        _compare,
        "compare a current table with a reference and give a verdict",
        example="drift compare drift/routing-2020.csv drift/routing-2021.csv --windows 1d",
    )
    _both_tables(compare)
    compare.add_argument("--html", type=Path, metavar="OUT", help="also write a report of one file")
    counts = verbs.add(
        "counts",
        _counts,
        "the integer counts per window, segment, column and bin",
        example="drift counts drift/routing-2020.csv drift/routing-2021.csv",
    )
    _both_tables(counts)


def _both_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", type=Path, help="the table taken as normal")
    parser.add_argument("current", type=Path, help="the table that is judged")
    parser.add_argument("--windows", metavar="SIZE", help="30min, 6h, 1d, 1w, 1mo or a row count")
    parser.add_argument("--time", metavar="COL", help="the column that holds the time")
    parser.add_argument("--timezone", default="UTC", metavar="ZONE", help="the local clock (UTC)")
    parser.add_argument("--segments", default="", metavar="COL,COL", help="look inside these")
    parser.add_argument("--target", metavar="COL", help="the true outcome")
    parser.add_argument("--prediction", metavar="COL", help="what the model said")
    parser.add_argument("--id", metavar="COL", help="the unit whose rows resemble each other")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")


def _compare(options: argparse.Namespace) -> Answer:
    from workbench.drift import answers
    from workbench.drift.compare import compare

    found = compare(_question(options), terminal_progress())
    return Answer(answers.comparison(found), answers.comparison_text(found))


def _counts(options: argparse.Namespace) -> Answer:
    from workbench.drift import answers
    from workbench.drift.tally import tally

    found = tally(_question(options), terminal_progress())
    return Answer(answers.tallies(found), answers.tallies_text(found))


def _question(options: argparse.Namespace) -> "Question":
    from workbench.drift.sides import Question

    return Question(
        options.reference,
        options.current,
        options.windows,
        options.time,
        tuple(name for name in options.segments.split(",") if name),
        options.target,
        options.prediction,
        options.id,
        options.timezone,
        options.engine,
    )
