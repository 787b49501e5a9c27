"""The plugin host that the window and the headless verbs share by default."""

from collections.abc import Callable, Iterable

from workbench.core import paths
from workbench.plugin_host.host import PluginHost, PluginState


def default_host(
    *,
    disabled: Iterable[str] = (),
    safe_mode: bool = False,
    on_failure: Callable[[PluginState], None] | None = None,
) -> PluginHost:
    """The shipped plugins, then those in the user's `plugins` folder."""
    folders = [paths.shipped_plugins(), paths.user_data() / "plugins"]
    return PluginHost(folders, disabled=disabled, safe_mode=safe_mode, on_failure=on_failure)
