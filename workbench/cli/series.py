"""`workbench series score`: how unusual each row of a metric series is."""

import argparse

from workbench.cli.input_path import input_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.text import count, table

_SHOWN = 20


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `series`."""
    score = Verbs(parser).add(
        "score",
        _score,
        "A score from 0 (usual) to 1 for every row, judged by the rows before it only.",
        example="series score drift/ctr-hourly.csv --time hour --value ctr",
    )
    score.add_argument("file", type=input_path, metavar="FILE.csv")
    score.add_argument("--time", required=True, metavar="COL", help="column of the time")
    score.add_argument("--value", required=True, metavar="COL", help="column of the value")


def _score(options: argparse.Namespace) -> Answer:
    from workbench.logs.series import score_series
    from workbench.logs.series_file import read_series

    series = read_series(options.file, options.time, options.value)
    scores = [round(float(one), 6) for one in score_series(series.values, terminal_progress())]
    strongest = sorted(range(len(scores)), key=lambda row: -scores[row])[:_SHOWN]
    rows = [
        (row + 1, series.times[row], series.texts[row], scores[row])
        for row in sorted(strongest)
        if scores[row] > 0
    ]
    text = table(["row", "time", "value", "score"], rows) + "\n" if rows else ""
    return Answer({"scores": scores}, f"{text}{count(len(scores), 'row')}")
