"""A folder full of bad articles: each is named, and the good one among them is found."""

import json
import time
from pathlib import Path

import pytest

from workbench.cli.main import main
from workbench.knowledge.findings import at
from workbench.knowledge.links import LinkMap, backlinks, links_of
from workbench.knowledge.rename import rename
from workbench.knowledge.shelf import Shelf

BAD = {
    "malformed.md": b"---\ntags: [open\n---\n# Malformed front matter\n",
    "one.md": b"---\nid: KB-1\n---\n# First of two\n",
    "two.md": b"---\nid: KB-1\n---\n# Second of two\n",
    "picture.md": b"\x89PNG\r\n\x1a\n\0\0\0",
    "empty.md": b"",
    "script.md": b"# Script\n\n<script>alert(1)</script>\n\n![x](https://evil.example/x.png)\n",
    "itself.md": b"# Itself\n\nSee [here](itself.md), [[Itself]] and [top](#itself).\n",
    "\u0441\u0435\u0440\u0432\u0435\u0440/\u77e5\u8b58.md": b"# Gateway\n\nRestart the gateway.\n",
}


@pytest.fixture
def folder(tmp_path: Path, user_home: Path) -> Path:
    """A workspace below a folder whose name is in another script, with all of them."""
    workspace = tmp_path / "\u0645\u0643\u062a\u0628"
    for name, content in BAD.items():
        place = workspace / "knowledge" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return workspace


def kb(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str):  # type: ignore[no-untyped-def]
    code = main(["kb", *arguments, "--json", "--workspace", str(folder)])
    said = capsys.readouterr()
    assert said.err == ""
    return code, json.loads(said.out)


def test_a_check_names_each_and_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = kb(folder, capsys, "check")
    assert code == 1
    found = {
        Path(article["path"]).name: {one["kind"] for one in article["findings"]}
        for article in answer["articles"]
    }
    assert len(found) == len(BAD)
    assert found["malformed.md"] == {"front-matter"}
    assert "duplicate-id" in found["one.md"] & found["two.md"]
    assert found["picture.md"] == {"unreadable"}
    assert found["empty.md"] == found["itself.md"] == set()


def test_a_search_finds_the_good_one_and_two_of_one_id_are_two(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kb(folder, capsys, "search", "restart gatway")[1]["results"][0]["id"].endswith(
        "\u77e5\u8b58.md"
    )
    found = {hit["id"] for hit in kb(folder, capsys, "search", "of two")[1]["results"]}
    assert {"one.md", "two.md"} <= found


def test_an_exported_page_runs_nothing_and_loads_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert kb(folder, capsys, "export", "-o", str(tmp_path / "out"))[0] == 0
    html = (tmp_path / "out" / "script.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html


def test_a_link_to_itself_is_no_backlink_and_follows_a_rename(folder: Path) -> None:
    shelf = Shelf(folder / "knowledge")
    article = shelf.read("itself.md")
    links = LinkMap({"itself.md": article.title})
    assert [links.resolve(link, "itself.md") for link in links_of(article.text)] == [
        "itself.md"
    ] * 3
    assert backlinks("itself.md", [("itself.md", article.text)], links) == []
    rename(shelf, "itself.md", "renamed.md")
    assert "[here](renamed.md)" in shelf.read("renamed.md").text


def test_the_lines_of_a_long_page_are_not_counted_anew_for_every_link() -> None:
    line = "The server, see [this](gone.md) and [[Gone]].\n\n"

    def seconds(lines: int) -> float:
        text = line * lines
        began = time.process_time()
        for link in links_of(text):
            at(text, link.start)
        return time.process_time() - began

    seconds(500)
    # Ten times the page; with every line counted from the top it is a hundred times.
    assert seconds(10_000) < 40 * seconds(1000)
