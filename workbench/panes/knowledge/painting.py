"""Paints a diagram's shapes with the colours of the theme."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from workbench.knowledge.diagram_layout import Box, Drawing, Line
from workbench.ui.look import color

_TIP = 8.0
_TEXT_PIXELS = 13
_MOST_PIXELS = 4000.0


def image_of(drawing: Drawing, zoom: float) -> QImage:
    """The drawing on the ground of the theme, at this zoom."""
    scale = min(zoom, _MOST_PIXELS / max(drawing.width, drawing.height, 1.0))
    image = QImage(
        round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_ARGB32
    )
    image.fill(color("ground"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    font = QApplication.font()
    font.setPixelSize(_TEXT_PIXELS)
    painter.setFont(font)
    for line in drawing.lines:
        _paint_line(painter, line)
    for box in drawing.boxes:
        _paint_box(painter, box)
    for line in drawing.lines:
        _paint_label(painter, line)
    painter.end()
    return image


def _paint_line(painter: QPainter, line: Line) -> None:
    pen = QPen(color("text"), 2.5 if line.style == "thick" else 1.2)
    if line.style == "dotted":
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(x, y) for x, y in line.points]
    painter.drawPolyline(QPolygonF(points))
    if line.arrow:
        _paint_tip(painter, points[-2], points[-1])


def _paint_tip(painter: QPainter, before: QPointF, end: QPointF) -> None:
    way = end - before
    length = max((way.x() ** 2 + way.y() ** 2) ** 0.5, 1.0)
    along, across = way / length * _TIP, QPointF(-way.y(), way.x()) / length * _TIP / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("text"))
    painter.drawPolygon(QPolygonF([end, end - along + across, end - along - across]))


def _paint_label(painter: QPainter, line: Line) -> None:
    if not line.label:
        return
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(line.label) + 8, metrics.height()
    x, y = line.label_at
    ground = QRectF(x - width / 2, y - height / 2, width, height)
    painter.fillRect(ground, color("ground"))
    painter.setPen(color("text"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, line.label)


def _paint_box(painter: QPainter, box: Box) -> None:
    frame = QRectF(box.x, box.y, box.width, box.height)
    painter.setPen(QPen(color("border"), 1.4))
    painter.setBrush(color("anomaly" if box.shape == "note" else "surface"))
    painter.drawPath(_outline(frame, box.shape))
    painter.setPen(color("text"))
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, box.label)


def _outline(frame: QRectF, shape: str) -> QPainterPath:
    path = QPainterPath()
    if shape == "diamond":
        middle = frame.center()
        path.addPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), frame.top()),
                    QPointF(frame.right(), middle.y()),
                    QPointF(middle.x(), frame.bottom()),
                    QPointF(frame.left(), middle.y()),
                ]
            )
        )
        path.closeSubpath()
    elif shape == "circle":
        path.addEllipse(frame)
    else:
        corner = {"round": frame.height() / 2, "cylinder": 9.0}.get(shape, 3.0)
        path.addRoundedRect(frame, corner, corner)
    return path
