"""The controls without an accessible name, in every pane with the sample's data in it."""

from pathlib import Path

from tests.bench.child import answer_of
from tests.bench.measure import Measurement


def measure(_data: Path | None) -> list[Measurement]:
    """Go through all scenes of the gallery in a process of its own, walking QAccessible."""
    what = "controls without an accessible name"
    found = answer_of("tests.bench.names_window")
    if isinstance(found, str):
        return [Measurement(what, "-", "-", None, "0", None, found)]
    note = f"{found['scenes']} scenes of all panes; {'; '.join(found['nameless'])}".rstrip("; ")
    shown = f"{len(found['nameless'])} of {found['controls']}"
    return [Measurement(what, shown, "-", None, "0", not found["nameless"], note)]
