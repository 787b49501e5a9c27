"""Plain text from Atlassian Document Format, the JSON in which Jira Cloud writes text."""

from collections.abc import Mapping
from typing import Any, cast

_BLOCKS = {"paragraph", "heading", "codeBlock", "blockquote", "listItem", "tableRow", "rule",
           "panel", "mediaSingle"}  # fmt: skip
_DEEPEST = 60


def plain_text(value: Any) -> str:
    """Text of a description or comment body: a text as it is, a document as lines."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    lines = "".join(_pieces(value, 0)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _pieces(node: Any, depth: int) -> list[str]:
    if isinstance(node, list):
        return [piece for item in cast(list[Any], node) for piece in _pieces(item, depth)]
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return []
    fields = cast(Mapping[str, Any], node)
    kind = fields.get("type")
    own = _own_text(kind, fields)
    inner = _pieces(fields.get("content") or [], depth + 1)
    if kind == "listItem":
        inner.insert(0, "- ")
    return [own, *inner, "\n" if kind in _BLOCKS else ""]


def _own_text(kind: Any, fields: Mapping[str, Any]) -> str:
    if kind == "hardBreak":
        return "\n"
    if isinstance(fields.get("text"), str):
        return fields["text"]
    attributes = fields.get("attrs")
    if isinstance(attributes, Mapping):
        named = cast(Mapping[str, Any], attributes)
        for name in ("text", "shortName", "url"):
            if isinstance(named.get(name), str):
                return named[name]
    return ""
