"""The log formats that ship with the product, given through the same hook as a plugin's.

Order matters: the special come before the general, a line belongs to the first that matches.
"""

from collections.abc import Sequence

from workbench.core.hooks import hookimpl
from workbench.logs.builtin_formats import (
    apps,
    databases,
    epoch,
    general,
    jul,
    ml,
    operations,
    structured,
    system,
    vmware,
    web,
    windows,
)
from workbench.logs.formats import LogFormat


@hookimpl
def log_formats() -> Sequence[LogFormat]:
    """Every built-in format, special ones first."""
    return [
        *structured.FORMATS,
        *ml.FORMATS,
        *web.FORMATS,
        *databases.FORMATS,
        *vmware.FORMATS,
        *windows.FORMATS,
        *operations.FORMATS,
        *apps.FORMATS,
        jul.JUL,
        *system.FORMATS,
        epoch.EPOCH,
        *general.FORMATS,
    ]
