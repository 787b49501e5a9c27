"""`workbench doctor`: what works on this machine, what is missing, and how to mend it."""

import argparse
import ctypes.util
import importlib.metadata
import os
import platform
import shutil
import sqlite3
import sys

from workbench import __version__
from workbench.apitest.sandbox_setup import INSTALL_COMMAND, boot_code
from workbench.cli.verbs import Answer, common
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.secrets import keyring_state
from workbench.core.text import table
from workbench.plugin_host.default import default_host
from workbench.search.models import installed_models

_PACKAGES = (
    "PySide6-Essentials", "PySide6-Addons", "numpy", "pyarrow", "hyperscan", "duckdb",
    "scikit-learn", "onnxruntime", "tokenizers", "usearch", "pycurl", "quickjs-ng", "pyqtgraph",
)  # fmt: skip
_WINDOW_LIBRARIES = ("EGL", "GL", "fontconfig", "xkbcommon-x11", "xcb-cursor", "xcb-icccm")
_SPEECH_LIBRARIES = ("pulse", "speechd")


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `doctor`."""
    common(parser, _doctor, "doctor")


def _doctor(_options: argparse.Namespace) -> Answer:
    versions = {name: _version(name) for name in _PACKAGES}
    missing = [f"The package {name} is not installed." for name, v in versions.items() if v is None]
    window_problems = _missing_libraries("A window", _WINDOW_LIBRARIES)
    speech_problems = _missing_libraries("Speech", _SPEECH_LIBRARIES) + _speech_service()
    keyring, keyring_problems = _keyring()
    plugins, plugin_problems = _plugins()
    problems = missing + window_problems + speech_problems + keyring_problems + plugin_problems
    problems += _scripts()
    data: JsonObject = {
        "versions": {
            "workbench": __version__,
            "python": platform.python_version(),
            "system": platform.platform(),
            "sqlite": sqlite3.sqlite_version,
            **versions,
        },
        "qt_platform": _qt_platform(),
        "speech_engines": [] if speech_problems else ["speechd"],
        "keyring": keyring,
        "models": _models(),
        "plugins": plugins,
        "problems": problems,
    }
    return Answer(data, _for_a_person(data, problems))


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _missing_libraries(what: str, names: tuple[str, ...]) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    missing = [f"lib{name}" for name in names if ctypes.util.find_library(name) is None]
    if not missing:
        return []
    return [f"{what} needs {', '.join(missing)}: python3 installer/bootstrap.py run installs it."]


def _speech_service() -> list[str]:
    if not sys.platform.startswith("linux") or shutil.which("speech-dispatcher"):
        return []
    return ["Speech needs speech-dispatcher: apt-get install speech-dispatcher."]


def _qt_platform() -> str:
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "cocoa"
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "xcb" if os.environ.get("DISPLAY") else "none (no display)"


def _keyring() -> tuple[str, list[str]]:
    state = keyring_state()
    if state.startswith("works"):
        return state, []
    return state, [f"The keyring does not work ({state}): secrets last for one session only."]


def _scripts() -> list[str]:
    if boot_code() is not None:
        return []
    return [f"Postman scripts are not run: {INSTALL_COMMAND} installs what they need."]


def _models() -> list[JsonValue]:
    return [model.name for model in installed_models()]


def _plugins() -> tuple[list[JsonValue], list[str]]:
    host = default_host()
    listed: list[JsonValue] = [
        {"id": state.manifest.id, "version": state.manifest.version, "enabled": state.enabled}
        for state in host.plugins
    ]
    return listed, host.problems


def _for_a_person(data: JsonObject, problems: list[str]) -> str:
    versions = data["versions"]
    assert isinstance(versions, dict)
    rows = [(name, value or "not installed") for name, value in versions.items()]
    rows += [("qt platform", data["qt_platform"]), ("keyring", data["keyring"])]
    found = "\n".join(problems) if problems else "No problems found."
    return table(["what", "state"], rows) + "\n\n" + found
