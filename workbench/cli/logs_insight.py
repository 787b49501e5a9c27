"""The verbs of `logs` that tell what is in a log: templates, anomalies, sessions, diff."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.log_reading import add_reading_options, choices_of, name_unreadable
from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count, table

if TYPE_CHECKING:
    from workbench.logs.survey import Survey


def add_verbs(verbs: Verbs) -> None:
    """Declare the verbs."""
    templates = verbs.add(
        "templates",
        _templates,
        "The constant texts behind the messages, and how often each comes.",
        example="logs templates logs",
    )
    add_reading_options(templates)
    templates.add_argument("--plain", action="store_true", help="every line is a message")
    templates.add_argument(
        "--assign", type=output_path, metavar="OUT.csv",
        help="write line,record,template_id for every record (lines and records count from 1)",
    )  # fmt: skip
    anomalies = verbs.add(
        "anomalies",
        _anomalies,
        "What is abnormal and why: new messages, bursts, silence, numbers, broken sequences.",
        example="logs anomalies logs",
    )
    add_reading_options(anomalies)
    anomalies.add_argument(
        "--baseline", nargs="+", type=Path, metavar="PATH", help="logs of a time that was normal"
    )
    sessions = verbs.add(
        "sessions",
        _sessions,
        "Which requests, blocks or sessions are unlike the usual ones.",
        example=r"logs sessions logs/app --key 'request ([0-9a-f]{12})'",
    )
    add_reading_options(sessions)
    sessions.add_argument("--key", metavar="REGEX", help="its first group is the session's id")
    sessions.add_argument(
        "--events", action="store_true", help="each line is one session of event ids ('id,' first"
        " or not)",
    )  # fmt: skip
    sessions.add_argument(
        "--train", nargs="+", type=Path, metavar="PATH", help="sessions that were mostly normal"
    )
    diff = verbs.add(
        "diff",
        _diff,
        "What is in a bad log and not in a good one, and what comes more or less often.",
        example="logs diff logs/gateway/access.log-20260302.gz logs/gateway/access.log",
    )
    diff.add_argument("good", type=Path, metavar="GOOD")
    diff.add_argument("bad", type=Path, metavar="BAD")
    add_reading_options(diff, paths=False)
    anomalies.add_argument("--sensitivity", choices=["low", "normal", "high"], default="normal")


def _templates(options: argparse.Namespace) -> Answer:
    from workbench.logs.survey import survey

    found = survey(
        options.paths,
        choices=choices_of(options, plain=options.plain),
        on_unreadable=name_unreadable,
        progress=terminal_progress(),
    )
    if options.assign:
        _write_assignment(found, options.assign)
    lines = found.lines
    data = {
        "records": len(found.template_ids),
        "templates": [
            {
                "id": template.id,
                "template": template.text,
                "count": template.count,
                "first_path": found.file_of(template.first_record),
                "first_line": int(lines[template.first_record]),
            }
            for template in found.templates
        ],
    }
    usual = sorted(found.templates, key=lambda template: -template.count)
    rows = [(t.id, t.count, int(lines[t.first_record]), t.text[:160]) for t in usual]
    summary = f"{count(len(lines), 'record')}, {count(len(rows), 'template')}"
    return Answer(data, f"{table(['id', 'count', 'first line', 'template'], rows)}\n{summary}")


def _write_assignment(found: "Survey", target: Path) -> None:
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv

    from workbench.storage.files import write_atomically

    columns = [found.lines, np.arange(1, len(found.lines) + 1), found.template_ids]
    names = ["line", "record", "template_id"]
    text = pa.BufferOutputStream()
    csv.write_csv(pa.table(columns, names), text, csv.WriteOptions(include_header=False))
    write_atomically(target, ",".join(names).encode() + b"\n" + text.getvalue().to_pybytes())


def _anomalies(options: argparse.Namespace) -> Answer:
    from workbench.logs.anomaly import find_anomalies
    from workbench.logs.survey import survey
    from workbench.logs.times import iso_of

    progress = terminal_progress()
    found = survey(
        options.paths,
        baseline=options.baseline or (),
        numbers=True,
        choices=choices_of(options),
        on_unreadable=name_unreadable,
        progress=progress,
    )
    known = found.baseline
    anomalies = find_anomalies(
        found.times, found.levels, found.template_ids, found.templates,
        fields=found.fields, linked=found.linked, baseline=known,
        sensitivity=options.sensitivity, progress=progress,
    )  # fmt: skip
    data = [
        {
            "path": found.file_of(one.record),
            "line": int(found.lines[one.record]),
            "record": one.record - known + 1,
            "time": iso_of(int(found.times[one.record])),
            "kind": one.kind,
            "score": one.score,
            "template_id": one.template_id if one.template_id >= 0 else None,
            "reason": one.reason,
        }
        for one in anomalies
    ]
    rows = [
        (one["score"], one["kind"], one["time"], f"{one['path']}:{one['line']}", one["reason"])
        for one in data
    ]
    total = len(found.lines) - known
    summary = f"{count(total, 'record')}, {count(len(rows), 'anomaly', 'anomalies')}"
    text = table(["score", "kind", "time", "where", "why"], rows) + "\n" if rows else ""
    return Answer({"records": total, "anomalies": data}, text + summary)


def _sessions(options: argparse.Namespace) -> Answer:
    from workbench.logs.session_sources import read_events, sessions_by_key
    from workbench.logs.sessions import judge

    progress = terminal_progress()
    train: list[Path] = options.train or []
    if options.events:
        sessions, training = (
            read_events(paths, progress, name_unreadable) for paths in (options.paths, train)
        )
        judged = judge(sessions, training, name_of="event {}".format, progress=progress)
    elif options.key:
        sessions, training, names = sessions_by_key(
            options.key,
            options.paths,
            train,
            progress,
            choices_of(options),
            on_unreadable=name_unreadable,
        )
        judged = judge(sessions, training, name_of=names.__getitem__, progress=progress)
    else:
        raise UserError("Sessions need --key or --events.", "Give --key REGEX or --events.")
    data: list[JsonValue] = [
        {
            "id": one.session.id,
            "events": len(one.session.events),
            "score": one.score,
            "anomalous": one.anomalous,
            "reason": one.reason or None,
        }
        for one in judged
    ]
    unusual = sorted((one for one in judged if one.anomalous), key=lambda one: -one.score)
    rows = [(one.score, one.session.id, len(one.session.events), one.reason) for one in unusual]
    summary = f"{count(len(judged), 'session')}, {count(len(rows), 'unusual one')}"
    text = table(["score", "session", "events", "why"], rows[:200]) + "\n" if rows else ""
    return Answer({"sessions": data}, text + summary)


def _diff(options: argparse.Namespace) -> Answer:
    from workbench.logs.diff import difference
    from workbench.logs.survey import survey

    found = survey(
        [options.bad],
        baseline=[options.good],
        numbers=True,
        choices=choices_of(options),
        on_unreadable=name_unreadable,
        progress=terminal_progress(),
    )
    result = difference(found.template_ids, found.templates, found.baseline, found.fields)
    data: JsonObject = {
        name: [{"template": one.text, "count": one.good + one.bad} for one in changes]
        for name, changes in (
            ("only_in_bad", result.only_in_bad), ("only_in_good", result.only_in_good)
        )
    }  # fmt: skip
    data["rate_changes"] = [
        {
            "template": one.text,
            "good": one.good,
            "bad": one.bad,
            "ratio": round(one.ratio or 0.0, 4),
        }
        for one in result.rate_changes
    ]
    rows = [("only in bad", one.good, one.bad, None, one.text[:120]) for one in result.only_in_bad]
    rows += [("rate", one.good, one.bad, one.ratio, one.text[:120])
             for one in result.rate_changes]  # fmt: skip
    rows += [("only in good", one.good, one.bad, None, one.text[:120])
             for one in result.only_in_good]  # fmt: skip
    return Answer(data, table(["what", "good", "bad", "ratio", "template"], rows))
