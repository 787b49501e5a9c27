"""Cuts a document into sections: what the search finds, shows and opens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAXIMUM_WORDS = 180
"""A longer section is cut at paragraphs: an embedder reads about 256 tokens and drops the rest."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_LINK = re.compile(r"!?\[\[[^\]\n]*\]\]|!?\[[^\]\n]*\]\([^)\n]*\)|<?https?://\S+>?")
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

    A heading with only deeper headings under it goes into their names ("Steps › Restart");
    one with nothing under it is kept, since it may be all that a short page says. A part that
    holds nothing but links says what other pages answer: it is no section while there are
    others. An empty document is one empty section.
    """
    found: list[Section] = []
    above: list[_Part] = []
    parts = list(_parts(_lines(text)))
    for place, part in enumerate(parts):
        above = [one for one in above if one.level < part.level]
        following = parts[place + 1] if place + 1 < len(parts) else None
        if part.is_empty and following is not None and following.level > part.level:
            above.append(part)
            continue
        # The first level is the page's own title, which is indexed with every section.
        names = [one.heading for one in above if one.level > 1]
        found += _pieces(" › ".join([*names, part.heading]), part)
    telling = [section for section in found if not _only_links(section.text)]
    return telling or found or [Section("", "", 1)]


def _lines(text: str) -> list[str]:
    """The lines as an editor counts them: a form feed or a Unicode line end inside is none."""
    return _LINE_END.split(text)


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading (level 0 before the first one), its first line, and the lines below it."""

    level: int
    heading: str
    line: int
    lines: list[str]

    @property
    def is_empty(self) -> bool:
        return bool(self.heading) and not any(line.strip() for line in self.lines)


def _only_links(text: str) -> bool:
    """Whether a text is a list of links and nothing else."""
    rest, links = _LINK.subn("", text)
    return links > 0 and not any(sign.isalnum() for sign in rest)


def _parts(lines: list[str]) -> Iterator[_Part]:
    """The document at its headings; a line of code is no heading."""
    part = _Part(0, "", 1, [])
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            part.lines.append(line)
            continue
        heading = None if fence else _HEADING.match(line)
        if heading:
            yield part
            part = _Part(len(heading[1]), heading[2].strip(), number, [])
        elif not fence and underlines(line, *_last_two(part.lines)):
            title = part.lines.pop().strip()
            yield part
            part = _Part(1 if "=" in line else 2, title, number - 1, [])
        else:
            part.lines.append(line)
    yield part


def underlines(line: str, above: str, further_above: str) -> bool:
    """Whether the line makes the one paragraph line above it a heading."""
    if not above.strip() or not _UNDERLINE.match(line):
        return False
    if above.lstrip().startswith(("|", "-", "*", "+", ">", "<")):
        return False
    return not further_above.strip()


def _last_two(lines: list[str]) -> tuple[str, str]:
    """The last line and the one before it, "" where there is none."""
    return (lines[-1] if lines else "", lines[-2] if len(lines) > 1 else "")


def _pieces(heading: str, part: _Part) -> Iterator[Section]:
    """The part as sections of at most MAXIMUM_WORDS, filled paragraph by paragraph."""
    first_line, lines = part.line, part.lines
    if not any(line.strip() for line in lines):
        if heading:
            yield Section(heading, "", first_line)
        return
    body_line = first_line + 1 if part.heading else first_line
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
