"""One analysis as the pane shows it: a table of lines, a verdict, charts, perhaps a proposal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.ui.chart.spec import Chart, plain_number
from workbench.ui.states import State

if TYPE_CHECKING:
    from workbench.drift.monitor import Action

Cell = str | float | None
Tab = tuple[str, Chart]


@dataclass(frozen=True)
class Line:
    """One row of the overview; `key` names it, `state` is its shape, `trend` its sparkline."""

    key: str
    state: State
    cells: tuple[Cell, ...]
    trend: tuple[float, ...] = ()
    notable: bool = False

    def text(self, place: int) -> str:
        """A cell in words."""
        value = self.cells[place]
        return value if isinstance(value, str) else "" if value is None else plain_number(value)


@dataclass(frozen=True)
class Exhibit:
    """What is shown of one analysis.

    `sections` are the verdict: headings with their sentences. `charts` belong to the whole,
    `line_charts` to the line that is chosen. `report` gives one HTML page where there is one.
    """

    kind: str
    title: str
    state: State
    word: str
    headers: tuple[str, ...]
    lines: tuple[Line, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    charts: tuple[Tab, ...] = ()
    line_charts: Callable[[str], Sequence[Tab]] = field(default=lambda _key: ())
    report: Callable[[], str] | None = None
    action: "Action | None" = None
    time: datetime | None = None
    rules: Path | None = None
    trend_header: str = ""

    @property
    def summary(self) -> str:
        """The analysis in one or two spoken sentences."""
        first = self.sections[0][1][0] if self.sections and self.sections[0][1] else ""
        return f"{self.title}: {self.word}. {first}".strip()

    def text(self) -> str:
        """The verdict as plain text, for evidence."""
        parts: list[str] = [f"{self.title}: {self.word}"]
        for heading, sentences in self.sections:
            parts += ["", heading, *(f"- {sentence}" for sentence in sentences)]
        return "\n".join(parts)
