"""The hooks: what built-in rooms and plugins may add, one function each."""
# pyright: reportReturnType=false
# A hook specification has no body: pluggy calls the implementations.

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

from workbench.core.hooks import PROJECT

if TYPE_CHECKING:
    from workbench.incidents.exporters import EvidenceExporter
    from workbench.logs.formats import LogFormat

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def log_formats() -> "Sequence[LogFormat]":
    """Give log formats: pattern, time, level, fields and samples of each."""


@hookspec
def evidence_exporters() -> "Sequence[EvidenceExporter]":
    """Give ways to write pinned evidence into a file."""
