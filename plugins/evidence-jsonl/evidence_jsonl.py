"""An evidence exporter: one JSON document a line, secrets masked. An example to copy."""

import json
from collections.abc import Sequence

from workbench.core.hooks import hookimpl
from workbench.core.redaction import redact
from workbench.core.time import iso
from workbench.incidents.exporters import EvidenceExporter
from workbench.incidents.pinboard import Pinned


@hookimpl
def evidence_exporters() -> list[EvidenceExporter]:
    """Give the one exporter of this plugin."""
    return [EvidenceExporter("jsonl", "JSON lines", ".jsonl", as_json_lines)]


def as_json_lines(pieces: Sequence[Pinned]) -> bytes:
    """One document a line, in the order of the board."""
    return "".join(_document(piece) + "\n" for piece in pieces).encode()


def _document(piece: Pinned) -> str:
    text = piece.evidence.payload.get("text")
    return json.dumps(
        {
            "kind": piece.evidence.kind,
            "title": redact(piece.evidence.title),
            "source": redact(piece.evidence.source),
            "time": iso(piece.evidence.time),
            "text": redact(text) if isinstance(text, str) else None,
            "note": redact(piece.note),
            "about": piece.about,
            "pinned": iso(piece.pinned_at),
            "sha256": piece.content_hash,
        },
        ensure_ascii=False,
    )
