"""Tells prose from everything else in Markdown: what the writing help looks at.

Everything that is not prose (front matter, code, addresses, link targets, HTML, names of
files and options) is replaced by blanks of the same length, so that places stay right.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from workbench.knowledge.front_matter import read_front_matter

_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])?[ \t]*(`{3,}|~{3,})(.*)$")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK_TARGET = re.compile(
    r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"
)
_REFERENCE = re.compile(r"(?<=\])\[[^\]\n]*\]|^[ \t]{0,3}\[[^\]\n]+\]:.*$", re.MULTILINE)
_ADDRESS = re.compile(r"<?\b(?:https?|ftp|mailto|file|ssh|git)s?:[^\s>)\]]+>?|\bwww\.[^\s>)\]]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\$\{[^}\n]*\}|\{#[^}\n]*\}", re.DOTALL)
_PATH = re.compile(r"(?<![\w])(?:[~.]{0,2}/)?(?:[\w.@%+-]+/)+[\w.@%+*-]*|(?<![\w/])/[\w./@%+*-]+")
_NAME = re.compile(  # options, file names, variables, hashes: tokens that no dictionary knows
    r"(?<![\w-])--?[A-Za-z][\w-]*|\b\w+(?:[._:]\w+)+\b|\$\w+|\b\w*\d\w*\b|[@#]\w[\w-]*"
)
_WIKI = re.compile(r"\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]")
_ENTRY = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_INDENTED = re.compile(r"(?: {4}|\t)")
_BLOCKS = (_COMMENT, _TEMPLATE)
_SPANS = (_INLINE_CODE, _LINK_TARGET, _REFERENCE, _ADDRESS, _MAIL, _TAG, _PATH)


@dataclass(frozen=True, slots=True)
class Prose:
    """Three views of a page, all of the page's own length.

    `text` keeps all prose with its punctuation; `words` also lacks names (options, file
    names, identifiers); `code_lines` are the numbers (from 1) of lines inside code blocks.
    """

    text: str
    words: str
    code_lines: frozenset[int]


@lru_cache(maxsize=4)
def prose_of(text: str) -> Prose:
    """Blank out everything that is not prose; asked by several helps for one page."""
    without_code, code_lines = _without_code_blocks(text)
    masked = without_code
    for pattern in _BLOCKS:
        masked = pattern.sub(_blank, masked)
    for pattern in _SPANS:
        masked = pattern.sub(_blank, masked)
    masked = _WIKI.sub(_wiki_label, masked)
    return Prose(masked, _NAME.sub(_blank, masked), code_lines)


def code_lines_of(text: str) -> frozenset[int]:
    """The numbers (from 1) of the lines inside code blocks."""
    return _without_code_blocks(text)[1]


@lru_cache(maxsize=4)
def _without_code_blocks(text: str) -> tuple[str, frozenset[int]]:
    lines = text.split("\n")
    front = read_front_matter(text).lines
    code: set[int] = set()
    fence = ""
    in_indented = False
    in_list = False
    for number, line in enumerate(lines):
        if number < front:
            lines[number] = " " * len(line)
            continue
        mark = _FENCE.match(line)
        if fence:
            code.add(number + 1)
            lines[number] = " " * len(line)
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            continue
        if mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence = mark[1]
            code.add(number + 1)
            lines[number] = " " * len(line)
            continue
        in_list = _continues_list(line, in_list)
        blank_before = number == 0 or not lines[number - 1].strip()
        in_indented = bool(_INDENTED.match(line)) and not in_list and (in_indented or blank_before)
        if in_indented and line.strip():
            code.add(number + 1)
            lines[number] = " " * len(line)
    return "\n".join(lines), frozenset(code)


def _continues_list(line: str, in_list: bool) -> bool:
    """Whether this line belongs to a list, where indentation does not mean code."""
    if _ENTRY.match(line):
        return True
    return in_list and (not line.strip() or line.startswith((" ", "\t")))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _wiki_label(match: re.Match[str]) -> str:
    """Keep the label of [[page|label]], blank the rest."""
    if match[2] is None:
        return " " * len(match[0])
    start = match.start(2) - match.start()
    return " " * start + match[2] + "  "
