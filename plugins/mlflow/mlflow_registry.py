"""The MLflow model registry: versions by REST; rolling back moves the alias 'champion'.

The server is the one that MLflow's own variables name: MLFLOW_TRACKING_URI (http or https),
with MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. Without
the first nothing is contacted.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx

from workbench.core.errors import UserError
from workbench.core.hooks import hookimpl
from workbench.drift.registry import ModelRegistry, ModelVersion, newest_stable

CHAMPION = "champion"
"""The alias of the version that serves, as MLflow's own guide has it."""

_SECONDS = 15.0
_PAGE = 200
_STABLE_TAGS = {"stable": ("true", "1", "yes"), "validation_status": ("approved", "passed")}
_SERVING_STAGE = "Production"
_NOT_THERE = "RESOURCE_DOES_NOT_EXIST"


class MlflowRegistry:
    """Model versions of one MLflow server.

    The version with the alias 'champion' serves (else the one in stage Production); a
    version is stable when its tag `stable` is true or `validation_status` is approved.
    """

    name = "MLflow"

    def __init__(self, address: str, headers: Mapping[str, str], login: tuple[str, str] | None):
        self.address = address.rstrip("/")
        self._headers = dict(headers)
        self._login = login

    def versions(self, model: str) -> list[ModelVersion]:
        """See ModelRegistry; none for a model that is not registered there."""
        entries = self._entries(model)
        if not entries:
            return []
        champion = self._champion(model)
        if champion is None:
            champion = next(
                (e["version"] for e in entries if e.get("current_stage") == _SERVING_STAGE), None
            )
        found = [_version(model, entry, str(champion)) for entry in entries]
        return sorted(found, key=lambda one: int(one.version), reverse=True)

    def last_stable(self, model: str) -> ModelVersion | None:
        """See ModelRegistry."""
        return newest_stable(self.versions(model))

    def activate(self, model: str, version: str) -> ModelVersion:
        """See ModelRegistry: give the version the alias. Raises UserError where it is unknown."""
        if not any(one.version == version for one in self.versions(model)):
            raise UserError(f"MLflow has no version {version} of {model}.", "Look it up there.")
        body = {"name": model, "alias": CHAMPION, "version": version}
        self._asked("POST", "registered-models/alias", body)
        return next(one for one in self.versions(model) if one.version == version)

    def _entries(self, model: str) -> list[dict[str, Any]]:
        mark = '"' if "'" in model else "'"
        asked: dict[str, Any] = {"filter": f"name={mark}{model}{mark}", "max_results": _PAGE}
        found: list[dict[str, Any]] = []
        while True:
            page = self._asked("GET", "model-versions/search", asked)
            found += page.get("model_versions", [])
            if not page.get("next_page_token"):
                return found
            asked["page_token"] = page["next_page_token"]

    def _champion(self, model: str) -> str | None:
        given = self._asked("GET", "registered-models/get", {"name": model})
        aliases = given.get("registered_model", {}).get("aliases", [])
        return next((str(a["version"]) for a in aliases if a.get("alias") == CHAMPION), None)

    def _asked(self, method: str, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The answer's document; empty where the thing asked for is not there."""
        where = f"{self.address}/api/2.0/mlflow/{path}"
        reading = method == "GET"
        try:
            answer = httpx.request(
                method,
                where,
                params=dict(fields) if reading else None,
                json=None if reading else dict(fields),
                headers=self._headers,
                auth=self._login,
                timeout=_SECONDS,
                trust_env=False,
            )
            document = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise UserError(
                f"MLflow at {self.address} does not answer: {error}.",
                "Check MLFLOW_TRACKING_URI and the server.",
            ) from error
        fields_given: dict[str, Any] = (
            cast(dict[str, Any], document) if isinstance(document, dict) else {}
        )
        if answer.is_success:
            return fields_given
        if fields_given.get("error_code") == _NOT_THERE:
            return {}
        said = fields_given.get("message") or answer.reason_phrase
        raise UserError(
            f"MLflow at {self.address} answers {answer.status_code}: {str(said)[:200]}.",
            "Check the address, the token and the permissions.",
        )


@hookimpl
def model_registries(folder: Path) -> Sequence[ModelRegistry]:  # noqa: ARG001 - the hook's
    """The registry that MLflow's variables name, where they name one."""
    address = os.environ.get("MLFLOW_TRACKING_URI", "")
    if not address.startswith(("http://", "https://")):
        return []
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    user = os.environ.get("MLFLOW_TRACKING_USERNAME")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    login = (user, os.environ.get("MLFLOW_TRACKING_PASSWORD", "")) if user and not token else None
    return [MlflowRegistry(address, headers, login)]


def _version(model: str, entry: Mapping[str, Any], champion: str) -> ModelVersion:
    tags = {str(tag["key"]): str(tag["value"]).lower() for tag in entry.get("tags", [])}
    made = entry.get("creation_timestamp")
    return ModelVersion(
        model,
        str(entry["version"]),
        datetime.fromtimestamp(int(made) / 1000, UTC) if made else None,
        any(tags.get(key) in values for key, values in _STABLE_TAGS.items()),
        str(entry["version"]) == champion,
        str(entry.get("description", "")),
    )
