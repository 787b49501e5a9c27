"""YouTrack's stamps: milliseconds since 1970, UTC; what is no such number is named."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.importing.stamps import LAST_YEAR, unread_guess

_SECONDS_UNTIL = 10**11
"""Milliseconds below this are before 1973: such a number counts seconds."""


class Milliseconds:
    """Reads the stamps of one export."""

    def __init__(self) -> None:
        self._seconds = 0
        self._unread: Counter[str] = Counter()

    def read(self, value: Any) -> datetime | None:
        """The moment of a number, or of a number as text; None when it is none."""
        if value is None or value == "":
            return None
        try:
            if isinstance(value, bool):
                raise ValueError
            number = float(value)
            if not number > 0:
                raise ValueError
            in_seconds = number < _SECONDS_UNTIL
            moment = datetime.fromtimestamp(number if in_seconds else number / 1000, UTC)
            if moment.year > LAST_YEAR:
                raise ValueError
        except (TypeError, ValueError, OverflowError, OSError):
            self._unread[str(value)[:40]] += 1
            return None
        self._seconds += in_seconds
        return moment

    def guesses(self) -> list[Guess]:
        """What was read in another way than the format says, and what could not be."""
        found: list[Guess] = []
        if self._seconds:
            why = f"{count(self._seconds, 'stamp')} would be before 1973 in milliseconds"
            found.append(Guess("stamps", "read as seconds", why))
        return found + unread_guess(self._unread)
