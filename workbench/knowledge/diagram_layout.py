"""Places a diagram's parts: plain shapes with coordinates, which a pane paints or SVG holds."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from workbench.knowledge.diagram import Edge, Flowchart, Node, Sequence

LETTER, LINE = 7.5, 18.0
"""Width of a letter and height of a line at the size of the text: 13 px."""
_GAP_ACROSS, _GAP_ALONG, _MARGIN, _PADDING = 28.0, 56.0, 12.0, 12.0
_LANE, _ROW = 60.0, 44.0


@dataclass(frozen=True, slots=True)
class Box:
    """A labelled shape; x and y are its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    label: str
    shape: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line from point to point; `label_at` is the middle of its label."""

    points: tuple[tuple[float, float], ...]
    label: str
    label_at: tuple[float, float]
    style: str
    arrow: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to paint, and the size it takes; `summary` is for those who do not see it."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    summary: str


def layout(diagram: Flowchart | Sequence) -> Drawing:
    """Place every part; the same source always gives the same drawing."""
    return _flowchart(diagram) if isinstance(diagram, Flowchart) else _sequence(diagram)


def _flowchart(chart: Flowchart) -> Drawing:
    """Layers by longest path, ordered by the mean place of the neighbours before (Sugiyama)."""
    ranks = _ranks(chart)
    layers = _ordered_layers(chart, ranks)
    sizes = {node.id: _size(node) for node in chart.nodes}
    sideways = chart.direction in ("LR", "RL")
    places = _places(layers, sizes, sideways=sideways)
    width = max(x + sizes[name][0] for name, (x, _) in places.items()) + _MARGIN
    height = max(y + sizes[name][1] for name, (_, y) in places.items()) + _MARGIN
    if chart.direction in ("RL", "BT"):
        places = {
            name: (width - x - sizes[name][0], y) if sideways else (x, height - y - sizes[name][1])
            for name, (x, y) in places.items()
        }
    boxes = {
        node.id: Box(*places[node.id], *sizes[node.id], node.label, node.shape)
        for node in chart.nodes
    }
    lines = [_connection(edge, boxes, sideways=sideways) for edge in chart.edges]
    right = max([width, *(x for line in lines for x, _ in line.points)])
    right = max([right, *(line.label_at[0] + _text_width(line.label) / 2 for line in lines)])
    return Drawing(right + _MARGIN, height, tuple(boxes.values()), tuple(lines), _told(chart))


def _ranks(chart: Flowchart) -> dict[str, int]:
    """The layer of each box: one after the latest box before it; edges back are left out."""
    after: dict[str, list[str]] = defaultdict(list)
    for edge in _forward_edges(chart):
        after[edge.start].append(edge.end)
    ranks = {node.id: 0 for node in chart.nodes}
    for _ in chart.nodes:
        moved = False
        for start, ends in after.items():
            for end in ends:
                if ranks[end] < ranks[start] + 1:
                    ranks[end], moved = ranks[start] + 1, True
        if not moved:
            break
    return ranks


def _forward_edges(chart: Flowchart) -> list[Edge]:
    """The edges without those that would close a circle."""
    after: dict[str, list[str]] = defaultdict(list)
    kept: list[Edge] = []

    def reaches(start: str, wanted: str) -> bool:
        pending, seen = [start], {start}
        while pending:
            here = pending.pop()
            if here == wanted:
                return True
            new = [name for name in after[here] if name not in seen]
            seen.update(new)
            pending += new
        return False

    for edge in chart.edges:
        if not reaches(edge.end, edge.start):
            after[edge.start].append(edge.end)
            kept.append(edge)
    return kept


def _ordered_layers(chart: Flowchart, ranks: dict[str, int]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(ranks.values()) + 1)]
    for node in chart.nodes:
        layers[ranks[node.id]].append(node.id)
    for upper, lower in pairwise(layers):
        lower.sort(key=_mean_place(chart, {name: place for place, name in enumerate(upper)}))
    return layers


def _mean_place(chart: Flowchart, place: dict[str, int]) -> Callable[[str], float]:
    def mean(name: str) -> float:
        known = [place[e.start] for e in chart.edges if e.end == name and e.start in place]
        return sum(known) / len(known) if known else 0.0

    return mean


def _places(
    layers: list[list[str]], sizes: dict[str, tuple[float, float]], *, sideways: bool
) -> dict[str, tuple[float, float]]:
    across, along = (1, 0) if sideways else (0, 1)
    spans = [
        sum(sizes[name][across] for name in layer) + _GAP_ACROSS * (len(layer) - 1)
        for layer in layers
    ]
    places: dict[str, tuple[float, float]] = {}
    depth = _MARGIN
    for layer, span in zip(layers, spans, strict=True):
        thickness = max(sizes[name][along] for name in layer)
        offset = _MARGIN + (max(spans) - span) / 2
        for name in layer:
            centred = depth + (thickness - sizes[name][along]) / 2
            places[name] = (centred, offset) if sideways else (offset, centred)
            offset += sizes[name][across] + _GAP_ACROSS
        depth += thickness + _GAP_ALONG * (1.6 if sideways else 1)
    return places


def _connection(edge: Edge, boxes: dict[str, Box], *, sideways: bool) -> Line:
    start, end = boxes[edge.start], boxes[edge.end]
    if edge.start == edge.end:
        right, middle = start.x + start.width, start.y + start.height / 2
        points = (
            (right, middle - 8),
            (right + 24, middle - 8),
            (right + 24, middle + 8),
            (right, middle + 8),
        )
        return Line(points, edge.label, (right + 24, middle - 16), edge.line, edge.arrow)
    first, last = _facing(start, end, sideways=sideways)
    middle = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    return Line((first, last), edge.label, middle, edge.line, edge.arrow)


def _facing(start: Box, end: Box, *, sideways: bool) -> tuple[tuple[float, float], ...]:
    """Where a line leaves one box and meets the other: the sides that face each other."""
    if sideways:
        forward = start.x < end.x
        return (
            (start.x + start.width if forward else start.x, start.y + start.height / 2),
            (end.x if forward else end.x + end.width, end.y + end.height / 2),
        )
    forward = start.y < end.y
    return (
        (start.x + start.width / 2, start.y + start.height if forward else start.y),
        (end.x + end.width / 2, end.y if forward else end.y + end.height),
    )


def _sequence(diagram: Sequence) -> Drawing:
    lanes: dict[str, float] = {}
    x = _MARGIN
    boxes: list[Box] = []
    for name, label in diagram.participants:
        width = max(_text_width(label) + 2 * _PADDING, _widest_message(diagram, name))
        boxes.append(Box(x, _MARGIN, width, LINE + 2 * _PADDING, label, "box"))
        lanes[name] = x + width / 2
        x += width + _LANE
    top = _MARGIN + LINE + 2 * _PADDING
    bottom = top + _ROW * (len(diagram.messages) + 1)
    lines = [
        Line(((at, top), (at, bottom)), "", (at, top), "dotted", arrow=False)
        for at in lanes.values()
    ]
    for row, message in enumerate(diagram.messages, 1):
        y = top + _ROW * row
        start, end = lanes[message.start], lanes[message.end]
        if message.note:
            width = _text_width(message.text) + _PADDING
            boxes.append(Box(start - width / 2, y - LINE, width, LINE + 8, message.text, "note"))
        else:
            lines.append(_arrow(start, end, y, message.text, dotted=message.dotted))
    right = max(box.x + box.width for box in boxes) + _MARGIN
    said = "; ".join(f"{m.start} to {m.end}: {m.text}" for m in diagram.messages if not m.note)
    return Drawing(right, bottom + _MARGIN, tuple(boxes), tuple(lines), f"Sequence: {said}.")


def _arrow(start: float, end: float, y: float, text: str, *, dotted: bool) -> Line:
    style = "dotted" if dotted else "solid"
    if start == end:
        points = ((start, y - 8), (start + 30, y - 8), (start + 30, y + 8), (start, y + 8))
        return Line(points, text, (start + 36 + _text_width(text) / 2, y), style, arrow=True)
    return Line(((start, y), (end, y)), text, ((start + end) / 2, y - 10), style, arrow=True)


def _widest_message(diagram: Sequence, name: str) -> float:
    """Room for the longest message that starts in this lane."""
    texts = [m.text for m in diagram.messages if m.start == name and m.end != name]
    return max([60.0, *(_text_width(text) - _LANE for text in texts)])


def _size(node: Node) -> tuple[float, float]:
    lines = node.label.split("\n")
    width = max(map(_text_width, lines)) + 2 * _PADDING
    height = LINE * len(lines) + 1.5 * _PADDING
    grow = {"diamond": 1.5, "circle": 1.2}.get(node.shape, 1.0)
    return width * grow, height * grow


def _text_width(text: str) -> float:
    return sum(LETTER * (2 if ord(letter) > 0x2E80 else 1) for letter in text)


def _told(chart: Flowchart) -> str:
    labels = {node.id: " ".join(node.label.split()) for node in chart.nodes}
    steps = [
        f"{labels[edge.start]} to {labels[edge.end]}" + (f" ({edge.label})" if edge.label else "")
        for edge in chart.edges
    ]
    return f"Flowchart: {'; '.join(steps or labels.values())}."
