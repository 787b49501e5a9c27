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
    assert shown.startswith("\u2026 ")
    assert shown.endswith(" \u2026")
    assert len(shown) < 90


def test_the_end_of_a_long_sentence_is_shown_as_an_end() -> None:
    shown = check(
        "Hi team, when people of the sales department open the quarterly report on their phones"
        " in the morning before they call the customers, they expected the totals to be there."
    ).present["expected"]
    assert shown.startswith("\u2026 ")
    assert shown.endswith("they expected the totals to be there.")


def test_the_beginning_of_a_long_sentence_is_shown_as_a_beginning() -> None:
    shown = check(
        "We expected the totals to be there when people of the sales department open the"
        " quarterly report on their phones in the morning before they call the customers."
    ).present["expected"]
    assert shown.startswith("We expected the totals to be there")
    assert shown.endswith(" \u2026")


def test_the_value_of_a_field_begins_with_its_label_and_says_where_it_goes_on() -> None:
    present = check(
        "- **Environment:** staging\n"
        "- **Expected:** the totals of the last quarter and those of the year before it as well\n"
    ).present
    assert present["environment"].endswith("staging")
    assert present["expected"].endswith(" \u2026")
    assert not any(words.startswith("\u2026") for words in present.values())


def test_a_sentence_that_is_read_from_its_middle_on_because_the_report_is_very_long_says_so() -> (
    None
):
    told = "we expected 0.2 but got 0.98.\n"
    after = "The worker was started again.\n" * 400
    end = told + after[: 10_000 - len(told)]
    before = "The worker was started again.\n" * 1_000 + "For the customers of the north "
    assert check(before + end).present["expected"] == f"\u2026 {told.strip()}"
