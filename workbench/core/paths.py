"""Where things are: resources and plugins that ship, and the user's own folders."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def _shipped(name: str) -> Path:
    """A shipped folder: inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """The folder of themes, icons, rules and templates that ship with the product."""
    return _shipped("resources")


def shipped_plugins() -> Path:
    """The folder of plugins that ship with the product."""
    return _shipped("plugins")


def _user(kind: str) -> Path:
    """One of the user's folders; all lie below WORKBENCH_HOME where that is set."""
    home = os.environ.get("WORKBENCH_HOME")
    if home:
        return Path(home) / kind
    import platformdirs

    place = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }[kind]
    return place("workbench", appauthor=False)


def user_config() -> Path:
    """The user's settings folder (created on first write, not here)."""
    return _user("config")


def user_data() -> Path:
    """The user's data folder: models, the default workspace, plugins."""
    return _user("data")


def user_cache() -> Path:
    """A cache folder for work outside a workspace; may be deleted at any time."""
    return _user("cache")


def user_logs() -> Path:
    """The folder of the application's own log and crash reports."""
    return _user("log")
