"""Abbreviations of time zones in stamps: what RFC 5322 (4.3) and the tz database mean by them."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.core.text import count
from workbench.tickets.importing.files import Guess

_HOURS = {
    "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1,
    "MESZ": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "EAT": 3, "CAT": 2,
    "WAT": 1, "PKT": 5, "WIB": 7, "HKT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5,
    "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "NDT": -2.5,
}  # fmt: skip
"""Hours east of UTC of those that mean one offset today."""
_LIKELIEST = {
    "CST": (-6, "US Central", "China or Cuba"),
    "CDT": (-5, "US Central", "Cuba"),
    "MST": (-7, "US Mountain", "Malaysia"),
    "IST": (5.5, "India", "Ireland or Israel"),
    "BST": (1, "British Summer", "Bangladesh"),
    "AST": (-4, "Atlantic", "Arabia"),
    "ADT": (-3, "Atlantic", "Arabia"),
    "NST": (-3.5, "Newfoundland", "Nepal"),
    "SST": (-11, "Samoa", "Singapore"),
}  # fmt: skip
"""Hours east of UTC, where that is, and where else an abbreviation is used."""
NAMES = "|".join(sorted(set(_HOURS) | set(_LIKELIEST), key=len, reverse=True))
"""The known abbreviations as a pattern, longer ones first."""


class ZoneNames:
    """Reads the abbreviations of one export; where one may mean several offsets, it is noted."""

    def __init__(self, zone: ZoneInfo) -> None:
        """`zone` is the export's: an abbreviation that is in use there means what it does there."""
        self._zone = zone
        self._guessed: Counter[str] = Counter()

    def offset(self, name: str, wall: datetime) -> timedelta:
        """How far east of UTC a wall time with this abbreviation is. Raises KeyError."""
        if name not in _LIKELIEST:
            return timedelta(hours=_HOURS[name])
        for fold in (0, 1):
            there = wall.replace(tzinfo=self._zone, fold=fold)
            offset = there.utcoffset()
            if there.tzname() == name and offset is not None:
                return offset
        self._guessed[name] += 1
        return timedelta(hours=_LIKELIEST[name][0])

    def guesses(self) -> list[Guess]:
        """What was taken for its likeliest meaning."""
        return [self._guess(name, stamps) for name, stamps in self._guessed.items()]

    def _guess(self, name: str, stamps: int) -> Guess:
        hours, where, else_where = _LIKELIEST[name]
        sign, minutes = "-" if hours < 0 else "+", round(abs(hours) * 60)
        choice = f"{name} is {where}, {sign}{minutes // 60:02}:{minutes % 60:02}"
        why = f"in {count(stamps, 'different stamp')}; it may also be that of {else_where}"
        return Guess("zone of stamps", choice, why, "timezone")
