"""The team's live ticket systems: connections.toml in the workspace; tokens are never in it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.tickets.connections.connector import Connection

FILE = "connections.toml"

EXAMPLE = """\
[[connection]]
connector = "jira"                  # jira, youtrack, roundup, or a plugin's
origin = "https://team.example.com"
query = "project = OPS"             # in the system's own language
[connection.options]
user = "me@example.com"             # Jira Cloud; kind = "server" for your own Jira
"""


@dataclass(frozen=True)
class Configured:
    """One entry: the connector's name, and the connection without its token."""

    connector: str
    connection: Connection

    @property
    def secret(self) -> str:
        """The name under which the keyring holds the token of this origin."""
        return f"tickets:{self.connection.origin}"


def read_connections(workspace: Path) -> list[Configured]:
    """The connections; none where there is no file. Raises UserError naming file and entry."""
    file = workspace / FILE
    try:
        fields = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file} cannot be read: {error}.", "Mend it or move it away.") from error
    entries = fields.get("connection", [])
    if not isinstance(entries, list):
        raise UserError(f"{file}: connection is no list.", "Write [[connection]] for each.")
    return [_configured(entry, file) for entry in cast(list[Any], entries)]


def _configured(entry: Any, file: Path) -> Configured:
    fields = cast(Mapping[str, Any], entry) if isinstance(entry, dict) else {}
    connector, origin = fields.get("connector"), fields.get("origin")
    if not isinstance(connector, str) or not isinstance(origin, str):
        raise UserError(f"{file}: an entry has no connector or no origin.", "See the manual.")
    if "token" in fields:
        raise UserError(f"{file} holds a token.", "Take it out: it is asked for and kept safely.")
    options = fields.get("options", {})
    texts = {str(k): str(v) for k, v in cast(Mapping[str, Any], options).items()} \
        if isinstance(options, dict) else {}  # fmt: skip
    connection = Connection(origin.rstrip("/"), "", str(fields.get("query", "")), texts)
    return Configured(connector, connection)
