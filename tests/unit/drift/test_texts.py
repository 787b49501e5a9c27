"""Texts are compared by their words and their languages, beside their length."""

import random

import pytest

from tests.unit.drift.making import run, write_csv
from workbench.drift.languages import language_of, words_of

VOCABULARY = "server gateway model token error slow answer request node memory cluster retry"
WORDS = VOCABULARY.split()


def texts(seed, words, rows=400):
    generator = random.Random(seed)
    return [" ".join(generator.choices(words, k=generator.randint(5, 15))) for _ in range(rows)]


@pytest.fixture
def column(tmp_path, capsys):
    """Compare two lists of texts and give the column."""

    def compare(before, after):
        sides = [
            str(write_csv(tmp_path / name, {"message": rows, "n": range(len(rows))}))
            for name, rows in (("before.csv", before), ("after.csv", after))
        ]
        return run(capsys, "drift", "compare", *sides)["columns"][0]

    return compare


def test_texts_of_the_same_words_are_calm(column):
    found = column(texts(1, WORDS), texts(2, WORDS))
    assert found["type"] == "text"
    assert found["state"] == "ok"
    assert not any(aspect["drifted"] for aspect in found["aspects"].values())
    assert found["aspects"]["new_words"]["value"] == 0


def test_new_words_alarm_and_are_named(column):
    found = column(texts(1, WORDS), texts(2, [*WORDS, "quantization", "quantization"]))
    fresh = found["aspects"]["new_words"]
    assert fresh["value"] == pytest.approx(2 / 14, abs=0.03)
    assert fresh["drifted"]
    assert fresh["words"].endswith("quantization")
    assert found["state"] == "drifted"


def test_known_words_that_change_places_alarm(column):
    found = column(texts(1, [*WORDS, *["model"] * 9]), texts(1, [*WORDS, *["token"] * 9]))
    assert found["statistic"] == "vocabulary"
    assert found["aspects"]["new_words"]["value"] == 0
    assert found["aspects"]["vocabulary_psi"]["value"] > 0.25


def test_another_language_alarms(column):
    german = [*WORDS, "der", "nicht", "und", "das"]
    found = column(texts(1, [*WORDS, "the", "not", "and", "this"]), texts(2, german))
    assert found["aspects"]["language"]["drifted"]
    assert "en" in found["aspects"]["language"]["words"].split("; now ")[0]
    assert "de" in found["aspects"]["language"]["words"].split("; now ")[1]


def test_the_reference_s_own_changes_are_no_alarm(column):
    both = [*texts(1, WORDS[:6]), *texts(2, WORDS[6:])]
    found = column(both, texts(3, WORDS[6:]))
    assert not found["aspects"]["vocabulary"]["drifted"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The server is slow and the queue is full", "en"),
        ("Der Server ist langsam und die Warteschlange ist voll", "de"),
        ("El servidor es lento pero la cola está llena", "es"),
        ("Le serveur est lent et les requêtes ne passent pas", "fr"),
        ("Сервер не отвечает", "cyrillic"),
        ("サーバーが応答しない", "japanese"),
        ("服务器没有响应", "cjk"),
        ("CUDA OOM", "latin"),
        ("12345 %", "none"),
        ("", "none"),
    ],
)
def test_a_language_is_told_by_its_frequent_words_or_its_script(text, language):
    assert language_of(text, words_of(text)) == language


def test_scripts_without_spaces_give_a_word_per_character():
    assert words_of("GPU内存 ok 42") == ["gpu", "内", "存", "ok"]
