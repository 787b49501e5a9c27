"""`workbench triage eval`: measures the triage on labelled tickets it has not seen."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError
from workbench.core.text import count, table
from workbench.storage.files import write_atomically
from workbench.tickets.importing import files

if TYPE_CHECKING:
    from workbench.tickets.triage.evaluation import Evaluation

_FIGURES = {
    "accuracy": "share of test rows whose first choice is right",
    "macro_f1": "F1, mean over the labels that test rows have or get",
    "ece": "expected calibration error, 15 bins",
    "accepted_share": "share of test rows that are accepted",
    "accepted_precision": "share of accepted rows that are right",
    "oos_auroc": "ranking of test rows above out-of-scope rows",
    "train_seconds": "training, thresholds included",
    "ms_per_ticket": "judging, per ticket",
}


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `triage`."""
    verbs = Verbs(parser)
    verb = verbs.add(
        "eval",
        _eval,
        "Train on one labelled CSV, judge another, and say what can be promised.",
        example="triage eval --train labelled.csv --test later.csv --text summary,description"
        " --label category",
    )
    verb.add_argument("--train", required=True, type=Path, metavar="A.csv",
                      help="labelled rows; those without a label teach which texts belong together,"
                      " while few have one")  # fmt: skip
    verb.add_argument("--test", required=True, type=Path, metavar="B.csv", help="rows to judge")
    verb.add_argument("--text", required=True, action="append", metavar="COL[,COL]",
                      help="columns of text, separated by commas or given one by one")  # fmt: skip
    verb.add_argument("--label", required=True, metavar="COL", help="column of the label")
    verb.add_argument("--precision", type=float, default=0.95, metavar="P",
                      help="share of accepted rows that must be right (default 0.95)")  # fmt: skip
    verb.add_argument("--out-of-scope", type=Path, metavar="C.csv",
                      help="rows of no known kind, for oos_auroc only")  # fmt: skip
    verb.add_argument("--predictions", type=output_path, metavar="OUT.csv",
                      help="columns row,label,confidence,accepted; row 0 comes first; labels as in"
                      " A.csv, for programs: a spreadsheet may run one like =1+1")  # fmt: skip
    verb.add_argument("--no-model", action="store_true",
                      help="leave an installed embedding model out")  # fmt: skip


def _eval(options: argparse.Namespace) -> Answer:
    if not 0.5 <= options.precision < 1:
        raise UserError(f"--precision {options.precision} is not in 0.5 to 1.", "Try 0.95.")
    from workbench.tickets.triage.embedding import installed_embedder
    from workbench.tickets.triage.evaluation import evaluate

    columns = _columns(options.text)
    given = _rows(options.train, columns, options.label)
    training = [row for row in given if row[1]]
    test = _rows(options.test, columns, options.label)
    foreign = _rows(options.out_of_scope, columns, None) if options.out_of_scope else []
    if not training or not any(label for _, label in test):
        empty = options.test if training else options.train
        raise UserError(f"{empty} has no labelled rows.", f"Check its column '{options.label}'.")
    if len({label for _, label in training}) < 2:
        raise UserError(
            f"{options.train} has one label only, '{training[0][1]}', in '{options.label}'.",
            "Two are needed: label rows of at least two kinds.",
        )
    with installed_embedder() as installed:
        measured = evaluate(
            ([text for text, _ in training], [label for _, label in training]),
            ([text for text, _ in test], [label for _, label in test]),
            unlabelled=[text for text, label in given if not label],
            out_of_scope=[text for text, _ in foreign],
            precision=options.precision,
            embedder=None if options.no_model else installed,
            progress=terminal_progress(),
        )
    beside = len(given) - len(training)
    if beside:
        taught = measured.model.unlabelled_rows
        sys.stderr.write(
            f"workbench: {options.train}: {count(beside, 'row')} without a label, of which"
            f" {taught:,} different ones taught which texts belong together.\n"
        )
    for note in _notes(measured):
        sys.stderr.write(f"workbench: {options.test}: {note}.\n")
    if options.predictions:
        write_atomically(options.predictions, _predictions(measured))
    return _answer(measured)


def _columns(given: list[str]) -> list[str]:
    names = [name.strip() for text in given for name in text.split(",")]
    columns = [name for name in names if name]
    if not columns:
        raise UserError("--text names no column.", "Give it as COL or COL,COL.")
    return columns


def _notes(measured: "Evaluation") -> list[str]:
    """What the figures do not say of the test rows."""
    found: list[str] = []
    if measured.unlabelled:
        rows = count(measured.unlabelled, "row")
        found.append(f"{rows} without a label, left out of the figures")
    if measured.unknown:
        rows = count(measured.unknown, "row")
        found.append(f"{rows} with a label that never occurs in training, counted as wrong")
    return found


def _rows(path: Path, columns: list[str], label: str | None) -> list[tuple[str, str]]:
    """Text and label of every row; a row shorter than the header has empty cells."""
    opened = files.open_table(path)
    places = [files.column(opened, name, path) for name in columns]
    target = None if label is None else files.column(opened, label, path)
    found: list[tuple[str, str]] = []
    for _, short in opened.rows:
        cells = short + [""] * (len(opened.header) - len(short))
        text = "\n".join(cells[place] for place in places)
        found.append((text, "" if target is None else cells[target].strip()))
    return found


def _predictions(measured: "Evaluation") -> bytes:
    from workbench.tickets.safe_csv import csv_bytes

    judged = measured.judged
    found = zip(judged.label.tolist(), judged.confidence.tolist(), judged.accepted.tolist(),
                strict=True)  # fmt: skip
    return csv_bytes(
        ["row", "label", "confidence", "accepted"],
        ([number, measured.model.classes[label], f"{confidence:.6f}",
          "true" if accepted else "false"]
         for number, (label, confidence, accepted) in enumerate(found)),
        exact=True,  # whoever reads it compares the labels with the true ones
    )  # fmt: skip


def _answer(measured: "Evaluation") -> Answer:
    figures: dict[str, float | None] = {name: getattr(measured, name) for name in _FIGURES}
    rows: list[tuple[str, object, str]] = [
        (name, None if value is None else round(value, 4), _FIGURES[name])
        for name, value in figures.items()
    ]
    if measured.unlabelled:
        rows.append(("unlabelled", measured.unlabelled, "test rows without a label, left out"))
    unknown = "test rows whose label never occurs in training, counted as wrong"
    rows.append(("unknown_label", measured.unknown, unknown))
    taught = "training rows without a label that taught which texts belong together"
    rows.append(("unlabelled_taught", measured.model.unlabelled_rows, taught))
    used = measured.model.embedder
    rows.append(("model", used or "none", "the installed embedding model that took part"))
    if measured.oos_rejected_keeping_95 is not None:
        rejected = round(measured.oos_rejected_keeping_95, 4)
        rows.append(("oos_rejected", rejected, "out-of-scope rows rejected, 95 % of test kept"))
    return Answer(dict(figures), table(["figure", "value", "meaning"], rows))
