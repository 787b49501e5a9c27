"""Evidence: the plain, immutable value that passes between rooms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from workbench.core.jsontypes import JsonValue


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something seen in a pane and kept: what it is, when it happened, where it came from.

    `kind` is one of log-lines, drift-verdict, chart, article-section, article-run,
    api-exchange, ticket, note. `time` is when the thing happened (aware, UTC), None
    where it has none. `source` is what a person reads ("gateway.log, line 1203").
    `payload` holds the content under "text" and what opens it again under "open".
    """

    kind: str
    title: str
    source: str
    time: datetime | None = None
    payload: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over all fields; equal content has an equal hash."""
        import hashlib

        stamp = None if self.time is None else self.time.astimezone(UTC).isoformat()
        fields = [self.kind, self.title, self.source, stamp, self.payload]
        canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
