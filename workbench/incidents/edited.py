"""A report that a person edits: its parts, its numbers as evidence comes and goes, its files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.incidents.report import Report
from workbench.incidents.report_files import Form, html_page, with_evidence, write_text
from workbench.incidents.timeline import Entry

_BRACKETS = re.compile(r"\[(?:E\d+(?:,\s*)?)+\]")
_NUMBER = re.compile(r"E(\d+)")
_UNESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")
_UPDATE = ("Summary", "Impact", "Root cause", "What helped", "Resolution")
"""The sections that an update is made of, in their order."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a report as it is written: its heading, in which line (from 1), its sentences.

    `hint` says what is missing where nobody has written anything, in the report's own words.
    """

    title: str
    line: int
    sentences: int
    hint: str


def parts_of(body: str) -> list[Part]:
    """The sections of a report in Markdown; remarks (_in italics_) are no sentences."""
    found: list[Part] = []
    for number, line in enumerate(body.splitlines(), start=1):
        said = line.strip()
        if said.startswith("## "):
            found.append(Part(said[3:].strip(), number, 0, ""))
        elif said and found:
            part = found[-1]
            if _is_remark(said):
                found[-1] = replace(part, hint=f"{part.hint} {said.strip('_')}".strip())
            else:
                found[-1] = replace(part, sentences=part.sentences + 1)
    return found


def update_of(body: str) -> str:
    """What a report says to those who wait: one line a section, without headings and numbers.

    Sections without a sentence, and how it was found and what happened when, are left out.
    """
    said: dict[str, list[str]] = {}
    section = ""
    for line in body.splitlines():
        text = line.strip()
        if text.startswith("#"):
            section = text.lstrip("#").strip()
        elif text and section in _UPDATE and (not _is_remark(text) or section == "Resolution"):
            plain = _BRACKETS.sub("", text.removeprefix("- ").strip("_"))
            said.setdefault(section, []).append(_UNESCAPED.sub(r"\1", plain).strip())
    return "\n".join(" ".join(said[section]) for section in _UPDATE if section in said)


def renumbered(body: str, before: Sequence[str], after: Sequence[str]) -> str:
    """The same text, citing the same evidence by the numbers that it has now.

    `before` and `after` are the content hashes of E1, E2 ...; what is no longer there becomes E0.
    """
    places: dict[str, list[int]] = {}
    for number, content in enumerate(after, start=1):
        places.setdefault(content, []).append(number)
    now: dict[int, int] = {}
    for number, content in enumerate(before, start=1):
        left = places.get(content, [])
        now[number] = left.pop(0) if left else 0

    def anew(cited: re.Match[str]) -> str:
        return _NUMBER.sub(lambda one: f"E{now.get(int(one[1]), 0)}", cited[0])

    return body if tuple(before) == tuple(after) else _BRACKETS.sub(anew, body)


def write_edited(
    file: Path, body: str, report: Report, entries: Sequence[Entry], form: Form
) -> None:
    """Write an edited report, with the evidence that it cites, into a file.

    Raises UserError where a PDF cannot be printed.
    """
    numbers = {int(one) for cited in _BRACKETS.findall(body) for one in _NUMBER.findall(cited)}
    inside = report.audience == "engineers"
    cited = tuple(entry for entry in entries if inside or entry.number in numbers)
    whole = replace(report, cited=cited)
    text = with_evidence(body.rstrip(), whole) if form == "md" else _as_html(body, whole)
    write_text(file, text, form)


def _as_html(body: str, report: Report) -> str:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark", {"html": False}).render(body)
    listed = {entry.number for entry in report.cited}

    def link(one: re.Match[str]) -> str:
        return f'<a href="#e{one[1]}">{one[0]}</a>' if int(one[1]) in listed else one[0]

    return html_page(_BRACKETS.sub(lambda cited: _NUMBER.sub(link, cited[0]), shown), report)


def _is_remark(line: str) -> bool:
    return len(line) > 1 and line[0] == line[-1] == "_"
