"""Speak, stop, speak summary, where am I: by voice, and for the screen reader."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from workbench.core.errors import Unavailable, UserError
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.app.window import MainWindow
    from workbench.ui.speech import Speech


class Voice(QObject):
    """What the window says aloud."""

    def __init__(self, window: "MainWindow", engine: str = "") -> None:
        """`engine` names one of Qt's speech engines ("mock" in tests)."""
        super().__init__(window)
        self._window = window
        self._engine = engine

    @cached_property
    def speech(self) -> "Speech":
        """The voice itself; made when something is first said."""
        from workbench.ui.speech import Speech

        made = Speech(self._window.services.settings, self, self._engine)
        made.changed.connect(self._changed)
        made.failed.connect(self._failed)
        return made

    def speak(self) -> None:
        """Read the selection of the part that has the focus."""
        text = self._selection()
        if not text:
            pane = self._window.current_pane
            name = pane.title if pane is not None else tr("the window")
            raise Unavailable(
                tr("Nothing is selected in {name}.", name=name),
                tr("Select something, or use “Speak summary of this pane”."),
            )
        self._say(text)

    def speak_summary(self) -> None:
        """Say what this pane shows and what stands out."""
        pane = self._window.current_pane
        if pane is not None:
            self._say(pane.summary())

    def where_am_i(self) -> None:
        """Say where the focus is, aloud where there is a voice, and in the status line."""
        pane = self._window.current_pane
        text = ""
        if self._in_evidence():
            text = self._window.evidence.where_am_i()
        elif pane is not None:
            text = pane.where_am_i()
        self._window.say(text)
        if self.speech.problem() is None:
            self.speech.say(text)

    def stop(self) -> None:
        """Be silent at once."""
        self.speech.stop()

    def _say(self, text: str) -> None:
        self._window.status.said.setText(text)
        try:
            self.speech.say(text)
        except UserError:
            self._window.status.show_speech(speaking=False, available=False)
            raise

    def _selection(self) -> str:
        if self._in_evidence():
            return self._window.evidence.selection_text()
        pane = self._window.current_pane
        return pane.selection_text() if pane is not None else ""

    def _in_evidence(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._window.evidence.isAncestorOf(focus)

    @Slot()
    def _changed(self) -> None:
        self._window.status.show_speech(speaking=self.speech.speaking)

    @Slot(object)
    def _failed(self, error: UserError) -> None:
        self._window.status.show_speech(speaking=False, available=False)
        self._window.show_failure(error)
