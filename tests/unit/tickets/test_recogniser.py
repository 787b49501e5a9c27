"""The recogniser of what sentences tell: its sentences, its examples, its weights."""

import re
from collections import Counter
from pathlib import Path

import numpy as np

from workbench.core import paths
from workbench.tickets.completeness.check import check
from workbench.tickets.completeness.items import ITEMS
from workbench.tickets.completeness.recogniser import WEIGHTS, chances, features
from workbench.tickets.completeness.sentences import sentences
from workbench.tickets.completeness.training import EXAMPLES, LOTS, fit, joined, read_examples

NAMES = [item.name for item in ITEMS]


def cut(text: str) -> list[str]:
    return [text[begin:end].strip() for begin, end in sentences(text)]


def test_sentences_end_at_stops_bars_and_lines_and_not_at_abbreviations() -> None:
    text = "Dr. Weiss called. It fails! Why?\n- Model: churn | Version: 3.2\n\n---\n(see v. 2)"
    assert cut(text) == ["Dr. Weiss called.", "It fails!", "Why?", "- Model: churn |",
                         "Version: 3.2", "(see v. 2)"]  # fmt: skip
    assert cut("") == []


def test_grams_do_not_tell_numbers_and_ids_apart_but_their_kinds() -> None:
    def same(one: str, other: str) -> bool:
        (left, _), (right, _) = features(one), features(other)
        return left.tolist() == right.tolist()

    assert same("build 4711 fails", "build 1234 fails")
    assert same("mail to anna@berg.example", "mail to bob@tal.example")
    assert same("trace 1b2c3d4e5f is it", "trace 99aa77bb00cc is it")
    assert not same("Berg fails", "it fails")
    _, values = features("the model says no")
    assert np.isclose(np.linalg.norm(values), 1)


def test_what_no_rule_names_is_told_with_its_sentence() -> None:
    found = check("Hi. The avatar lips lag behind her voice. Thanks")
    assert found.present["actual"] == "The avatar lips lag behind her voice."
    assert "scope" in found.missing


def test_whose_account_on_a_stage_is_told_only_with_its_name() -> None:
    for text in ("The test account 4711 gets 503.", "Our US account Acme Corp is hit."):
        assert "who" in check(text).present, text
    assert "who" not in check("Sandbox tenant.").present


def test_every_example_tells_known_items_and_stands_once() -> None:
    lines = (paths.resources() / EXAMPLES).read_text(encoding="utf-8").splitlines()
    told = [line.split("\t", 1)[0] for line in lines]
    assert {name for names in told for name in names.split(",") if name} == set(NAMES)
    assert [text for text, n in Counter(line.split("\t", 1)[1] for line in lines).items()
            if n > 1] == []  # fmt: skip
    assert sum(not names for names in told) > len(lines) / 10


def test_no_example_is_taken_from_the_tests_or_the_bench() -> None:
    here = Path(__file__).parent
    files = [*here.glob("test_completeness*.py"),
             *(here.parents[1] / "bench").glob("completeness_*.jsonl")]  # fmt: skip
    assert len(files) > 3
    written = "\n".join(file.read_text(encoding="utf-8") for file in files)
    lines = (paths.resources() / EXAMPLES).read_text(encoding="utf-8").splitlines()
    long = [line.split("\t", 1)[1] for line in lines if len(re.findall(r"\w+", line)) > 6]
    assert [text for text in long if text in written] == []


def test_the_weights_are_what_the_examples_give() -> None:
    examples = read_examples(paths.resources() / EXAMPLES)
    number = NAMES.index("endpoint")
    lots = [joined(*examples, lot) for lot in range(LOTS)]
    fitted = [fit(texts, told[:, number]) for texts, told in lots]
    weights = np.mean([weights for weights, _ in fitted], axis=0)
    offset = np.mean([offset for _, offset in fitted])
    with np.load(paths.resources() / WEIGHTS) as kept:
        assert np.corrcoef(weights, kept["weights"][:, number])[0, 1] > 0.999
        assert np.isclose(offset, kept["offsets"][number], atol=0.05)


def test_every_chance_lies_between_none_and_certain() -> None:
    found = chances(["", "It fails.", "\ud800", "x" * 10_000])
    assert found.shape == (4, len(ITEMS))
    assert ((found >= 0) & (found <= 1)).all()
