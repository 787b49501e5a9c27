"""The window's own pages: settings, plugins, help, about; and speech."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QTextBrowser
from pytestqt.qtbot import QtBot

from workbench.app.pages.font_choice import FontChoice, FontPreview
from workbench.app.pages.plugins import PluginsPage
from workbench.app.pages.settings import SettingsPage
from workbench.app.pages.shortcuts import ShortcutsPage
from workbench.app.voice import Voice
from workbench.app.window import MainWindow
from workbench.core import paths
from workbench.core.settings import options
from workbench.plugin_host.host import PluginHost


def settings_page(window: MainWindow) -> SettingsPage:
    page = window.pane("settings")
    assert isinstance(page, SettingsPage)
    return page


def test_the_settings_page_has_a_named_control_for_every_option(window: MainWindow) -> None:
    page = settings_page(window)
    assert set(page.rows) == set(options()) - {"disabled-plugins"}
    for row in page.rows.values():
        assert row.control.accessibleName()
        assert row.control.accessibleDescription()


def test_a_control_changes_the_setting_at_once_and_undo_changes_it_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = settings_page(window)
    flag = page.rows["reduced-motion"].control
    assert isinstance(flag, QCheckBox)
    flag.setChecked(True)
    assert window.services.settings.flag("reduced-motion")
    assert window.commands.title("edit.undo") == "Undo: change Reduced motion"
    window.commands.trigger("edit.undo")
    assert not window.services.settings.flag("reduced-motion")
    assert not flag.isChecked()


def test_a_setting_changed_elsewhere_is_shown_on_the_page(window: MainWindow) -> None:
    page = settings_page(window)
    window.commands.trigger("view.zoom-in")
    zoom = page.rows["zoom"].control
    assert isinstance(zoom, QSpinBox)
    assert zoom.value() == 110
    window.commands.trigger("view.theme-dark")
    theme = page.rows["theme"].control
    assert isinstance(theme, QComboBox)
    assert theme.currentData() == "dark"


def test_the_shipped_font_is_offered_and_previewed_before_it_is_chosen(window: MainWindow) -> None:
    page = settings_page(window)
    fonts = page.rows["font"].control
    preview = page.rows["font"].findChild(FontPreview)
    assert isinstance(fonts, FontChoice) and preview is not None
    [row] = [at for at in range(fonts.count()) if fonts.itemData(at) == "Atkinson Hyperlegible"]
    assert "comes with the workbench" in fonts.itemText(row)
    fonts.highlighted.emit(row)
    assert preview.family == "Atkinson Hyperlegible"
    assert window.services.settings["font"] == ""
    fonts.setCurrentIndex(row)
    fonts.activated.emit(row)
    assert window.services.settings["font"] == "Atkinson Hyperlegible"
    window.commands.trigger("edit.undo")
    assert fonts.currentText() == "as the system"


def test_for_code_only_fonts_with_equal_letters_are_offered(window: MainWindow) -> None:
    fonts = settings_page(window).rows["code-font"].control
    assert isinstance(fonts, FontChoice)
    assert fonts.findData("Atkinson Hyperlegible") < 0


def test_a_font_that_is_not_installed_is_still_shown(window: MainWindow) -> None:
    page = settings_page(window)
    window.services.settings.set("font", "Nowhere Sans")
    fonts = page.rows["font"].control
    assert isinstance(fonts, FontChoice)
    assert fonts.currentText() == "Nowhere Sans (not installed)"


def test_everything_can_be_set_back_and_that_can_be_undone(window: MainWindow) -> None:
    settings_page(window)
    window.services.settings.set("zoom", 150)
    window.services.settings.set("density", "comfortable")
    window.commands.trigger("settings.defaults")
    assert window.services.settings.integer("zoom") == 100
    window.commands.trigger("edit.undo")
    assert window.services.settings.integer("zoom") == 150
    assert window.services.settings.text("density") == "comfortable"


def test_the_search_leaves_only_fitting_settings(window: MainWindow) -> None:
    page = settings_page(window)
    page.search.setText("speech")
    shown = [name for name, row in page.rows.items() if not row.isHidden()]
    assert shown == ["speech-rate", "speech-voice"]


def test_a_plugin_can_be_switched_off_and_on(window: MainWindow) -> None:
    page = window.pane("plugins")
    assert isinstance(page, PluginsPage)
    assert page.table.select_where(lambda plugin: plugin.manifest.id == "evidence-jsonl")
    window.commands.trigger("plugins.toggle")
    assert window.services.settings.items("disabled-plugins") == ["evidence-jsonl"]
    assert "off after a restart" in page.selection_text()
    window.commands.trigger("edit.undo")
    assert window.services.settings.items("disabled-plugins") == []


def test_a_plugin_that_fails_is_shown_with_what_went_wrong(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plugins" / "broken"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(
        'id = "broken"\nname = "Broken"\nversion = "1"\ndescription = "d"\nmodule = "broken"\n',
        encoding="utf-8",
    )
    (folder / "broken.py").write_text("raise RuntimeError('no such luck')\n", encoding="utf-8")
    host = PluginHost([folder.parent])
    host.ask("evidence_exporters")
    window.services.__dict__["_plugin_host"] = host
    page = window.pane("plugins")
    assert isinstance(page, PluginsPage)
    assert "no such luck" in page.selection_text() or "no such luck" in page.summary()


def test_the_help_page_lists_every_command_with_its_keys_and_runs_one(
    window: MainWindow,
) -> None:
    page = window.pane("help")
    assert isinstance(page, ShortcutsPage)
    page.search.setText("larger text")
    [row] = page.table.rows
    assert row.shortcut == "Ctrl++"
    page.table.row_activated.emit(row)
    assert window.services.settings.integer("zoom") == 110


def test_about_names_qt_its_version_its_licence_and_its_source(window: MainWindow) -> None:
    page = window.pane("about")
    [text] = page.findChildren(QTextBrowser)
    words = text.toPlainText()
    assert "GNU Lesser General Public License version 3" in words
    assert "Qt 6.11" in words
    assert "pyside-setup" in words
    assert "pluggy" in words


def test_speak_summary_says_what_the_pane_shows_and_stop_is_silent_at_once(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.voice = Voice(window, engine="mock")
    settings_page(window)
    window.commands.trigger("speech.summary")
    assert window.voice.speech.speaking
    assert "Everything is as it came" in window.status.said.text()
    window.commands.trigger("speech.stop")
    assert not window.voice.speech.speaking


def test_speak_reads_the_selection_and_says_when_there_is_none(window: MainWindow) -> None:
    window.voice = Voice(window, engine="mock")
    settings_page(window).rows["zoom"].control.setFocus(Qt.FocusReason.OtherFocusReason)
    window.commands.trigger("speech.speak")
    assert "Zoom: 100 %" in window.status.said.text()
    window.show_pane("welcome")
    window.commands.trigger("speech.speak")
    assert window.notices.current is not None
    assert "Nothing is selected in Welcome." in window.notices.current.what


def test_without_a_voice_the_commands_say_what_to_install(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "PySide6.QtTextToSpeech", None)
    window.commands.trigger("speech.summary")
    notice = window.notices.current
    assert notice is not None
    assert "Speech is not available" in notice.what
    assert "apt-get install" in notice.next_step
    window.commands.trigger("speech.where")
    assert "Welcome" in window.status.said.text(), "the rest works"


def test_the_user_folders_of_a_test_are_not_the_users(window: MainWindow, user_home: Path) -> None:
    assert paths.user_data().is_relative_to(user_home)
