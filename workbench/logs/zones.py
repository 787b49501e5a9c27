"""Zone names and offsets in stamps, and local clocks with their daylight-saving hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from workbench.core.errors import UserError
from workbench.logs.model import NO_TIME, BoolArray, TimeArray

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "UCT": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "NST": -3.5, "NDT": -2.5,
    "AST": -4, "ADT": -3, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8,
    "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2,
    "PKT": 5, "WIB": 7, "ICT": 7,
}  # fmt: skip
"""Hours east of UTC of zone names; where a name has several meanings, the commonest."""

SECOND = 1_000_000_000
HOUR = 3_600 * SECOND


def offset_of_name(name: str) -> int | None:
    """Seconds east of UTC of a zone abbreviation, None when it is not one that we know."""
    hours = _HOURS.get(name.upper())
    return None if hours is None else round(hours * 3600)


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name ('Europe/Berlin'). Raises UserError for another name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(
            f"'{name}' is not a time zone.", "Give a name such as Europe/Berlin or UTC."
        ) from error


def to_utc(local: TimeArray, zone: ZoneInfo) -> TimeArray:
    """Turn local clock readings (ns, in file order) into UTC.

    In the hour that a clock shows twice in autumn, readings are taken for its first
    pass until they jump back by half an hour or more, then for the second.
    """
    result = local.copy()
    known = local != NO_TIME
    hours, place = np.unique(local[known] // HOUR, return_inverse=True)
    early = np.array([_offset(zone, int(hour), 0) for hour in hours], np.int64)
    late = np.array([_offset(zone, int(hour), 1) for hour in hours], np.int64)
    offset = early[place]
    doubled = (early > late)[place]
    if doubled.any():
        offset = np.where(doubled & _second_pass(local[known], doubled), late[place], offset)
    result[known] -= offset * SECOND
    return result


def _offset(zone: ZoneInfo, hour: int, fold: int) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
    offset = moment.replace(tzinfo=zone, fold=fold).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _second_pass(local: TimeArray, doubled: BoolArray) -> BoolArray:
    """Whether a jump back came before, inside the same run of doubled readings."""
    jumped = np.zeros(len(local), np.int64)
    jumped[1:] = (np.diff(local) <= -HOUR // 2) & doubled[1:] & doubled[:-1]
    total = np.cumsum(jumped)
    before_run = np.where(doubled, 0, total)
    return total > np.maximum.accumulate(before_run)
