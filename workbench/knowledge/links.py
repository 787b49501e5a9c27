"""Links between articles in the three syntaxes people use, and where they lead."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from workbench.knowledge.findings import at
from workbench.knowledge.outline import anchor_of, outline_of
from workbench.knowledge.prose import code_lines_of

_INLINE = re.compile(
    r"(?<!\\)!?\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\((?P<target><[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?=[\s)])"
)
_WIKI = re.compile(  # in a table the bar before the label is written as "\\|"
    r"!?\[\[(?P<target>[^\]|#\n]*?(?:#[^\]|\n]*?)?)(?:\\?\|(?P<label>[^\]\n]*))?\]\]"
)
_HTML = re.compile(
    r"<(?:a|img)\b[^<>]*?\s(?P<label>href|src)\s*=\s*(?P<quote>[\"'])(?P<target>[^\"'<>\n]*)(?P=quote)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    # Not "[^1]: a footnote"; behind the target nothing but a title: "[INFO]: it is up" is prose.
    r"^ {0,3}\[(?P<label>(?!\^)[^\]\n]+)\]:[ \t]*(?P<target><[^<>\n]*>|\S+)"
    r"(?=[ \t]*$|[ \t]+[\"'(])",
    re.MULTILINE,
)
_HTML_ANCHOR = re.compile(r"<[A-Za-z][^<>]*?\b(?:id|name)[ \t]*=[ \t]*[\"']?([^\s\"'>]+)")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|\{\{|mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written. `start` and `end` are the offsets of its target in the text."""

    syntax: str  # inline, wiki, definition or html
    target: str
    label: str
    start: int
    end: int
    line: int

    @property
    def path(self) -> str:
        """The target without its anchor, decoded."""
        return unquote(self.target.strip("<>").partition("#")[0])

    @property
    def anchor(self) -> str:
        """The part after '#', "" where there is none."""
        return unquote(self.target.strip("<>").partition("#")[2])

    @property
    def outside(self) -> bool:
        """Whether it leads out of the articles: an address, a mail, a template."""
        return self.syntax != "wiki" and bool(_OUTSIDE.match(self.target.strip("<>")))


def links_of(text: str) -> list[Link]:
    """Every link of a page in order; code is left out."""
    visible = _without_code(text)
    found = [*_matches(visible, _INLINE, "inline"), *_matches(visible, _WIKI, "wiki")]
    found += _matches(visible, _DEFINITION, "definition")
    found += _matches(visible, _HTML, "html")
    return sorted(found, key=lambda link: link.start)


class LinkMap:
    """Knows every article's path and title, and finds what a link means."""

    def __init__(self, titles: dict[str, str]) -> None:
        """`titles` maps an article's path to its title."""
        self.paths = frozenset(titles)
        self._by_name: dict[str, str] = {}
        for path in sorted(titles, reverse=True):
            stem = posixpath.splitext(path)[0]
            file = posixpath.basename(stem)
            # A wiki on GitHub has "Getting-Started.md" for the page "Getting Started".
            for name in (file.replace("-", " "), titles[path], file, stem, path):
                self._by_name[name.casefold()] = path

    def resolve(self, link: Link, source: str) -> str | None:
        """The path of the article that a link on page `source` means, None for none."""
        if not link.path:
            return source
        if link.syntax == "wiki":
            return self._by_name.get(link.path.strip().casefold())
        folder = posixpath.dirname(source)
        path = (
            link.path.lstrip("/")
            if link.path.startswith("/")
            else posixpath.join(folder, link.path)
        )
        path = posixpath.normpath(path)
        return next((name for name in (path, path + ".md") if name in self.paths), None)


def backlinks(path: str, pages: Iterable[tuple[str, str]], links: LinkMap) -> list[tuple[str, int]]:
    """(path, line) of every link on another page that leads here; `pages` are (path, text)."""
    return [
        (source, link.line)
        for source, text in pages
        if source != path
        for link in links_of(text)
        if not link.outside and links.resolve(link, source) == path
    ]


def has_anchor(text: str, anchor: str) -> bool:
    """Whether a page has this anchor: a heading (by anchor or words), an HTML id, or "top"."""
    if anchor == "top" or anchor in _HTML_ANCHOR.findall(text):
        return True
    wanted = (anchor, anchor_of(anchor))
    return any(
        heading.anchor in wanted or anchor_of(heading.text) in wanted
        for heading in outline_of(text)
    )


def retargeted(link: Link, source: str, new_path: str, new_title: str, old_stem: str) -> str:
    """The link's target, changed so that from page `source` it leads to `new_path`."""
    anchor = f"#{link.target.strip('<>').partition('#')[2]}" if link.anchor else ""
    if link.syntax == "wiki":
        stem = posixpath.splitext(new_path)[0]
        written = link.path.strip().casefold()
        if written == old_stem.casefold() or "/" in written:
            return stem + anchor
        by_file = written == posixpath.basename(old_stem).casefold()
        return (posixpath.basename(stem) if by_file else new_title) + anchor
    relative = posixpath.relpath(new_path, posixpath.dirname(source) or ".")
    if link.path.startswith("/"):
        relative = "/" + new_path
    elif link.path.startswith("./"):
        relative = "./" + relative
    if not link.path.lower().endswith((".md", ".markdown")):
        relative = posixpath.splitext(relative)[0]
    if link.target.startswith("<"):
        return f"<{relative}{anchor}>"
    return (
        quote(relative, safe="/!$&'*+,;=:@~-._" + "".join(c for c in relative if ord(c) > 127))
        + anchor
    )


def _matches(text: str, pattern: re.Pattern[str], syntax: str) -> Iterator[Link]:
    for match in pattern.finditer(text):
        target = match["target"]
        if not target.strip():
            continue
        yield Link(
            syntax,
            target,
            match["label"] or "",
            match.start("target"),
            match.end("target"),
            at(text, match.start())[0],
        )


def _without_code(text: str) -> str:
    """The page with code blocks, inline code and front matter blanked."""
    code = code_lines_of(text)
    lines = [
        " " * len(line) if number in code else line
        for number, line in enumerate(text.split("\n"), 1)
    ]
    joined = "\n".join(lines)
    return re.sub(
        r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)",
        lambda m: re.sub(r"[^\n]", " ", m[0]),
        joined,
        flags=re.S,
    )
