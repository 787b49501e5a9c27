"""`workbench drift ...`: compare tables, watch streams, judge contests."""

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError
from workbench.core.text import count

if TYPE_CHECKING:
    from workbench.drift.sides import Question


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = Verbs(parser)
    tables = "drift/routing-2020.parquet drift/routing-2021.parquet"
    compare = verbs.add(
        "compare",
        _compare,
        "compare a current table with a reference and give a verdict",
        example=f"drift compare {tables} --windows 1d",
    )
    _both_tables(compare)
    compare.add_argument(
        "--html", type=output_path, metavar="OUT", help="also write a report of one file"
    )
    counts = verbs.add(
        "counts",
        _counts,
        "the integer counts per window, segment, column and bin",
        example=f"drift counts {tables}",
    )
    _both_tables(counts)
    _stream_options(verbs)
    _control_options(verbs)
    _contest_options(verbs)
    _other_options(verbs)


def _both_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", type=Path, help="the table taken as normal")
    parser.add_argument("current", type=Path, help="the table that is judged")
    parser.add_argument("--windows", metavar="SIZE", help="30min, 6h, 1d, 1w, 1mo or a row count")
    _time(parser)
    parser.add_argument("--segments", default="", metavar="COL,COL", help="look inside these")
    parser.add_argument("--target", metavar="COL", help="the true outcome")
    parser.add_argument("--prediction", metavar="COL", help="what the model said")
    parser.add_argument("--id", metavar="COL", help="identifies rows or units: not compared")
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")


def _time(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--time", metavar="COL", help="the column that holds the event time")
    parser.add_argument(
        "--timezone", default="UTC", metavar="ZONE", help="the local clock (default UTC)"
    )


def _stream_options(verbs: Verbs) -> None:
    stream = verbs.add(
        "stream",
        _stream,
        "find changes in a stream of errors or rates (rows count from 0)",
        example="drift stream drift/ctr.parquet --column clicked --time time",
    )
    stream.add_argument("file", type=Path)
    stream.add_argument("--column", required=True, metavar="COL")
    _time(stream)
    stream.add_argument(
        "--detector", default="adwin", choices=("adwin", "page-hinkley", "ddm", "hddm-a")
    )


def _control_options(verbs: Verbs) -> None:
    control = verbs.add(
        "control",
        _control,
        "draw a control chart and apply run rules (rows count from 0, with --time in its order)",
        example="drift control drift/ctr-hourly.csv --column ctr --reference 0:168",
    )
    control.add_argument("file", type=Path)
    control.add_argument("--column", required=True, metavar="COL")
    control.add_argument(
        "--chart",
        default="individuals",
        choices=("individuals", "xbar-r", "xbar-s", "p", "u", "ewma", "cusum"),
    )
    control.add_argument(
        "--reference", metavar="ROWS", help="rows that freeze the limits: 100 (the first) or 20:120"
    )
    control.add_argument(
        "--rules",
        default="western-electric",
        help="western-electric, nelson, 3-sigma, or a list such as 1,2,5 or 2-of-3,4-of-5",
    )
    control.add_argument(
        "--subgroup", type=int, metavar="N", help="rows per point (xbar: 5, else 1)"
    )
    control.add_argument("--size", metavar="COL", help="sample sizes of a p or u chart")
    for name, text in (
        ("--target", "center, instead of the reference's mean"),
        ("--sigma", "standard deviation, instead of the reference's"),
        ("--k", "CUSUM slack, in the column's unit (default 0.5 sigma)"),
        ("--h", "CUSUM decision limit, in the column's unit (default 4 sigma)"),
    ):
        control.add_argument(name, type=float, metavar="X", help=text)
    control.add_argument(
        "--lambda", dest="weight", type=float, default=0.3, metavar="X", help="EWMA weight (0.3)"
    )
    _time(control)


def _contest_options(verbs: Verbs) -> None:
    contest = verbs.add(
        "contest",
        _contest,
        "champion against challenger, valid at any number of looks",
        example="drift contest drift/bidding.parquet --arm arm --unit user --metric won"
        " --guardrail revenue:0.02",
    )
    contest.add_argument("file", type=Path)
    contest.add_argument("--arm", required=True, metavar="COL")
    contest.add_argument("--unit", required=True, metavar="COL", help="user or session")
    contest.add_argument("--metric", required=True, metavar="COL", help="more is better")
    contest.add_argument("--guardrail", metavar="COL:MARGIN", help="may fall by MARGIN at most")
    contest.add_argument("--champion", metavar="ARM", help="which arm is the champion")
    contest.add_argument("--alpha", type=float, default=0.05)
    contest.add_argument("--tau", type=float, help="the size of the difference one hopes for")
    contest.add_argument("--worthwhile", type=float, metavar="X", help="keep below this gain")
    _time(contest)


def _other_options(verbs: Verbs) -> None:
    skew = verbs.add(
        "skew",
        _skew,
        "compare training and serving values of the same keys",
        example="drift skew drift/features-train.csv drift/features-serve.csv --key request_id",
    )
    skew.add_argument("training", type=Path)
    skew.add_argument("serving", type=Path)
    skew.add_argument("--key", required=True, metavar="COL,COL")
    monitor = verbs.add(
        "monitor",
        _monitor,
        "replay data in event time against a rules file",
        example="drift monitor drift/rules.toml drift/ctr.parquet",
    )
    monitor.add_argument("rules", type=Path)
    monitor.add_argument("data", type=Path)
    monitor.add_argument("--models", type=Path, metavar="FILE", help="a model registry file")
    learn = verbs.add(
        "postmortem",
        _postmortem,
        "propose a change of the rules as a diff; --apply writes it",
        example="drift postmortem drift/rules.toml --rule ctr-falling --segment device=mobile",
    )
    learn.add_argument("rules", type=Path)
    learn.add_argument("--rule", required=True, metavar="NAME")
    learn.add_argument("--threshold", type=float)
    learn.add_argument("--spreads", type=float)
    learn.add_argument("--segment", metavar="COL=VALUE")
    learn.add_argument("--apply", action="store_true", help="write the change")


def _compare(options: argparse.Namespace) -> Answer:
    from workbench.drift import answers
    from workbench.drift.compare import compare
    from workbench.drift.registered import DriftStatistic
    from workbench.plugin_host.default import default_host

    given = cast(list[DriftStatistic], default_host().ask("drift_statistics"))
    found = compare(_question(options), terminal_progress(), given)
    if options.html is not None:
        from workbench.drift.report import html_report
        from workbench.storage.files import write_atomically

        write_atomically(options.html, html_report(found).encode())
    _say(options, found.notes)
    return Answer(answers.comparison(found), answers.comparison_text(found))


def _counts(options: argparse.Namespace) -> Answer:
    from workbench.drift import answers
    from workbench.drift.tally import tally

    found = tally(_question(options), terminal_progress())
    _say(options, found.notes)
    return Answer(answers.tallies(found), answers.tallies_text(found))


def _say(options: argparse.Namespace, notes: Sequence[str]) -> None:
    """Name on stderr what is noted in a document that may go to a program; text shows it anyway."""
    if options.json:
        sys.stderr.writelines(f"workbench: {note}\n" for note in notes)


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
        options.workspace / "cache" / "drift" if options.workspace else None,
    )


def _stream(options: argparse.Namespace) -> Answer:
    from workbench.drift import replies
    from workbench.drift.series import load_series
    from workbench.drift.streams import caveats, watch

    progress = terminal_progress()
    series = load_series(
        options.file, options.column, time=options.time, zone=options.timezone, progress=progress
    )
    found = watch(series, options.detector, progress)
    series = replace(series, notes=(*series.notes, *caveats(series, options.detector)))
    _say(options, series.notes)
    return Answer(replies.detections(found, series), replies.detections_text(found, series))


def _control(options: argparse.Namespace) -> Answer:
    from workbench.drift import replies
    from workbench.drift.control import ChartPlan, control_chart
    from workbench.drift.series import load_series

    _check_constants(options)
    series = load_series(
        options.file,
        options.column,
        time=options.time,
        extra=options.size,
        zone=options.timezone,
        progress=terminal_progress(),
    )
    plan = ChartPlan(
        options.chart,
        _rows(options.reference),
        options.rules,
        options.subgroup,
        options.target,
        options.sigma,
        options.weight,
        options.k,
        options.h,
    )
    sizes = None if series.extra is None else series.with_gaps(series.extra)
    found = control_chart(series.with_gaps(series.values), plan, sizes)
    skipped = f"{count(series.skipped, 'row')} without a number made no point"
    found = replace(
        found, notes=(*series.notes, *([skipped] if series.skipped else []), *found.notes)
    )
    _say(options, found.notes)
    return Answer(replies.chart(found), replies.chart_text(found))


def _check_constants(options: argparse.Namespace) -> None:
    if options.subgroup is not None and options.subgroup < 1:
        raise UserError(f"--subgroup {options.subgroup} holds no row.", "Say 5.")
    least = {"target": -math.inf, "sigma": 0.0, "k": -1e-12, "h": 0.0}
    for name, low in least.items():
        value = getattr(options, name)
        if value is not None and not (math.isfinite(value) and value > low):
            raise UserError(f"--{name} {value} is out of range.", "See drift control --help.")


def _rows(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, _, last = text.replace("-", ":").rpartition(":")
    try:
        bounds = (int(first or 0), int(last))
    except ValueError as error:
        raise UserError(f"'{text}' are no rows.", "Say 100 for the first, or 20:120.") from error
    if not 0 <= bounds[0] < bounds[1]:
        raise UserError(f"'{text}' holds no row.", "Say 100 for the first, or 20:120.")
    return bounds


def _contest(options: argparse.Namespace) -> Answer:
    from workbench.drift import replies
    from workbench.drift.contest import Stakes
    from workbench.drift.contest_table import ContestTable, contest

    guardrail, margin = _guardrail(options.guardrail)
    if not 0 < options.alpha < 1:
        raise UserError(f"--alpha {options.alpha} is no chance.", "Say 0.05.")
    if options.tau is not None and not 1e-12 <= options.tau <= 1e12:
        raise UserError(f"--tau {options.tau} is no size of a difference.", "Say 0.01.")
    if options.worthwhile is not None and not 0 <= options.worthwhile < math.inf:
        raise UserError(f"--worthwhile {options.worthwhile} is no gain.", "Say 0.001.")
    asked = ContestTable(
        options.file,
        options.arm,
        options.unit,
        options.metric,
        guardrail,
        options.time,
        options.champion,
        options.timezone,
    )
    stakes = Stakes(options.alpha, options.tau, margin, options.worthwhile)
    found = contest(asked, stakes, terminal_progress())
    _say(options, found.notes)
    return Answer(replies.outcome(found), replies.outcome_text(found))


def _guardrail(text: str | None) -> tuple[str | None, float]:
    if text is None:
        return None, 0.0
    column, _, margin = text.rpartition(":")
    try:
        allowed = float(margin)
    except ValueError as error:
        raise UserError(f"'{text}' is no guardrail.", "Say COLUMN:MARGIN, revenue:0.02.") from error
    if not column or not 0 <= allowed < math.inf:
        raise UserError(f"'{text}' is no guardrail.", "Say COLUMN:MARGIN, revenue:0.02.")
    return column, allowed


def _skew(options: argparse.Namespace) -> Answer:
    from workbench.drift import replies
    from workbench.drift.skew import skew

    key = tuple(name for name in options.key.split(",") if name)
    found = skew(options.training, options.serving, key, terminal_progress())
    _say(options, found.notes)
    return Answer(replies.skewed(found), replies.skewed_text(found))


def _monitor(options: argparse.Namespace) -> Answer:
    from workbench.drift import replies
    from workbench.drift.monitor import replay
    from workbench.drift.monitor_rules import read_rules
    from workbench.drift.registry import FileRegistry, ModelRegistry, registry_of
    from workbench.plugin_host.default import default_host

    book = read_rules(options.rules)
    if options.models is not None:
        registry = FileRegistry(options.models)
    else:
        given = default_host().ask("model_registries", folder=options.rules.parent)
        registry = registry_of(cast(list[ModelRegistry], given), book.model)
    found = replay(book, options.data, registry, terminal_progress())
    _say(options, found.notes)
    return Answer(replies.replayed(found), replies.replayed_text(found))


def _postmortem(options: argparse.Namespace) -> Answer:
    from workbench.drift.monitor_rules import diff, postmortem, read_rules
    from workbench.storage.files import write_atomically

    read_rules(options.rules)
    before = options.rules.read_text(encoding="utf-8")
    column, _, value = (options.segment or "").partition("=")
    after = postmortem(
        before,
        options.rule,
        threshold=options.threshold,
        spreads=options.spreads,
        segment=(column, value) if value else None,
    )
    shown = diff(before, after, options.rules.name)
    if options.apply:
        write_atomically(options.rules, after.encode())
    return Answer({"diff": shown, "written": bool(options.apply)}, shown or "Nothing changes.")
