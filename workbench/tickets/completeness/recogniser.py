"""Recognises what a sentence tells by its words: a linear model, learnt from written examples.

The rules of the items know what they were taught; the model also knows wordings like them.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from workbench.core import paths
from workbench.tickets.completeness.report_text import HIDDEN

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BUCKETS = 1 << 15
"""Grams are told apart by their CRC-32 in so many numbers: no vocabulary has to be kept."""

WEIGHTS = "completeness/recogniser.npz"

_LONGEST = 400
_WORD_GRAMS = (1, 2, 3)
_LETTER_GRAMS = (3, 4, 5)
_SAID = re.compile(rf"[\"'][^\"'\n]*{HIDDEN}[^\"'\n]*[\"']|{HIDDEN}+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b")
_ADDRESS = re.compile(r"\b\w+://\S+")
_ID = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}\b",
    re.IGNORECASE,
)
_KINDS = ((_SAID, "said"), (_MAIL, "mail"), (_ADDRESS, "address"), (_ID, "id"))
_TOKEN = re.compile(r"<\w+>|[^\W\d_]+(?:'[a-z]+)?|\d+|[^\w\s]|_")


def chances(texts: Sequence[str]) -> Floats:
    """How likely each sentence tells each item [sentences, items], by the shipped weights."""
    weights, offsets = _weights()
    found = np.empty((len(texts), len(offsets)))
    for row, text in enumerate(texts):
        columns, values = features(text)
        found[row] = values @ weights[columns] + offsets
    return 1 / (1 + np.exp(-found))


@cache
def _weights() -> tuple[Floats, Floats]:
    """Weights [buckets, items] and offsets [items]."""
    with np.load(paths.resources() / WEIGHTS) as kept:
        return kept["weights"].astype(np.float64), kept["offsets"]


def features(text: str) -> tuple[Ints, Floats]:
    """The buckets of a sentence's grams and a value for each; the values are of unit length."""
    numbers = [zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
               for gram in _grams(_tokens(text[:_LONGEST]))]  # fmt: skip
    columns, counts = np.unique(np.array(numbers, dtype=np.int64), return_counts=True)
    values = 1 + np.log(counts)
    return columns, values / np.linalg.norm(values)


def _tokens(text: str) -> list[str]:
    """Words in lower case with a sign for capitals; numbers by their length; kinds of names."""
    known = text
    for pattern, kind in _KINDS:
        known = pattern.sub(f" <{kind}> ", known)
    found: list[str] = []
    for place, match in enumerate(_TOKEN.finditer(known)):
        word = match.group(0)
        if word.isdigit():
            found.append("0" * min(len(word), 5))
            continue
        found.append(word.lower())
        if len(word) > 1 and word.isupper():
            found.append("<capitals>")
        elif word[0].isupper() and place:
            found.append("<name>")
    return found


def _grams(tokens: Sequence[str]) -> Iterator[str]:
    """Runs of up to three words, and of three to five letters within a word."""
    framed = ["^", *tokens, "$"]
    for size in _WORD_GRAMS:
        for start in range(len(framed) - size + 1):
            yield "w" + " ".join(framed[start : start + size])
    for token in tokens:
        if token[0] == "<":
            continue
        word = f" {token} "
        for size in _LETTER_GRAMS:
            for start in range(len(word) - size + 1):
                yield "c" + word[start : start + size]
