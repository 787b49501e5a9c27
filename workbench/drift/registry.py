"""Model registries: what versions there are and which was stable; one in a file ships."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from workbench.core.errors import UserError
from workbench.core.time import iso
from workbench.storage.files import write_atomically

REGISTRY_NAME = "models.json"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One version of a model; `active` is the one that serves, `stable` one that proved itself."""

    model: str
    version: str
    created: datetime | None
    stable: bool
    active: bool
    note: str = ""


class ModelRegistry(Protocol):
    """What a registry can do. `activate` is only ever called after the user confirmed."""

    @property
    def name(self) -> str:
        """The registry's name for people."""
        ...

    def versions(self, model: str) -> list[ModelVersion]:
        """All versions of a model, the newest first."""
        ...

    def last_stable(self, model: str) -> ModelVersion | None:
        """The newest stable version that does not serve now."""
        ...

    def activate(self, model: str, version: str) -> ModelVersion:
        """Make a version the one that serves."""
        ...


def newest_stable(versions: list[ModelVersion]) -> ModelVersion | None:
    """The newest stable version that is not active and older than the active one."""
    active = next((place for place, one in enumerate(versions) if one.active), -1)
    return next((one for one in versions[active + 1 :] if one.stable and not one.active), None)


def registry_of(offered: Iterable[ModelRegistry], model: str | None) -> ModelRegistry | None:
    """The first registry, of the product or a plugin, that knows the model."""
    if model is None:
        return None
    return next((registry for registry in offered if registry.versions(model)), None)


class FileRegistry:
    """A registry in one JSON file, for those who have no server."""

    name = "local file"

    def __init__(self, path: Path) -> None:
        self.path = path

    def versions(self, model: str) -> list[ModelVersion]:
        """See ModelRegistry."""
        return [one for one in self._all() if one.model == model]

    def last_stable(self, model: str) -> ModelVersion | None:
        """See ModelRegistry."""
        return newest_stable(self.versions(model))

    def activate(self, model: str, version: str) -> ModelVersion:
        """See ModelRegistry. Raises UserError for an unknown version."""
        known = self._all()
        if not any(one.model == model and one.version == version for one in known):
            raise UserError(f"{self.path.name} has no version {version} of {model}.", "Look it up.")
        changed = [
            replace(one, active=one.version == version) if one.model == model else one
            for one in known
        ]
        self.save(changed)
        return next(one for one in changed if one.model == model and one.active)

    def save(self, versions: list[ModelVersion]) -> None:
        """Write all versions, the newest first."""
        entries = [asdict(one) | {"created": iso(one.created)} for one in versions]
        write_atomically(self.path, (json.dumps({"models": entries}, indent=1) + "\n").encode())

    def _all(self) -> list[ModelVersion]:
        if not self.path.exists():
            return []
        try:
            entries = cast(list[dict[str, Any]], json.loads(self.path.read_bytes())["models"])
            return [
                ModelVersion(
                    str(entry["model"]),
                    str(entry["version"]),
                    datetime.fromisoformat(entry["created"]) if entry.get("created") else None,
                    bool(entry.get("stable")),
                    bool(entry.get("active")),
                    str(entry.get("note", "")),
                )
                for entry in entries
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise UserError(
                f"{self.path} is no model registry: {error}.", "Mend it or move it away."
            ) from error
