"""The hooks: what built-in rooms and plugins may add, one function each."""
# pyright: reportReturnType=false
# A hook specification has no body: pluggy calls the implementations.

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pluggy

from workbench.core.hooks import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.drift.registered import DriftStatistic
    from workbench.drift.registry import ModelRegistry
    from workbench.incidents.exporters import EvidenceExporter
    from workbench.logs.formats import LogFormat
    from workbench.tickets.connections.connector import TicketConnector
    from workbench.tickets.importing.importer import TicketImporter

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def log_formats() -> "Sequence[LogFormat]":
    """Give log formats: pattern, time, level, fields and samples of each."""


@hookspec
def drift_statistics() -> "Sequence[DriftStatistic]":
    """Give drift statistics: one number or test per column of two tables."""


@hookspec
def evidence_exporters() -> "Sequence[EvidenceExporter]":
    """Give ways to write pinned evidence into a file."""


@hookspec
def ticket_importers() -> "Sequence[TicketImporter]":
    """Give ticket formats: how an export is recognised and read."""


@hookspec
def ticket_connectors() -> "Sequence[TicketConnector]":
    """Give live ticket systems: how tickets are read, commented and moved on."""


@hookspec
def model_registries(folder: "Path") -> "Sequence[ModelRegistry]":
    """Give model registries; `folder` is where a monitor's rules lie."""
