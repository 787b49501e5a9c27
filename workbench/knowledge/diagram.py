"""Reads mermaid flowcharts and sequence diagrams: the part of the language people use."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A box of a flowchart. `shape` is box, round, diamond, circle or cylinder."""

    id: str
    label: str
    shape: str = "box"


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection; `line` is solid, dotted or thick."""

    start: str
    end: str
    label: str = ""
    line: str = "solid"
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Flowchart:
    """`direction` is TB, BT, LR or RL."""

    direction: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A line between two participants, or a note over one (then `note` is set)."""

    start: str
    end: str
    text: str
    dotted: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Participants as (id, label), left to right, and messages, top to bottom."""

    participants: tuple[tuple[str, str], ...]
    messages: tuple[Message, ...]


class CannotDraw(ValueError):
    """The source uses something that is not drawn here; the text says what, with its line."""


_HEAD = re.compile(r"(?:graph|flowchart)(?:\s+(TB|TD|BT|LR|RL))?\s*;?$")
_OPEN = {
    "[(": ("cylinder", ")]"),
    "([": ("round", "])"),
    "((": ("circle", "))"),
    "[": ("box", "]"),
    "(": ("round", ")"),
    "{": ("diamond", "}"),
}
_ID = re.compile(r"[\w.-]*\w")
_ARROW = re.compile(
    r"\s*(?:(?P<dotted>-\.+(?:(?P<dlabel>[^.\-|>]+)\.+)?->?)|(?P<thick>={2,}(?:(?P<tlabel>[^=|>]+)={2,})?>?)"
    r"|(?P<solid>-{2,}(?:\s+(?P<label>[^|>\-][^|>]*?)\s+-{2,})?[>ox]?))\s*(?:\|(?P<piped>[^|]*)\|)?\s*"
)
_PARTICIPANT = re.compile(r"(?:participant|actor)\s+(\S+)(?:\s+as\s+(.+))?$")
_MESSAGE = re.compile(r"([^\s:+>-]+)\s*(-{1,2}(?:>>|>|x|\)))\s*[+-]?([^\s:]+)\s*:\s*(.*)$")
_NOTE = re.compile(r"note\s+(?:over|left of|right of)\s+([^\s:,]+)[^:]*:\s*(.*)$", re.IGNORECASE)
_IGNORED = re.compile(r"(?:style|classDef|class|linkStyle|click|autonumber|activate|deactivate)\b")


def parse_diagram(source: str) -> Flowchart | Sequence:
    """Read a diagram. Raises CannotDraw."""
    lines = [
        (number, line.strip().rstrip(";"))
        for number, line in enumerate(source.splitlines(), 1)
        if line.strip() and not line.strip().startswith("%%")
    ]
    if not lines:
        raise CannotDraw("the diagram is empty")
    head = _HEAD.match(lines[0][1])
    if head:
        return _flowchart((head[1] or "TB").replace("TD", "TB"), lines[1:])
    if lines[0][1] == "sequenceDiagram":
        return _sequence(lines[1:])
    raise CannotDraw(f"'{lines[0][1].split()[0]}' diagrams are not drawn here")


def _flowchart(direction: str, lines: list[tuple[int, str]]) -> Flowchart:
    nodes: dict[str, Node] = {}
    edges: list[Edge] = []
    for number, line in lines:
        if not _IGNORED.match(line):
            _flow_line(line, number, nodes, edges)
    if not nodes:
        raise CannotDraw("the diagram has no boxes")
    return Flowchart(direction, tuple(nodes.values()), tuple(edges))


def _flow_line(line: str, number: int, nodes: dict[str, Node], edges: list[Edge]) -> None:
    """A chain: boxes (several with &) joined by arrows."""
    at = 0
    before: list[str] = []
    arrow: re.Match[str] | None = None
    while at < len(line):
        group: list[str] = []
        while True:
            node, at = _node(line, at, number)
            known = nodes.get(node.id)
            if known is None or node.label != node.id:
                nodes[node.id] = node
            group.append(node.id)
            joined = re.compile(r"\s*&\s*").match(line, at)
            if joined is None:
                break
            at = joined.end()
        if arrow is not None:
            edges += [_edge(start, end, arrow) for start in before for end in group]
        before = group
        arrow = _ARROW.match(line, at)
        if arrow is None:
            if line[at:].strip():
                raise CannotDraw(f"line {number} has '{line[at:].strip()}'")
            return
        at = arrow.end()
    raise CannotDraw(f"line {number} ends with an arrow")


def _node(line: str, at: int, number: int) -> tuple[Node, int]:
    match = _ID.match(line, at)
    if match is None:
        raise CannotDraw(f"line {number} has '{line[at:].strip()}'")
    # A name may hold single '-', but not the first dashes of an arrow.
    name = re.split(r"--|-\.", match[0])[0]
    at += len(name)
    if name in ("subgraph", "end", "direction"):
        raise CannotDraw(f"line {number} uses '{name}'")
    for opening, (shape, closing) in _OPEN.items():
        if line.startswith(opening, at):
            end = line.find(closing, at + len(opening))
            if end < 0:
                raise CannotDraw(f"line {number} has an open '{opening}'")
            label = line[at + len(opening) : end].strip().strip('"')
            label = re.sub(r"<br\s*/?>|\\n", "\n", label)
            return Node(name, label or name, shape), end + len(closing)
    return Node(name, name), at


def _edge(start: str, end: str, arrow: re.Match[str]) -> Edge:
    line = "dotted" if arrow["dotted"] else "thick" if arrow["thick"] else "solid"
    label = arrow["piped"] or arrow["label"] or arrow["dlabel"] or arrow["tlabel"] or ""
    drawn = (arrow["dotted"] or arrow["thick"] or arrow["solid"]).strip()
    return Edge(start, end, label.strip().strip('"'), line, arrow=drawn[-1] in ">xo")


def _sequence(lines: list[tuple[int, str]]) -> Sequence:
    participants: dict[str, str] = {}
    messages: list[Message] = []
    for number, line in lines:
        if _IGNORED.match(line):
            continue
        if named := _PARTICIPANT.match(line):
            participants[named[1]] = named[2] or named[1]
        elif note := _NOTE.match(line):
            participants.setdefault(note[1], note[1])
            messages.append(Message(note[1], note[1], note[2], note=True))
        elif sent := _MESSAGE.match(line):
            for name in (sent[1], sent[3]):
                participants.setdefault(name, name)
            messages.append(Message(sent[1], sent[3], sent[4], dotted=sent[2].startswith("--")))
        else:
            raise CannotDraw(f"line {number} has '{line}'")
    if not participants:
        raise CannotDraw("the diagram has no participants")
    return Sequence(tuple(participants.items()), tuple(messages))
