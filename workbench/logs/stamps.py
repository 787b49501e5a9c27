"""Reads time stamps: one sample shows the layout, the others of that layout are read in columns.

Stamps that differ only in digits (and month or day names) have one layout, so whole columns
of digits are read at once with numpy, a few nanoseconds a stamp.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from workbench.core.errors import UserError
from workbench.logs.model import NO_TIME, BoolArray, ByteArray, TimeArray
from workbench.logs.zones import HOUR, SECOND, offset_of_name, to_utc, zone_named

MINUTE = 60 * SECOND
DAY = 24 * HOUR

YEARLESS = 1
"""The stamp has no year: it was read as of the year 2000."""
DATELESS = 2
"""The stamp is a time of day: it was read as of 1970-01-01."""
HOURLESS = 4
"""The stamp is minutes and seconds only."""
ZONED = 8
"""The stamp says its zone: it needs no shift."""
DOUBTFUL = 16
"""Day and month, or day and year, may have changed places: 05/06/2024, 24/05/06."""
OTHERWISE = 32
"""It was read the other way round, because the usual way gives no date: 21/06/2024."""
YEAR_FIRST = 64
"""The usual way is year, month, day of two digits each, the other one month, day, year."""

LEAP_YEAR = 2000

_MONTHS = r"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"(?P<H>[ \d]?\d):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,:](?P<f>\d{1,9}))?)?(?: ?(?P<p>[AP]M))?"
_ZONE = (
    r"(?: ?(?P<z>Z|(?:UTC|GMT)[+-]\d{1,2}(?::?\d\d)?|(?:[+-]|−)\d\d(?::?\d\d)?"
    r"|[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|(?!AM|PM)[A-Z]{3,5})(?: [A-Z]{3,5})?)?"
)
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?"
_NAMED = r"(?P<b>" + _MONTHS + r")[a-z]*"
_PATTERNS = tuple(
    re.compile(pattern.encode())
    for pattern in (
        r"(?P<Y>\d{4})[-/.](?P<m>\d\d)[-/.](?P<d>\d\d)(?:(?:[T :_-]{1,2}| - |, | time=\"?)"
        + _CLOCK
        + _ZONE
        + r")?",
        r"(?P<Y>\d{4})(?P<m>\d\d)(?P<d>\d\d)[T: -]?(?P<H>\d\d):?(?P<M>\d\d):?(?P<S>\d\d)"
        r"(?:[.,:](?P<f>\d{1,9}))?" + _ZONE,
        r"(?P<Y>\d{4})(?P<m>\d\d)(?P<d>\d\d)-(?P<H>\d{1,2}):(?P<M>\d{1,2}):(?P<S>\d{1,2}):(?P<k>\d{1,3})",
        r"(?P<Y>\d{4})-(?P<j>\d{3})[T ]" + _CLOCK + _ZONE,
        r"(?P<d>[ \d]?\d)[/ -]" + _NAMED + r"[/ -](?P<Y>\d{4})(?:::|[: ])" + _CLOCK + _ZONE,
        _WEEKDAY + r"(?P<d>[ \d]?\d) " + _NAMED + r" (?P<Y>\d{4}) " + _CLOCK + _ZONE,
        r"(?P<d>[ \d]?\d)[/ -]" + _NAMED + r"[/ -](?P<y>\d\d)[: ]" + _CLOCK + _ZONE,
        _WEEKDAY + _NAMED + r" +(?P<d>\d{1,2}),? " + _CLOCK + _ZONE + r",? (?P<Y>\d{4})",
        _WEEKDAY + _NAMED + r" +(?P<d>\d{1,2}),? (?P<Y>\d{4}),?(?: @| at)? " + _CLOCK + _ZONE,
        _WEEKDAY + _NAMED + r"[ -]+(?P<d>\d{1,2}),? " + _CLOCK + _ZONE,
        r"(?P<m>\d\d)/(?P<d>\d\d)/(?P<Y>\d{4})(?:,? |-)" + _CLOCK + _ZONE,
        r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<Y>\d{4}) -- " + _CLOCK,
        r"(?P<d>\d\d)-(?P<m>\d\d)-(?P<Y>\d{4})[T ]" + _CLOCK + _ZONE,
        r"(?P<Y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})[T ]" + _CLOCK + _ZONE,
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d\d),? "
        r"(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d))? (?P<p>[AP]M)",
        r"(?P<m>\d\d)(?P<d>\d\d)/(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)\.(?P<f>\d{3,6})",
        r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d\d),? " + _CLOCK,
        _NAMED + r"/(?P<d>\d\d)/(?P<Y>\d{4}) " + _CLOCK,
        r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d\d) "
        r"(?P<H>\d{1,2}):(?P<M>\d\d):(?P<S>\d\d):(?P<f>\d{3})" + _ZONE,
        r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<Y>\d{4}),? " + _CLOCK + _ZONE,
        r"(?P<y>\d\d)[-/](?P<m>\d\d)[-/](?P<d>\d\d) " + _CLOCK + _ZONE,
        r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d) " + _CLOCK,
        r"(?P<y>\d\d)(?P<m>\d\d)(?P<d>\d\d) (?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)",
        r"(?P<m>\d\d)[-/.](?P<d>\d\d)[ T-]" + _CLOCK + _ZONE,
        r"(?P<m>\d\d?)(?P<d>\d\d) " + _CLOCK,
        _CLOCK + _ZONE,
    )
)
_US_SHORT = tuple(
    re.compile((r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/" + year + ",? " + _CLOCK).encode())
    for year in (r"(?P<Y>\d{4})", r"(?P<y>\d\d)")
)
_MINUTES = re.compile(rb"(?P<M>\d\d):(?P<S>\d\d)\.(?P<f>\d{1,9})")
_EPOCH = re.compile(rb"\+?(?P<e>\d{10}|\d{13}|\d{16}|\d{19})(?:[.,](?P<f>\d{1,9}))?")
_TAI64 = re.compile(rb"@(4[0-9a-f]{15})([0-9a-f]{8})?")

_SHAPE = bytes.maketrans(b"0123456789", b"0000000000")
_NAME = re.compile(
    rb"(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
)
_MONTH_KEYS = np.array(
    [
        int.from_bytes(name, "big")
        for name in b"jan feb mar apr may jun jul aug sep oct nov dec".split()
    ]
)
_DAYS_IN_MONTH = np.array([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_TAI_OFFSET = 2**62 + 10
_SMALL_LETTER = 32

Matrix = npt.NDArray[np.uint8]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a stamp are, as columns; `flags` says what the stamp lacks.

    `zone` is one that the stamp names (Europe/Berlin), `other` the layout of the same text
    with day and month (or year) in the other order.
    """

    width: int
    sample: bytes
    parts: dict[str, Span]
    flags: int
    offset: int | None
    offset_columns: tuple[int, ...] = ()
    zone: ZoneInfo | None = None
    other: "Layout | None" = None

    def fits(self, stamps: Matrix) -> BoolArray:
        """Which rows have this layout: digits where the sample has digits, the rest equal."""
        good = np.ones(len(stamps), np.bool_)
        loose = self._loose_columns()
        padded = {start for start, end in self.parts.values() if end - start == 2}
        for column in range(self.width):
            if column in loose:
                continue
            sample = self.sample[column]
            values = stamps[:, column]
            if 48 <= sample <= 57 or (sample == 32 and column in padded):
                digit = (values - 48) < 10  # uint8 wraps: one comparison for both ends
                good &= (digit | (values == 32)) if column in padded else digit
            else:
                good &= values == sample
        return good

    def read(self, stamps: Matrix) -> TimeArray:
        """Nanoseconds of each row, NO_TIME where a part is out of range (month 13)."""
        if "e" in self.parts:
            return self._read_epoch(stamps)
        good = np.ones(len(stamps), np.bool_)
        clock = self._clock(stamps, good)
        result = self._days(stamps, good) * DAY + clock
        if self.offset is not None:
            result -= self.offset * SECOND
        elif self.offset_columns:
            result -= self._offsets(stamps)
        result[~good] = NO_TIME
        return result if self.zone is None else to_utc(result, self.zone)

    def _loose_columns(self) -> set[int]:
        loose: set[int] = set()
        for match in _NAME.finditer(self.sample):
            loose.update(range(match.start(), match.end()))
        if "p" in self.parts:
            loose.add(self.parts["p"][0])
        if self.offset_columns:
            loose.add(self.offset_columns[0])
        return loose

    def _number(self, stamps: Matrix, part: str) -> TimeArray:
        start, end = self.parts[part]
        total = np.zeros(len(stamps), np.int64)
        for column in range(start, end):
            total *= 10
            total += stamps[:, column] & 15  # a leading blank counts as 0
        return total

    def _clock(self, stamps: Matrix, good: BoolArray) -> TimeArray:
        total = np.zeros(len(stamps), np.int64)
        for part, unit, limit in (("H", HOUR, 24), ("M", MINUTE, 59), ("S", SECOND, 60)):
            if part not in self.parts:
                continue
            number = self._number(stamps, part)
            good &= number <= limit
            if part == "H" and "p" in self.parts:
                evening = stamps[:, self.parts["p"][0]] == ord("P")
                number = number % 12 + 12 * evening
            total += number * unit
        if "f" in self.parts:
            start, end = self.parts["f"]
            total += self._number(stamps, "f") * 10 ** (9 - (end - start))
        if "k" in self.parts:  # milliseconds without leading zeros
            total += self._number(stamps, "k") * (SECOND // 1000)
        return total

    def _days(self, stamps: Matrix, good: BoolArray) -> TimeArray:
        """Days since 1970-01-01; the years of a file are few, so they are counted once each."""
        if self.flags & (DATELESS | HOURLESS):
            return np.zeros(len(stamps), np.int64)
        year = self._year(stamps)
        if "j" in self.parts:
            day_of_year = self._number(stamps, "j")
            good &= (day_of_year >= 1) & (day_of_year <= 366)
            return _days_from_civil(year, np.ones_like(year), day_of_year)
        month = self._month(stamps, good)
        day = self._number(stamps, "d")
        good &= (month >= 1) & (month <= 12) & (day >= 1)
        month = np.clip(month, 1, 12)
        good &= day <= _DAYS_IN_MONTH[month - 1]
        leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
        good &= leap | (month != 2) | (day <= 28)
        good &= (year >= 1970) & (year <= 2261)
        return _days_from_civil(year, month, day)

    def _year(self, stamps: Matrix) -> TimeArray:
        if "Y" in self.parts:
            return self._number(stamps, "Y")
        if "y" in self.parts:
            short = self._number(stamps, "y")
            return short + np.where(short < 70, 2000, 1900)
        return np.full(len(stamps), LEAP_YEAR, np.int64)

    def _month(self, stamps: Matrix, good: BoolArray) -> TimeArray:
        if "m" in self.parts:
            return self._number(stamps, "m")
        start, _ = self.parts["b"]
        key = np.zeros(len(stamps), np.int64)
        for column in range(start, start + 3):
            key = key * 256 + (stamps[:, column] | _SMALL_LETTER)
        month = np.zeros(len(stamps), np.int64)
        for number, name in enumerate(_MONTH_KEYS, 1):
            month[key == name] = number
        good &= month > 0
        return month

    def _offsets(self, stamps: Matrix) -> TimeArray:
        sign, *digits = self.offset_columns
        numbers = [(stamps[:, column] & 15).astype(np.int64) for column in digits]
        nothing = [np.zeros(len(stamps), np.int64)]
        numbers = nothing * (len(numbers) % 2) + numbers  # an hour of one digit: UTC+5
        numbers += nothing * (4 - len(numbers))
        minutes = (numbers[0] * 10 + numbers[1]) * 60 + numbers[2] * 10 + numbers[3]
        return np.where(stamps[:, sign] == ord("+"), minutes, -minutes) * MINUTE

    def offset_of(self, stamp: bytes) -> int:
        """Seconds east of UTC of one stamp of this layout that has an offset in digits."""
        return int(self._offsets(np.frombuffer(stamp, np.uint8).reshape(1, -1))[0]) // SECOND

    def _read_epoch(self, stamps: Matrix) -> TimeArray:
        start, end = self.parts["e"]
        unit = 10 ** (19 - (end - start))
        total = self._number(stamps, "e") * unit
        if "f" in self.parts:
            start, end = self.parts["f"]
            total += self._number(stamps, "f") * unit // 10 ** (end - start)
        return total


def _days_from_civil(year: TimeArray, month: TimeArray, day: TimeArray) -> TimeArray:
    """Days since 1970-01-01 of Gregorian dates.

    Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
    """
    year = year - (month <= 2)
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


@lru_cache(maxsize=4096)
def _layout_of_shape(sample: bytes) -> Layout | None:
    for pattern in (*_PATTERNS, *_US_SHORT):
        match = pattern.fullmatch(sample)
        if match:
            return _layout(sample, match)
    for pattern, flags in ((_EPOCH, ZONED), (_MINUTES, HOURLESS)):
        match = pattern.fullmatch(sample)
        if match:
            return Layout(len(sample), sample, _parts(match), flags, None)
    return None


def _parts(match: re.Match[bytes]) -> dict[str, Span]:
    return {name: match.span(name) for name in match.groupdict() if match.start(name) >= 0}


def _layout(sample: bytes, match: re.Match[bytes]) -> Layout:
    parts = _parts(match)
    zone = parts.pop("z", None)
    flags = 0
    if "d" not in parts and "j" not in parts:
        flags |= DATELESS
    elif "Y" not in parts and "y" not in parts:
        flags |= YEARLESS
    plain = Layout(len(sample), sample, parts, flags, None)
    layout = plain if zone is None else _zoned(plain, zone)
    order, other = _other_order(sample, parts)
    if other is None:
        return layout
    layout = replace(layout, flags=layout.flags | order)
    return replace(layout, other=replace(layout, parts=other, flags=layout.flags | OTHERWISE))


def _zoned(layout: Layout, zone: Span) -> Layout:
    """The layout with the zone that stands in the sample there, as it is when we know none."""
    text = layout.sample[slice(*zone)]
    flags = layout.flags | ZONED
    sign = re.search(rb"[+\xe2-]", text)
    if sign:
        place = zone[0] + sign.start()
        digits = (column for column in range(*zone) if 48 <= layout.sample[column] <= 57)
        return replace(layout, flags=flags, offset_columns=(place, *digits))
    name = text.decode("ascii")
    if "/" in name:
        try:
            return replace(layout, flags=flags, zone=zone_named(name))
        except UserError:
            return layout
    offset = offset_of_name(name)
    return layout if offset is None else replace(layout, flags=flags, offset=offset)


def _other_order(sample: bytes, parts: dict[str, Span]) -> tuple[int, dict[str, Span] | None]:
    """The parts in the other order in which countries write dates, and the flags of the doubt."""
    if "m" not in parts or "d" not in parts or not {"Y", "y"} & set(parts):
        return 0, None
    month, day, year = parts["m"], parts["d"], parts.get("Y", parts.get("y", (0, 0)))
    sign = sample[min(month[1], day[1]) : min(month[1], day[1]) + 1]
    if (sign == b"/" and month < day < year and b" -- " not in sample) or (
        sign == b"-" and day < month < year
    ):
        return DOUBTFUL, {**parts, "m": day, "d": month}
    if sign == b"/" and "y" in parts and year < month < day:
        return DOUBTFUL | YEAR_FIRST, {**parts, "m": year, "d": month, "y": day}
    return 0, None


def layout_of(stamp: bytes) -> Layout | None:
    """The layout of a stamp, None when it is none. Stamps of one shape share it."""
    if stamp[:1] == b"@":
        return None
    return _layout_of_shape(stamp.translate(_SHAPE))


def read_tai64(stamp: bytes) -> int:
    """Nanoseconds of a TAI64 or TAI64N label ('@4000000...'), NO_TIME when it is none."""
    match = _TAI64.fullmatch(stamp)
    if not match:
        return NO_TIME
    seconds = int(match.group(1), 16) - _TAI_OFFSET
    return seconds * SECOND + int(match.group(2) or b"0", 16)


def read_stamp(stamp: bytes) -> tuple[int, int]:
    """Nanoseconds and flags of one stamp; NO_TIME when it is none."""
    if stamp[:1] == b"@":
        return read_tai64(stamp), ZONED
    layout = layout_of(stamp)
    if layout is None:
        return NO_TIME, 0
    row = np.frombuffer(stamp, np.uint8).reshape(1, -1)
    if not layout.fits(row)[0]:
        return NO_TIME, 0
    times, flags = _read_either_way(layout, row)
    return int(times[0]), int(flags[0])


def read_stamps(
    data: ByteArray, starts: TimeArray, widths: TimeArray
) -> tuple[TimeArray, ByteArray]:
    """Times and flags of many stamps inside `data` (width 0: none, NO_TIME)."""
    times = np.full(len(starts), NO_TIME, np.int64)
    flags = np.zeros(len(starts), np.uint8)
    for width in np.unique(widths[widths > 0]).tolist():
        rows = np.flatnonzero(widths == width)
        windows = np.lib.stride_tricks.sliding_window_view(data, width)
        times[rows], flags[rows] = _read_width(windows[starts[rows]])
    return times, flags


def read_texts(texts: Sequence[bytes]) -> tuple[TimeArray, ByteArray]:
    """Times and flags of many stamps given one by one."""
    widths = np.array([len(text) for text in texts], np.int64)
    if not widths.any():
        return np.full(len(texts), NO_TIME, np.int64), np.zeros(len(texts), np.uint8)
    joined = np.frombuffer(b"".join(texts), np.uint8)
    return read_stamps(joined, np.cumsum(widths) - widths, widths)


def _read_width(stamps: Matrix) -> tuple[TimeArray, ByteArray]:
    """Read stamps of one width, layout by layout."""
    times = np.full(len(stamps), NO_TIME, np.int64)
    flags = np.zeros(len(stamps), np.uint8)
    left = np.arange(len(stamps))
    while len(left):
        sample = stamps[left[0]].tobytes()
        layout = layout_of(sample)
        if layout is None:
            same = (stamps[left] == np.frombuffer(sample, np.uint8)).all(axis=1)
            times[left[same]], flags[left[same]] = read_stamp(sample)
        else:
            same = layout.fits(stamps[left])
            same[0] = True
            times[left[same]], flags[left[same]] = _read_either_way(layout, stamps[left[same]])
        left = left[~same]
    return times, flags


def _read_either_way(layout: Layout, stamps: Matrix) -> tuple[TimeArray, ByteArray]:
    """Times and flags of stamps of one layout, in the other order where the usual gives none."""
    times = layout.read(stamps)
    flags = np.full(len(stamps), layout.flags, np.uint8)
    if layout.other is not None:
        rows = np.flatnonzero(times == NO_TIME)
        times[rows] = layout.other.read(stamps[rows])
        flags[rows[times[rows] != NO_TIME]] = layout.other.flags
    return times, flags


def in_other_order(times: TimeArray, *, year_first: bool) -> TimeArray:
    """Times that were read in the usual order as the other one has them, NO_TIME for no date."""
    days = times // DAY
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    day = (dates - months).astype(np.int64) + 1
    month = months.astype(np.int64) % 12 + 1
    year = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    if year_first:
        year, month, day = 2000 + day, year % 100, month
    else:
        month, day = day, month
    good = (month >= 1) & (month <= 12)
    good &= day <= _DAYS_IN_MONTH[np.clip(month, 1, 12) - 1]
    moved = times + (_days_from_civil(year, month, day) - days) * DAY
    return np.where(good, moved, NO_TIME)
