"""Times: aware UTC inside, ISO 8601 with offset outside."""

from datetime import UTC, datetime


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with offset, or None where there is no time."""
    return None if moment is None else moment.astimezone(UTC).isoformat()


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)
