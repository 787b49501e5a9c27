"""A report that a person edits: its numbers as evidence comes and goes, and its files."""

import re
from collections.abc import Sequence
from dataclasses import replace

from workbench.core.text import count
from workbench.incidents.reading import BRACKETS, NUMBER, Part, numbers_in
from workbench.incidents.report import Report
from workbench.incidents.report_files import BORNE_OUT, Form, html_page, with_evidence
from workbench.incidents.timeline import Entry

_UPDATE = ("Summary", "Impact", "Root cause", "What helped", "Resolution")
"""The sections that an update is made of, in their order."""


def update_of(parts: Sequence[Part]) -> str:
    """What a report says to those who wait: one line a section, without headings and numbers.

    Sections without a sentence, and how it was found and what happened when, are left out; that
    nothing is resolved yet is said.
    """
    lines: list[str] = []
    for title in _UPDATE:
        for part in parts:
            if part.title == title:
                said = [one.text for one in part.sentences]
                said += [part.remarks] if title == "Resolution" else []
                lines.append(" ".join(said).strip())
    return "\n".join(line for line in lines if line)


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
        return NUMBER.sub(lambda one: f"E{now.get(int(one[1]), 0)}", cited[0])

    return body if tuple(before) == tuple(after) else BRACKETS.sub(anew, body)


def written_as_edited(
    body: str, report: Report, entries: Sequence[Entry], form: Form, findings: int
) -> str:
    """An edited report as Markdown or HTML, with the evidence that it cites below it.

    `findings` is in how many places no evidence bears it out, which the end of it says.
    """
    numbers = numbers_in(body)
    inside = report.audience == "engineers"
    cited = tuple(entry for entry in entries if inside or entry.number in numbers)
    whole = replace(report, cited=cited)
    claim = BORNE_OUT
    if findings:
        places = count(findings, "place")
        claim = f"It was edited by hand, and in {places} no evidence bears it out."
    if form == "md":
        return with_evidence(body.rstrip(), whole, claim)
    return _as_html(body, whole, claim)


def _as_html(body: str, report: Report, claim: str) -> str:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark", {"html": False}).render(body)
    listed = {entry.number for entry in report.cited}

    def link(one: re.Match[str]) -> str:
        return f'<a href="#e{one[1]}">{one[0]}</a>' if int(one[1]) in listed else one[0]

    linked = BRACKETS.sub(lambda cited: NUMBER.sub(link, cited[0]), shown)
    return html_page(linked, report, claim)
