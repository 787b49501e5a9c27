"""Nanoseconds since the epoch from and to what people and programs write."""

from datetime import UTC, datetime
from functools import lru_cache

from workbench.core.errors import UserError
from workbench.logs.model import NO_TIME

EPOCH_UNITS = ((1e8, 1e11, 10**9), (1e11, 1e14, 10**6), (1e14, 1e17, 10**3), (1e17, 1e19, 1))
"""From, below, and what a number of that size is multiplied with to give nanoseconds."""


def from_epoch(number: float) -> int:
    """Nanoseconds of an epoch number whose size tells its unit, NO_TIME when none fits."""
    for low, high, unit in EPOCH_UNITS:
        if low <= number < high:
            if isinstance(number, int) or unit < 1000:
                return round(number) * unit
            return round(number * (unit // 1000)) * 1000  # a float holds microseconds, no more
    return NO_TIME


def iso_of(time: int) -> str | None:
    """ISO 8601 in UTC with as many sub-second digits as are needed, None for no time."""
    if time == NO_TIME:
        return None
    seconds, nanos = divmod(time, 10**9)
    text = _to_the_second(seconds)
    digits = 3 if nanos % 10**6 == 0 else 6 if nanos % 1000 == 0 else 9
    fraction = f".{nanos:09d}"[: digits + 1] if nanos else ""
    return f"{text}{fraction}+00:00"


@lru_cache(maxsize=4096)  # records of one second follow each other
def _to_the_second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def moment_of(text: str) -> int:
    """Nanoseconds of a time that a person gave: ISO 8601, UTC without an offset.

    Raises UserError when it is none.
    """
    from workbench.logs.stamps import read_stamp

    time, flags = read_stamp(text.strip().encode())
    if time == NO_TIME or flags & 7:
        raise UserError(f"'{text}' is not a time.", "Write it like 2024-05-31T09:30:00Z.")
    return time
