"""Lines that begin with a count of seconds since 1970: a time only where the file shows it.

A bare number before a text may as well be an order number or an amount. Brackets, a
fraction or a level behind it make it a stamp; without them, nearly every record has to
begin with such a number, and the numbers have to go up.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.logs.builtin_formats.parts import LEVEL
from workbench.logs.formats import LogFormat, PatternFormat, Sample
from workbench.logs.free_text import HEAD_WORDS, level_in_head
from workbench.logs.levels import COMMON, LETTERS, Level

_COUNT = r"1[1-9]\d{8}(?:\d{3}){0,3}"  # from November 2004; running numbers often begin at 10^9
_LEVEL_WORD = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b"
_MARKED = (
    rf"\[(?P<time>{_COUNT}(?:[.,]\d{{1,9}})?)\][ \t:|,-]*(?=\S)",
    r"(?P<time>1[1-9]\d{8}\.\d{3,9})[ \t:|,]+(?=\S)",
    rf"(?P<time>{_COUNT}(?:\.\d{{1,9}})?)[ \t:|,;]+(?=[\[(<]?{LEVEL}[\])>:|]|{_LEVEL_WORD})",
)
_BARE = rf"(?P<time>{_COUNT}(?:\.\d{{1,9}})?)[ \t:|,;]+(?=\S)"


class EpochFormat(PatternFormat):
    """Epoch stamps in s, ms, us or ns; bare ones only where the first lines agree on them."""

    _FEWEST = 4
    _SHARE = 0.9

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat:
        """The format with the bare numbers, if they are times here."""
        if not self._counts_time(lines):
            return self
        return replace(self, patterns=(*self.patterns, _BARE))

    def _counts_time(self, lines: Sequence[bytes]) -> bool:
        heads = [line for line in lines if line.strip() and line[:1] not in b" \t"]
        bare = re.compile(_BARE.encode())
        found = [match["time"].partition(b".")[0] for line in heads if (match := bare.match(line))]
        if len(found) < max(self._FEWEST, self._SHARE * len(heads)):
            return False
        if len({len(count) for count in found}) > 1 or len(set(found)) == 1:
            return False
        counts = list(map(int, found))
        rising = sum(after >= before for before, after in pairwise(counts))
        return rising >= self._SHARE * (len(counts) - 1)


EPOCH = EpochFormat(
    "epoch_log",
    "lines that begin with seconds since 1970",
    _MARKED,
    levels={**COMMON, **LETTERS},
    default=Level.UNKNOWN,
    level_of=level_in_head,
    level_words=HEAD_WORDS,
    samples=(
        Sample("1714979289.123 up", "2024-05-06T07:08:09.123+00:00", Level.UNKNOWN),
        Sample("[1714979289123] up", "2024-05-06T07:08:09.123+00:00", Level.UNKNOWN),
        Sample("1714979289.5 ERROR: no worker", "2024-05-06T07:08:09.500+00:00", Level.ERROR),
        Sample("1714979289 ERROR: no worker", "2024-05-06T07:08:09+00:00", Level.ERROR),
    ),
)
