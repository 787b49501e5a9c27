"""What an author did not touch stays as it is, byte for byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.pages import page
from workbench.core.errors import UserError
from workbench.knowledge.filetext import read_text
from workbench.knowledge.kinds import kind_named, kinds
from workbench.knowledge.merge import merge
from workbench.knowledge.shelf import ChangedOutside, Shelf, slug


@given(st.text(alphabet="ab\r\n\u2028\xa0\ufeffé|", max_size=60))
def test_saved_unchanged_a_file_is_byte_identical(text: str) -> None:
    content = text.encode()
    file = read_text(content, "x.md")
    assert file.edited(file.text) == content


@given(st.lists(st.sampled_from(["a\r\n", "b\n", "c\r", "d"]), max_size=8))
def test_untouched_lines_keep_their_endings(lines: list[str]) -> None:
    content = "".join(lines).encode()
    file = read_text(content, "x.md")
    edited = file.edited(file.text + "\nnew")
    assert edited.startswith(content)
    assert edited.endswith(b"new")


def test_new_lines_get_the_usual_ending_of_the_file() -> None:
    file = read_text(b"one\r\ntwo\r\nthree\n", "x.md")
    assert file.edited("one\nnew\ntwo\nthree\n") == b"one\r\nnew\r\ntwo\r\nthree\n"


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf# BOM\r\n", "\ufeff# wide\n".encode("utf-16-le"), b"caf\xe9 \x85\n", b"", b"\n"],
)
def test_other_encodings_come_back_as_they_were(content: bytes) -> None:
    file = read_text(content, "x.md")
    assert file.edited(file.text) == content
    assert file.edited(file.text + "x").startswith(content)


def test_windows_quotes_and_dashes_are_read_as_such() -> None:
    assert read_text(b"It\x92s \x93down\x94 \x85", "x.md").text == "It’s “down” …"
    assert read_text(b"caf\xe9 \x81", "x.md").text == "café \x81"


def test_a_byte_order_mark_is_kept_in_the_file_and_not_in_the_text() -> None:
    for content in ("\ufeff# a\n".encode(), "\ufeff# a\n".encode("utf-16-be")):
        file = read_text(content, "x.md")
        assert file.text == "# a\n"
        assert file.edited("# b\n") == content.replace(b"a", b"b")


def test_a_letter_that_the_encoding_lacks_is_refused_in_one_sentence() -> None:
    with pytest.raises(UserError, match="cannot be written in this file's encoding"):
        read_text(b"caf\xe9", "x.md").edited("日本")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0", b"a\0b", b"x" * 20_000_001])
def test_what_is_no_text_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(UserError, match=r"picture\.md"):
        read_text(content, "picture.md")


def test_an_article_changed_outside_is_not_overwritten(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    opened = shelf.create("a.md", b"one\ntwo\nthree\n")
    (tmp_path / "a.md").write_bytes(b"one\ntwo\nTHREE\n")
    with pytest.raises(ChangedOutside) as caught:
        shelf.save(opened, "ONE\ntwo\nthree\n")
    theirs = caught.value.theirs
    assert theirs is not None
    merged = merge(opened.text, "ONE\ntwo\nthree\n", theirs.text)
    assert (merged.text, merged.conflicts) == ("ONE\ntwo\nTHREE\n", 0)
    assert shelf.save(theirs, merged.text).text == "ONE\ntwo\nTHREE\n"


def test_an_article_deleted_outside_is_said_and_can_be_written_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    opened = shelf.create("a.md", b"text")
    (tmp_path / "a.md").unlink()
    with pytest.raises(ChangedOutside) as caught:
        shelf.save(opened, "more")
    assert caught.value.theirs is None
    assert shelf.overwrite(opened, "more").text == "more"


def test_both_versions_are_kept_where_both_changed_the_same_line() -> None:
    merged = merge("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc")
    assert merged.conflicts == 1
    assert "mine" in merged.text
    assert "theirs" in merged.text


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), max_size=6))
def test_a_merge_with_only_one_side_changed_is_that_side(base: list[str], mine: list[str]) -> None:
    ours, theirs = "\n".join(mine), "\n".join(base)
    assert merge(theirs, ours, theirs).text == ours
    assert merge(theirs, theirs, ours).text == ours


@pytest.mark.parametrize("path", ["../out.md", "/etc/passwd.md", "a.txt", "a/../../b.md"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(UserError):
        Shelf(tmp_path).create(path, b"x")


def test_a_path_of_another_script_works(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "知識")
    made = shelf.create_from_template(kind_named("faq"), "Вопросы и ответы", "Мария")
    assert made.path == "вопросы-и-ответы.md"
    assert shelf.read(made.path).title == "Вопросы и ответы"
    assert shelf.create_from_template(kind_named("faq"), "Вопросы и ответы", "").path.endswith(
        "-2.md"
    )


def test_hidden_files_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "a.md").write_text("x")
    (tmp_path / ".a.md.tmp").write_text("x")
    (tmp_path / "b.md").write_text("x")
    assert Shelf(tmp_path).paths() == ["b.md"]


@pytest.mark.parametrize("name", list(kinds()))
def test_every_template_makes_an_article_that_names_its_parts(tmp_path: Path, name: str) -> None:
    made = Shelf(tmp_path).create_from_template(kind_named(name), 'A "title": with signs', "Ann")
    assert made.front.problem == ""
    assert (made.title, made.kind, made.owner) == ('A "title": with signs', name, "Ann")
    assert len(kind_named(name).parts) >= 2


def test_an_unknown_kind_lists_the_kinds() -> None:
    with pytest.raises(UserError, match="runbook, resolution, faq"):
        kind_named("poem")


def test_slugs_are_never_empty_nor_long() -> None:
    assert slug("///") == "article"
    assert len(slug("long " * 100)) <= 80


def test_a_title_comes_from_the_front_matter_the_heading_or_the_name() -> None:
    assert page("---\ntitle: One\n---\n# Two").title == "One"
    assert page("text\n# Two #").title == "Two"
    assert page("text", "dir/a-b_c.md").title == "a b c"
