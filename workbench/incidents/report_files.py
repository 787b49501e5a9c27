"""Writes a report as Markdown, as one HTML file or as a PDF."""

import html
import re
from pathlib import Path
from typing import Literal

from workbench.core.errors import UserError
from workbench.core.time import iso
from workbench.incidents.builtin_exporters import STYLE, fence
from workbench.incidents.printing import print_report
from workbench.incidents.reading import EVIDENCE
from workbench.incidents.report import Report, Section, Sentence
from workbench.incidents.timeline import Entry
from workbench.storage.files import write_atomically

BORNE_OUT = "Every sentence names the evidence that it stands on."
_MASKED = "Passwords, tokens and keys are masked; the hashes are those of the originals."
Form = Literal["md", "html", "pdf"]
FILE_KINDS = "Markdown (*.md);;HTML, one file (*.html);;PDF (*.pdf)"
"""What a report is saved as, as a file dialog offers it."""
_FORMS: dict[str, Form] = {".md": "md", ".html": "html", ".pdf": "pdf"}

_LONGEST = 4_000
"""Characters that are shown of a piece; the whole is in the workspace."""


def form_of(file: Path) -> Form:
    """The form that a file's ending names. Raises UserError for another ending."""
    form = _FORMS.get(file.suffix.lower())
    if form is None:
        raise UserError(
            f"A report is not written into {file.suffix or 'such'} files.",
            "End the name with .md, .html or .pdf.",
        )
    return form


def written(report: Report, form: Form) -> str:
    """The report as Markdown; as HTML where it is to be that, or to be printed from it."""
    return as_markdown(report) if form == "md" else as_html(report)


def write_text(file: Path, text: str, form: Form) -> None:
    """Write Markdown or HTML into a file, or print the HTML into a PDF.

    Raises UserError where a PDF cannot be printed.
    """
    if form == "pdf":
        print_report(text, file)
    else:
        write_atomically(file, text.encode())


def as_markdown(report: Report) -> str:
    """Markdown: a line for each sentence, its evidence in brackets behind it, and the evidence."""
    return with_evidence(markdown_body(report), report)


def markdown_body(report: Report) -> str:
    """What people read and edit of it: the Markdown without the list of the evidence."""
    parts = [f"# {_plain(report.title)}"]
    for section in report.sections:
        lines = [f"- {_plain(one.text)} {_brackets(one)}" for one in section.sentences]
        if section.missing:
            lines.append(f"_{_plain(section.missing)}_")
        parts.append(f"## {section.title}\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def with_evidence(body: str, report: Report, claim: str = BORNE_OUT) -> str:
    """Markdown with the list of what the report cites below it; `claim` says how far it does."""
    parts = [body, f"## {EVIDENCE}"]
    for entry in report.cited:
        parts.append(f"- E{entry.number}: {_plain('; '.join(_facts(entry, report)))}")
        if content := _content(entry, report):
            mark = fence(content)
            parts.append(f"{mark}\n{content}\n{mark}")
    return "\n\n".join([*parts, f"_{claim} {_MASKED}_"]) + "\n"


def as_html(report: Report) -> str:
    """One HTML file that needs nothing else; each number leads to its piece of evidence."""
    body = [f"<h1>{html.escape(report.title)}</h1>"]
    body += [_html_section(section) for section in report.sections]
    return html_page("\n".join(body), report)


def html_page(body: str, report: Report, claim: str = BORNE_OUT) -> str:
    """The whole file around a report's HTML, with the list of what it cites below it."""
    rows = "".join(_html_entry(entry, report) for entry in report.cited)
    cited = f"<section><h2>{EVIDENCE}</h2><ul>{rows}</ul><p>{claim} {_MASKED}</p></section>"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(report.title)}</title><style>{STYLE}</style></head>\n<body>"
        f"{body}\n{cited}</body></html>\n"
    )


def _brackets(sentence: Sentence) -> str:
    return f"[{', '.join(f'E{number}' for number in sentence.sources)}]"


def _html_section(section: Section) -> str:
    lines = "".join(
        f"<li>{html.escape(one.text)} "
        + " ".join(f'<a href="#e{number}">[E{number}]</a>' for number in one.sources)
        + "</li>"
        for one in section.sentences
    )
    listed = f"<ul>{lines}</ul>" if lines else ""
    missing = f"<p><em>{html.escape(section.missing)}</em></p>" if section.missing else ""
    return f"<section><h2>{html.escape(section.title)}</h2>{listed}{missing}</section>"


def _html_entry(entry: Entry, report: Report) -> str:
    said = html.escape("; ".join(_facts(entry, report)))
    content = html.escape(_content(entry, report))
    shown = f"<pre>{content}</pre>" if content else ""
    name = f"e{entry.number}"
    return f'<li id="{name}"><a name="{name}">E{entry.number}</a>: {said}{shown}</li>'


def _content(entry: Entry, report: Report) -> str:
    """What the piece itself says, for those who may see it."""
    if report.audience == "stakeholders":
        return ""
    cut = len(entry.text) > _LONGEST
    return f"{entry.text[:_LONGEST].rstrip()}\n... (cut)" if cut else entry.text


def _facts(entry: Entry, report: Report) -> list[str]:
    """What the list says of a piece of evidence: outside the team, no more than its title."""
    evidence = entry.evidence
    time = iso(evidence.time) or "without a time"
    if report.audience == "stakeholders" and not entry.public:
        return [f"noted by the team ({evidence.kind.replace('-', ' ')})"]
    facts = [entry.title, time]
    if report.audience == "engineers":
        hashed = evidence.content_hash if entry.pinned is None else entry.pinned.content_hash
        facts += [evidence.source, f"SHA-256 {hashed}"]
        if entry.pinned is not None and not entry.pinned.intact:
            facts.append("WARNING: the content no longer has this hash")
    return facts


def _plain(text: str) -> str:
    """Text in which Markdown finds no markup, link or HTML of its own."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
