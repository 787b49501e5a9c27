"""Finds plugins, imports the enabled ones, and asks them (and the built-in rooms) for parts."""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import cast

import pluggy

from workbench.core.hooks import PROJECT
from workbench.plugin_host import specs
from workbench.plugin_host.manifest import MANIFEST_NAME, Manifest, manifests_in, read_manifest

BUILT_IN = (
    "workbench.logs.builtin_formats",
    "workbench.drift.builtin_registries",
    "workbench.drift.builtin_statistics",
    "workbench.logs.user_formats",
    "workbench.incidents.builtin_exporters",
    "workbench.tickets.importing.builtin",
)
"""Modules of the rooms that implement hooks, as a plugin would; imported at first ask."""


@dataclass(frozen=True, slots=True)
class PluginState:
    """A plugin and whether it works: `problem` is a sentence when it was disabled by a failure."""

    manifest: Manifest
    enabled: bool
    problem: str | None = None


class PluginHost:
    """All plugins of one run. Listing reads manifests only; the first `ask` imports."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        disabled: Iterable[str] = (),
        safe_mode: bool = False,
        on_failure: Callable[[PluginState], None] | None = None,
    ) -> None:
        """`folders` are searched for plugin folders; `safe_mode` loads none of them."""
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(specs)
        self._on_failure = on_failure
        self._loaded = False
        self.problems: list[str] = []
        off = set(disabled)
        self._states: dict[str, PluginState] = {}
        for manifest in [] if safe_mode else [*self._in_folders(folders), *_installed()]:
            self._states[manifest.id] = PluginState(manifest, manifest.id not in off)

    @property
    def plugins(self) -> list[PluginState]:
        """Every plugin found, enabled or not, with what went wrong."""
        return list(self._states.values())

    def ask(self, hook: str, **arguments: object) -> list[object]:
        """Every item that the implementations of a hook give.

        Those marked `tryfirst` come first, then the built-in ones, then the plugins'.
        A plugin that raises is disabled with a message; the others still answer.
        """
        self._load()
        items: list[object] = []
        caller: pluggy.HookCaller = getattr(self._manager.hook, hook)
        for implementation in sorted(caller.get_hookimpls(), key=lambda one: not one.tryfirst):
            try:
                given = implementation.function(
                    *(arguments[name] for name in implementation.argnames)
                )
                items.extend(cast(Iterable[object], given))
            except Exception as error:
                if implementation.plugin_name not in self._states:
                    raise
                self._fail(implementation.plugin_name, error)
        return items

    def _in_folders(self, folders: Sequence[Path]) -> list[Manifest]:
        found: list[Manifest] = []
        for folder in folders:
            manifests, problems = manifests_in(folder)
            found += manifests
            self.problems += problems
        return found

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for name in BUILT_IN:
            if importlib.util.find_spec(name) is not None:
                self._manager.register(importlib.import_module(name), name)
        for state in list(self._states.values()):
            if state.enabled:
                self._load_plugin(state.manifest)

    def _load_plugin(self, manifest: Manifest) -> None:
        try:
            self._manager.register(_import(manifest), manifest.id)
        except Exception as error:  # noqa: BLE001 - importing a plugin may raise anything
            self._fail(manifest.id, error)

    def _fail(self, plugin_id: str, error: Exception) -> None:
        state = replace(
            self._states[plugin_id],
            enabled=False,
            problem=f"Disabled after a failure: {type(error).__name__}: {error}",
        )
        self._states[plugin_id] = state
        if self._manager.has_plugin(plugin_id):
            self._manager.unregister(name=plugin_id)
        if self._on_failure is not None:
            self._on_failure(state)


def _import(manifest: Manifest) -> ModuleType:
    if manifest.folder is None:
        return importlib.import_module(manifest.module)
    file = manifest.folder / f"{manifest.module}.py"
    name = f"workbench_plugin_{manifest.id.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise ImportError(f"{file} is not there")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _installed() -> list[Manifest]:
    """Plugins from installed packages: entry points of the group `workbench`."""
    found: list[Manifest] = []
    for point in entry_points(group=PROJECT):
        beside = [
            Path(str(file.locate()))
            for file in (point.dist.files or [] if point.dist else [])
            if file.name == MANIFEST_NAME
        ]
        if beside:
            found.append(replace(read_manifest(beside[0]), module=point.value, folder=None))
    return found
