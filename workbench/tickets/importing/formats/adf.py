"""Plain text from Atlassian Document Format, the JSON in which Jira Cloud writes text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

Node = Mapping[str, Any]
_INLINE = {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "placeholder",
           "mediaInline", "inlineExtension"}  # fmt: skip
_FILES = {"media", "mediaInline"}
_ITEMS = {"taskItem": "[ ] ", "decisionItem": "- "}
_DEEPEST = 60


def plain_text(value: Any) -> str:
    """Text of a description or comment body: a text as it is, a document as lines."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    lines = _lines(cast(Node, value), 0) if isinstance(value, Mapping) else _inside(value, 0)
    return "\n".join(line.rstrip() for line in lines).strip()


def _lines(node: Node, depth: int) -> list[str]:
    """The lines of a block: a paragraph, a list, a row of a table, or what holds those."""
    kind, children = node.get("type"), _children(node)
    if depth > _DEEPEST:
        return []
    if kind in ("bulletList", "orderedList"):
        first = _attribute(node, "order") or 1
        marks = ((f"{first + n}. " if kind == "orderedList" else "- ") for n in range(10**6))
        return [
            line
            for mark, item in zip(marks, children, strict=False)
            for line in _hung(mark, _inside(_children(item), depth + 1))
        ]
    if kind in _ITEMS:
        done = _attribute(node, "state") == "DONE"
        return _hung("[x] " if done else _ITEMS[kind], _inside(children, depth + 1))
    if kind == "tableRow":
        return [" | ".join(" ".join(_inside(_children(cell), depth + 1)) for cell in children)]
    titled = _attribute(node, "title")
    lines = [str(titled)] if titled else []
    if kind in _FILES or (not children and kind not in ("rule", "paragraph")):
        return [*lines, *_inline(node).split("\n")]
    return [*lines, *_inside(children, depth + 1)]


def _inside(nodes: Any, depth: int) -> list[str]:
    """The lines of some nodes: words in a row are joined, a block has lines of its own."""
    lines: list[str] = []
    running = ""
    for node in nodes if isinstance(nodes, list) else []:
        if not isinstance(node, Mapping):
            continue
        if cast(Node, node).get("type") in _INLINE:
            running += _inline(cast(Node, node))
            continue
        lines += running.split("\n") if running else []
        running = ""
        lines += _lines(cast(Node, node), depth)
    return lines + (running.split("\n") if running else [])


def _hung(mark: str, lines: list[str]) -> list[str]:
    indent = "  "
    return [f"{mark}{lines[0] if lines else ''}", *(f"{indent}{line}" for line in lines[1:])]


def _inline(node: Node) -> str:
    kind = node.get("type")
    if kind == "hardBreak":
        return "\n"
    if isinstance(node.get("text"), str):
        return node["text"] + _link(node)
    if kind == "date":
        return _day(_attribute(node, "timestamp"))
    if kind in _FILES:
        return f"[{_attribute(node, 'alt') or 'attached file'}]"
    names = (_attribute(node, name) for name in ("text", "shortName", "url"))
    return next((name for name in names if isinstance(name, str)), "")


def _link(node: Node) -> str:
    """The address of linked words, where the words are not the address themselves."""
    for mark in _list(node.get("marks")):
        address = _attribute(mark, "href")
        if mark.get("type") == "link" and address and address != node["text"]:
            return f" ({address})"
    return ""


def _day(stamp: Any) -> str:
    try:
        return datetime.fromtimestamp(int(stamp) / 1000, UTC).date().isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def _children(node: Node) -> list[Node]:
    return _list(node.get("content"))


def _list(value: Any) -> list[Node]:
    items = cast(list[Any], value) if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def _attribute(node: Node, name: str) -> Any:
    attributes = node.get("attrs")
    return cast(Node, attributes).get(name) if isinstance(attributes, Mapping) else None
