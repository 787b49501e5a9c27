"""Number fields whose text stands off the frame: a style sheet's padding does not reach it."""

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

_MARGIN = 6


class IntegerField(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)


class DecimalField(QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
