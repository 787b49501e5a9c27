"""The story of the sample week: what was injected, when, and how it shows in the logs."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WEEK_START = datetime(2026, 3, 2, tzinfo=UTC)
"""Monday 00:00 UTC; the sample's logs cover the seven days from here."""

DAYS = 7
FEATURE_CHANGE = datetime(2026, 3, 5, 9, 12, tzinfo=UTC)
"""The upstream feature pipeline releases 2.0: `session_age` changes from hours to seconds."""

LATENCY_CLIMBS = datetime(2026, 3, 5, 13, 0, tzinfo=UTC)
"""The model server falls back to the slow ranking path for out-of-range inputs."""

GATEWAY_FAILS = datetime(2026, 3, 6, 2, 40, tzinfo=UTC)
"""The gateway's 2 s limit is hit: 502s begin."""

ROLLED_BACK = datetime(2026, 3, 7, 11, 5, tzinfo=UTC)
"""The feature pipeline goes back to 1.9 and everything recovers."""

WEEK_END = WEEK_START + timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected fault: the file in which it shows, when, and a word its template carries."""

    name: str
    file: str
    kind: str
    start: datetime
    end: datetime
    word: str


FAULTS = (
    Fault(
        "new feature schema",
        "app/recommender.log",
        "new-template",
        FEATURE_CHANGE,
        ROLLED_BACK,
        "outside its training range",
    ),
    Fault(
        "feature refresh stops",
        "app/recommender.log",
        "silence",
        FEATURE_CHANGE,
        ROLLED_BACK,
        "feature cache refreshed",
    ),
    Fault(
        "inference slows down",
        "model/model-server.log",
        "numeric",
        LATENCY_CLIMBS,
        ROLLED_BACK,
        "request completed",
    ),
    Fault(
        "gateway answers 502",
        "gateway/access.log",
        "burst",
        GATEWAY_FAILS,
        ROLLED_BACK,
        "502",
    ),
)


def latency_factor(moment: datetime) -> float:
    """How many times slower than normal the model answers at that moment."""
    if not LATENCY_CLIMBS <= moment < ROLLED_BACK:
        return 1.0
    hours = (moment - LATENCY_CLIMBS).total_seconds() / 3600
    return 1.0 + min(hours / 12, 1.0) * 7.0


def failure_share(moment: datetime) -> float:
    """The share of gateway requests answered with 502 at that moment."""
    return 0.22 if GATEWAY_FAILS <= moment < ROLLED_BACK else 0.0006


def drifted(moment: datetime) -> bool:
    """Whether the feature pipeline sends the new unit at that moment."""
    return FEATURE_CHANGE <= moment < ROLLED_BACK
