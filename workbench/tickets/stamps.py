"""Reads the time stamps of ticket exports; what had to be guessed is counted, never hidden."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from workbench.core.text import count
from workbench.tickets.clock import local_to_utc
from workbench.tickets.exports import Guess
from workbench.tickets.moments import readings

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)} | {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}  # fmt: skip
_CLOCK = r"(?:[T, ]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?\s*([AaPp]\.?[Mm]\.?)?)?"
_ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){_CLOCK}{_ZONE}")
_WEEKDAY = r"(?:[A-Za-z]{3,9},?\s+)?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})[-/. ]+([^\W\d]{{3,9}})\.?[-/., ]+(\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}"
)
_NAME_FIRST = re.compile(
    rf"{_WEEKDAY}([^\W\d]{{3,9}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}{_ZONE}"
)
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")


class StampReader:
    """Reads the stamps of one export, in one zone and one date order."""

    def __init__(self, zone: ZoneInfo | None = None, order: str | None = None) -> None:
        """`zone` and `order` ('dmy' or 'mdy') as the user said; None where they did not."""
        self._zone = zone or ZoneInfo("UTC")
        self._zone_said = zone is not None
        self._order_said = order
        self.order = order or DAY_FIRST
        self._evidence: Counter[str] = Counter()
        self._without_zone = 0
        self._twice: Counter[str] = Counter()
        self._never: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self.read = lru_cache(maxsize=65_536)(self._read)

    def look(self, stamps: Iterable[str]) -> None:
        """Take evidence of the date order from a column, before reading it."""
        self._evidence.update(kind for stamp in stamps if (kind := _evidence_of(stamp)))

    def decide(self) -> None:
        """Choose the date order that the evidence speaks for."""
        if self._order_said is None:
            day, month = self._evidence[DAY_FIRST], self._evidence[MONTH_FIRST]
            self.order = MONTH_FIRST if month > day else DAY_FIRST

    def guesses(self) -> list[Guess]:
        """What was chosen for the user, with the reason."""
        found: list[Guess] = []
        order = self._order_guess()
        if order is not None:
            found.append(order)
        if self._without_zone and not self._zone_said:
            why = f"{count(self._without_zone, 'stamp')} without a zone; say --timezone to change"
            found.append(Guess("timezone", "UTC", why))
        if self._unread:
            named = ", ".join(f"'{stamp[:40]}'" for stamp in list(self._unread)[:3])
            why = f"{count(len(self._unread), 'stamp')} cannot be read: {named}"
            found.append(Guess("unreadable stamps", "left empty", why))
        for stamps, what in ((self._twice, "happen twice"), (self._never, "do not exist")):
            if stamps:
                named = ", ".join(list(stamps)[:3])
                why = f"local times that {what} in {self._zone.key}: {named}"
                if len(stamps) > 3:
                    why += f" and {len(stamps) - 3:,} more"
                chosen = "first occurrence" if stamps is self._twice else "moment of the jump"
                found.append(Guess("ambiguous stamps", chosen, why))
        return found

    def _order_guess(self) -> Guess | None:
        if self._order_said is not None or not sum(self._evidence.values()):
            return None
        day, month = self._evidence[DAY_FIRST], self._evidence[MONTH_FIRST]
        unclear = self._evidence["either"] + self._evidence["dots"]
        choice = "month first" if self.order == MONTH_FIRST else "day first"
        if day or month:
            why = (
                f"{count(day, 'stamp')} can only be day first, {month:,} only month first,"
                f" {unclear:,} either"
            )
        elif self._evidence["dots"]:
            why = "dates with dots are written day first"
        else:
            why = f"all {unclear:,} stamps can be read either way; say --date-order to change"
        return Guess("date order", choice, why)

    def _read(self, stamp: str) -> datetime | None:
        """The moment of a stamp in UTC; None when it is none."""
        text = stamp.strip()
        if not text or text == "None":
            return None
        try:
            return self._parsed(text)
        except (ValueError, OverflowError, OSError):
            self._unread[text] += 1
            return None

    def _parsed(self, text: str) -> datetime | None:
        if _EPOCH.fullmatch(text):
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        match = _YEAR_FIRST.fullmatch(text)
        if match:
            year, month, day = (int(match.group(place)) for place in (1, 2, 3))
            return self._moment(year, month, day, match.groups()[3:], text)
        match = _NUMERIC.fullmatch(text)
        if match:
            first, second = int(match.group(1)), int(match.group(3))
            day, month = (first, second) if self.order == DAY_FIRST else (second, first)
            return self._moment(_year(match.group(4)), month, day, match.groups()[4:], text)
        match = _NAMED.fullmatch(text)
        if match:
            month = _MONTHS.get(match.group(2)[:3].lower(), 0)
            year = _year(match.group(3))
            return self._moment(year, month, int(match.group(1)), match.groups()[3:], text)
        match = _NAME_FIRST.fullmatch(text)
        if match:
            month = _MONTHS.get(match.group(1)[:3].lower(), 0)
            return self._moment(
                int(match.group(3)), month, int(match.group(2)), match.groups()[3:], text
            )
        return self._placed(datetime.fromisoformat(text), text)

    def _moment(
        self, year: int, month: int, day: int, clock: tuple[str | None, ...], text: str
    ) -> datetime:
        hour_text, minute, second, fraction, half, zone = clock
        hour = int(hour_text or 0)
        if half:
            hour = hour % 12 + (12 if half[0] in "pP" else 0)
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        wall = datetime(year, month, day, hour, int(minute or 0), int(second or 0), micro)
        if zone is None:
            return self._placed(wall, text)
        if zone in ("Z", "UTC", "GMT"):
            return wall.replace(tzinfo=UTC)
        sign = -1 if zone[0] == "-" else 1
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return (wall - offset).replace(tzinfo=UTC)

    def _placed(self, moment: datetime, text: str) -> datetime:
        """A wall time placed in the zone; what the clock change makes unclear is noted."""
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        self._without_zone += 1
        choices = readings(moment, self._zone)
        if len(choices) == 1:
            return choices[0]
        (self._twice if choices else self._never)[text] += 1
        if choices:
            return choices[0]
        minutes = moment.hour * 60 + moment.minute
        return local_to_utc(moment.date(), minutes, self._zone)


@lru_cache(maxsize=65_536)
def _evidence_of(stamp: str) -> str | None:
    """What a stamp says of the date order: one order, 'either', or 'dots'; None for no date."""
    match = _NUMERIC.match(stamp)
    if match is None:
        return None
    first, second = int(match.group(1)), int(match.group(3))
    if first > 12 >= second:
        return DAY_FIRST
    if second > 12 >= first:
        return MONTH_FIRST
    return "dots" if match.group(2) == "." else "either"


def _year(text: str) -> int:
    """Two-digit years as POSIX reads them: 69 to 99 are 1969 to 1999."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)
