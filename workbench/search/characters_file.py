"""Saves the character index as a cache file and reads it back."""

import io
from pathlib import Path

import numpy as np

from workbench.search.cachefile import read_cache, write_cache
from workbench.search.characters import CharacterIndex, SectionWords
from workbench.search.grams import WordGrams

_FORM = "characters-2"


def save_characters(index: CharacterIndex, path: Path) -> None:
    """Write the index whole; it may be deleted at any time."""
    content = io.BytesIO()
    np.savez(
        content,
        ids=index.ids,
        vocabulary=np.frombuffer("\n".join(index.vocabulary).encode(), np.uint8),
        table_starts=index.table.starts,
        table_words=index.table.words,
        table_counts=index.table.counts.astype(np.uint16),
        grams=index.grams,
        posting_starts=index.posting_starts,
        posting_grams=index.postings.grams,
        posting_words=index.postings.words,
        posting_counts=index.postings.counts.astype(np.uint16),
        rarity=index.rarity,
        norms=index.norms,
        fitted=np.array([index.fitted_on, index.changed]),
    )
    write_cache(path, _FORM, content.getvalue())


def load_characters(path: Path) -> CharacterIndex | None:
    """The saved index; None when there is none that is whole."""
    content = read_cache(path, _FORM)
    if content is None:
        return None
    with np.load(io.BytesIO(content)) as saved:
        index = CharacterIndex()
        index.ids = saved["ids"]
        words = saved["vocabulary"].tobytes().decode().split("\n")
        index.vocabulary = {word: number for number, word in enumerate(words)}
        counts = saved["table_counts"].astype(np.float32)
        index.table = SectionWords(saved["table_starts"], saved["table_words"], counts)
        index.grams = saved["grams"]
        index.posting_starts = saved["posting_starts"]
        counts = saved["posting_counts"].astype(np.float32)
        index.postings = WordGrams(saved["posting_grams"], saved["posting_words"], counts)
        index.rarity, index.norms = saved["rarity"], saved["norms"]
        index.fitted_on, index.changed = (int(number) for number in saved["fitted"])
    return index
