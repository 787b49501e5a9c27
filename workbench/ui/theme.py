"""Themes: one table of roles and colours per theme, read from resources/themes."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from workbench.core.paths import resources

NAMES = ("light", "dark", "contrast-light", "contrast-dark")


class Theme(NamedTuple):
    """The colours of one theme, as "#RRGGBB" by role.

    Grounds lie behind text, texts stand on every ground (7:1 at least), border and
    focus are lines (3:1 at least), `series` tells up to six chart series apart.
    """

    name: str
    title: str
    dark: bool
    ground: str
    surface: str
    raised: str
    selected: str
    anomaly: str
    match: str
    text: str
    muted: str
    accent: str
    error: str
    warning: str
    good: str
    info: str
    border: str
    focus: str
    series: tuple[str, ...]
    tints: Mapping[str, Mapping[str, str]]

    @property
    def grounds(self) -> dict[str, str]:
        """Every ground by role."""
        roles = ("ground", "surface", "raised", "selected", "anomaly", "match")
        return {role: self.color(role) for role in roles}

    @property
    def texts(self) -> dict[str, str]:
        """Every text colour by role."""
        roles = ("text", "muted", "accent", "error", "warning", "good", "info")
        return {role: self.color(role) for role in roles}

    @property
    def contrast(self) -> bool:
        """Whether it is one of the high-contrast themes."""
        return self.name.startswith("contrast")

    def color(self, role: str) -> str:
        """The colour of a role by its name."""
        value = getattr(self, role)
        assert isinstance(value, str)
        return value

    def tinted(self, tint: str) -> "Theme":
        """This theme on a tinted ground; unchanged where it has no such tint."""
        colors = self.tints.get(tint)
        return self if colors is None else self._replace(**colors)


@cache
def load(name: str) -> Theme:
    """One of the shipped themes by name."""
    with (resources() / "themes" / f"{name}.toml").open("rb") as file:
        table = tomllib.load(file)
    return Theme(
        name=name,
        title=table["title"],
        dark=table["dark"],
        **table["grounds"],
        **table["texts"],
        **table["lines"],
        series=tuple(table["series"]["colors"]),
        tints=table["tints"],
    )


def contrast_ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance of sRGB)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
