"""What the window looks like now: theme, zoom and measures, for widgets that paint themselves."""

from typing import NamedTuple

from PySide6.QtGui import QColor

from workbench.ui.theme import Theme, load


class Look(NamedTuple):
    """The theme, and the measures that follow from the settings."""

    theme: Theme
    zoom: float = 1.0
    letter_spacing: int = 0
    word_spacing: int = 0
    line_spacing: float = 1.25
    comfortable: bool = False
    reduced_motion: bool = False
    code_font: str = ""

    @property
    def target_height(self) -> int:
        """Least height of a row or button in pixels: 24, in comfortable density 44."""
        return max(44 if self.comfortable else 24, round(24 * self.zoom))

    def pixels(self, at_usual_size: float) -> int:
        """A length in pixels at the present zoom."""
        return round(at_usual_size * self.zoom)


class _Present:
    look = Look(load("light"))


def look() -> Look:
    """What is applied now; Qt sends every widget PaletteChange or FontChange when it changes."""
    return _Present.look


def set_look(new: Look) -> None:
    """Make it what is applied now; only the appearance calls this."""
    _Present.look = new


def color(role: str) -> QColor:
    """The colour of a role in the theme that is applied now."""
    return QColor(look().theme.color(role))


def series_color(index: int) -> QColor:
    """The colour of a chart series, counted from 0 (six, then again from the first)."""
    colors = look().theme.series
    return QColor(colors[index % len(colors)])
