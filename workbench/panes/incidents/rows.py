"""The tables of the incidents pane: the timeline, the report's parts, what is wrong in it."""

from datetime import UTC
from zoneinfo import ZoneInfo

from workbench.core.text import count
from workbench.incidents.checking import Finding
from workbench.incidents.reading import Part
from workbench.incidents.timeline import Entry
from workbench.ui.states import State
from workbench.ui.table_model import Column
from workbench.ui.translate import tr


def timeline_columns(zone: str) -> tuple[Column[Entry], ...]:
    """The columns of the timeline; `zone` names the reader's time zone, empty for UTC."""
    there = ZoneInfo(zone) if zone else UTC

    def when(entry: Entry) -> str:
        time = entry.evidence.time
        return f"{time.astimezone(there):%Y-%m-%d %H:%M:%S}" if time else tr("no time")

    return (
        Column[Entry](
            tr("No."), lambda e: f"E{e.number}", key=lambda e: e.number, state=_entry_state,
            help=tr("The number by which the report names it"),
        ),
        Column[Entry](
            tr("When ({zone})", zone=zone or "UTC"), when,
            key=lambda e: e.evidence.time.timestamp() if e.evidence.time else float("inf"),
        ),
        Column[Entry](tr("What"), lambda e: e.evidence.kind.replace("-", " "), gives_way=True),
        Column[Entry](tr("Title"), lambda e: e.title, stretch=True),
        Column[Entry](tr("Note"), lambda e: " ".join(e.note.split()), width=24, gives_way=True),
    )  # fmt: skip


def _entry_state(entry: Entry) -> State | None:
    """Only what is no longer as it was pinned stands out."""
    return State.ERROR if entry.pinned is not None and not entry.pinned.intact else None


def part_words(part: Part) -> str:
    """How far a part of the report is."""
    if part.sentences:
        return count(len(part.sentences), tr("sentence"))
    return tr("missing")


PART_COLUMNS = (
    Column[Part](tr("Part"), lambda p: p.title),
    Column[Part](
        tr("State"), part_words, key=lambda p: len(p.sentences),
        state=lambda p: State.GOOD if p.sentences else State.WARNING,
    ),
    Column[Part](tr("What is missing"), lambda p: "" if p.sentences else p.remarks, stretch=True),
)  # fmt: skip

FINDING_COLUMNS = (
    Column[Finding](tr("Line"), lambda f: f"{f.line}", key=lambda f: f.line, numeric=True),
    Column[Finding](tr("What is wrong"), lambda f: f.message, state=lambda _: State.WARNING),
    Column[Finding](tr("Sentence"), lambda f: f.sentence, stretch=True),
)
