"""The window: activity bar, keys, menus, palette, quick open, F6, drop, errors."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from tests.panes.conftest import settle
from tests.panes.sample_pane import SamplePane
from workbench.app import quick_open
from workbench.app.window import MainWindow
from workbench.ui.command_bridge import COMMAND_PROPERTY, CommandAction
from workbench.ui.look import look
from workbench.ui.palette import Palette

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
INPUTS = {"QCheckBox", "QRadioButton", "QTableCornerButton", "QLineEditIconButton"}


def sample(window: MainWindow) -> SamplePane:
    pane = window.pane("sample")
    assert isinstance(pane, SamplePane)
    return pane


def focus(window: MainWindow, pane: SamplePane, qtbot: QtBot) -> None:
    pane.lines.setFocus()
    qtbot.waitUntil(pane.lines.hasFocus, timeout=60_000)


def test_a_new_window_says_what_to_do_first(window: MainWindow) -> None:
    assert window.current_pane is not None
    assert window.current_pane.id == "welcome"
    titles = [button.text() for button in window.current_pane.findChildren(QAbstractButton)]
    assert "Open files …" in titles
    assert "Make and open the sample workspace" in titles


def test_the_activity_bar_shows_icon_and_word_and_leaves_out_panes_that_are_not_built(
    sample_window: MainWindow,
) -> None:
    buttons = sample_window.activity.buttons
    assert list(buttons) == ["sample", "settings", "help"]
    for button in buttons.values():
        assert button.text()
        assert not button.icon().isNull()
        assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon


def test_ctrl_and_a_digit_shows_a_pane_and_marks_it(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(sample_window, Qt.Key.Key_2, CTRL)
    assert sample_window.current_pane is sample(sample_window)
    assert sample_window.activity.buttons["sample"].isChecked()
    assert sample(sample_window).lines.hasFocus()
    assert "Sample" in sample_window.windowTitle()


def test_a_click_in_the_activity_bar_shows_the_pane(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    button: QToolButton = sample_window.activity.buttons["settings"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert sample_window.current_pane is not None
    assert sample_window.current_pane.id == "settings"
    assert button.isChecked()


def test_no_action_exists_outside_the_registry(sample_window: MainWindow) -> None:
    while sample_window.stack.make_next():
        pass
    known = {command.id for command in sample_window.registry.all()}
    strays: list[str] = []
    for action in sample_window.findChildren(QAction):
        menu = action.menu()
        if action.isSeparator() or isinstance(menu, QMenu) or not action.text():
            continue
        if action.property(COMMAND_PROPERTY) not in known:
            strays.append(f"action {action.text()}")
    for button in sample_window.findChildren(QAbstractButton):
        inside_qt = button.objectName().startswith("qt_")
        if inside_qt or any(button.inherits(kind) for kind in INPUTS):
            continue
        if button.property(COMMAND_PROPERTY) not in known:
            strays.append(f"button {button.text() or button.metaObject().className()}")
    assert strays == []


def test_the_menus_are_the_registry(sample_window: MainWindow) -> None:
    in_menus = {
        action.property(COMMAND_PROPERTY)
        for menu in sample_window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if isinstance(action, CommandAction)
    }
    assert in_menus == {command.id for command in sample_window.registry.all()}


def test_every_command_has_a_title_and_the_shell_ones_say_what_they_do(
    sample_window: MainWindow,
) -> None:
    for command in sample_window.registry.all():
        assert command.title
        if not command.scope:
            assert command.help, f"{command.id} does not say what it does"


def test_only_the_menu_of_the_shown_pane_is_there(sample_window: MainWindow) -> None:
    def shown() -> list[str]:
        return [a.text() for a in sample_window.menuBar().actions() if a.isVisible()]

    sample(sample_window)
    assert "Sample" in shown()
    sample_window.show_pane("plugins")
    assert "Sample" not in shown()
    assert shown()[0] == "File"
    assert shown()[-1] == "Help"


def test_a_panes_shortcut_works_while_the_focus_is_in_it(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    pane = sample(sample_window)
    focus(sample_window, pane, qtbot)
    qtbot.keyClick(pane.lines, Qt.Key.Key_F8)
    assert pane.ran == ["work"]


def test_a_command_that_cannot_run_says_why(sample_window: MainWindow) -> None:
    sample(sample_window)
    sample_window.commands.trigger("sample.never")
    notice = sample_window.notices.current
    assert notice is not None
    assert notice.what == "There is nothing to do it with."
    assert sample_window.notices.isVisible()


def test_an_expected_error_is_shown_with_its_next_step_and_can_be_put_away(
    sample_window: MainWindow,
) -> None:
    sample(sample_window)
    sample_window.commands.trigger("sample.fail")
    notice = sample_window.notices.current
    assert notice is not None
    assert (notice.what, notice.next_step) == ("The work was not there.", "Bring it.")
    sample_window.commands.trigger("notice.close")
    assert not sample_window.notices.isVisible()


def test_the_palette_finds_a_command_by_a_few_letters_and_shows_its_keys(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CTRL | SHIFT)
    palette = sample_window.findChild(Palette)
    assert palette is not None
    qtbot.keyClicks(palette.field, "lrg txt")
    assert palette.current is not None
    assert palette.current.title == "Larger text"
    assert palette.current.keys == "Ctrl++"
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert sample_window.services.settings.integer("zoom") == 110


def test_the_palette_knows_the_commands_of_panes_that_were_never_shown(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    palette = quick_open.show_commands(sample_window)
    qtbot.waitUntil(lambda: "Do the work" in palette.titles, timeout=60_000)
    qtbot.keyClicks(palette.field, "do the work")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert sample_window.current_pane is sample(sample_window), "the pane is shown first"
    assert sample(sample_window).ran == ["work"]


def test_arrows_move_in_the_palette_and_escape_leaves_it(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    palette = quick_open.show_commands(sample_window)
    first = palette.current
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    second = palette.current
    assert second is not None
    assert second is not first
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.current is not None
    assert palette.current.title == palette.titles[-1], "up from the first goes to the last"
    with qtbot.waitSignal(palette.finished, timeout=60_000):
        qtbot.keyClick(palette.field, Qt.Key.Key_Escape)


def test_commands_that_were_just_used_come_first_in_the_palette(
    sample_window: MainWindow,
) -> None:
    sample_window.commands.trigger("view.zoom-reset")
    palette = quick_open.show_commands(sample_window)
    assert palette.titles[0] == "Usual text size"
    palette.close()


def test_a_command_that_cannot_run_stands_in_the_palette_with_the_reason(
    sample_window: MainWindow, qtbot: QtBot
) -> None:
    sample(sample_window)
    palette = quick_open.show_commands(sample_window)
    qtbot.keyClicks(palette.field, "never")
    assert palette.current is not None
    assert palette.current.why_not == "There is nothing to do it with."
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert sample(sample_window).ran == []
    palette.close()


def test_quick_open_offers_recent_files_panes_and_what_panes_have(
    sample_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    log = tmp_path / "gateway.log"
    log.write_text("one\ntwo\n", encoding="utf-8")
    sample_window.open_paths([log])
    sample(sample_window).lines.clear()
    qtbot.keyClick(sample_window, Qt.Key.Key_P, CTRL)
    palette = sample_window.findChild(Palette)
    assert palette is not None
    assert {"A place inside", "gateway.log", "Sample", "Settings"} <= set(palette.titles)
    qtbot.keyClicks(palette.field, "gatew")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert sample(sample_window).lines.count() == 2


def test_f6_goes_round_the_areas_and_back(sample_window: MainWindow, qtbot: QtBot) -> None:
    pane = sample(sample_window)
    focus(sample_window, pane, qtbot)
    visited: list[str] = []
    for _ in range(4):
        sample_window.commands.trigger("go.next-area")
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused.accessibleName())
    assert visited[0] == "Text"
    assert "Lines" in visited, "after the last area comes the first again"
    sample_window.commands.trigger("go.previous-area")
    assert QApplication.focusWidget() is not None


def test_a_dropped_file_is_opened_by_the_pane_that_knows_its_kind(
    sample_window: MainWindow, tmp_path: Path
) -> None:
    log = tmp_path / "dropped.log"
    log.write_text("one\ntwo\nthree\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(log))])
    drop = QDropEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sample_window.dropEvent(drop)
    assert sample_window.current_pane is sample(sample_window)
    assert sample(sample_window).lines.count() == 3


@pytest.mark.parametrize(
    ("name", "says"), [("nowhere.log", "is not there"), ("picture.xyz", "No pane can open")]
)
def test_what_cannot_be_opened_is_said_in_one_sentence(
    sample_window: MainWindow, tmp_path: Path, name: str, says: str
) -> None:
    (tmp_path / "picture.xyz").write_bytes(b"\x00")
    sample_window.open_paths([tmp_path / name])
    assert sample_window.notices.current is not None
    assert says in sample_window.notices.current.what


def test_ctrl_f_goes_to_the_panes_search(sample_window: MainWindow, qtbot: QtBot) -> None:
    pane = sample(sample_window)
    focus(sample_window, pane, qtbot)
    qtbot.keyClick(pane.lines, Qt.Key.Key_F, CTRL)
    qtbot.waitUntil(pane.search.hasFocus, timeout=60_000)


def test_the_menu_entry_of_a_command_is_dimmed_while_it_cannot_run(
    sample_window: MainWindow,
) -> None:
    sample(sample_window)
    action = sample_window.commands.action("sample.never")
    assert isinstance(action, CommandAction)
    [menu] = [m for m in sample_window.menuBar().findChildren(QMenu) if action in m.actions()]
    menu.aboutToShow.emit()
    assert not action.isEnabled()
    assert action.toolTip() == "There is nothing to do it with."
    menu.aboutToHide.emit()
    assert action.isEnabled()


def test_large_text_folds_the_evidence_below_the_pane(sample_window: MainWindow) -> None:
    before = sample_window.evidence.mapTo(sample_window, QPoint(0, 0))
    sample_window.services.settings.set("zoom", 200)
    settle(sample_window)
    after = sample_window.evidence.mapTo(sample_window, QPoint(0, 0))
    assert after.x() < before.x()
    assert after.y() > before.y()


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Equal])
def test_text_grows_with_either_plus_key(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(window, key, CTRL)
    assert window.services.settings.integer("zoom") == 110


def test_a_pane_behind_takes_the_new_size_when_it_is_shown_again(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_pane("settings")
    behind = window.pane("settings").header
    usual = behind.sizeHint().height()
    window.show_pane("welcome")
    window.services.settings.set("zoom", 200)
    qtbot.waitUntil(lambda: look().zoom == 2, timeout=60_000)
    window.show_pane("settings")
    assert behind.window() is window
    qtbot.waitUntil(lambda: behind.sizeHint().height() > 1.5 * usual, timeout=60_000)
