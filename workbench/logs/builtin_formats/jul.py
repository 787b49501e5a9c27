"""java.util.logging: the level stands on the line below the stamp."""

import re

from workbench.logs.block import Block, Found
from workbench.logs.builtin_formats.parts import LEVEL, MONTH
from workbench.logs.formats import HeadSpans, PatternFormat, Sample
from workbench.logs.model import LineArray

_LEVEL = re.compile(rf"(?P<level>{LEVEL}): ".encode())


class _JulFormat(PatternFormat):
    """The two lines of the simple formatter; the level is looked for on the second one."""

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """As a pattern reads it, then the level of each from the line below."""
        super().scan(block, rows, number, found)
        mine = rows[found.format[rows] == number]
        for row in mine[mine + 1 < len(block)].tolist():
            match = _LEVEL.match(block.text, int(block.starts[row + 1]), int(block.ends[row + 1]))
            if match:
                found.level[row] = self.levels.get(match["level"].lower(), self.default)

    def head_spans(self, line: bytes) -> HeadSpans | None:
        """None: a line alone does not tell its level."""
        del line
        return None

    def unfinished(self, lines: bytes) -> int:
        """The last line when it is the first of a record, unless it is all that there is."""
        block = Block(lines)
        last = len(block) - 1
        if last < 1 or not self.matches(block.line(last)):
            return 0
        return len(lines) - int(block.raw_starts[last])


JUL = _JulFormat(
    "jul_log",
    "java.util.logging",
    (
        rf"(?P<time>{MONTH} \d\d?, \d{{4}} \d\d?:\d\d:\d\d [AP]M) (?P<class>[\w.$]+)(?: (?P<method>[\w$<>]+))?$",
    ),
    samples=(Sample("May 6, 2024 7:08:09 AM shop.Cart add", "2024-05-06T07:08:09+00:00"),),
)
