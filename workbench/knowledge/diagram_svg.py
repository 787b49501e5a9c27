"""A diagram as SVG, for exported pages."""

import html

from workbench.knowledge.diagram import CannotDraw, parse_diagram
from workbench.knowledge.diagram_layout import LINE, Box, Drawing, Line, layout


def svg_of(source: str) -> str:
    """The drawing of a mermaid source, "" for what is not drawn here."""
    try:
        drawing = layout(parse_diagram(source))
    except CannotDraw:
        return ""
    return _svg(drawing)


def _svg(drawing: Drawing) -> str:
    size = f'width="{drawing.width:.0f}" height="{drawing.height:.0f}"'
    name = html.escape(drawing.summary)
    marker = (
        '<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path d="M0,0 L9,4 L0,8 z" fill="#16191f"/></marker></defs>'
    )
    parts = [*map(_line, drawing.lines), *map(_box, drawing.boxes)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{name}"'
        f' font-family="sans-serif" font-size="13">{marker}{"".join(parts)}</svg>\n'
    )


def _line(line: Line) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    dash = ' stroke-dasharray="4 4"' if line.style == "dotted" else ""
    width = 2.5 if line.style == "thick" else 1.2
    tip = ' marker-end="url(#tip)"' if line.arrow else ""
    stroke = f'stroke="#16191f" stroke-width="{width}"{dash}{tip}'
    drawn = f'<polyline points="{points}" fill="none" {stroke}/>'
    if not line.label:
        return drawn
    x, y = line.label_at
    return drawn + (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle" stroke="#ffffff"'
        f' stroke-width="4" paint-order="stroke">{html.escape(line.label)}</text>'
    )


def _box(box: Box) -> str:
    look = 'fill="#f4f5f7" stroke="#434a57"'
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    middle = (x + right) / 2
    if box.shape == "diamond":
        centre = (y + bottom) / 2
        corners = f"{middle},{y} {right},{centre} {middle},{bottom} {x},{centre}"
        outline = f'<polygon points="{corners}" {look}/>'
    else:
        corner = {"round": 14, "circle": box.height / 2, "cylinder": 9}.get(box.shape, 3)
        outline = (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
            f' rx="{corner:.0f}" {look}/>'
        )
    lines = box.label.split("\n")
    first = (y + bottom) / 2 - LINE * (len(lines) - 1) / 2 + 4
    words = "".join(
        f'<text x="{middle:.1f}" y="{first + LINE * number:.1f}" text-anchor="middle">'
        f"{html.escape(line)}</text>"
        for number, line in enumerate(lines)
    )
    return outline + words
