"""The verbs of `logs` that tell what is in a log: templates, anomalies, sessions, diff."""

import argparse
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
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
    templates.add_argument("path", nargs="+", type=Path, metavar="PATH")
    templates.add_argument("--plain", action="store_true", help="every line is a message")
    templates.add_argument(
        "--assign", type=Path, metavar="OUT.csv",
        help="write line,record,template_id for every record (lines and records count from 1)",
    )  # fmt: skip


def _templates(options: argparse.Namespace) -> Answer:
    from workbench.logs.survey import survey

    found = survey(options.path, plain=options.plain, progress=terminal_progress())
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
    from workbench.storage.files import write_atomically

    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["line", "record", "template_id"])
    numbers = range(1, len(found.lines) + 1)
    rows.writerows(zip(found.lines.tolist(), numbers, found.template_ids.tolist(), strict=True))
    write_atomically(target, text.getvalue().encode())
