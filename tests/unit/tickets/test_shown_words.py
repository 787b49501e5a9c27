"""The words that are shown for what a report says: enough of them to act on."""

import pytest

from workbench.tickets.completeness.check import check

_REPORT = (
    "Since 09:15 today (2026-11-30) the model churn-v3 version 2.4.1 returns wrong values in"
    " production. Input: {\"tenure\": 12}. We expected about 0.2 but got 0.98. All customers in"
    " region EU are affected. Reported by Anna Schmidt (team CRM)."
)  # fmt: skip


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("who", "Reported by Anna Schmidt (team CRM)."),
        ("model", "model churn-v3"),
        ("version", "version 2.4.1"),
        ("expected", "We expected about 0.2 but got 0.98."),
        ("actual", "We expected about 0.2 but got 0.98."),
        ("scope", "All customers in region EU are affected."),
    ],
)
def test_names_are_shown_alone_and_the_rest_with_its_sentence(item: str, words: str) -> None:
    assert check(_REPORT).present[item] == words


def test_a_long_sentence_begins_near_the_words_and_says_that_it_is_cut() -> None:
    shown = check(
        "Hi team, when people of the sales department open the quarterly report on their phones"
        " in the morning, they expected the totals to be there, and the totals of the last quarter"
        " as well as of the year before, which they need for their calls."
    ).present["expected"]
    assert "they expected the totals to be there" in shown
    assert shown.endswith("\u2026")
    assert len(shown) < 90
