"""The search: one index over articles and tickets, by words, spelling and meaning."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.search.characters import CharacterIndex
from workbench.search.characters_file import load_characters, save_characters
from workbench.search.documents import Document, Found, Hit, Mode
from workbench.search.embedder import Embedder
from workbench.search.explain import at_the_top, explain, only_the_title
from workbench.search.fusion import blend
from workbench.search.meaning import MeaningIndex
from workbench.search.spelling import joined, mended
from workbench.search.store import SectionStore, StoredSection
from workbench.search.words import telling, words
from workbench.storage.database import Database

_CHARACTERS = "characters.cache"
_LEAST_LIKENESS = 0.15
_LEAST_MEANING = 0.3
"""Below both, and without a common word, a section is no answer but noise (cosines)."""
_SCORED_BY_WORDS = 4000
"""BM25 is computed for so many sections: those whose letters are most like the question's.

Of 5,000 sections the 250 most alike are enough to leave nDCG and recall as they are.
"""


@dataclass(frozen=True, slots=True)
class SearchState:
    """What the search can do now; `text` is what its chip says."""

    text: str
    mode: Mode
    embedded: int
    total: int


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Sections by falling score, and the words that were mended."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float32]
    plausible: NDArray[np.bool_]
    mended: dict[str, str]
    mode: Mode


class SearchIndex:
    """Documents in, hits out. Safe from several threads; calls wait for each other."""

    def __init__(
        self, database: Database, cache: Path | None = None, embedder: Embedder | None = None
    ) -> None:
        """Use the tables in `database`; `cache` is where derived files are kept, if anywhere."""
        self._cache = cache
        self._store = SectionStore(database)
        self._meaning = None if embedder is None else MeaningIndex(database, embedder, cache)
        self._characters = CharacterIndex()
        self._documents: NDArray[np.int64] = np.empty(0, np.int64)
        self._generation = -1
        self._unsaved = False
        self._turn = threading.RLock()

    def replace(self, documents: Iterable[Document]) -> int:
        """Store documents in place of those of the same kind and key; gives how many changed."""
        return self._store.replace(documents)

    def remove(self, kind: str, keys: Iterable[str]) -> None:
        """Forget documents."""
        self._store.remove(kind, keys)

    def keys(self, kind: str) -> dict[str, str]:
        """Every document of a kind: its key and the hash of its content."""
        return self._store.keys(kind)

    def embed_missing(self, progress: Progress | None = None, most: int | None = None) -> int:
        """Make missing vectors, where there is a model; gives how many.

        Each portion is kept at once, so that a cancel loses little; `most` bounds the work.
        """
        if self._meaning is None:
            return 0
        return self._meaning.embed_missing(self._store, progress, most)

    def state(self) -> SearchState:
        """What the search can do now."""
        if self._meaning is None:
            total = len(self._store.documents_of_sections())
            return SearchState("words + spelling", Mode.LEXICAL, 0, total)
        cover = self._meaning.coverage()
        if cover.complete:
            return SearchState("words + meaning", Mode.HYBRID, cover.embedded, cover.total)
        part = f"words + meaning ({cover.embedded} of {cover.total})"
        return SearchState(part, Mode.HYBRID, cover.embedded, cover.total)

    def refresh(self, progress: Progress | None = None) -> None:
        """Bring what is in memory in line with the tables, whoever changed them."""
        with self._turn:
            generation = self._store.generation()
            if generation != self._generation:
                self._follow_sections(progress)
                self._generation = generation
            if self._meaning is not None:
                self._meaning.follow(self._characters.ids, progress)

    def save(self) -> None:
        """Keep what was derived, so that the next start need not derive it again."""
        with self._turn:
            if self._cache is not None and self._unsaved:
                save_characters(self._characters, self._cache / _CHARACTERS)
                self._unsaved = False

    def search(
        self,
        query: str,
        count: int = 10,
        *,
        mode: Mode = Mode.AUTO,
        kind: str | None = None,
        tag: str | None = None,
    ) -> Found:
        """The best documents, each with its best section.

        Raises UserError for `hybrid` without a model.
        """
        with self._turn:
            ranked = self._rank(query, mode, kind, tag)
            best = self._best_documents(ranked, count, only_plausible=True)
            hits = self._hits(query, ranked, best)
        return Found(ranked.mode, tuple(hits))

    def ranking(self, query: str, count: int, mode: Mode) -> list[tuple[str, float]]:
        """(key, score) of the best documents: what an evaluation needs."""
        with self._turn:
            ranked = self._rank(query, mode, None, None)
            best = self._best_documents(ranked, count)
            ids = [int(self._characters.ids[ranked.positions[place]]) for place in best]
            keys = {section.id: section.key for section in self._store.get(ids)} if ids else {}
            scores = [float(ranked.scores[place]) for place in best]
        return [(keys[number], score) for number, score in zip(ids, scores, strict=True)]

    def _follow_sections(self, progress: Progress | None) -> None:
        if self._generation < 0 and self._cache is not None:
            saved = load_characters(self._cache / _CHARACTERS)
            self._characters = saved or self._characters
        pairs = np.array(self._store.documents_of_sections(), np.int64).reshape(-1, 2)
        ids, self._documents = pairs[:, 0], pairs[:, 1]
        gone = np.setdiff1d(self._characters.ids, ids)
        new = np.setdiff1d(ids, self._characters.ids)
        self._unsaved = self._unsaved or bool(len(gone) or len(new))
        self._characters.remove(gone.tolist())
        if len(new):
            if progress is not None:
                progress.report(0, len(new), "reading words")
            texts = [text for _, text in self._store.texts(new.tolist())]
            self._characters.add(new.tolist(), texts)

    def _rank(self, query: str, mode: Mode, kind: str | None, tag: str | None) -> _Ranked:
        if mode is Mode.HYBRID and self._meaning is None:
            raise UserError(
                "No embedding model is installed.",
                "Add one with 'workbench model add', or use --mode lexical.",
            )
        self.refresh()
        chosen = self._chosen(kind, tag)
        written = words(query)
        asked = telling(written)
        together = joined(written, self._characters)
        parts = {part for pair in together for part in pair.split()}
        mendings = together | mended([w for w in asked if w not in parts], self._characters)
        likeness = self._characters.scores(" ".join(asked))
        likeness = likeness if chosen is None else likeness[chosen]
        lexical = self._word_scores([*asked, *mendings.values()], likeness, chosen)
        meaning = None
        if self._meaning is not None and mode is not Mode.LEXICAL and query.strip():
            meaning = self._meaning.scores(query, chosen)
        scores = blend(lexical, likeness, meaning)
        plausible = (lexical > 0) | (likeness >= _LEAST_LIKENESS)
        if meaning is not None:
            plausible |= meaning >= _LEAST_MEANING
        order = np.argsort(-scores, kind="stable")
        positions = order if chosen is None else chosen[order]
        found = Mode.LEXICAL if meaning is None else Mode.HYBRID
        return _Ranked(positions, scores[order], plausible[order], mendings, found)

    def _chosen(self, kind: str | None, tag: str | None) -> NDArray[np.int64] | None:
        if kind is None and tag is None:
            return None
        return np.flatnonzero(np.isin(self._characters.ids, self._store.only(kind, tag)))

    def _word_scores(
        self, asked: list[str], likeness: NDArray[np.float32], chosen: NDArray[np.int64] | None
    ) -> NDArray[np.float32]:
        """BM25 of the sections that look most like the question; 0 for the others."""
        ids = self._characters.ids if chosen is None else self._characters.ids[chosen]
        scores = np.zeros(len(ids), np.float32)
        if not asked or not len(ids):
            return scores
        among = ids[_greatest(likeness, _SCORED_BY_WORDS)].tolist()
        expression = " OR ".join(f'"{word}"' for word in dict.fromkeys(asked))
        matches = self._store.matching(expression, among)
        if matches:
            found, values = np.array(matches, np.float64).T
            scores[np.searchsorted(ids, found.astype(np.int64))] = values
        return scores

    def _best_documents(
        self, ranked: _Ranked, count: int, *, only_plausible: bool = False
    ) -> list[int]:
        """Places in the ranking: the first section of each of the best documents."""
        seen: set[int] = set()
        places: list[int] = []
        for place, position in enumerate(ranked.positions):
            if len(places) >= count or ranked.scores[place] <= 0:
                break
            document = int(self._documents[position])
            if document not in seen and (ranked.plausible[place] or not only_plausible):
                seen.add(document)
                places.append(place)
        return places

    def _hits(self, query: str, ranked: _Ranked, places: list[int]) -> list[Hit]:
        ids = [int(self._characters.ids[ranked.positions[place]]) for place in places]
        sections = {section.id: section for section in self._store.get(ids)} if ids else {}
        return [
            self._hit(sections[number], query, ranked, float(ranked.scores[place]))
            for number, place in zip(ids, places, strict=True)
            if number in sections
        ]

    def _hit(self, section: StoredSection, query: str, ranked: _Ranked, score: float) -> Hit:
        found = explain(section, query, ranked.mended, score, ranked.mode)
        if only_the_title(section, found):
            return at_the_top(found, self._store.first_of(section.kind, section.key))
        return found


def _greatest(scores: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """The places of the greatest scores, in no order."""
    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(-scores, count)[:count]
