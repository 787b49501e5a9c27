"""The counts themselves: every cell of both tables, from either engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workbench.core.progress import Progress
from workbench.drift.binning import Binning
from workbench.drift.compare import set_aside
from workbench.drift.counts import Counted
from workbench.drift.engine import engine
from workbench.drift.sides import Question, Sides, measured, opened, segment_values
from workbench.drift.windows import Windows


@dataclass(frozen=True, slots=True)
class Cell:
    """One integer of the contract; `segment` is (column, value), `start` the window's start."""

    side: str
    window: int | None
    start: datetime | None
    segment: tuple[str, str] | None
    bin: int
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All non-zero cells of one column, with its bins."""

    binning: Binning
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Tallies:
    """The counts of all columns, and what is to be said about how the tables were read."""

    columns: tuple[Tally, ...]
    notes: tuple[str, ...]


def tally(question: Question, progress: Progress | None = None) -> Tallies:
    """Count both tables. Raises UserError for bad input."""
    with engine(progress) as running:
        sides = opened(running, question)
        segments = [
            (name, segment_values(running, sides.reference.table, name))
            for name in question.segments
        ]
        found: list[Tally] = []
        for number, (ours, theirs) in enumerate(sides.pairs):
            running.progress.report(number, len(sides.pairs), "counting")
            if ours is None or theirs is None or set_aside(ours, theirs, sides, question):
                continue
            done = measured(running, sides, ours, segments, with_values=False)
            parts = list(done.segments) or [("", done.reference, done.current)]
            cells = [
                cell
                for name, reference, current in parts
                for side, counted in (("reference", reference), ("current", current))
                for cell in _cells(side, name, counted, sides)
            ]
            found.append(Tally(done.binning, tuple(cells)))
        return Tallies(tuple(found), sides.notes)


def _cells(side: str, segment: str, counted: Counted, sides: Sides) -> Iterator[Cell]:
    cut: Windows | None = sides.cut
    for w, s, b in zip(*counted.cells.nonzero(), strict=True):
        number = counted.windows[w]
        yield Cell(
            side,
            number if cut else None,
            cut.start(number) if cut else None,
            (segment, counted.segments[s]) if segment else None,
            int(b),
            int(counted.cells[w, s, b]),
        )
