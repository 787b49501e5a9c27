"""Front matter is read leniently, edited carefully, and never makes an article look fresh."""

from datetime import date

import pytest

from tests.unit.knowledge.pages import RUNBOOK, page
from workbench.core.errors import UserError
from workbench.knowledge.front_matter import quoted, read_front_matter, set_field
from workbench.knowledge.trust import TrustState

TODAY = date(2027, 1, 10)


def test_fields_are_texts_and_lists() -> None:
    front = read_front_matter("---\na: 1\nb: [x, y]\nc: p, q\nd: 2026-13-40\n---\nbody")
    assert front.text("a") == "1"
    assert front.texts("b") == ("x", "y")
    assert front.texts("c") == ("p", "q")
    assert front.text("d") == "2026-13-40"
    assert front.lines == 6


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: [open\n---\nx", 2),
        ("---\na: 1\na: 2\n---\n", 3),
        ("---\n- just\n- a list\n---\n", 2),
        ("---\ntitle: x\nno end", 1),
        ("---\nkey: 'open\n---\n", 2),
        ("---\n\tx: 1\n---\n", 2),
        ("---\na: *nothing\n---\n", 2),
    ],
)
def test_malformed_front_matter_is_named_with_its_line(text: str, line: int) -> None:
    front = read_front_matter(text)
    assert front.problem
    assert front.problem_line == line
    assert front.fields == {}


def test_toml_between_plus_signs_is_read_like_yaml() -> None:
    fields = 'title = "Disk: full"\ntags = ["a", "b"]\nverify_by = 2099-01-02\ndraft = true\n'
    article = page(f"+++\n{fields}+++\n# Heading\n")
    assert (article.title, article.tags, article.body) == ("Disk: full", ("a", "b"), "# Heading\n")
    assert (article.front.text("verify_by"), article.front.text("draft")) == ("2099-01-02", "true")
    assert article.document().sections()[0].line == 7


def test_malformed_toml_is_named_with_its_line_and_no_toml_is_edited() -> None:
    front = read_front_matter("+++\na = 1\ntitle = open\n+++\n")
    assert (front.problem_line, front.fields) == (3, {})
    assert front.problem.startswith("the front matter is not TOML: ")
    assert read_front_matter("+++\nno end") == read_front_matter("text")
    with pytest.raises(UserError, match="TOML, which is read but not changed"):
        set_field("+++\na = 1\n+++\n", "a", "2")


@pytest.mark.parametrize("text", ["", "---", "---\n---\n", "text", "\n---\na: 1\n---", "----\n"])
def test_pages_without_fields_have_none_and_no_problem(text: str) -> None:
    front = read_front_matter(text)
    assert front.fields == {}
    assert front.problem == ""


def test_setting_a_field_keeps_comments_order_and_everything_else() -> None:
    changed = set_field(RUNBOOK, "state", "in-review")
    before, after = RUNBOOK.split("\n"), changed.split("\n")
    assert [n for n, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [3]
    assert after[3] == "state: in-review  # set by the review"


def test_a_new_field_is_added_at_the_end_and_a_block_is_replaced_whole() -> None:
    assert set_field("---\na: 1\n---\nx", "b", "2") == "---\na: 1\nb: 2\n---\nx"
    assert set_field("---\ntags:\n  - x\n  - y\nb: 1\n---\n", "tags", "z") == (
        "---\ntags: z\nb: 1\n---\n"
    )
    assert set_field("plain", "state", "draft") == "---\nstate: draft\n---\n\nplain"


@pytest.mark.parametrize(
    "value", ["a: b", "# x", "", "'", '"q"', "- x", "[1]", "a #b", "x:", "a\nb"]
)
def test_any_value_comes_back_as_it_was_written(value: str) -> None:
    assert read_front_matter(f"---\nk: {quoted(value)}\n---\n").fields["k"] == value


def test_malformed_front_matter_is_not_edited() -> None:
    with pytest.raises(UserError, match="cannot be changed"):
        set_field("---\na: [\n---\n", "a", "1")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ("state: verified\nverify_by: 2027-06-30", TrustState.VERIFIED),
        ("state: verified\nverify_by: 2027-01-10", TrustState.VERIFIED),
        ("state: verified\nverify_by: 2027-01-09", TrustState.STALE),
        ("state: verified", TrustState.STALE),
        ("state: verified\nverify_by: 2026-13-40", TrustState.WRONG_DATE),
        ("state: verified\nverify_by: next year", TrustState.WRONG_DATE),
        ("state: draft\nverify_by: 31.12.2027", TrustState.WRONG_DATE),
        ("state: In Review", TrustState.IN_REVIEW),
        ("state: retired", TrustState.RETIRED),
        ("state: fresh", TrustState.DRAFT),
        ("title: x", TrustState.DRAFT),
    ],
)
def test_only_a_date_in_the_future_is_trusted(fields: str, state: TrustState) -> None:
    assert page(f"---\n{fields}\n---\n").trust(TODAY).state is state


def test_editing_does_not_refresh_the_date() -> None:
    stale = page(RUNBOOK.replace("2097-06-30", "2026-06-30"))
    edited = page(stale.text + "\nmore text\n")
    assert stale.trust(TODAY).state is TrustState.STALE
    assert edited.trust(TODAY).state is TrustState.STALE
    assert "194 days ago" in edited.trust(TODAY).reason


def test_every_badge_has_a_shape_and_a_word_of_its_own() -> None:
    assert len({state.shape for state in TrustState}) == len(TrustState)
    assert len({state.label for state in TrustState}) == len(TrustState)
