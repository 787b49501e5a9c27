"""Times as they are shown: in the zone the user chose, as short as the context allows."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_BILLION = 1_000_000_000


class Clock:
    """Turns nanoseconds since the epoch into words of one zone."""

    def __init__(self, zone_name: str = "") -> None:
        """An IANA name; empty, or one that is not known, for this machine's zone."""
        self.zone: tzinfo | None = None
        self.name = ""
        if zone_name:
            try:
                self.zone = ZoneInfo(zone_name)
                self.name = zone_name
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self.zone = None

    def moment(self, time: int) -> datetime:
        """The time as an aware datetime of the zone, to the microsecond."""
        seconds, nanos = divmod(time, _BILLION)
        made = datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanos // 1000)
        return made.astimezone(self.zone)

    def full(self, time: int) -> str:
        """'2026-03-05 09:12:33.120'."""
        moment = self.moment(time)
        fraction = f".{time % _BILLION // 1_000_000:03d}" if time % _BILLION else ""
        return f"{moment:%Y-%m-%d %H:%M:%S}{fraction}"

    def short(self, time: int, width: int) -> str:
        """As much of a time as tells bins of a width (ns) apart: '5 Mar', '09:12', '09:12:33'."""
        moment = self.moment(time)
        day = f"{moment.day} {moment:%b}"
        if width >= 20 * 3600 * _BILLION:
            return day
        if width >= 60 * _BILLION:
            return day if not (moment.hour or moment.minute) else f"{moment:%H:%M}"
        return f"{moment:%H:%M:%S}" if width >= _BILLION else self.full(time)[11:]

    def spoken(self, time: int) -> str:
        """'5 March, 09:12'."""
        moment = self.moment(time)
        return f"{moment.day} {moment:%B}, {moment:%H:%M}"

    def zone_words(self) -> str:
        """The zone's name, as 'UTC' or 'Europe/Berlin'."""
        return self.name or datetime.now().astimezone().tzname() or "local time"

    def parse(self, text: str) -> int | None:
        """Nanoseconds of a time a person typed: ISO, without a zone it is this one's; else None."""
        try:
            made = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        if made.tzinfo is None:
            made = made.replace(tzinfo=self.zone) if self.zone else made.astimezone()
        return round(made.timestamp()) * _BILLION + made.microsecond * 1000
