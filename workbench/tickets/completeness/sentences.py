"""Cuts a report into its sentences and lines, each of which tells something or nothing."""

import re
from collections.abc import Iterator

from workbench.tickets.completeness.report_text import HIDDEN

Span = tuple[int, int]
"""Begin and end in the text."""

_END = re.compile(r"[.!?;]+[\"')\]]* +(?=[\w\"'(@#/\[{<*-])| \| ")
"""The end of a sentence, or the bar between the cells of a table."""
_ABBREVIATED = re.compile(
    r"\b(?:mr|mrs|ms|dr|prof|st|no|nr|approx|ca|incl|e\.g|i\.e|etc|vs|resp|ver|v|dept|acct|tel|"
    r"inc|ltd|co|fig|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|rep|hrs?|min|max|avg|sec)\.$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 8
_WORD = re.compile(rf"[\w{HIDDEN}]")


def sentences(text: str) -> Iterator[Span]:
    """Where each sentence or line with a word in it begins and ends."""
    for line in re.finditer(r"[^\n]+", text):
        begin = line.start()
        for end in [*_ends(line.group(0)), line.end() - line.start()]:
            place = (begin, line.start() + end)
            if _WORD.search(text, *place):
                yield place
            begin = place[1]


def _ends(line: str) -> Iterator[int]:
    for found in _END.finditer(line):
        before = line[max(found.end() - _LONGEST_ABBREVIATION, 0) : found.end()].rstrip()
        if not _ABBREVIATED.search(before):
            yield found.end()
