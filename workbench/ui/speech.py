"""Speech: says texts sentence by sentence through Qt TextToSpeech, and stops at once."""

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QLoggingCategory, QObject, Signal, Slot

from workbench.core.errors import UserError
from workbench.core.settings import Settings
from workbench.ui.language import language_of
from workbench.ui.spoken import to_say
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech


class Speech(QObject):
    """The voice of the window. The engine is loaded when something is first said.

    `speaking` tells whether it is talking. Without an engine every call of `say` raises
    UserError that says what to install; `problem()` gives the same sentence.
    """

    changed = Signal()
    """It began, ended or was stopped."""

    def __init__(self, settings: Settings, parent: QObject | None = None, engine: str = "") -> None:
        """`engine` names one of Qt's engines ("mock" in tests); empty for the usual one."""
        super().__init__(parent)
        self._settings = settings
        self._engine_name = engine
        self._engine: QTextToSpeech | None = None
        self._waiting: deque[str] = deque()
        self._language = ""
        self.sentence = ""

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return bool(self.sentence)

    def problem(self) -> UserError | None:
        """Why it cannot speak and what to do about it; None when it can."""
        try:
            self._ready_engine()
        except UserError as error:
            return error
        return None

    def say(self, text: str) -> None:
        """Say a text instead of what is being said. Raises UserError when there is no voice."""
        self.stop()
        self.add(text)

    def add(self, text: str) -> None:
        """Say a text after what is being said."""
        engine = self._ready_engine()
        self._waiting.extend(to_say(text))
        if not self.sentence and self._waiting:
            self._prepare(engine, text)
            self._next()

    @Slot()
    def stop(self) -> None:
        """Be silent at once."""
        was_speaking = self.speaking
        self._waiting.clear()
        self.sentence = ""
        if self._engine is not None:
            self._engine.stop()
        if was_speaking:
            self.changed.emit()

    def _next(self) -> None:
        engine = self._engine
        assert engine is not None
        self.sentence = self._waiting.popleft() if self._waiting else ""
        if self.sentence:
            engine.say(self.sentence)
        self.changed.emit()

    def _state_changed(self, state: object) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        if state == QTextToSpeech.State.Ready and self.sentence:
            self._next()
        elif state == QTextToSpeech.State.Error:
            self._waiting.clear()
            self.sentence = ""
            self.changed.emit()

    def _prepare(self, engine: "QTextToSpeech", text: str) -> None:
        """The user's voice and rate, or the voice of the text's language."""
        engine.setRate(self._settings.integer("speech-rate") / 100)
        wanted = self._settings.text("speech-voice")
        voices = {voice.name(): voice for voice in engine.availableVoices()} if wanted else {}
        if wanted in voices:
            engine.setVoice(voices[wanted])
            return
        code = language_of(text, default=QLocale().name()[:2])
        if code == self._language:
            return
        fitting = [found for found in engine.availableLocales() if found.name()[:2] == code]
        if fitting:
            engine.setLocale(fitting[0])
            self._language = code

    def _ready_engine(self) -> "QTextToSpeech":
        if self._engine is None:
            self._engine = self._load()
            self._engine.stateChanged.connect(self._state_changed)
        return self._engine

    def _load(self) -> "QTextToSpeech":
        QLoggingCategory.setFilterRules(_SILENT)
        try:
            from PySide6.QtTextToSpeech import QTextToSpeech
        except ImportError as error:
            raise UserError(
                tr("Speech is not available: a system library is missing ({error}).", error=error),
                _WHAT_TO_INSTALL,
            ) from error
        engines = [name for name in QTextToSpeech.availableEngines() if name != "mock"]
        wanted = self._engine_name or (engines[0] if engines else "")
        if not wanted:
            raise UserError(tr("Speech is not available: no voice was found."), _WHAT_TO_INSTALL)
        engine = QTextToSpeech(wanted, self)
        if engine.state() == QTextToSpeech.State.Error:
            reason = engine.errorString()
            engine.deleteLater()
            raise UserError(
                tr("Speech is not available: {reason}.", reason=reason or wanted),
                _WHAT_TO_INSTALL,
            )
        return engine


_SILENT = "qt.multimedia.symbolsresolver=false"
"""Qt warns of each optional sound library that it does not find."""

_WHAT_TO_INSTALL = tr(
    "On Debian or Ubuntu run: apt-get install libpulse0 speech-dispatcher espeak-ng"
)
