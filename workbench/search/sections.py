"""Cuts a document into sections: what the search finds, shows and opens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAXIMUM_WORDS = 180
"""A longer section is cut at paragraphs: an embedder reads about 256 tokens and drops the rest."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document under one heading, at most MAXIMUM_WORDS long.

    `line` is the 1-based line at which it starts in the document's text.
    """

    heading: str
    text: str
    line: int


def in_context(title: str, section_heading: str, text: str) -> str:
    """The text to index: "title. heading. text", so that a section is found by each."""
    parts = [title] if section_heading in ("", title) else [title, section_heading]
    return ". ".join([*(part for part in parts if part), text])


def split(text: str) -> list[Section]:
    """Cut Markdown or plain text at its headings, and long parts at paragraphs.

    A heading with nothing under it is kept (it may be all that a short page says);
    an empty document is one empty section.
    """
    found: list[Section] = []
    for heading, first_line, lines in _parts(text.splitlines()):
        found += _pieces(heading, first_line, lines)
    return found or [Section("", "", 1)]


def _parts(lines: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Yield (heading, 1-based first line, lines below the heading); code is no heading."""
    heading, start, body = "", 1, list[str]()
    fence = ""
    for number, line in enumerate(lines, 1):
        fence_mark = _FENCE.match(line)
        if fence:
            if fence_mark and fence_mark[1].startswith(fence):
                fence = ""
            body.append(line)
            continue
        if fence_mark:
            fence = fence_mark[1]
            body.append(line)
            continue
        new_heading = _HEADING.match(line)
        if new_heading:
            yield heading, start, body
            heading, start, body = new_heading[2].strip(), number, []
        elif _underlines(line, body):
            title = body.pop().strip()
            yield heading, start, body
            heading, start, body = title, number - 1, []
        else:
            body.append(line)
    yield heading, start, body


def _underlines(line: str, body: list[str]) -> bool:
    """Whether the line makes the one paragraph line above it a heading."""
    if not body or not body[-1].strip() or not _UNDERLINE.match(line):
        return False
    if body[-1].lstrip().startswith(("|", "-", "*", "+", ">")):
        return False
    return len(body) == 1 or not body[-2].strip()


def _pieces(heading: str, first_line: int, lines: list[str]) -> Iterator[Section]:
    """The part as sections of at most MAXIMUM_WORDS, filled paragraph by paragraph."""
    if not any(line.strip() for line in lines):
        if heading:
            yield Section(heading, "", first_line)
        return
    body_line = first_line + 1 if heading else first_line
    kept: list[str] = []
    kept_from, words = first_line, 0
    for offset, block in _blocks(lines):
        size = len(block.split())
        if kept and words + size > MAXIMUM_WORDS:
            yield Section(heading, "\n".join(kept).strip("\n"), kept_from)
            blank = len(block) - len(block.lstrip("\n"))
            kept, words, kept_from = [], 0, body_line + offset + blank
        kept.append(block)
        words += size
    yield Section(heading, "\n".join(kept).strip("\n"), kept_from)


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (offset, block): paragraphs, cut further at lines and words where too long."""
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end].strip():
            end += 1
        paragraph = lines[start:end]
        if sum(len(line.split()) for line in paragraph) <= MAXIMUM_WORDS:
            yield start, "\n".join(paragraph)
        else:
            for offset, line in enumerate(paragraph, start):
                yield from ((offset, piece) for piece in _cut_line(line))
        start = end


def _cut_line(line: str) -> Iterator[str]:
    words = line.split()
    if len(words) <= MAXIMUM_WORDS:
        yield line
        return
    for start in range(0, len(words), MAXIMUM_WORDS):
        yield " ".join(words[start : start + MAXIMUM_WORDS])
