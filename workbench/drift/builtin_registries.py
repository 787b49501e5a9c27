"""The model registry that ships, given through the same hook as a plugin's."""

from collections.abc import Sequence
from pathlib import Path

from workbench.core.hooks import hookimpl
from workbench.drift.registry import REGISTRY_NAME, FileRegistry, ModelRegistry


@hookimpl
def model_registries(folder: Path) -> Sequence[ModelRegistry]:
    """The registry file beside a monitor's rules, where there is one."""
    file = folder / REGISTRY_NAME
    return [FileRegistry(file)] if file.exists() else []
