"""The window, as the tests of panes have it."""

from tests.panes.conftest import (
    sample_window,
    wait_idle,
    window,
    workbench,
    workspace_folder,
)

__all__ = ["sample_window", "wait_idle", "window", "workbench", "workspace_folder"]
