"""Pages are shown and exported safely; diagrams are drawn or honestly not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.pages import RUNBOOK, page
from workbench.knowledge.article import article_from
from workbench.knowledge.diagram import CannotDraw, Flowchart, Sequence, parse_diagram
from workbench.knowledge.diagram_layout import layout
from workbench.knowledge.diagram_svg import svg_of
from workbench.knowledge.export import export_html
from workbench.knowledge.filetext import read_text
from workbench.knowledge.markdown import to_html
from workbench.knowledge.outline import outline_of


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        "![x](//evil.example/pixel.png)",
        "<iframe src='https://x'></iframe>",
        "![x](data:text/html;base64,xx)",
    ],
)
def test_markup_is_shown_not_run_and_nothing_remote_is_loaded(text: str) -> None:
    html = to_html(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert 'href="javascript' not in html


def test_a_preview_knows_the_line_of_every_block() -> None:
    html = to_html("---\na: 1\n---\n# One\n\ntext\n\n- item\n", numbered=True)
    assert [f'name="line-{n}"' in html for n in (4, 6, 8)] == [True] * 3


def test_pictures_of_this_folder_wiki_links_and_ticks_are_shown() -> None:
    html = to_html("![alt](a.png) [[Page|label]]\n\n- [x] done\n- [ ] open")
    assert '<img src="a.png" alt="alt">' in html
    assert '<a href="article:Page">label</a>' in html
    assert "☑ done" in html
    assert "☐ open" in html


def test_the_outline_has_anchors_and_no_comments_of_code() -> None:
    headings = outline_of("---\na: 1\n---\n# A `b`\n```\n# no\n```\n## Same\n## Same\n")
    assert [(h.level, h.text, h.line, h.anchor) for h in headings] == [
        (1, "A b", 4, "a-b"),
        (2, "Same", 8, "same"),
        (2, "Same", 9, "same-1"),
    ]


def test_underlined_headings_are_in_the_outline_and_rules_are_not() -> None:
    headings = outline_of("One\n===\n\nTwo\n---\ntext\n\n---\n\n- entry\n---\n")
    assert [(h.level, h.text, h.line, h.anchor) for h in headings] == [
        (1, "One", 1, "one"),
        (2, "Two", 4, "two"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# `vllm` is slow #\n", "vllm is slow"),
        ("Underlined\n==========\n", "Underlined"),
        ("```sh\n# a comment\n```\n\n# The title\n", "The title"),
        ("```sh\n# a comment\n```\n", "my page"),
        ("\ufeff# Behind a mark\n", "Behind a mark"),
        ("\ufeff---\ntitle: In front\n---\n# Below\n", "In front"),
    ],
)
def test_a_page_is_called_what_its_author_called_it(text: str, title: str) -> None:
    article = article_from("my-page.md", read_text(text.encode(), "my-page.md"))
    assert article.title == title
    assert "\ufeff" not in article.document().sections()[0].text


def test_a_flowchart_is_read_and_laid_out_in_layers() -> None:
    chart = parse_diagram(
        'flowchart TD\n A["Start here"] --> B{OK?}\n B -->|yes| C\n B -- no --> D\n C & D -.-> A'
    )
    assert isinstance(chart, Flowchart)
    assert [(node.label, node.shape) for node in chart.nodes] == [
        ("Start here", "box"),
        ("OK?", "diamond"),
        ("C", "box"),
        ("D", "box"),
    ]
    assert [(e.start, e.end, e.label, e.line) for e in chart.edges][1:] == [
        ("B", "C", "yes", "solid"),
        ("B", "D", "no", "solid"),
        ("C", "A", "", "dotted"),
        ("D", "A", "", "dotted"),
    ]
    drawing = layout(chart)
    tops = {box.label: box.y for box in drawing.boxes}
    assert tops["Start here"] < tops["OK?"] < tops["C"]
    assert "Start here to OK?" in drawing.summary


def test_a_sequence_is_read_in_order() -> None:
    diagram = parse_diagram(
        "sequenceDiagram\nactor U as User\nU->>Gateway: ask\nGateway-->>U: 502\nNote over U: waits"
    )
    assert isinstance(diagram, Sequence)
    assert diagram.participants == (("U", "User"), ("Gateway", "Gateway"))
    assert [m.text for m in diagram.messages] == ["ask", "502", "waits"]
    assert layout(diagram).width > 100


@pytest.mark.parametrize(
    "source",
    ["", "pie\n a", "graph TD\n A-->", "graph TD\n A[open", "graph XX", "sequenceDiagram\nx"],
)
def test_what_cannot_be_drawn_is_shown_as_code_with_a_note(source: str) -> None:
    with pytest.raises(CannotDraw):
        parse_diagram(source)
    html = to_html(f"```mermaid\n{source}\n```", draw=svg_of)
    assert "cannot be drawn here" in html
    assert "<pre>" in html


@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), min_size=1, max_size=9)
)
def test_boxes_never_lie_on_each_other(edges: list[tuple[str, str]]) -> None:
    source = "graph LR\n" + "\n".join(f"{a}-->{b}" for a, b in edges)
    boxes = layout(parse_diagram(source)).boxes
    for n, one in enumerate(boxes):
        for other in boxes[n + 1 :]:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart


def test_exported_pages_stand_alone(tmp_path: Path) -> None:
    pages = [
        page(RUNBOOK, "sub/a.md"),
        page("[[Gateway answers 502]] [x](sub/a.md#steps) ![p](p.png)\n", "b.md"),
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.png").write_bytes(b"png")
    written = export_html(pages, tmp_path / "out", tmp_path / "in", date(2098, 1, 1))
    assert written == ["sub/a.html", "b.html", "p.png", "index.html"]
    text = (tmp_path / "out" / "b.html").read_text(encoding="utf-8")
    assert 'href="sub/a.html"' in text
    assert 'href="sub/a.html#steps"' in text
    assert "▲ Stale" in (tmp_path / "out" / "sub" / "a.html").read_text(encoding="utf-8")


def test_links_and_anchors_lead_somewhere_in_the_export(tmp_path: Path) -> None:
    text = "[a](/ops/my%20page) [b](my page.md) [c](<my page>) [d](my%20page.md#two) [e](#x-1)\n"
    pages = [
        page(f"# Start\n\n{text}\n## X\n\n## X\n", "ops/start.md"),
        page("# Two\n", "ops/my page.md"),
    ]
    export_html(pages, tmp_path, tmp_path, date(2027, 1, 1))
    written = (tmp_path / "ops" / "start.html").read_text(encoding="utf-8")
    assert written.count('href="my%20page.html"') == 2
    assert 'href="my%20page.html#two"' in written
    assert '<h2 id="x"><a name="x"></a>X</h2>' in written
    assert '<h2 id="x-1"><a name="x-1"></a>X</h2>' in written
