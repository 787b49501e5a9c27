"""The character index compares exactly as the textbook formula does."""

import math
from collections import Counter
from pathlib import Path

import numpy as np

from workbench.search.characters import CharacterIndex
from workbench.search.characters_file import load_characters, save_characters
from workbench.search.words import words

TEXTS = [
    "disk is full",
    "the NodeDiskFull alert",
    "gateway timeout at the model",
    "日本語 ディスク",
]


def textbook(texts: list[str], query: str) -> list[float]:
    """Cosine of TF-IDF vectors of 3- to 5-grams inside words, computed the slow way."""

    def grams(text: str) -> Counter[str]:
        padded = [f" {word} " for word in words(text)]
        return Counter(
            w[i : i + n] for w in padded for n in (3, 4, 5) for i in range(len(w) - n + 1)
        )

    counted = [grams(text) for text in texts]
    frequency = Counter(gram for one in counted for gram in one)

    def rarity(gram: str) -> float:
        return math.log((1 + len(texts)) / (1 + frequency[gram])) + 1

    def weighted(one: Counter[str]) -> dict[str, float]:
        return {gram: count * rarity(gram) for gram, count in one.items() if gram in frequency}

    def cosine(a: dict[str, float], b: dict[str, float]) -> float:
        dot = sum(a[gram] * b[gram] for gram in a if gram in b)
        lengths = math.hypot(*a.values()) * math.hypot(*b.values())
        return dot / lengths if lengths else 0.0

    asked = weighted(grams(query))
    return [cosine(asked, weighted(one)) for one in counted]


def made(texts: list[str]) -> CharacterIndex:
    index = CharacterIndex()
    index.add(list(range(len(texts))), texts)
    return index


def test_scores_are_the_textbook_cosine() -> None:
    for query in ("disc full", "gatway", "ディスク full", "xyz"):
        assert np.allclose(made(TEXTS).scores(query), textbook(TEXTS, query), atol=1e-5)


def test_a_section_added_later_is_found_and_a_removed_one_is_not() -> None:
    index = made(TEXTS * 5)
    index.add([900], ["quark reactor overheats"])
    assert index.ids[int(np.argmax(index.scores("quarks")))] == 900
    index.remove([900, 12345])
    assert 900 not in index.ids
    assert float(index.scores("quarks").max(initial=0)) < 0.2


def test_many_small_additions_end_where_one_large_one_does() -> None:
    grown = CharacterIndex()
    for number, text in enumerate(TEXTS):
        grown.add([number], [text])
    grown.remove([])
    assert np.allclose(grown.scores("disk"), made(TEXTS).scores("disk"), atol=1e-5)


def test_an_empty_index_and_an_empty_query_score_nothing() -> None:
    assert len(CharacterIndex().scores("disk")) == 0
    assert not made(TEXTS).scores("").any()
    assert not made(["", "  "]).scores("disk").any()


def test_saved_and_read_back_it_scores_the_same(tmp_path: Path) -> None:
    index = made(TEXTS)
    save_characters(index, tmp_path / "c.cache")
    again = load_characters(tmp_path / "c.cache")
    assert again is not None
    assert np.array_equal(again.scores("disk gateway"), index.scores("disk gateway"))
    again.add([77], ["a new page"])
    assert again.ids[int(np.argmax(again.scores("new page")))] == 77


def test_a_damaged_file_is_not_read(tmp_path: Path) -> None:
    save_characters(made(TEXTS), tmp_path / "c.cache")
    whole = bytearray((tmp_path / "c.cache").read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "c.cache").write_bytes(whole)
    assert load_characters(tmp_path / "c.cache") is None
    (tmp_path / "c.cache").write_bytes(b"")
    assert load_characters(tmp_path / "c.cache") is None
