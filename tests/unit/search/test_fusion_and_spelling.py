"""Scores are blended fairly, and misspelt words are mended."""

import numpy as np

from workbench.search.characters import CharacterIndex
from workbench.search.fusion import WITH_MODEL, WITHOUT_MODEL, blend, share_of_greatest, spread
from workbench.search.spelling import joined, mended, slips


def floats(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_the_weights_add_up_to_one() -> None:
    for weights in (WITHOUT_MODEL, WITH_MODEL):
        assert weights.words + weights.characters + weights.meaning == 1


def test_spread_goes_from_zero_to_one_and_flat_scores_are_all_or_nothing() -> None:
    assert spread(floats(2, 4, 3)).tolist() == [0, 1, 0.5]
    assert spread(floats(5, 5)).tolist() == [1, 1]
    assert spread(floats(0, 0)).tolist() == [0, 0]
    assert spread(floats()).tolist() == []


def test_what_matches_least_of_all_that_match_keeps_a_score() -> None:
    assert share_of_greatest(floats(2, 4, 3)).tolist() == [0.5, 1, 0.75]
    assert share_of_greatest(floats(0, 0)).tolist() == [0, 0]
    assert share_of_greatest(floats()).tolist() == []


def test_a_section_without_a_vector_is_not_pushed_down() -> None:
    scores = blend(floats(1, 1, 0), floats(1, 1, 0), floats(np.nan, 0.9, 0.1))
    assert scores[0] == scores[1] == 1
    assert scores[2] == 0


def test_slips_are_counted_as_a_typist_makes_them() -> None:
    assert slips("gateway", "gateway") == 0
    assert slips("gatway", "gateway") == 1
    assert slips("gaetway", "gateway") == 1
    assert slips("gattewai", "gateway") == 2


def test_only_words_that_nobody_wrote_are_mended() -> None:
    vocabulary = CharacterIndex()
    vocabulary.add([1, 2], ["gateway latency recommendation", "gateways disk"])
    assert mended(["gatway", "recomendation", "disk", "abc", "qqqqqq", "x1y2z3"], vocabulary) == {
        "gatway": "gateway",
        "recomendation": "recommendation",
    }


def test_a_word_typed_without_its_accents_is_the_accented_one() -> None:
    vocabulary = CharacterIndex()
    vocabulary.add([1], ["Größe Kühlung résumé Straße"])
    typed = ["groesse", "grosse", "kuehlung", "kuhlung", "resume", "strasse"]
    assert list(mended(typed, vocabulary).values()) == [
        "größe",
        "größe",
        "kühlung",
        "kühlung",
        "résumé",
        "straße",
    ]


def test_words_written_apart_or_together_are_those_that_somebody_wrote() -> None:
    vocabulary = CharacterIndex()
    vocabulary.add([1], ["timeout gateway date"])
    vocabulary.add([2], ["load balancer limit cannot"])
    assert joined(["time", "out"], vocabulary) == {"time out": "timeout"}
    assert joined(["can", "not"], vocabulary) == {}
    assert mended(["loadbalancer"], vocabulary) == {"loadbalancer": "load balancer"}
