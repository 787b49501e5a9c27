"""Articles that say nearly the same, found by their content, not by their titles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.knowledge.article import Article
from workbench.search.words import words

ALIKE = 0.85
_FEWEST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two articles and how alike they are, 0 to 1."""

    first: str
    second: str
    likeness: float


def near_duplicates(articles: Sequence[Article], alike: float = ALIKE) -> list[Duplicate]:
    """Pairs whose bodies are nearly the same (cosine of word TF-IDF), most alike first.

    Pages of fewer than 20 words are left out: they are alike because they say nothing.
    """
    import numpy as np
    from scipy.sparse import csr_array

    counted = [(article.path, _counted(article)) for article in articles]
    counted = [(path, count) for path, count in counted if count.total() >= _FEWEST_WORDS]
    if len(counted) < 2:
        return []
    numbers: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, (_, count) in enumerate(counted):
        for word, times in count.items():
            rows.append(row)
            columns.append(numbers.setdefault(word, len(numbers)))
            values.append(1 + np.log(times))
    table = csr_array((values, (rows, columns)), shape=(len(counted), len(numbers)))
    frequency = np.bincount(columns, minlength=len(numbers))
    table.data *= (np.log((1 + len(counted)) / (1 + frequency)) + 1)[table.indices]
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    table.data /= np.repeat(lengths, np.diff(table.indptr))
    found: list[Duplicate] = []
    for start in range(0, len(counted), 500):
        block = (table[start : start + 500] @ table.T).tocoo()
        near = (block.data >= alike) & (block.row + start < block.col)
        for row, column, value in zip(
            block.row[near], block.col[near], block.data[near], strict=True
        ):
            pair = counted[row + start][0], counted[column][0]
            found.append(Duplicate(*pair, round(min(float(value), 1.0), 3)))
    return sorted(found, key=lambda pair: -pair.likeness)


def _counted(article: Article) -> Counter[str]:
    title = set(words(article.title))
    return Counter(word for word in words(article.body) if word not in title)
