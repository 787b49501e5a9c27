"""The drift statistics that ship, given through the same hook as a plugin's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.core.hooks import hookimpl

if TYPE_CHECKING:
    from workbench.drift.registered import DriftStatistic


@hookimpl
def drift_statistics() -> "Sequence[DriftStatistic]":
    """All that ship; imported when asked, because they need scipy."""
    from workbench.drift.statistics_shipped import SHIPPED

    return SHIPPED
