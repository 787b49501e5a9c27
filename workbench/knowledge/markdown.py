"""Markdown to HTML: markup in the source is shown as text, and nothing remote is loaded."""

import html
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from workbench.knowledge.front_matter import read_front_matter
from workbench.knowledge.outline import anchor_of, outline_of, plain_heading

DrawDiagram = Callable[[str], str]
"""Takes the source of a mermaid block, gives HTML for it, or "" to show it as code."""

_WIKI = re.compile(r"(!?)\[\[([^\]|\n]+)(?:\|([^\]\n]*))?\]\]")
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_NUMBER = re.compile(r'(<a name="line-)(\d+)(">)')
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_TICK = re.compile(r'<input class="task-list-item-checkbox"[^>]*>')
_SAFE = re.compile(r"(?:https?|mailto|tel|file|article):", re.IGNORECASE)


def to_html(text: str, *, draw: DrawDiagram | None = None, numbered: bool = False) -> str:
    """The body of a page as HTML, without its front matter.

    `numbered` gives every block the line of the file it came from (an anchor named
    line-N), so that a preview can follow the editor.
    """
    front = read_front_matter(text).lines
    pieces: list[str] = []
    for first_line, chunk in _chunks(text, front):
        if draw is not None and "mermaid" in chunk:
            rendered = _render(chunk, draw, numbered=numbered)
        else:
            rendered = _render_again(chunk, numbered)
        if numbered and first_line:
            rendered = _NUMBER.sub(lambda m, n=first_line: f"{m[1]}{int(m[2]) + n}{m[3]}", rendered)
        pieces.append(rendered)
    return "".join(pieces)


def _chunks(text: str, front: int) -> list[tuple[int, str]]:
    """(lines before it, text): the page cut at its headings, so that only what changed is
    rendered again. A page with link definitions is one chunk: they hold everywhere."""
    lines = text.split("\n")
    cuts = [front]
    if not _DEFINITION.search(text):
        cuts += [
            h.line - 1 for h in outline_of(text) if h.level <= 2 and lines[h.line - 1][0] == "#"
        ]
    cuts = sorted(set(cuts))
    ends = [*cuts[1:], len(lines)]
    return [(cut, "\n".join(lines[cut:end])) for cut, end in zip(cuts, ends, strict=True)]


@lru_cache(maxsize=1000)
def _render_again(chunk: str, numbered: bool) -> str:
    return _render(chunk, None, numbered=numbered)


def _render(chunk: str, draw: DrawDiagram | None, *, numbered: bool) -> str:
    environment = {"draw": draw, "numbered": numbered}
    return _TICK.sub(_tick, str(_parser().render(chunk, environment)))


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.use(tasklists_plugin)
    parser.inline.ruler.before("link", "wiki", _wiki)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("heading_open", _heading_open)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    for block in ("paragraph_open", "list_item_open", "blockquote_open", "tr_open"):
        parser.add_render_rule(block, _block_open)
    return parser


def _tick(match: re.Match[str]) -> str:
    """A tick box as a sign: a page has nothing to type into."""
    return "☑" if "checked" in match[0] else "☐"


def _line_anchor(token: Any, env: dict[str, Any]) -> str:
    if not env.get("numbered") or token.map is None:
        return ""
    return f'<a name="line-{token.map[0] + 1}"></a>'


def _block_open(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    opened = str(renderer.renderToken(tokens, index, options, env))
    token = tokens[index]
    return opened if token.hidden or token.type == "tr_open" else opened + _line_anchor(token, env)


def _heading_open(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options
    token = tokens[index]
    anchor = html.escape(anchor_of(plain_heading(tokens[index + 1].content)))
    return f'<{token.tag} id="{anchor}"><a name="{anchor}"></a>{_line_anchor(token, env)}'


def _fence(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    del renderer, options
    token = tokens[index]
    language = token.info.split()[0] if token.info.split() else ""
    anchor = _line_anchor(token, env)
    draw: DrawDiagram | None = env.get("draw")
    note = ""
    if language == "mermaid" and draw is not None:
        drawn = draw(token.content)
        if drawn:
            return anchor + drawn
        note = "<p><em>This diagram cannot be drawn here; its source is shown.</em></p>\n"
    code = html.escape(token.content)
    return (
        f'{anchor}{note}<pre><code class="language-{html.escape(language)}">{code}</code></pre>\n'
    )


def _image(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    """A picture of this folder; one from elsewhere is named, not loaded."""
    token = tokens[index]
    source = str(token.attrGet("src") or "")
    words = html.escape(renderer.renderInlineAsText(token.children or [], options, env))
    if _REMOTE.match(source):
        address = html.escape(source)
        return f"<em>[picture not loaded: {words or address}]</em>"
    return f'<img src="{html.escape(source)}" alt="{words}">'


def _link_open(renderer: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    target = str(token.attrGet("href") or "")
    if _REMOTE.match(target) and not _SAFE.match(target):
        token.attrSet("href", "#")
    return str(renderer.renderToken(tokens, index, options, env))


def _wiki(state: Any, silent: bool) -> bool:
    """Inline rule: [[page]] and [[page|label]] become links."""
    match = _WIKI.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        opened = state.push("link_open", "a", 1)
        opened.attrs = {"href": f"article:{match[2].strip()}"}
        label = state.push("text", "", 0)
        label.content = match[3] or match[2]
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True
