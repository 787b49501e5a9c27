"""A document is cut where a reader would cut it."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.search.sections import MAXIMUM_WORDS, split


def test_a_page_is_cut_at_its_headings() -> None:
    sections = split("intro\n\n# One\ntext one\n## Two ##\ntext two")
    assert [(s.heading, s.text, s.line) for s in sections] == [
        ("", "intro", 1),
        ("One", "text one", 3),
        ("Two", "text two", 5),
    ]


def test_an_underlined_line_is_a_heading() -> None:
    assert [s.heading for s in split("Title\n=====\n\ntext\n\nSub\n---\nmore")] == ["Title", "Sub"]


def test_a_comment_in_a_code_block_is_no_heading() -> None:
    sections = split("# Steps\n```sh\n# not a heading\nls\n```\n~~~\n# nor this\n~~~")
    assert [s.heading for s in sections] == ["Steps"]


def test_a_rule_below_a_list_is_no_heading() -> None:
    assert [s.heading for s in split("- item\n---\ntext")] == [""]


def test_a_heading_with_nothing_below_is_kept() -> None:
    assert [s.heading for s in split("# Only a heading")] == ["Only a heading"]


def test_a_long_part_is_cut_at_paragraphs() -> None:
    paragraphs = "\n\n".join(" ".join([f"word{n}"] * 100) for n in range(4))
    sections = split(f"# Long\n{paragraphs}")
    assert [len(s.text.split()) for s in sections] == [100, 100, 100, 100]
    assert [s.line for s in sections] == [1, 4, 6, 8]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    sections = split("# One\nform\x0cfeed\x85and\u2028more\r\n\r\n## Two\r\ntext")
    assert [(s.heading, s.line) for s in sections] == [("One", 1), ("Two", 4)]


def test_an_empty_page_is_one_empty_section() -> None:
    assert [(s.heading, s.text) for s in split("")] == [("", "")]


@given(st.text(alphabet="ab#=-`~ \n", max_size=400))
def test_no_section_is_too_long_and_no_word_is_lost(text: str) -> None:
    sections = split(text)
    assert all(len(s.text.split()) <= MAXIMUM_WORDS for s in sections)
    assert sum(s.text.count("a") + s.heading.count("a") for s in sections) == text.count("a")


def test_one_line_of_a_thousand_words_is_cut() -> None:
    sections = split(" ".join(["word"] * 1000))
    assert max(len(s.text.split()) for s in sections) <= MAXIMUM_WORDS
    assert sum(len(s.text.split()) for s in sections) == 1000


def test_a_heading_that_only_holds_headings_goes_into_their_names() -> None:
    sections = split("# Page\n\n## Steps\n\n### Restart\ntext\n\n## Rollback\ntext\n\n## Empty")
    assert [s.heading for s in sections] == ["Steps › Restart", "Rollback", "Empty"]


def test_a_part_with_nothing_but_links_is_no_section_of_its_own() -> None:
    page = "# Slow\n\nLook at the queue.\n\n## See also\n\n- [[Gateway]]\n- [Docs](https://a.example/b)\n"
    assert [section.heading for section in split(page)] == ["Slow"]
    assert [section.heading for section in split("## See also\n\n[[Gateway]]\n")] == ["See also"]
    assert len(split("# A\n\nx\n\n## B\n\nSee [[Gateway]].\n")) == 2
