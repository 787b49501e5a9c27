"""Speech: says texts sentence by sentence through Qt TextToSpeech, and stops at once."""

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QLoggingCategory, QObject, QTimer, Signal, Slot

from workbench.core.errors import UserError
from workbench.core.settings import Settings
from workbench.ui.language import language_of
from workbench.ui.speech_probe import ServiceProbe
from workbench.ui.spoken import to_say
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech


class Speech(QObject):
    """The voice of the window. The engine is loaded when something is first said.

    `speaking` tells whether it is talking. Without an engine `say` raises UserError that
    says what to install; `problem()` gives the same. A speech service that does not answer
    is found out in the background: `failed` then carries the UserError.
    """

    changed = Signal()
    """It began, ended or was stopped."""
    failed = Signal(object)
    """What was to be said cannot be: the UserError."""

    def __init__(
        self,
        settings: Settings,
        parent: QObject | None = None,
        engine: str = "",
        probe: ServiceProbe | None = None,
    ) -> None:
        """`engine` names one of Qt's engines ("mock" in tests); empty for the usual one."""
        super().__init__(parent)
        self._settings = settings
        self._engine_name = engine
        self._engine: QTextToSpeech | None = None
        self._failure: UserError | None = None
        self._waiting: deque[str] = deque()
        self._unsaid: list[str] = []
        self._language = ""
        self.sentence = ""
        self._probe = probe or ServiceProbe()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_at_probe)

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        return bool(self.sentence) or bool(self._unsaid)

    def problem(self) -> UserError | None:
        """Why it cannot speak and what to do about it; None when it can, as far as is known."""
        if self._engine is None and self._failure is None:
            try:
                self._chosen_engine()
            except UserError as error:
                self._failure = error
        return self._failure

    def say(self, text: str) -> None:
        """Say a text instead of what is being said. Raises UserError when there is no voice."""
        self.stop()
        self.add(text)

    def add(self, text: str) -> None:
        """Say a text after what is being said."""
        problem = self.problem()
        if problem is not None:
            raise problem
        if self._engine is None and self._chosen_engine() == _SERVICE and not self._probe.answered:
            self._unsaid.append(text)
            self._probe.start()
            self._look.start()
            return
        self._say(self._ready_engine(), text)

    def _say(self, engine: "QTextToSpeech", text: str) -> None:
        self._waiting.extend(to_say(text))
        if not self.sentence and self._waiting:
            self._prepare(engine, text)
            self._next()

    @Slot()
    def _look_at_probe(self) -> None:
        """Speak as soon as the service has answered; give up when it has not for too long."""
        if self._probe.answered:
            self._look.stop()
            unsaid, self._unsaid = self._unsaid, []
            for text in unsaid:
                self._say(self._ready_engine(), text)
        elif self._probe.overdue:
            self._look.stop()
            self._unsaid.clear()
            self._failure = UserError(
                tr("Speech is not available: the speech service does not answer."),
                tr("Start speech-dispatcher, then open the window again."),
            )
            self.failed.emit(self._failure)
            self.changed.emit()

    @Slot()
    def stop(self) -> None:
        """Be silent at once."""
        was_speaking = self.speaking
        self._waiting.clear()
        self._unsaid.clear()
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

    def _chosen_engine(self) -> str:
        """The name of the engine that is used. Raises UserError when there is none."""
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
        return wanted

    def _load(self) -> "QTextToSpeech":
        from PySide6.QtTextToSpeech import QTextToSpeech

        wanted = self._chosen_engine()
        engine = QTextToSpeech(wanted, self)
        if engine.state() == QTextToSpeech.State.Error:
            reason = engine.errorString()
            engine.deleteLater()
            raise UserError(
                tr("Speech is not available: {reason}.", reason=reason or wanted),
                _WHAT_TO_INSTALL,
            )
        return engine


_SERVICE = "speechd"
_LOOK_MS = 30
_SILENT = "qt.multimedia.symbolsresolver=false"
"""Qt warns of each optional sound library that it does not find."""

_WHAT_TO_INSTALL = tr(
    "On Debian or Ubuntu run: apt-get install libpulse0 speech-dispatcher espeak-ng"
)
