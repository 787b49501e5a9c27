"""`workbench kb`: what a script sees."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.unit.knowledge.pages import RUNBOOK
from workbench.cli.main import main


@pytest.fixture
def kb(tmp_path: Path, user_home: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run a verb on a workspace: exit code, JSON (None where there is none), complaint."""
    (tmp_path / "w").mkdir()

    def run(*arguments: str):  # type: ignore[no-untyped-def]
        code = main(["kb", *arguments, "--json", "--workspace", str(tmp_path / "w")])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return run


def test_import_check_search_and_export(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    source = tmp_path / "in" / "ops"
    source.mkdir(parents=True)
    (source / "gateway.md").write_bytes(RUNBOOK.replace("\n", "\r\n").encode())
    (source / "bad.md").write_bytes(b"\0")
    code, answer, _ = kb("import", str(tmp_path / "in"))
    assert (code, answer["added"]) == (1, ["ops/gateway.md"])
    assert "is not a text file" in answer["rejected"][0]["reason"]
    assert (tmp_path / "w" / "knowledge" / "ops" / "gateway.md").read_bytes().count(b"\r\n") > 20
    assert kb("import", str(source / "gateway.md"))[1]["added"] == ["gateway.md"]

    code, answer, _ = kb("check", str(tmp_path / "w" / "knowledge" / "gateway.md"))
    assert code == 0
    assert answer == {
        "articles": [{"path": str(tmp_path / "w" / "knowledge" / "gateway.md"), "findings": []}]
    }

    code, answer, _ = kb("search", "restrat the servr", "-k", "1")
    assert (code, answer["mode"]) == (0, "lexical")
    hit = answer["results"][0]
    assert set(hit) >= {"rank", "score", "kind", "id", "title", "section", "snippet", "why"}
    assert (hit["section"], hit["kind"]) == ("Steps", "article")

    code, answer, _ = kb("export", "-o", str(tmp_path / "out"))
    assert code == 0
    assert (tmp_path / "out" / "ops" / "gateway.html").is_file()


def test_a_new_article_is_made_where_it_says(kb) -> None:  # type: ignore[no-untyped-def]
    code, answer, _ = kb("new", "--template", "known error", "--title", "Cache is cold")
    assert (code, answer["kind"]) == (0, "known-error")
    assert Path(answer["path"]).read_text(encoding="utf-8").startswith("---\ntitle: Cache is cold")
    code, _, complaint = kb("new", "--template", "poem")
    assert code == 2
    assert "The kinds are" in complaint


def test_findings_of_the_wrong_sort_fail_the_check(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.md").write_text("---\nverify_by: 2026-13-40\n---\nThe servr.\n")
    code, answer, _ = kb("check", str(tmp_path / "x.md"))
    assert code == 1
    found = answer["articles"][0]["findings"]
    assert [(one["line"], one["kind"]) for one in found] == [(2, "wrong-date"), (4, "spelling")]
    assert set(found[0]) == {"line", "kind", "message"}


def test_a_picture_shown_by_its_name_alone_is_no_broken_link(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "notes" / "pictures").mkdir(parents=True)
    (tmp_path / "notes" / "pictures" / "map.png").write_bytes(b"x")
    (tmp_path / "notes" / "x.md").write_text("![[map.png]] ![[gone.png]]\n")
    code, answer, _ = kb("check", str(tmp_path / "notes"))
    assert code == 1
    found = answer["articles"][0]["findings"]
    assert [one["message"] for one in found] == ["The link to 'gone.png' leads nowhere."]


def test_advice_alone_does_not_fail_the_check(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.md").write_text("The servr.\n")
    assert kb("check", str(tmp_path / "x.md"))[0] == 0


@pytest.mark.parametrize("name", ["nowhere.md", "binary.md"])
def test_what_cannot_be_checked_is_one_sentence(kb, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "binary.md").write_bytes(b"\x89PNG\0")
    code, _, complaint = kb("check", str(tmp_path / name))
    assert code == 2
    assert complaint.count("\n") == 1


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_a_zip_in_a_zip_is_taken_in_place(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    inner = zipped({"Ops/Gate way.md": b"# Gate", "Ops/a.png": b"png", "Ops/t.csv": b"a,b"})
    (tmp_path / "export.zip").write_bytes(
        zipped({"part-1.zip": inner, "__MACOSX/._x.md": b"x", ".hidden.md": b"x"})
    )
    code, answer, _ = kb("import", str(tmp_path / "export.zip"))
    assert code == 0
    assert answer == {
        "added": ["Ops/Gate way.md"],
        "unchanged": [],
        "pictures": ["Ops/a.png"],
        "rejected": [],
        "ignored": 1,
    }
    assert kb("import", str(tmp_path / "export.zip"))[1]["unchanged"] == ["Ops/Gate way.md"]


def test_a_zip_writes_nothing_outside_and_nothing_huge(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bomb = b"a" * 30_000_000
    files = {"../out.md": b"x", "../out.png": b"x", "bomb.md": bomb, "good.md": b"# Good"}
    (tmp_path / "bad.zip").write_bytes(zipped(files))
    code, answer, _ = kb("import", str(tmp_path / "bad.zip"))
    assert (code, answer["added"], len(answer["rejected"])) == (1, ["good.md"], 3)
    assert not list((tmp_path / "w").glob("out.*"))


def test_a_damaged_zip_is_one_sentence(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cut.zip").write_bytes(zipped({"a.md": b"# A"})[:-30])
    code, _, complaint = kb("import", str(tmp_path / "cut.zip"))
    assert code == 2
    assert "cut.zip cannot be unpacked" in complaint
    assert complaint.count("\n") == 1


def test_a_packed_page_is_taken_by_its_own_name(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "page.md.gz").write_bytes(gzip.compress(b"# Page"))
    assert kb("import", str(tmp_path / "page.md.gz"))[1]["added"] == ["page.md"]


def test_what_was_left_out_and_another_picture_are_told(kb, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_text("<h1>x</h1>")
    (tmp_path / "in" / "a.png").write_bytes(b"one")
    code, answer, _ = kb("import", str(tmp_path / "in"))
    assert (code, answer["ignored"], answer["pictures"]) == (0, 1, ["a.png"])
    (tmp_path / "in" / "a.png").write_bytes(b"two")
    code, answer, _ = kb("import", str(tmp_path / "in"))
    assert code == 1
    assert answer["rejected"][0]["reason"] == "There is already another picture a.png."


def test_a_title_is_one_line(kb) -> None:  # type: ignore[no-untyped-def]
    answer = kb("new", "--template", "faq", "--title", " Two\nlines ")[1]
    assert answer["title"] == "Two lines"
    assert "\n# Two lines\n" in Path(answer["path"]).read_text()
