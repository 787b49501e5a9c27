"""The replay of suggested answers: what nobody knows is neither right nor wrong."""

from datetime import UTC, datetime, timedelta

import pytest

from workbench.tickets.answers import replay
from workbench.tickets.model import Ticket

NOW = datetime(2026, 3, 6, 10, tzinfo=UTC)
End = tuple[str | None, str | None]


def ended(number: int, end: End, duplicate_of: tuple[str, ...] = ()) -> Ticket:
    """The same words each time, opened after the one before was resolved."""
    opened = NOW + timedelta(hours=2 * number)
    return Ticket(
        str(number),
        "csv",
        "Gateway 502 in the shop",
        state="resolved",
        category=end[0],
        resolution=end[1],
        created=opened,
        resolved=opened + timedelta(hours=1),
        duplicate_of=duplicate_of,
    )


@pytest.mark.parametrize(
    ("earlier", "later", "counted"),
    [
        ((None, None), (None, None), (0, 0, 0)),
        (("", ""), ("", ""), (0, 0, 0)),
        (("network", None), (None, None), (0, 0, 0)),
        (("network", None), (None, "Fixed"), (0, 0, 0)),
        (("network", "Fixed"), ("network", None), (0, 0, 0)),
        (("network", None), ("network", None), (1, 1, 0)),
        ((None, "Fixed"), (None, "Fixed"), (1, 1, 0)),
        (("network", "Fixed"), ("network", "Fixed"), (1, 1, 0)),
        (("network", "Fixed"), ("network", "Won't fix"), (1, 0, 1)),
        (("network", "Fixed"), ("software", None), (1, 0, 1)),
    ],
)
def test_only_what_is_known_of_both_is_right_or_bounced(
    earlier: End, later: End, counted: tuple[int, int, int]
) -> None:
    row = replay([ended(0, earlier), ended(1, later)], thresholds=(0.9,))[0]
    assert row.tickets == 2
    assert (row.answered, row.right, row.bounced) == counted


def test_a_marked_duplicate_is_right_whatever_is_known() -> None:
    history = [ended(0, (None, None)), ended(1, (None, None), duplicate_of=("0",))]
    row = replay(history, thresholds=(0.9,))[0]
    assert (row.answered, row.right) == (1, 1)
