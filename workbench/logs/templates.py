"""Templates: the constant text behind messages, and which record has which."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.logs.template_clusters import Row, cluster, template_of
from workbench.logs.template_masks import Token
from workbench.logs.template_rarity import distinct_rows
from workbench.logs.template_regions import join_regions
from workbench.logs.template_rows import tidy
from workbench.logs.template_shapes import ShapeTable
from workbench.logs.template_tokens import tokenize

_GENERATION = 200_000
"""So many distinct shapes are held at most; then they are reduced to rows."""

_LONGEST = 8_192


@dataclass(frozen=True, slots=True)
class Template:
    """One template: `text` has <*> where the messages differ; `count` records carry it."""

    id: int
    text: str
    count: int
    first_record: int


@dataclass(frozen=True, slots=True)
class MinedTemplates:
    """The template id (int32) of every record, and the templates in order of first sight."""

    ids: NDArray[np.int32]
    templates: Sequence[Template]


class TemplateMiner:
    """Finds templates in messages that are fed in order, chunk by chunk.

    Deterministic; one setting for all systems. Memory: four bytes a record and at
    most 200,000 distinct shapes.
    """

    def __init__(self) -> None:
        self._table = ShapeTable()
        self._rows: dict[Row, int] = {}
        self._glue: list[tuple[bool, ...]] = []
        self._row_numbers: list[NDArray[np.int32]] = []

    def feed(self, buffer: object, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Add consecutive messages: bytes starts[i]..ends[i] of `buffer`, not overlapping.

        Of a message longer than 8 KiB the beginning counts.
        """
        ends = np.minimum(ends, starts + _LONGEST)
        for _ in self._table.add(buffer, starts, ends):
            if self._table.count > _GENERATION:
                self._settle()

    def finish(self) -> MinedTemplates:
        """Cluster what was fed and give every record its template."""
        self._settle()
        numbers = np.concatenate([np.zeros(0, np.int32), *self._row_numbers])
        counts = np.bincount(numbers, minlength=len(self._rows))
        tokens = join_regions(
            [list(zip(*pair, strict=True)) for pair in zip(self._rows, self._glue, strict=True)],
            cluster,
        )
        rows = [tuple(text for text, _ in row) for row in tokens]
        groups = cluster(rows, counts.tolist())
        group_of = np.zeros(len(rows), np.int32)
        for number, group in enumerate(groups):
            group_of[group] = number
        ids = group_of[numbers]
        texts = [_text(rows, tokens, group, counts) for group in groups]
        return MinedTemplates(*_in_order_of_sight(ids, texts))

    def _settle(self) -> None:
        """Reduce the shapes held to rows, so that new shapes find room."""
        if not self._table.count:
            return
        shapes, shape_of = self._table.distinct()
        rows, firsts, row_of = distinct_rows(tokenize(shapes))
        numbers = np.array([self._row_number(rows.row(first)) for first in firsts], np.int32)
        row_of_number = numbers[row_of][shape_of]
        self._row_numbers += [row_of_number[part] for part in self._table.numbers]
        self._table.forget()

    def _row_number(self, raw: list[tuple[str, bool]]) -> int:
        tidied = tidy(raw)
        row = tuple(text for text, _ in tidied)
        number = self._rows.setdefault(row, len(self._rows))
        if number == len(self._glue):
            self._glue.append(tuple(glued for _, glued in tidied))
        return number


def _text(
    rows: list[Row], tokens: list[list[Token]], group: list[int], counts: NDArray[np.int64]
) -> str:
    """The text of a group: its most frequent row, with what varies as a parameter."""
    usual = max(group, key=lambda number: (int(counts[number]), -number))
    alike = [number for number in group if len(rows[number]) == len(rows[usual])]
    return _spaced(template_of(rows, alike), tuple(glued for _, glued in tokens[usual]))


def _spaced(tokens: Row, glue: tuple[bool, ...]) -> str:
    out: list[str] = []
    for token, glued in zip(tokens, glue, strict=True):
        out += [token] if glued or not out else [" ", token]
    return "".join(out)


def _in_order_of_sight(
    ids: NDArray[np.int32], texts: list[str]
) -> tuple[NDArray[np.int32], list[Template]]:
    """Number the templates by their first record; equal texts are one template."""
    by_text: dict[str, int] = {}
    merged = np.array([by_text.setdefault(text, len(by_text)) for text in texts], np.int32)
    if len(ids) == 0:
        return ids, []
    ids = merged[ids]
    found, firsts, counts = np.unique(ids, return_index=True, return_counts=True)
    order = np.argsort(firsts)
    rank = np.empty(len(by_text), np.int32)
    rank[found[order]] = np.arange(len(order), dtype=np.int32)
    names = list(by_text)
    templates = [
        Template(position, names[found[i]], int(counts[i]), int(firsts[i]))
        for position, i in enumerate(order.tolist())
    ]
    return rank[ids], templates
