"""Reads a judged collection in BEIR layout: documents, questions, and which answer which."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.core.errors import UserError
from workbench.search.documents import Document
from workbench.search.packed import opened


@dataclass(frozen=True, slots=True)
class JudgedCollection:
    """`queries` maps id to text; `relevance` maps query id to {document id: grade}."""

    documents: list[Document]
    queries: dict[str, str]
    relevance: dict[str, dict[str, int]]


def read_collection(corpus: Path, queries: Path, qrels: Path) -> JudgedCollection:
    """Read the three files. Raises UserError that names the file and line that is wrong."""
    documents = [
        Document("document", key, _whole(row.get("title") or ""), _text(corpus, n, row, "text"))
        for n, key, row in _identified(corpus)
    ]
    questions = {key: _text(queries, n, row, "text") for n, key, row in _identified(queries)}
    relevance = _read_qrels(qrels)
    if not documents:
        raise UserError(f"{corpus} has no documents.", "Give a JSONL file with _id and text.")
    if not any(query in questions for query in relevance):
        raise UserError(
            f"No query of {qrels} is in {queries}.", "Check that the two files belong together."
        )
    return JudgedCollection(documents, questions, relevance)


def _identified(path: Path) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Line number, id and row of every line. Raises UserError for an id that comes twice."""
    lines: dict[str, int] = {}
    for number, row in _json_lines(path):
        key = _text(path, number, row, "_id")
        if key in lines:
            raise _wrong(path, number, f"has the id '{key}' of line {lines[key]} again")
        lines[key] = number
        yield number, key, row


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _wrong(path, number, f"is not JSON ({error})") from error
        if not isinstance(row, dict):
            raise _wrong(path, number, "is not a JSON object")
        yield number, row


def _text(path: Path, number: int, row: dict[str, Any], name: str) -> str:
    if row.get(name) is None:
        raise _wrong(path, number, f"has no '{name}'")
    return _whole(row[name])


def _whole(value: object) -> str:
    """As text; half of a sign (a lone surrogate), which JSON can hold, becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode()


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Three columns (BEIR, with or without heading) or four (TREC)."""
    relevance: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) == 4:
            del cells[1]
        try:
            query, document, grade = cells
            relevance.setdefault(query, {})[document] = int(float(grade))
        except (ValueError, OverflowError) as error:
            if number == 1:
                continue
            raise _wrong(path, number, "is not 'query-id  document-id  grade'") from error
    return relevance


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with opened(path) as content, io.TextIOWrapper(content, encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text.", "Give a file in UTF-8.") from error


def _wrong(path: Path, number: int, what: str) -> UserError:
    return UserError(f"{path}, line {number} {what}.", "Correct the line.")
