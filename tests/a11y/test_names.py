"""Every control of every pane has a name for screen readers."""

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.a11y.names import controls_of, nameless, show_every_page
from tests.panes.conftest import settle
from workbench.app.pages import END_PAGES, PAGES
from workbench.app.window import MainWindow
from workbench.core.errors import UserError
from workbench.panes import registry
from workbench.tickets.sample import write_sample

IDS = [spec.id for spec in [*registry.available(), *PAGES, *END_PAGES]]


@pytest.mark.parametrize("pane_id", IDS)
def test_no_control_of_a_pane_is_without_a_name(window: MainWindow, pane_id: str) -> None:
    write_sample(window.services.workspace)
    window.show_pane(pane_id)
    settle(window)
    pane = window.pane(pane_id)
    show_every_page(pane)
    settle(window)
    assert nameless(controls_of(window)) == []


@pytest.mark.parametrize("command", ["go.palette", "go.quick-open", "logs.new-format"])
def test_no_control_of_a_dialog_is_without_a_name(window: MainWindow, command: str) -> None:
    window.show_pane("logs")
    settle(window)
    window.commands.trigger(command)
    settle(window)
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    found = controls_of(dialogs[0])
    assert found and nameless(found) == []


def test_a_notice_has_names(window: MainWindow) -> None:
    window.show_error(UserError("It has vanished.", "Open it again."), "Open files", lambda: None)
    settle(window)
    found = controls_of(window)
    assert "Open files" in {control.name for control in found}
    assert nameless(found) == []


def test_a_control_without_a_name_is_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in (QPushButton("Open"), QLineEdit()):
        column.addWidget(part)
    window.show()
    found = controls_of(window)
    assert [control.name for control in found] == ["Open", ""]
    assert [control.made_by for control in nameless(found)] == ["QLineEdit in QWidget"]
