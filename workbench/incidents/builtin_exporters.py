"""The exporters that ship: pinned evidence as Markdown and as one HTML file, secrets masked."""

import html
from collections.abc import Sequence

from workbench.core.hooks import hookimpl
from workbench.core.redaction import redact
from workbench.core.time import iso
from workbench.incidents.exporters import EvidenceExporter
from workbench.incidents.pinboard import Pinned

_MASKED = "Passwords, tokens and keys are masked; the hash is that of the original."
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 80ch; margin: 2rem auto; padding: 0 1rem;
  color: #16191f; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: .75rem;
  border: 1px solid #7a8291; background: #f4f5f7; font: .875rem/1.4 ui-monospace, monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; color: #434a57; }
dd { margin: 0; overflow-wrap: anywhere; }
"""


@hookimpl
def evidence_exporters() -> list[EvidenceExporter]:
    """Markdown and HTML."""
    return [
        EvidenceExporter("markdown", "Markdown", ".md", as_markdown),
        EvidenceExporter("html", "HTML, one file", ".html", as_html),
    ]


def as_markdown(pieces: Sequence[Pinned]) -> bytes:
    """A Markdown document with one section for each piece."""
    sections = ["# Evidence\n"]
    for place, piece in enumerate(pieces, start=1):
        facts = "\n".join(f"- {name}: {redact(value)}" for name, value in _facts(piece))
        parts = [f"## {place}. {_one_line(piece.evidence.title)}", facts]
        if piece.note:
            parts.append("\n".join(f"> {line}" for line in redact(piece.note).splitlines()))
        if content := _content(piece):
            mark = fence(content)
            parts.append(f"{mark}\n{content}\n{mark}")
        sections.append("\n\n".join(parts) + "\n")
    return "\n".join([*sections, _MASKED, ""]).encode()


def as_html(pieces: Sequence[Pinned]) -> bytes:
    """One HTML file that needs nothing else: no script, no picture from elsewhere."""
    sections: list[str] = []
    for place, piece in enumerate(pieces, start=1):
        facts = "".join(
            f"<dt>{name}</dt><dd>{html.escape(redact(value))}</dd>" for name, value in _facts(piece)
        )
        note = f"<blockquote>{html.escape(redact(piece.note))}</blockquote>" if piece.note else ""
        content = _content(piece)
        text = f"<pre>{html.escape(content)}</pre>" if content else ""
        title = html.escape(_one_line(piece.evidence.title))
        sections.append(f"<section><h2>{place}. {title}</h2><dl>{facts}</dl>{note}{text}</section>")
    body = "\n".join(sections)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Evidence</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>Evidence</h1>\n{body}\n"
        f"<p>{_MASKED}</p></body></html>\n"
    ).encode()


def _facts(piece: Pinned) -> list[tuple[str, str]]:
    """What is said of a piece beside its content, in words."""
    facts = [("Kind", piece.evidence.kind.replace("-", " ")), ("Source", piece.evidence.source)]
    happened = iso(piece.evidence.time)
    if happened is not None:
        facts.append(("Time", happened))
    if piece.about:
        facts.append(("Pinned for", piece.about.replace(":", " ", 1)))
    facts.append(("Pinned", piece.pinned_at.isoformat(timespec="seconds")))
    facts.append(("SHA-256", piece.content_hash))
    if not piece.intact:
        facts.append(("Warning", "the content no longer has this hash"))
    return facts


def _content(piece: Pinned) -> str:
    text = piece.evidence.payload.get("text")
    return redact(text).rstrip("\n") if isinstance(text, str) else ""


def _one_line(text: str) -> str:
    return redact(" ".join(text.split()))


def fence(content: str) -> str:
    """A Markdown fence longer than any in the content."""
    mark = "```"
    while mark in content:
        mark += "`"
    return mark
