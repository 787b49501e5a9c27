"""Filters: adding, switching, naming them; every change can be undone."""

import re

from workbench.core.commands import Command
from workbench.core.errors import UserError
from workbench.core.undo import Change
from workbench.panes.logs.actions import Actions
from workbench.panes.logs.detail import TemplateRow
from workbench.panes.logs.filters import (
    Filter,
    FilterStack,
    LevelFilter,
    SourceFilter,
    TemplateFilter,
    TimeFilter,
    filter_from_words,
)
from workbench.panes.logs.sources import SourceRow
from workbench.ui.translate import tr

_SHIFT = re.compile(r"\s*([+-]?)\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)\s*")
_UNITS = {"ms": 1e6, "s": 1e9, "min": 60e9, "m": 60e9, "h": 3600e9, "d": 86_400e9}


class FilterActions(Actions):
    """Commands that change what is shown."""

    def commands(self) -> list[Command]:
        return [
            self.command(
                "filter",
                tr("Add a filter"),
                self._focus_entry,
                keys="Ctrl+L",
                why=self.why_empty,
                help_text=tr("Words, /regex/, -without, or fields such as status>=500."),
            ),
            self.command(
                "filters-clear",
                tr("Clear all filters"),
                lambda: self.change(FilterStack(), tr("clear all filters")),
                keys="Ctrl+Shift+L",
                why=self.why_unfiltered,
            ),
            self.command(
                "filters-save",
                tr("Name these filters…"),
                self.save,
                why=self.why_unfiltered,
                help_text=tr("Keeps the filters with the workspace under a name."),
            ),
            self.command(
                "only-template",
                tr("Only messages like this"),
                lambda: self.add_template(exclude=False),
                why=self.why_no_template,
            ),
            self.command(
                "hide-template",
                tr("Hide messages like this"),
                lambda: self.add_template(exclude=True),
                why=self.why_no_template,
            ),
            self.command(
                "hide-source", tr("Hide this file"), self.hide_source, why=self.why_single
            ),
            self.command(
                "shift-source",
                tr("Move this file's times…"),
                self.ask_shift,
                why=self.why_no_line,
                help_text=tr("For a machine whose clock was wrong: +1 h, -30 s."),
            ),
        ]

    def why_unfiltered(self) -> str | None:
        """Needs a filter."""
        return None if self.pane.log.filters.items else tr("There is no filter.")

    def why_no_template(self) -> str | None:
        """Needs templates and a chosen line or template."""
        if self.pane.log.surveyed is None:
            return self.why_empty() or tr("The templates are not known yet.")
        return self.why_no_line() if self._template_text() is None else None

    def why_single(self) -> str | None:
        """Needs several files."""
        logs = self.pane.log.logs
        if logs is None or len(logs.files) < 2:
            return tr("Only one log is open.")
        return self.why_no_line() if self.pane.sources.file is None else None

    def add(self, one: Filter) -> None:
        """Add a filter."""
        words = one.words(self.pane.clock)
        self.change(self.pane.log.filters.with_one(one), tr("filter {words}", words=words))

    def add_words(self, words: str) -> None:
        """Add what was typed. Raises UserError when it cannot be read."""
        one = filter_from_words(words)
        if one is not None:
            _check(one)
            self.add(one)

    def choose_level(self, least: int) -> None:
        """Only this level and graver."""
        if least:
            self.add(LevelFilter(least))
        else:
            stack = self.pane.log.filters.without_kind(LevelFilter)
            self.change(stack, tr("show all levels"))

    def choose_time(self, span: tuple[int, int] | None) -> None:
        """Only this time; None for all."""
        if span is not None:
            self.add(TimeFilter(*span))
        else:
            stack = self.pane.log.filters.without_kind(TimeFilter)
            self.change(stack, tr("show all times"))

    def switch(self, one: Filter, on: bool) -> None:
        """Use a filter or not."""
        stack = self.pane.log.filters.used(one, on=on)
        self.change(stack, tr("switch the filter {words}", words=one.words(self.pane.clock)))

    def remove(self, one: Filter) -> None:
        """Take a filter away."""
        stack = self.pane.log.filters.without(one)
        self.change(stack, tr("remove the filter {words}", words=one.words(self.pane.clock)))
        self.pane.filter_bar.entry.setFocus()

    def change(self, stack: FilterStack, name: str) -> None:
        """Show with other filters, as a step that can be undone."""
        before = self.pane.log.filters
        if stack == before:
            return
        undo = Change(name, lambda: self.apply(before), lambda: self.apply(stack))
        self.pane.context.undo.do(undo)

    def apply(self, stack: FilterStack) -> None:
        """Show with these filters."""
        self.pane.log.filters = stack
        self.pane.presenter.refresh_filters()
        self.pane.work.show(stack)

    def save(self) -> None:
        """Keep the filters under a name."""
        name = self.pane.context.shell.ask_text(tr("Name these filters"), tr("Name"))
        if name and name.strip():
            self.pane.log.saved_filters[name.strip()] = self.pane.log.filters
            self.pane.presenter.refresh_filters()

    def use_saved(self, name: str) -> None:
        """Show with the filters that were kept under a name."""
        stack = self.pane.log.saved_filters.get(name)
        if stack is not None:
            self.change(stack, tr("use the filters {name}", name=name))

    def add_template(self, *, exclude: bool) -> None:
        """Only, or without, messages like the chosen one."""
        text = self._template_text()
        if text is not None:
            self.add(TemplateFilter(text, exclude))

    def hide_source(self) -> None:
        """Hide the file that is chosen in the table of files, or that of the current line."""
        logs, file = self.pane.log.logs, self._file()
        if logs is not None and file is not None:
            self.add(SourceFilter(logs.names[file]))

    def switch_source(self, row: object) -> None:
        """Hide a file of the table, or show it again."""
        if not isinstance(row, SourceRow):
            return
        one = SourceFilter(row.name)
        if row.hidden:
            stack = self.pane.log.filters.without(one)
            self.change(stack, tr("show {name}", name=row.name))
        else:
            self.add(one)

    def _file(self) -> int | None:
        chosen, logs, record = (
            self.pane.sources.file, self.pane.log.logs, self.pane.current_record,
        )  # fmt: skip
        if chosen is not None or logs is None or record is None:
            return chosen
        return logs.place(record)[0]

    def ask_shift(self) -> None:
        """Ask by how much a file's times are to be moved. Raises UserError for another text."""
        logs, file = self.pane.log.logs, self._file()
        if logs is None or file is None:
            return
        answer = self.pane.context.shell.ask_text(
            tr("Move the times of {name}", name=logs.names[file]),
            tr("By how much (+1 h, -30 s, 0 s for as written)"),
        )
        if answer is None:
            return
        found = _SHIFT.fullmatch(answer)
        if found is None:
            raise UserError(
                tr("“{text}” is not a length of time.", text=answer),
                tr("Write it like +1 h, -30 s or 250 ms."),
            )
        sign = -1 if found[1] == "-" else 1
        self.pane.work.shift(file, sign * round(float(found[2]) * _UNITS[found[3]]))

    def _focus_entry(self) -> None:
        self.pane.filter_bar.entry.setFocus()

    def _template_text(self) -> str | None:
        """The template of the row chosen in the table, or of the current line."""
        surveyed, record = self.pane.log.surveyed, self.pane.current_record
        row = self.pane.detail.templates.current_row()
        if self.pane.detail.templates.hasFocus() and isinstance(row, TemplateRow):
            return row.text
        if surveyed is None or record is None:
            return None
        template = self.pane.log.template_of(record)
        return None if template is None else template.text


def _check(one: Filter) -> None:
    """Raise UserError now for a filter that could not be applied later."""
    from workbench.logs.field_filter import parse_filter
    from workbench.panes.logs.filters import FieldFilter, TextFilter
    from workbench.panes.logs.finding import check

    if isinstance(one, FieldFilter):
        parse_filter(one.expression)
    elif isinstance(one, TextFilter):
        check(one.query())
