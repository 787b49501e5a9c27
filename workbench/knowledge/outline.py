"""The headings of an article, and the anchors that links to them use."""

import re
from dataclasses import dataclass

from workbench.knowledge.front_matter import read_front_matter
from workbench.knowledge.prose import code_lines_of

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 to 6), its words, its line (from 1) and its anchor."""

    level: int
    text: str
    line: int
    anchor: str


def outline_of(text: str) -> list[Heading]:
    """The headings in order; code and front matter hold none."""
    lines = text.split("\n")
    code = code_lines_of(text)
    front = read_front_matter(text).lines
    found: list[Heading] = []
    used: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        match = _HEADING.match(line)
        if match is None or number in code or number <= front:
            continue
        words = plain_heading(match[2])
        found.append(Heading(len(match[1]), words, number, _unique(anchor_of(words), used)))
    return found


def plain_heading(text: str) -> str:
    """A heading's words without Markdown."""
    without_links = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[`*]|(?<!\w)_|_(?!\w)", "", without_links).strip()


def anchor_of(heading: str) -> str:
    """The anchor that GitHub and most others make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _unique(anchor: str, used: dict[str, int]) -> str:
    count = used.get(anchor, 0)
    used[anchor] = count + 1
    return f"{anchor}-{count}" if count else anchor
