"""The settings change the look at once: theme, zoom, fonts, spacing."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.core.settings import Settings
from workbench.ui.appearance import Appearance
from workbench.ui.fonts import add_shipped_fonts
from workbench.ui.icons import icon, icon_names
from workbench.ui.look import look
from workbench.ui.states import State, StateChip
from workbench.ui.theme import NAMES, load


@pytest.fixture
def settings() -> Settings:
    return Settings(None)


@pytest.fixture
def appearance(qapp: QApplication, settings: Settings) -> Iterator[Appearance]:
    font = QFont(qapp.font())
    made = Appearance(qapp, settings)
    yield made
    qapp.setFont(font)


@pytest.mark.parametrize("name", NAMES)
def test_choosing_a_theme_recolours_the_window(
    qapp: QApplication, appearance: Appearance, settings: Settings, name: str
) -> None:
    settings.set("theme", name)
    assert qapp.palette().color(QPalette.ColorRole.Base).name().upper() == load(name).ground
    assert look().theme.name == name


def test_the_system_theme_is_one_of_ours(appearance: Appearance, settings: Settings) -> None:
    settings.set("theme", "system")
    assert look().theme.name in NAMES


@pytest.mark.parametrize("percent", [75, 150, 200])
def test_the_zoom_scales_the_interface_font(
    qapp: QApplication, appearance: Appearance, settings: Settings, percent: int
) -> None:
    usual = qapp.font().pointSizeF()
    settings.set("zoom", percent)
    assert qapp.font().pointSizeF() == pytest.approx(usual * percent / 100)
    settings.set("zoom", 100)
    assert qapp.font().pointSizeF() == pytest.approx(usual)


def test_text_is_not_cut_off_at_200_percent(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    settings.set("zoom", 200)
    settings.set("letter-spacing", 20)
    button = QPushButton("Open files")
    qtbot.addWidget(button)
    label = QLabel(button.text())
    qtbot.addWidget(label)
    appearance.dress(button)
    button.ensurePolished()
    assert button.sizeHint().height() >= label.sizeHint().height()
    assert button.sizeHint().width() >= label.sizeHint().width()


def test_letters_and_words_are_spaced_as_asked(
    qapp: QApplication, appearance: Appearance, settings: Settings
) -> None:
    settings.set("letter-spacing", 12)
    settings.set("word-spacing", 20)
    assert qapp.font().letterSpacing() == 112
    assert qapp.font().wordSpacing() > 0


def test_comfortable_targets_are_44_pixels_high(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    button = QPushButton("Open")
    qtbot.addWidget(button)
    appearance.dress(button)
    button.ensurePolished()
    assert button.sizeHint().height() >= 24
    settings.set("density", "comfortable")
    button.ensurePolished()
    assert button.sizeHint().height() >= 44


def test_reduced_motion_switches_effects_off(
    qapp: QApplication, appearance: Appearance, settings: Settings
) -> None:
    settings.set("reduced-motion", True)
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)


def test_a_tint_changes_the_ground_only_where_the_theme_has_it(
    appearance: Appearance, settings: Settings
) -> None:
    settings.set("theme", "light")
    settings.set("tint", "cream")
    assert look().theme.ground == load("light").tints["cream"]["ground"]
    settings.set("theme", "contrast-dark")
    assert look().theme.ground == load("contrast-dark").ground


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QTextEdit])
def test_what_stands_in_an_empty_field_is_as_readable_as_other_quiet_text(
    qtbot: QtBot, appearance: Appearance, settings: Settings, name: str, kind: type[QWidget]
) -> None:
    settings.set("theme", name)
    field = kind()
    qtbot.addWidget(field)
    appearance.dress(field)
    field.ensurePolished()
    shown = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert shown.name(QColor.NameFormat.HexArgb).upper() == "#FF" + load(name).muted[1:]


def test_icons_take_the_colour_of_the_theme(appearance: Appearance, settings: Settings) -> None:
    pictures: set[bytes] = set()
    for name in ("light", "dark"):
        settings.set("theme", name)
        pictures.add(bytes(icon("logs").pixmap(24, 24).toImage().constBits()))
    assert len(pictures) == 2


def test_every_icon_draws_something(qapp: QApplication) -> None:
    for name in icon_names():
        image = icon(name).pixmap(24, 24).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))
        assert inked > 5, name


def test_a_state_is_told_by_its_shape_without_colour(qtbot: QtBot, appearance: Appearance) -> None:
    shapes: set[bytes] = set()
    for state in State:
        chip = StateChip(state, "word")
        qtbot.addWidget(chip)
        assert chip.accessibleName() == "word"
        image = chip.grab().toImage().convertToFormat(chip.grab().toImage().Format.Format_Mono)
        shapes.add(bytes(image.constBits()))
    assert len(shapes) == len(State)


def test_the_shipped_font_is_offered_and_used(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    assert "Atkinson Hyperlegible" in add_shipped_fonts()
    settings.set("font", "Atkinson Hyperlegible")
    label = QLabel("0O 1lI")
    qtbot.addWidget(label)
    assert QFontInfo(label.font()).family() == "Atkinson Hyperlegible"


def dressed_window(qtbot: QtBot, appearance: Appearance) -> tuple[QWidget, QPushButton]:
    window = QWidget()
    qtbot.addWidget(window)
    appearance.dress(window)
    button = QPushButton("Open", window)
    window.show()
    return window, button


def test_a_dressed_window_and_what_is_put_into_it_follow_the_theme(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    window, button = dressed_window(qtbot, appearance)
    before = window.styleSheet()
    settings.set("theme", "contrast-dark")
    assert load("contrast-dark").accent in window.styleSheet() != before
    settings.set("density", "comfortable")
    assert button.sizeHint().height() >= 44


def test_a_larger_text_reaches_a_dressed_window_in_turns(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    window, button = dressed_window(qtbot, appearance)
    before = button.sizeHint().height()
    settings.set("zoom", 200)
    assert not window.updatesEnabled(), "nothing is painted half changed"
    qtbot.waitUntil(window.updatesEnabled, timeout=60_000)
    assert button.sizeHint().height() >= 1.8 * before


def test_a_window_that_was_closed_is_left_alone(
    qtbot: QtBot, appearance: Appearance, settings: Settings
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    appearance.dress(window)
    appearance.forget(window)
    before = window.styleSheet()
    settings.set("theme", "contrast-dark")
    assert window.styleSheet() == before
