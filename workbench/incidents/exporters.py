"""What an exporter of pinned evidence is: a name, a file ending, and a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.incidents.pinboard import Pinned


@dataclass(frozen=True, slots=True)
class EvidenceExporter:
    """One way to write pinned evidence into a file.

    `suffix` is the file ending with its dot (".md"). `write` turns the pieces, in the
    user's order, into the whole content of the file.
    """

    id: str
    name: str
    suffix: str
    write: Callable[[Sequence[Pinned]], bytes]
