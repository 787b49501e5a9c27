"""Speech says texts in sentences, fit to be heard, and is silent as soon as it is asked."""

import builtins
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.core.errors import UserError
from workbench.core.settings import Settings
from workbench.ui.language import language_of
from workbench.ui.speech import Speech
from workbench.ui.speech_probe import ServiceProbe
from workbench.ui.spoken import collapse_repeats, sentences, short_number, speakable, to_say


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("took 1203417 ms", "took 1.2 million ms"),
        ("id 3f2a77c1-1b1c-4f6e-9d3e-0a1b2c3d4e5f failed", "id an id failed"),
        (
            "GET https://api.example.org/v1/x?y=1 gave 502",
            "GET address at api.example.org gave 502",
        ),
        ("cannot open /var/log/app/server.log", "cannot open path server.log"),
        ("value 0.123456789", "value 0.123"),
        ("deadbeef01 commit", "an id commit"),
        ("| a | b |", "a b"),
    ],
)
def test_ids_addresses_and_long_numbers_are_named_not_spelled(written: str, heard: str) -> None:
    assert speakable(written) == heard


def test_numbers_keep_what_can_be_heard() -> None:
    assert [short_number(n) for n in ("42", "99,999", "250000", "3000000000")] == [
        "42",
        "99999",
        "250 thousand",
        "3 billion",
    ]


def test_repeats_are_said_once_with_their_number() -> None:
    lines = [f"retry {n}" for n in range(121)] + ["done"]
    assert list(collapse_repeats(lines)) == ["retry 0", "And 120 more like this.", "done"]
    assert list(collapse_repeats(["a", "a"])) == ["a", "And one more like this."]


def test_code_is_announced() -> None:
    assert to_say("Run this:\n```\nx = 1\ny = 2\n```\nThen wait.") == [
        "Run this:",
        "Code, 2 lines.",
        "Then wait.",
    ]


def test_no_portion_is_very_long() -> None:
    assert max(len(part) for part in sentences("word " * 2000)) <= 300


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The model is not in the registry and the request was refused.", "en"),
        ("Der Dienst ist nicht erreichbar und die Anfrage wird abgelehnt.", "de"),
        ("Le service est dans une mauvaise configuration pour les modèles.", "fr"),
        ("Служба не отвечает", "ru"),
        ("502 502 502", "en"),
    ],
)
def test_the_language_is_told_by_the_commonest_words(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.fixture
def speech(qapp: QApplication) -> Speech:
    return Speech(Settings(None), engine="mock")


def test_sentences_are_said_one_after_the_other(qtbot: QtBot, speech: Speech) -> None:
    said: list[str] = []
    speech.changed.connect(lambda: said.append(speech.sentence))
    speech.say("First one. Second one.")
    assert speech.speaking
    qtbot.waitUntil(lambda: not speech.speaking, timeout=60_000)
    assert said == ["First one.", "Second one.", ""]


def test_stop_is_immediate_and_drops_what_waits(qtbot: QtBot, speech: Speech) -> None:
    def seconds() -> float:
        speech.say("A long story. " * 500)
        begun = time.monotonic()
        speech.stop()
        assert not speech.speaking
        return time.monotonic() - begun

    assert any(seconds() < 0.1 for _ in range(3))  # more than once only where others hold it up
    qtbot.wait(20)
    assert not speech.speaking


def test_without_the_system_library_it_says_what_to_install(
    speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without_speech(name: str, *rest: Any, **named: Any) -> Any:
        if name == "PySide6.QtTextToSpeech":
            raise ImportError("libpulse.so.0: cannot open shared object file")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without_speech)
    problem = speech.problem()
    assert problem is not None
    assert "libpulse" in problem.what
    assert "apt-get install libpulse0" in problem.next_step
    with pytest.raises(UserError):
        speech.say("anything")


def test_the_speech_library_is_not_loaded_before_the_first_word() -> None:
    code = "import sys, workbench.ui.speech; print('PySide6.QtTextToSpeech' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


class _Silent(ServiceProbe):
    """A service that does not answer before it is asked no more, found out at once."""

    over = threading.Event()

    def _connect(self) -> None:
        self.over.wait(30)
        self.answered = False

    @property
    def overdue(self) -> bool:
        return True


def test_a_service_that_does_not_answer_never_blocks_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = Speech(Settings(None), engine="speechd", probe=_Silent())
    begun = time.monotonic()
    with qtbot.waitSignal(speech.failed, timeout=60_000) as signal:
        speech.say("Hello.")
        assert time.monotonic() - begun < 5
    assert "does not answer" in str(signal.args[0])
    assert not speech.speaking
    with pytest.raises(UserError, match="does not answer"):
        speech.say("Hello again.")
    _Silent.over.set()
