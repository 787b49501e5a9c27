"""The marker with which built-in rooms and plugins implement the hooks of plugin_host."""

import pluggy

PROJECT = "workbench"
hookimpl = pluggy.HookimplMarker(PROJECT)
