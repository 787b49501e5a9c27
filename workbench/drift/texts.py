"""Texts compared by their words and languages: what is new, what became more or less frequent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from workbench.drift import distances
from workbench.drift.columns import Column
from workbench.drift.comparison import Aspect
from workbench.drift.engine import Engine, identifier
from workbench.drift.languages import language_of, words_of
from workbench.drift.statistic import Ints
from workbench.drift.tables import ROW_NUMBER, Table, even_rows
from workbench.drift.thresholds import FEWEST_ROWS

TEXTS_AT_MOST = 20_000
WORDS_KEPT = 500
_CHARACTERS = 2_000
_FLOOR = {"vocabulary": 0.1, "new_words": 0.05, "language": 0.05}
_TIMES_OWN = 2.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, counted: how many, how often each word, how many of each language."""

    texts: int
    words: Counter[str]
    languages: Counter[str]

    def with_other(self, other: "Corpus") -> "Corpus":
        """Both together."""
        return Corpus(
            self.texts + other.texts, self.words + other.words, self.languages + other.languages
        )


def text_aspects(engine: Engine, sides: tuple[Table, Table], column: Column) -> tuple[Aspect, ...]:
    """New words, the frequencies of the most frequent words, and languages; of even samples.

    `sides` are the reference and the current table. Thresholds come from the reference:
    twice what its first half and its second half differ by, and at least a floor. Empty
    where a side has fewer than 30 texts.
    """
    before, after = (_texts(engine, table, column) for table in sides)
    if min(len(before) / 2, len(after)) < FEWEST_ROWS:
        return ()
    first, second = corpus(before[: len(before) // 2]), corpus(before[len(before) // 2 :])
    return compared(first, second, corpus(after))


def corpus(texts: Sequence[str]) -> Corpus:
    """Count texts."""
    words: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for text in texts:
        found = words_of(text)
        words.update(found)
        languages[language_of(text, found)] += 1
    return Corpus(len(texts), words, languages)


def compared(first: Corpus, second: Corpus, current: Corpus) -> tuple[Aspect, ...]:
    """Compare current texts with the two halves of the reference's."""
    reference = first.with_other(second)
    if not reference.words or not current.words:
        return ()
    size = 1 / (1 / reference.texts + 1 / current.texts)
    scale = sqrt(1 / size) / sqrt(1 / first.texts + 1 / second.texts)
    fresh, own_fresh = _new_share(reference, current), _new_share(first, second)
    vocabulary, own = _frequencies(reference, current), _frequencies(first, second)
    languages = _aligned(reference.languages, current.languages)
    moved = distances.total_variation(*languages) or 0.0
    own_moved = distances.total_variation(*_aligned(first.languages, second.languages)) or 0.0
    least = {"language": 1 / sqrt(size)}

    def threshold(name: str, chance: float) -> float:
        return max(_FLOOR[name], least.get(name, 0.0), _TIMES_OWN * chance)

    return (
        Aspect("new_words", fresh, threshold("new_words", own_fresh), _newest(reference, current)),
        Aspect(
            "vocabulary",
            distances.hellinger(*vocabulary) or 0.0,
            threshold("vocabulary", scale * (distances.hellinger(*own) or 0.0)),
            f"Hellinger distance over the {WORDS_KEPT} most frequent words",
        ),
        Aspect(
            "vocabulary_psi", distances.psi(*vocabulary) or 0.0, None, "PSI over the same words"
        ),
        Aspect(
            "language",
            moved,
            threshold("language", scale * own_moved),
            f"{_shares(reference.languages)}; now {_shares(current.languages)}",
        ),
    )


def _texts(engine: Engine, table: Table, column: Column) -> list[str]:
    """An even sample of the texts, in the order of the file; of long ones the beginning."""
    quoted = f"{identifier(column.name)}::VARCHAR"
    where = even_rows(table.rows, TEXTS_AT_MOST, 20)
    rows = engine.rows(
        f"SELECT v FROM (SELECT left({quoted}, {_CHARACTERS}) AS v, {ROW_NUMBER} AS r"
        f" FROM {table.source}{where}) WHERE trim(v) <> '' ORDER BY r"
    )
    return [str(row[0]) for row in rows]


def _new_share(known: Corpus, current: Corpus) -> float:
    """The share of the words, as often as they occur, that the known texts do not have."""
    new = sum(times for word, times in current.words.items() if word not in known.words)
    return new / max(current.words.total(), 1)


def _newest(known: Corpus, current: Corpus) -> str:
    new = [word for word, _ in current.words.most_common() if word not in known.words][:5]
    return f"new words, the most frequent: {', '.join(new)}" if new else "no new words"


def _frequencies(reference: Corpus, current: Corpus) -> tuple[Ints, Ints]:
    """How often the reference's most frequent words occur on both sides, and all others."""
    kept = [word for word, _ in reference.words.most_common(WORDS_KEPT)]
    sides: list[Ints] = []
    for side in (reference, current):
        counts = [side.words[word] for word in kept]
        sides.append(np.array([*counts, side.words.total() - sum(counts)], dtype=np.int64))
    return sides[0], sides[1]


def _aligned(reference: Counter[str], current: Counter[str]) -> tuple[Ints, Ints]:
    keys = sorted(reference | current)
    before, after = ([side[key] for key in keys] for side in (reference, current))
    return np.array(before, dtype=np.int64), np.array(after, dtype=np.int64)


def _shares(languages: Counter[str]) -> str:
    total = max(languages.total(), 1)
    return ", ".join(f"{name} {times / total:.0%}" for name, times in languages.most_common(3))
