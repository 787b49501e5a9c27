"""Every pane: words for the ear, large enough targets, text that fits, and no key trap."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.panes.conftest import is_idle, settle
from workbench.app.pages import END_PAGES, PAGES
from workbench.app.window import MainWindow
from workbench.core.evidence import Evidence
from workbench.panes import registry
from workbench.tickets.sample import write_sample

IDS = [spec.id for spec in [*registry.available(), *PAGES, *END_PAGES]]


@pytest.mark.parametrize("pane_id", IDS)
def test_every_pane_answers_summary_and_where_am_i_in_words(
    window: MainWindow, pane_id: str
) -> None:
    pane = window.pane(pane_id)
    assert len(pane.summary().split()) >= 2
    assert pane.summary().endswith((".", "!", "?"))
    assert pane.where_am_i()
    assert isinstance(pane.selection_text(), str)


@pytest.mark.parametrize("pane_id", IDS)
def test_every_button_is_at_least_24_pixels_high(window: MainWindow, pane_id: str) -> None:
    window.show_pane(pane_id)
    QApplication.processEvents()
    low = [
        f"{button.text() or button.objectName()}: {button.height()}"
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.height() < 24 and not button.objectName().startswith("qt_")
    ]
    assert low == []


@pytest.mark.parametrize("pane_id", IDS)
def test_in_comfortable_density_every_push_button_is_44_pixels_high(
    window: MainWindow, pane_id: str
) -> None:
    window.services.settings.set("density", "comfortable")
    window.show_pane(pane_id)
    QApplication.processEvents()
    low = [
        f"{button.text()}: {button.height()}"
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.inherits("QPushButton") and button.height() < 44
    ]
    assert low == []


@pytest.mark.parametrize("pane_id", IDS)
def test_at_200_percent_no_word_of_a_button_is_cut_off(window: MainWindow, pane_id: str) -> None:
    window.services.settings.set("zoom", 200)
    window.resize(1280, 800)
    settle(window)
    window.show_pane(pane_id)
    QApplication.processEvents()
    assert window.height() <= 800, "the window must still fit on the screen"
    assert window.width() <= 1280
    cut = [
        f"{button.text()}: {button.width()} of {button.sizeHint().width()}"
        for button in window.findChildren(QAbstractButton)
        if _seen(button, window) and button.text() and button.width() < _needed(button)
    ]
    assert cut == []


def test_tab_leaves_every_field_of_the_window(window: MainWindow, qtbot: QtBot) -> None:
    window.pin(Evidence("note", "one", "me"))
    settle(window)
    window.show_pane("settings")
    visited: list[QWidget] = []
    for _ in range(120):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() in visited[:1]:
            break
    assert len(set(visited)) > 15, "Tab goes through the whole window"
    assert QApplication.focusWidget() is visited[0], "and comes back to where it began"


def test_labels_of_the_window_are_not_cut_off_at_200_percent(window: MainWindow) -> None:
    window.services.settings.set("zoom", 200)
    window.resize(1280, 800)
    settle(window)
    for page in ("welcome", "settings"):
        window.show_pane(page)
        QApplication.processEvents()
        pane = window.current_pane
        assert pane is not None
        for label in pane.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()


def _seen(button: QAbstractButton, window: MainWindow) -> bool:
    corner = button.mapTo(window, QPoint(0, 0))
    return button.isVisible() and window.rect().contains(corner)


def _needed(button: QAbstractButton) -> int:
    return button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))


@pytest.mark.parametrize("pane_id", [spec.id for spec in registry.available()])
def test_in_an_empty_workspace_the_focus_is_on_the_first_thing_to_do(
    window: MainWindow, pane_id: str, qtbot: QtBot
) -> None:
    window.show_pane(pane_id)
    qtbot.waitUntil(lambda: is_idle(window), timeout=60_000)
    focused = QApplication.focusWidget()
    assert focused is not None and focused.isVisible()
    assert isinstance(focused, QAbstractButton) and focused.property("role") == "primary"
    window.commands.trigger("go.next-area")
    window.commands.trigger("go.next-area")
    assert QApplication.focusWidget() is focused, "F6 goes to the panes and comes back"


def test_the_list_of_panes_is_one_stop_of_the_tab_key(window: MainWindow, qtbot: QtBot) -> None:
    window.show_pane("settings")
    stops = [
        button
        for button in window.activity.buttons.values()
        if button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert [button.text() for button in stops] == ["Settings"]
    stops[0].setFocus()
    qtbot.keyClick(stops[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is window.activity.buttons["help"], "arrows move in it"


@pytest.mark.parametrize("pane_id", IDS)
def test_every_row_of_tabs_has_a_name(window: MainWindow, pane_id: str) -> None:
    pane = window.pane(pane_id)
    bars = [
        bar for bar in pane.findChildren(QTabBar) if bar.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert [bar for bar in bars if not bar.accessibleName()] == []


def test_the_focus_goes_to_the_list_when_an_empty_pane_fills(
    window: MainWindow, qtbot: QtBot
) -> None:
    write_sample(window.services.workspace)
    window.show_pane("insights")
    qtbot.waitUntil(lambda: is_idle(window), timeout=60_000)
    focused = QApplication.focusWidget()
    assert focused is not None and focused.accessibleName() == "Figures"
