"""Reads the time stamps of ticket exports; what had to be guessed is counted, never hidden."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from string import digits
from zoneinfo import ZoneInfo

from workbench.core import time
from workbench.core.text import count
from workbench.tickets.clock.working_time import local_to_utc
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.month_names import month_of
from workbench.tickets.importing.zone_names import NAMES, ZoneNames
from workbench.tickets.moments import readings

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"

_WORDS = {DAY_FIRST: "day first", MONTH_FIRST: "month first", YEAR_FIRST: "year first"}
_PLACES = {DAY_FIRST: (2, 1, 0), MONTH_FIRST: (2, 0, 1), YEAR_FIRST: (0, 1, 2)}
"""Where year, month and day stand in a date of three numbers."""
_CLOCK = (
    r"(?:(?:[T, ]+|\s+(?:at|um|à|om|alle|a las)\s+)"
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d+))?)?"
    r"(?:\s+Uhr)?\s*([AaPp]\.?\s?[Mm]\.?)?)?"
)
_ZONE = (
    rf"\s*((?:UTC|GMT)?[+-]\d{{2}}:?\d{{2}}|(?:UTC|GMT)?[+-]\d{{2}}|(?:{NAMES})|\((?:{NAMES})\))?"
    r"(?:\s*\([^()]{1,60}\))?"
)
_NUMERIC = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){_CLOCK}{_ZONE}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_WEEKDAY = r"(?:[^\W\d]{2,12}\.?,?\s+)?"
_MONTH = r"([^\W\d]{3,12})"
_NAMED = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})(?:[-/. ]+| de ){_MONTH}\.?(?:[-/., ]+| de )(\d{{4}}|\d{{2}})"
    rf"{_CLOCK}{_ZONE}"
)
_NAME_FIRST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_CLOCK}{_ZONE}"
)
_YEAR_LAST = re.compile(rf"{_WEEKDAY}{_MONTH}\s+(\d{{1,2}}){_CLOCK}{_ZONE}\s+(\d{{4}})")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
_NO_STAMP = frozenset({"", "none", "not set", "never", "null"})
_AS_BEFORE = "read as in the last import that named one"
_LONGEST = 100
_FIRST_YEAR, LAST_YEAR = 1970, 2199
"""What lies outside is no time of a ticket but a mark for none, or read wrongly."""


class StampReader:
    """Reads the stamps of one export, in one zone and one date order."""

    def __init__(
        self,
        zone: ZoneInfo | None = None,
        order: str | None = None,
        zone_before: ZoneInfo | None = None,
        order_before: str | None = None,
    ) -> None:
        """`zone` and `order` ('dmy' or 'mdy') as the user said; None where they did not.

        Then those that they said `before` stand in, the order where the stamps show none.
        """
        self._zone = zone or zone_before or ZoneInfo("UTC")
        self._names = ZoneNames(self._zone)
        self._zone_said = zone is not None
        self._zone_known = zone_before is not None
        self._order_said = order
        self._order_before = order_before
        self.order = order or order_before or DAY_FIRST
        self._evidence: Counter[str] = Counter()
        self._short = TwoDigitYears()
        self._without_zone = 0
        self._twice: Counter[str] = Counter()
        self._never: Counter[str] = Counter()
        self._unread: Counter[str] = Counter()
        self.read = lru_cache(maxsize=65_536)(self._read)

    def look(self, stamps: Iterable[str]) -> None:
        """Take evidence of the date order from a column, before reading it."""
        for stamp in stamps:
            kind = _evidence_of(stamp)
            if kind is not None:
                self._evidence[kind] += 1
                self._short.look(stamp)

    def decide(self) -> None:
        """Choose the date order that the evidence speaks for."""
        if self._order_said is None:
            day, month = self._evidence[DAY_FIRST], self._evidence[MONTH_FIRST]
            if day or month or self._order_before is None:
                self.order = MONTH_FIRST if month > day else DAY_FIRST
            if self._short.year_is_first(certainly=self._order_before is not None):
                self.order = YEAR_FIRST

    @property
    def zone_is_guessed(self) -> bool:
        """Whether a stamp without a zone was read so far, and the user named no zone for it."""
        return bool(self._without_zone) and not self._zone_said

    def guesses(self) -> list[Guess]:
        """What was chosen for the user, with the reason."""
        found: list[Guess] = []
        order = self._order_guess()
        if order is not None:
            found.append(order)
        if self.zone_is_guessed:
            stamps = count(self._without_zone, "different stamp")
            known = f", {_AS_BEFORE}" if self._zone_known else ""
            why = f"{stamps} without a zone{known}"
            found.append(Guess("timezone", self._zone.key, why, "timezone"))
        found += self._names.guesses()
        found += unread_guess(self._unread)
        for unclear, what in ((self._twice, "happen twice"), (self._never, "do not exist")):
            if unclear:
                named = ", ".join(list(unclear)[:3])
                why = f"local times that {what} in {self._zone.key}: {named}"
                if len(unclear) > 3:
                    why += f" and {len(unclear) - 3:,} more"
                chosen = "first occurrence" if unclear is self._twice else "moment of the jump"
                found.append(Guess("ambiguous stamps", chosen, why))
        return found

    def _order_guess(self) -> Guess | None:
        if self._order_said is not None or not sum(self._evidence.values()):
            return None
        day, month = self._evidence[DAY_FIRST], self._evidence[MONTH_FIRST]
        unclear = self._evidence["either"] + self._evidence["dots"]
        choice = _WORDS[self.order]
        if self.order == YEAR_FIRST:
            why = self._short.why()
        elif day or month:
            why = (
                f"{count(day, 'stamp')} can only be day first, {month:,} only month first,"
                f" {unclear:,} either"
            )
        elif self._order_before:
            why = f"no stamp shows it, {_AS_BEFORE}"
        elif self._evidence["dots"]:
            why = "dates with dots are written day first"
        else:
            why = f"all {unclear:,} stamps can be read either way"
        return Guess("date order", choice, why, "date_order")

    def attempt(self, stamp: str) -> datetime | None:
        """The moment of what may be a stamp or other text; nothing is noted when it is none."""
        try:
            return self._parsed(stamp.strip())
        except (ValueError, OverflowError, OSError):
            return None

    def _read(self, stamp: str) -> datetime | None:
        """The moment of a stamp in UTC; None when it is none."""
        text = stamp.strip()
        if text.lower() in _NO_STAMP:
            return None
        try:
            return self._parsed(text)
        except (ValueError, OverflowError, OSError):
            self._unread[text] += 1
            return None

    def _parsed(self, text: str) -> datetime:
        found = self._any(text)
        if not _FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError
        return found

    def _any(self, text: str) -> datetime:
        if len(text) > _LONGEST:
            raise ValueError
        match = _COMPACT.fullmatch(text)
        if match:
            year, month, day = (int(match.group(place)) for place in (1, 2, 3))
            return self._moment(year, month, day, (*match.groups()[3:], None, None, None), text)
        if _EPOCH.fullmatch(text):
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        match = _YEAR_FIRST.fullmatch(text)
        if match:
            year, month, day = (int(match.group(place)) for place in (1, 2, 3))
            return self._moment(year, month, day, match.groups()[3:], text)
        match = _NUMERIC.fullmatch(text)
        if match:
            written = (match.group(1), match.group(3), match.group(4))
            short = len(match.group(4)) == 2
            order = DAY_FIRST if self.order == YEAR_FIRST and not short else self.order
            year, month, day = (written[place] for place in _PLACES[order])
            return self._moment(_year(year), int(month), int(day), match.groups()[4:], text)
        match = _NAMED.fullmatch(text)
        if match:
            day, year, clock = int(match.group(1)), _year(match.group(3)), match.groups()[3:]
            return self._moment(year, month_of(match.group(2)), day, clock, text)
        match = _NAME_FIRST.fullmatch(text)
        if match:
            day, year, clock = int(match.group(2)), int(match.group(3)), match.groups()[3:]
            return self._moment(year, month_of(match.group(1)), day, clock, text)
        match = _YEAR_LAST.fullmatch(text)
        if match:
            day, year, clock = int(match.group(2)), int(match.groups()[-1]), match.groups()[2:-1]
            return self._moment(year, month_of(match.group(1)), day, clock, text)
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
        if zone[-1] not in digits:
            return (wall - self._names.offset(zone.strip("()"), wall)).replace(tzinfo=UTC)
        zone = zone.removeprefix("UTC").removeprefix("GMT")
        sign = -1 if zone[0] == "-" else 1
        apart = zone[1:].replace(":", "").ljust(4, "0")
        offset = sign * timedelta(hours=int(apart[:2]), minutes=int(apart[2:]))
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
    match = _NUMERIC.match(stamp[:_LONGEST])
    if match is None:
        return None
    first, second = int(match.group(1)), int(match.group(3))
    if first > 12 >= second:
        return DAY_FIRST
    if second > 12 >= first:
        return MONTH_FIRST
    return "dots" if match.group(2) == "." else "either"


_CLEARLY_APART = 5
"""Few dates of one day and two years look as those of one year and two days."""


class TwoDigitYears:
    """Whether dates of three numbers of two digits begin or end with the year (26/03/31).

    The year is what changes least; a year that is still to come speaks against its place.
    """

    def __init__(self) -> None:
        self._firsts: set[int] = set()
        self._lasts: set[int] = set()
        self._possible = True
        self._certain = 0

    def look(self, stamp: str) -> None:
        """Take a stamp that begins with a numeric date."""
        match = _NUMERIC.match(stamp[:_LONGEST])
        if match is None or len(match.group(4)) != 2 or len(match.group(1)) != 2:
            self._possible = False
            return
        first, middle, last = (int(match.group(place)) for place in (1, 3, 4))
        self._possible &= 1 <= middle <= 12 and 1 <= last <= 31
        self._certain += first > 31
        self._firsts.add(first)
        self._lasts.add(last)

    def year_is_first(self, *, certainly: bool = False) -> bool:
        """Whether all dates can begin with the year, and this is the likelier reading.

        `certainly` asks for a date that can be read in no other way.
        """
        if not self._possible or not self._firsts:
            return False
        if certainly:
            return bool(self._certain)
        soon = (time.now().year + 1) % 100
        ahead = max(self._firsts) <= soon < max(self._lasts)
        apart = _spread(self._lasts) - _spread(self._firsts)
        return bool(self._certain) or ahead or apart >= _CLEARLY_APART

    def why(self) -> str:
        """The reason, in words."""
        if self._certain:
            return f"{count(self._certain, 'stamp')} begin with no day and no month"
        return (
            f"the first numbers go from {min(self._firsts)} to {max(self._firsts)}, the last from"
            f" {min(self._lasts)} to {max(self._lasts)}"
        )


def unread_guess(unread: Counter[str]) -> list[Guess]:
    """The stamps that could not be read, as a guess."""
    if not unread:
        return []
    named = ", ".join(f"'{stamp[:40]}'" for stamp in list(unread)[:3])
    why = f"{count(len(unread), 'different stamp')} cannot be read: {named}"
    return [Guess("unreadable stamps", "left empty", why)]


def _spread(numbers: set[int]) -> int:
    return max(numbers) - min(numbers)


def _year(text: str) -> int:
    """Two-digit years as POSIX reads them: 69 to 99 are 1969 to 1999."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)
