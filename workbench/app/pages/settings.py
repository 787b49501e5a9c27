"""The settings page: one row for each option of the options table, changed at once."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.app.pages.font_choice import FontChoice, FontPreview
from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.settings import Option, Value, options
from workbench.core.undo import Change
from workbench.ui.accessibility import add_clear_button, named
from workbench.ui.flow import FlowRow
from workbench.ui.number_field import IntegerField
from workbench.ui.page import Page
from workbench.ui.pane import Pane
from workbench.ui.shell import PaneContext
from workbench.ui.translate import tr

_ELSEWHERE = frozenset({"disabled-plugins"})
"""Options that have a page of their own."""

_FONTS = {"font": False, "code-font": True}
"""The options that name a font, each with whether it is the one for code."""

_SECTIONS = {
    "theme": tr("Look and text"),
    "speech-rate": tr("Speech"),
    "time-zone": tr("Time and start"),
}
"""Headings, each before the option it is named under."""

_FIELD_WIDTH_IN_LETTERS = 32


def option_title(name: str) -> str:
    """An option's name as a heading: "code-font" is "Code font"."""
    return tr(name.replace("-", " ").capitalize())


class SettingsPage(Pane):
    """All settings, made from the options table."""

    id = "settings"
    title = "Settings"

    def __init__(self, context: PaneContext) -> None:
        super().__init__(context)
        self._settings = context.settings
        self._applying = False
        page = Page(self.title)
        column = page.column
        self.search = named(QLineEdit(), tr("Search settings"))
        self.search.setPlaceholderText(tr("Search settings"))
        add_clear_button(self.search)
        self.search.textChanged.connect(self._filter)
        self.header.add(self.search)
        self.rows: dict[str, OptionRow] = {}
        self._sections: list[QLabel] = []
        for name, option in options().items():
            if name in _SECTIONS:
                self._sections.append(_section(_SECTIONS[name]))
                column.addWidget(self._sections[-1])
            if name not in _ELSEWHERE:
                self.rows[name] = row = OptionRow(option, self._change)
                row.show_value(self._settings[name])
                column.addWidget(row)
        column.addWidget(
            FlowRow([self.button("settings.defaults"), self.button("go.plugins")]),
        )
        column.addStretch(1)
        self.body.addWidget(page)
        self._settings.on_change(self._changed)
        self._show_changed_count()

    def commands(self) -> Sequence[Command]:
        return (
            Command(
                id="settings.defaults",
                title=tr("Set everything back to the defaults"),
                run=self.set_defaults,
                group=self.title,
                help=tr("Every setting on this page; Ctrl+Z takes it back."),
                scope=self.id,
                unavailable=self._why_not,
            ),
        )

    def set_defaults(self) -> None:
        """Every setting of the page as it was at first; can be undone."""
        before = {name: self._settings[name] for name in self.rows}
        after = {name: options()[name].default for name in self.rows}
        self._do(tr("set everything back to the defaults"), before, after)

    def summary(self) -> str:
        changed = [option_title(name) for name in self._changed_names()]
        if not changed:
            return tr("Settings. Everything is as it came.")
        return tr("Settings. Changed: {names}.", names=", ".join(changed))

    def selection_text(self) -> str:
        row = self._focused()
        return row.words if row is not None else ""

    def where_am_i(self) -> str:
        row = self._focused()
        return tr("Settings. {row}", row=row.words if row is not None else "")

    def focus_search(self) -> bool:
        self.search.setFocus()
        return True

    def take_focus(self) -> None:
        next(iter(self.rows.values())).control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _change(self, name: str, value: Value) -> None:
        """The user changed a control."""
        if not self._applying and self._settings[name] != value:
            self._do(
                tr("change {name}", name=option_title(name)),
                {name: self._settings[name]},
                {name: value},
            )

    def _do(self, name: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> None:
        def put(values: Mapping[str, Value]) -> Callable[[], None]:
            def apply() -> None:
                for option, value in values.items():
                    self._settings.set(option, value)

            return apply

        try:
            self.context.undo.do(Change(name, put(before), put(after)))
        except UserError as error:
            self.context.shell.show_error(error)

    def _changed(self, name: str) -> None:
        if name in self.rows:
            self._applying = True
            self.rows[name].show_value(self._settings[name])
            self._applying = False
        self._show_changed_count()
        self.context.commands.refreshed.emit()

    def _show_changed_count(self) -> None:
        count = len(self._changed_names())
        self.header.show_open(
            tr("{count} changed from the default", count=count) if count else tr("all as they came")
        )

    def _changed_names(self) -> list[str]:
        return [name for name in self.rows if self._settings[name] != options()[name].default]

    def _why_not(self) -> str | None:
        return None if self._changed_names() else tr("Everything is as it came.")

    def _focused(self) -> "OptionRow | None":
        return next((row for row in self.rows.values() if row.control.hasFocus()), None)

    @Slot(str)
    def _filter(self, query: str) -> None:
        for section in self._sections:
            section.setVisible(not query)
        for row in self.rows.values():
            row.setVisible(query.casefold() in row.words.casefold())


class OptionRow(QWidget):
    """One option: its name, what it does, and a control that fits its type."""

    def __init__(self, option: Option, change: Callable[[str, Value], None]) -> None:
        super().__init__()
        self._option = option
        self._change = change
        title = option_title(option.name)
        self.control = _control(option, self._given)
        named(self.control, title, option.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 6)
        layout.setSpacing(4)
        heading = QLabel(title, self)
        heading.setProperty("role", "heading")
        heading.setBuddy(self.control)
        text = QLabel(tr(option.text), self)
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        layout.addWidget(heading)
        layout.addWidget(text)
        layout.addWidget(self.control, 0, Qt.AlignmentFlag.AlignLeft)
        if isinstance(self.control, FontChoice):
            layout.addWidget(FontPreview(self.control, for_code=_FONTS[option.name]))
        self._fit()

    @property
    def words(self) -> str:
        """The option and its value in spoken words."""
        return f"{option_title(self._option.name)}: {self._shown()}. {self._option.text}"

    def show_value(self, value: Value) -> None:
        """Show the value as it is now."""
        control = self.control
        if isinstance(control, FontChoice):
            control.choose(str(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(max(control.findData(value), 0))
        elif isinstance(control, QSpinBox) and isinstance(value, int):
            control.setValue(value)
        elif isinstance(control, QCheckBox):
            control.setChecked(value is True)
        elif isinstance(control, QLineEdit) and control.text() != value:
            control.setText(str(value))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """All fields are equally wide, in step with the text."""
        if not isinstance(self.control, QCheckBox):
            self.control.setFixedWidth(
                self.fontMetrics().averageCharWidth() * _FIELD_WIDTH_IN_LETTERS
            )

    def _shown(self) -> str:
        control = self.control
        if isinstance(control, QComboBox):
            return control.currentText()
        if isinstance(control, QCheckBox):
            return tr("on") if control.isChecked() else tr("off")
        if isinstance(control, QSpinBox):
            return control.text()
        return control.text() if isinstance(control, QLineEdit) else ""

    @Slot()
    def _given(self) -> None:
        control = self.control
        if isinstance(control, QComboBox):
            self._change(self._option.name, str(control.currentData()))
        elif isinstance(control, QSpinBox):
            self._change(self._option.name, control.value())
        elif isinstance(control, QCheckBox):
            self._change(self._option.name, control.isChecked())
        elif isinstance(control, QLineEdit):
            self._change(self._option.name, control.text().strip())


def _section(title: str) -> QLabel:
    label = QLabel(title)
    label.setProperty("role", "title")
    return label


def _control(option: Option, given: Callable[[], None]) -> QWidget:
    """The control for an option's type; `given` is called when the user changes it."""
    if option.name in _FONTS:
        fonts = FontChoice(for_code=_FONTS[option.name])
        fonts.activated.connect(given)
        return fonts
    if option.type == "choice":
        combo = QComboBox()
        for choice in option.choices:
            combo.addItem(tr(choice.replace("-", " ")), choice)
        combo.activated.connect(given)
        return combo
    if option.type == "integer":
        spin = _Number()
        spin.setRange(option.minimum or 0, option.maximum or 0)
        spin.setKeyboardTracking(False)
        spin.setSuffix(" %" if "percent" in option.text else "")
        spin.valueChanged.connect(given)
        return spin
    if option.type == "flag":
        box = QCheckBox(tr("on"))
        box.toggled.connect(given)
        return box
    line = QLineEdit()
    line.editingFinished.connect(given)
    return line


class _Number(IntegerField):
    """A number field that the mouse wheel does not change by accident while scrolling."""

    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]
