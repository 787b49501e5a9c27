"""The line view shows any number of lines, by keyboard and by ear, and copies the bytes."""

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.core.progress import Progress
from workbench.ui.accessibility import last_announcement
from workbench.ui.line_view.display import display, plain
from workbench.ui.line_view.rows import LineRow, source_letter
from workbench.ui.line_view.view import LineView


class Numbered:
    """Rows that say their own number; it counts how many were asked for."""

    def __init__(self, count: int, special: dict[int, LineRow] | None = None) -> None:
        self.row_count = count
        self.asked = 0
        self._special = special or {}

    def rows(self, first: int, count: int) -> list[LineRow]:
        self.asked += count
        return [self._row(n) for n in range(first, min(first + count, self.row_count))]

    def raw(self, first: int, last: int, progress: Progress | None = None) -> bytes:
        return b"".join(self._row(n).data + b"\n" for n in range(first, last + 1))

    def _row(self, number: int) -> LineRow:
        text = b"line %d" % number
        return self._special.get(number, LineRow(number + 1, text, len(text), number % 7))


@pytest.fixture
def view(qtbot: QtBot) -> LineView:
    made = LineView("Lines")
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_source(Numbered(1000))
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus, timeout=60_000)
    return made


def test_keys_move_through_the_lines(qtbot: QtBot, view: LineView) -> None:
    keys = Qt.Key
    for key, row in (
        (keys.Key_Down, 1),
        (keys.Key_Down, 2),
        (keys.Key_Up, 1),
        (keys.Key_End, 999),
        (keys.Key_Home, 0),
        (keys.Key_PageDown, view.rows_on_screen() - 1),
    ):
        qtbot.keyClick(view, key)
        assert view.current == row
    qtbot.keyClick(view, keys.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.current == 999
    assert view.is_at_end()


def test_every_move_is_announced_with_the_position(qtbot: QtBot, view: LineView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert last_announcement() == "line 1, 2 of 1,000"


def test_shift_selects_and_copying_gives_the_original_bytes(qtbot: QtBot) -> None:
    odd = b"\x1b[31mred\x1b[0m \xff\x00 \xe2\x80\xaeabc\r"
    view = LineView("Lines")
    qtbot.addWidget(view)
    view.show_source(Numbered(10, {1: LineRow(2, odd, len(odd))}))
    view.go_to(0)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.selection() == (0, 1)
    view.copy()
    assert last_announcement() == "Copied 2 lines, 31 B."
    mime = QGuiApplication.clipboard().mimeData()
    assert bytes(mime.data("text/plain").data()) == b"line 0\n" + odd + b"\n"


def test_many_rows_are_not_read_by_the_view(qtbot: QtBot) -> None:
    view = LineView("Lines")
    qtbot.addWidget(view)
    view.show_source(Numbered(5_000))
    view.select_all()
    wanted: list[Callable[[Progress], bytes]] = []
    view.copy_wanted.connect(wanted.append)
    view.copy()
    assert wanted[0](Progress()).count(b"\n") == 5_000


@pytest.mark.parametrize("count", [1, 100_000_000, 5_000_000_000, 2**40])
def test_the_last_line_is_reached_however_many_there_are(qtbot: QtBot, count: int) -> None:
    view = LineView("Lines")
    qtbot.addWidget(view)
    view.resize(900, 600)
    source = Numbered(count)
    view.show_source(source)
    view.show()
    view.grab()
    qtbot.keyClick(view, Qt.Key.Key_End)
    view.grab()
    assert view.current == count - 1
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.current == max(count - 2, 0)
    bar.setValue(bar.maximum() // 2)
    assert abs(view.first_row - max(count - view.rows_on_screen(), 0) / 2) <= count / 2**29 + 1
    assert source.asked < 2000


def test_only_the_rows_on_the_screen_are_read(view: LineView) -> None:
    source = Numbered(10_000_000)
    view.show_source(source)
    source.asked = 0
    view.viewport().repaint()
    assert source.asked <= view.rows_on_screen() + 3


def test_a_shrinking_source_keeps_a_valid_place(view: LineView) -> None:
    source = Numbered(1000)
    view.show_source(source)
    view.go_to(999)
    source.row_count = 10
    view.refresh()
    view.grab()
    assert view.current == 9
    source.row_count = 0
    view.refresh()
    view.grab()
    assert view.current is None


def test_an_enormous_line_is_clipped_and_says_so(qtbot: QtBot, view: LineView) -> None:
    line = LineRow(1, b"x" * 65_536, 200_000_000)
    view.show_source(Numbered(3, {0: line}))
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    for wrapped in (False, True):
        view.set_wrap(wrapped)
        assert not view.grab().isNull()


def test_wrapping_shows_the_whole_line_without_a_sideways_bar(view: LineView) -> None:
    text = b"word " * 200
    view.show_source(Numbered(50, {0: LineRow(1, text, len(text))}))
    view.grab()
    assert view.horizontalScrollBar().maximum() > 0
    view.set_wrap(True)
    view.grab()
    assert view.horizontalScrollBar().maximum() == 0
    view.go_to(49)
    view.grab()
    assert view.current == 49


def test_found_parts_and_marks_change_the_picture(view: LineView) -> None:
    before = view.grab().toImage()
    view.set_highlighter(lambda text: [found.span() for found in re.finditer("line", text)])
    highlighted = view.grab().toImage()
    assert highlighted != before
    view.minimap.show_marks("found", [0.1, 0.5])
    assert "2 found" in view.minimap.accessibleDescription()
    assert view.grab().toImage() != highlighted


def test_a_screen_reader_sees_a_list_with_the_line_as_value(
    qapp: QApplication, view: LineView
) -> None:
    view.go_to(4)
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Lines"
    assert interface.text(QAccessible.Text.Value) == "line 4"
    assert interface.text(QAccessible.Text.Description) == "5 of 1,000"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"plain", "plain"),
        (b"\x1b[31mred\x1b[0m", "red"),
        (b"\x1b[2Jcleared", "⟨ESC⟩[2Jcleared"),
        (b"a\x00b\r", "a⟨NUL⟩b⟨CR⟩"),
        ("\u202eevil\u202c".encode(), "⟨U+202E⟩evil⟨U+202C⟩"),
        ("zero\u200bwidth".encode(), "zero⟨U+200B⟩width"),
        (b"\xff\xfe", "\\xff\\xfe"),
        (b"a\tb", "a       b"),
        (b"<b>not html</b>", "<b>not html</b>"),
    ],
)
def test_hidden_characters_are_made_visible(raw: bytes, shown: str) -> None:
    assert plain(raw) == shown


def test_colours_of_a_terminal_become_roles_of_the_theme() -> None:
    shown = display(b"ok \x1b[1;31mfailed\x1b[0m then \x1b[38;5;9mother\x1b[32m good")
    assert [(shown.text[run.start : run.stop], run.role) for run in shown.runs] == [
        ("failed", "error"),
        (" good", "good"),
    ]


def test_sources_are_lettered_beyond_z() -> None:
    assert [source_letter(n) for n in (0, 25, 26, 53)] == ["A", "Z", "A2", "B3"]
