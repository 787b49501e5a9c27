"""A section of an article as evidence."""

from typing import TYPE_CHECKING

from workbench.core.evidence import Evidence
from workbench.core.time import now

if TYPE_CHECKING:
    from workbench.knowledge.article import Article


def section_evidence(article: "Article", line: int, selected: str) -> Evidence:
    """What is selected, else the section in which the line is."""
    from workbench.knowledge.outline import outline_of

    headings = outline_of(article.text)
    above = [heading for heading in headings if heading.line <= line]
    start = above[-1] if above else None
    after = next((heading.line for heading in headings if heading.line > line), None)
    lines = article.text.split("\n")
    first = start.line if start else article.front.lines + 1
    text = selected or "\n".join(lines[first - 1 : after - 1 if after else None]).strip()
    title = (
        f"{article.title}: {start.text}" if start and start.text != article.title else article.title
    )
    return Evidence(
        kind="article-section",
        title=title,
        source=f"{article.path}, line {first}",
        time=now(),
        payload={
            "text": text,
            "open": {"pane": "knowledge", "path": article.path, "line": first},
        },
    )
