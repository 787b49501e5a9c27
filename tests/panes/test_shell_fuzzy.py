"""Fuzzy matching: what one means by a few letters comes first."""

import pytest

from workbench.ui.fuzzy import match

TITLES = [
    "Next anomaly", "Previous anomaly", "Larger text", "Pin as evidence", "Export evidence",
    "Command palette", "Go to Logs", "Go to Knowledge", "Theme: dark", "Theme: contrast dark",
    "Show or hide the evidence dock", "Cancel the latest task",
]  # fmt: skip


def best(query: str) -> str:
    scored = [(found.score, title) for title in TITLES if (found := match(query, title))]
    return max(scored)[1]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("na", "Next anomaly"),
        ("next", "Next anomaly"),
        ("pae", "Pin as evidence"),
        ("ev exp", "Export evidence"),
        ("gl", "Go to Logs"),
        ("KNOW", "Go to Knowledge"),
        ("dark", "Theme: dark"),
        ("cont dark", "Theme: contrast dark"),
        ("ctl", "Cancel the latest task"),
    ],
)
def test_a_few_letters_find_what_is_meant(query: str, title: str) -> None:
    assert best(query) == title


def test_letters_out_of_order_do_not_match() -> None:
    assert match("yx", "xylophone") is None
    assert match("anomaly zz", "Next anomaly") is None


def test_an_empty_query_matches_everything_with_no_letter_marked() -> None:
    found = match("", "anything")
    assert found is not None
    assert found.positions == ()


def test_the_matched_letters_are_those_of_the_words() -> None:
    found = match("pe", "Pin as evidence")
    assert found is not None
    assert [("Pin as evidence")[place] for place in found.positions] == ["P", "e"]
    assert found.positions == (0, 7)


@pytest.mark.parametrize("text", ["ﬁnd ﬁles", "İstanbul", "straße", "日本語 ログ"])
def test_letters_that_fold_to_more_than_one_are_no_obstacle(text: str) -> None:
    found = match(text[:3], text)
    assert found is None or all(place < len(text) for place in found.positions)


def test_a_long_text_is_matched_quickly() -> None:
    assert match("abcdefgh", "a-b-c-d-e-f-g-h " * 40) is not None
