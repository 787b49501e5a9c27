"""Writing pinned evidence into one file, by whichever exporter fits its ending."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.core.errors import UserError
from workbench.incidents.exporters import EvidenceExporter
from workbench.incidents.pinboard import Pinned
from workbench.storage.files import write_atomically
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.plugin_host.host import PluginHost


def evidence_exporters(plugins: "PluginHost") -> list[EvidenceExporter]:
    """The exporters that come with the workbench and those of plugins."""
    given = plugins.ask("evidence_exporters")
    return [each for each in given if isinstance(each, EvidenceExporter)]


def file_kinds(exporters: Sequence[EvidenceExporter]) -> str:
    """What the file dialog offers."""
    return ";;".join(f"{each.name} (*{each.suffix})" for each in exporters)


def write_evidence(
    path: Path, pieces: Sequence[Pinned], exporters: Sequence[EvidenceExporter]
) -> None:
    """Write the pieces into the file. Raises UserError where that cannot be."""
    fitting = [each for each in exporters if each.suffix == path.suffix.casefold()]
    if not fitting:
        endings = ", ".join(each.suffix for each in exporters)
        raise UserError(
            tr("No exporter writes {suffix} files.", suffix=path.suffix or tr("nameless")),
            tr("End the name with one of: {endings}.", endings=endings),
        )
    try:
        write_atomically(path, fitting[0].write(pieces))
    except OSError as error:
        raise UserError(
            tr("{path} cannot be written: {why}.", path=path, why=error.strerror or error),
            tr("Choose another place."),
        ) from error
