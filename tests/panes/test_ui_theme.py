"""Every theme can be read: text 7:1 on every ground, borders, focus and series 3:1."""

import itertools

import pytest

from workbench.ui.theme import NAMES, Theme, contrast_ratio, load

_EVERY_THEME = [
    pytest.param(load(name).tinted(tint), id=f"{name}-{tint}")
    for name in NAMES
    for tint in ("none", *load(name).tints)
]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", _EVERY_THEME)
def test_every_text_is_readable_on_every_ground(theme: Theme) -> None:
    weak = {
        (text, ground): round(contrast_ratio(theme.texts[text], theme.grounds[ground]), 2)
        for text, ground in itertools.product(theme.texts, theme.grounds)
        if contrast_ratio(theme.texts[text], theme.grounds[ground]) < 7
    }
    assert weak == {}


@pytest.mark.parametrize("theme", _EVERY_THEME)
def test_borders_focus_and_chart_series_are_visible_on_every_ground(theme: Theme) -> None:
    lines = {"border": theme.border, "focus": theme.focus}
    lines |= {f"series {n}": value for n, value in enumerate(theme.series)}
    weak = [
        (line, ground)
        for line, ground in itertools.product(lines, theme.grounds)
        if contrast_ratio(lines[line], theme.grounds[ground]) < 3
    ]
    assert weak == []


@pytest.mark.parametrize("theme", _EVERY_THEME)
def test_a_main_button_is_readable(theme: Theme) -> None:
    assert contrast_ratio(theme.ground, theme.accent) >= 7


def test_every_theme_offers_six_series_and_high_contrast_has_no_tints() -> None:
    assert all(len(set(load(name).series)) == 6 for name in NAMES)
    assert all(not load(name).tints for name in NAMES if load(name).contrast)
