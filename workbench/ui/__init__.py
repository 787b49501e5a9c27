"""What the panes share: commands, palette, theme, speech, views, charts, task bridge.

How to build a pane
-------------------
1. `workbench/panes/NAME/pane.py` holds `class NamePane(Pane)`; the table in
   `workbench/panes/registry.py` names it. It is imported and made while the window is idle,
   at the latest when first shown: no file is read and nothing heavy is imported in its
   constructor (under 50 ms), which puts its parts together outside the window, where no
   style sheet is worked out for each of them anew.
2. Set `id` and `title`; call `super().__init__(context)` first, then put widgets into
   `self.body` and `self.header.add(...)`. Say what is open with `self.header.show_open`,
   the state with `self.header.show_state(State.WARNING, "2 findings")`.
3. Every action is a Command in `commands()`: id "logs.next-anomaly", title as shown in the
   palette, `group=self.title` (its menu), `scope=self.id` (its shortcut works while the
   focus is in the pane), `unavailable` gives the reason why it cannot run now. Buttons are
   made by `self.button("logs.open")` only; after a change of state call
   `context.commands.refreshed.emit()`. Taken by the window: Ctrl+1..7, Ctrl+P,
   Ctrl+Shift+P, Ctrl+E, Ctrl+F, Ctrl+O, Ctrl+Z, Ctrl+Shift+Z, Ctrl +/-/0, F1, F6, Ctrl+W,
   Ctrl+Q, Ctrl+Shift+S/U/H/I (speak, summary, stop, where am I).
4. Long work: `context.tasks.start(title, work, on_done=...)`; `work(progress)` runs in a
   thread and never touches a widget; `on_done(result)` runs on the GUI thread. An error
   without `on_error` is shown by the window: UserError politely, the rest as a crash report.
   Python-bound work goes `in_process=True`. Nothing over 50 ms on the GUI thread. Changes of
   the database go through `context.save(work, on_done)`: an import may hold it for seconds.
5. Errors: raise UserError(what, next step), or `context.shell.show_error(...)`. Dialogs only
   for what cannot be undone; a change is recorded by `context.undo.record(Change(...))`.
   `context.workspace.read_only` may be true: say so in `unavailable`.
6. Evidence: `selection_evidence()` gives what Ctrl+E pins (payload {"text": ..., "open":
   {"pane": self.id, ...}}); `open_evidence` shows that place again. To send something to
   another pane: `context.shell.open_in("logs", evidence)`.
7. By ear: `summary()`, `selection_text()`, `where_am_i()`; every widget gets
   `setAccessibleName` where it is made; `context.shell.say(...)` announces politely.
8. Colours from `workbench.ui.look.color(role)`, never a literal; sizes from the font
   metrics; sentences through `workbench.ui.translate.tr`. No state by colour alone.
9. The session: `state()` and `restore(state)` (JSON; trust no field). Unsaved typing:
   `context.journal.note(f"{self.id}:KEY", text)` at every change, `forget` when saved;
   `stored_text(key)` and `recover(key, text)` bring it back after a crash.
10. Tests: `tests/panes/conftest.py` gives `window` (a whole window on an empty temporary
   workspace) and `wait_idle(window)`; `window.pane("logs")` makes and shows a pane.
   Pictures: put `scenes(window) -> Iterator[str]` into `tests/gallery/scenes_NAME.py`.
"""
