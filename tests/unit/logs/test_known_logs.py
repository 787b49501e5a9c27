"""Logs of many programs: times, records and levels are read from a few lines of each.

`known_logs.txt` holds them: behind `==` the program, the number of records, first and last
time (UTC, `-` for none) and the levels, then the log itself.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from workbench.logs.logfile import open_log
from workbench.logs.model import NO_TIME, Level
from workbench.logs.times import moment_of

_FILE = Path(__file__).with_name("known_logs.txt")


@dataclass(frozen=True, slots=True)
class Known:
    """A log and what is to be read from it."""

    records: int
    times: tuple[int, int] | None
    levels: dict[str, int]
    text: str


def _known(block: str) -> Known:
    head, _, text = block.partition("\n")
    _, records, first, last, levels = (part.strip() for part in head.split("|"))
    words = levels.split()
    counts = {word: int(count) for word, count in zip(words[::2], words[1::2], strict=True)}
    times = None if first == "-" else (moment_of(f"{first}+00:00"), moment_of(f"{last}+00:00"))
    return Known(int(records), times, counts, text)


_BLOCKS = re.split(r"(?m)^== ", _FILE.read_text(encoding="utf-8"))[1:]
_LOGS = [pytest.param(_known(block), id=block.split(" |")[0]) for block in _BLOCKS]


@pytest.mark.parametrize("known", _LOGS)
def test_times_records_and_levels_are_read(known: Known, tmp_path: Path) -> None:
    path = tmp_path / "any.txt"
    path.write_text(known.text, encoding="utf-8", newline="")
    records = open_log(path, reference_date=date(2000, 5, 6)).records
    assert len(records) == known.records
    times = [time for time in records.time.tolist() if time != NO_TIME]
    assert (None if not times else (times[0], times[-1])) == known.times
    levels = Counter(Level(level).word for level in records.level.tolist())
    assert levels == Counter(known.levels)
