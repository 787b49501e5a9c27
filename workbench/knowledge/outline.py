"""The headings of an article, and the anchors that links to them use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.knowledge.front_matter import read_front_matter
from workbench.knowledge.prose import code_lines_of
from workbench.search.sections import underlines

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_LIKE_A_TITLE = re.compile(r"^ {0,3}(?:#[ \t].*|=+[ \t]*)$", re.MULTILINE)
_OWN_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#([^\s{}]+)[^{}]*\}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 to 6), its words, its line (from 1) and its anchor."""

    level: int
    text: str
    line: int
    anchor: str


def outline_of(text: str) -> list[Heading]:
    """The headings in order; code and front matter hold none."""
    used: dict[str, int] = {}
    found: list[Heading] = []
    for level, written, line in _written_headings(text):
        own = _OWN_ANCHOR.search(written)  # "Title {#anchor}": Docusaurus, MkDocs, pandoc
        words = plain_heading(written[: own.start()] if own else written)
        anchor = own[1] if own else unique_anchor(anchor_of(words), used)
        found.append(Heading(level, words, line, anchor))
    return found


def _written_headings(text: str) -> Iterator[tuple[int, str, int]]:
    """Level, words and line of every heading, marked with '#' or underlined."""
    code = code_lines_of(text)
    front = read_front_matter(text).lines
    above = further_above = ""
    for number, line in enumerate(text.split("\n"), 1):
        if number in code or number <= front:
            above = further_above = ""
            continue
        marked = _HEADING.match(line)
        underlined = not marked and underlines(line, above, further_above)
        if marked:
            yield len(marked[1]), marked[2], number
        elif underlined:
            yield (1 if "=" in line else 2), above.strip(), number - 1
        further_above, above = above, "" if marked or underlined else line


def title_heading(text: str) -> str:
    """The words of the first heading of the first level, "" where there is none."""
    line = _LIKE_A_TITLE.search(text)
    if line is None:
        return ""
    # Nearly always that line is the title; a comment in a block of code looks like one too.
    for part in (text[: line.end()], text):
        words = next((one.text for one in outline_of(part) if one.level == 1), "")
        if words:
            return words
    return ""


def plain_heading(text: str) -> str:
    """A heading's words without Markdown."""
    without_links = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[`*]|(?<!\w)_|_(?!\w)", "", without_links).strip()


def anchor_of(heading: str) -> str:
    """The anchor that GitHub and most others make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def unique_anchor(anchor: str, used: dict[str, int]) -> str:
    """The anchor with a number where it is taken; `used` counts those that are."""
    count = used.get(anchor, 0)
    used[anchor] = count + 1
    return f"{anchor}-{count}" if count else anchor
