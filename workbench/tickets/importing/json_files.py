"""Reads JSON exports: one document or JSON Lines, and the records that stand in them."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.tickets.importing.files import Guess, read_text

Fields = Mapping[str, Any]

_SURROGATES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""An escaped backslash, a pair of surrogates, or half a pair."""
_HALF = len(r"\ud83d")
_LISTS = ("issues", "tickets", "values", "results", "result", "records", "data", "items")
_SINGLE = ("issue", "ticket", "result")
_DEEPEST = 20


def read_json(path: Path) -> tuple[Any, list[Guess]]:
    """The document, or the list of the documents of a JSON Lines file, and what was guessed.

    Raises UserError when the file is empty or no JSON.
    """
    text, guesses = read_text(path)
    if not text.strip():
        raise UserError(f"{path} is empty.", "Export it again.")
    whole, halves = _without_halves(text)
    if halves:
        why = f"{count(halves, 'half')} of a character of two read as \ufffd"
        guesses.append(Guess("text", "mended", why))
    return _parsed(whole, path), guesses


def _without_halves(text: str) -> tuple[str, int]:
    """The text with escaped halves of surrogate pairs replaced, and how many there were."""
    halves = 0

    def mended(match: re.Match[str]) -> str:
        nonlocal halves
        if len(match.group()) != _HALF:
            return match.group()
        halves += 1
        return r"\ufffd"

    return _SURROGATES.sub(mended, text), halves


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _too_deep(path) from error
    except ValueError as error:
        first = error
    found: list[Any] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except RecursionError as error:
            raise _too_deep(path) from error
        except ValueError as error:
            why = f"line {number}: {error}" if found else str(first)
            raise UserError(
                f"{path} is not valid JSON: {why}.", "It may be cut off; export it again."
            ) from error
    return found


def _too_deep(path: Path) -> UserError:
    return UserError(f"{path} is nested too deeply.", "Export it again.")


def records_of(document: Any, path: Path) -> Iterator[Fields | None]:
    """The records of an export: a list, a page, a list of pages, or one object.

    What stands where a record should be and is no object is None.
    """
    return _records(document, path, 0)


def _records(document: Any, path: Path, depth: int) -> Iterator[Fields | None]:
    if depth > _DEEPEST:
        raise _too_deep(path)
    if isinstance(document, list):
        for item in cast(list[Any], document):
            yield from _records(item, path, depth + 1)
    elif isinstance(document, dict):
        yield from _records_of_page(cast(dict[str, Any], document), path, depth)
    else:
        yield None


def _records_of_page(page: dict[str, Any], path: Path, depth: int) -> Iterator[Fields | None]:
    beside = page.get("assets")
    if isinstance(beside, dict) and isinstance(beside.get("Ticket"), dict):
        assets = cast(dict[str, dict[str, Any]], beside)
        for ticket in assets["Ticket"].values():
            yield {**ticket, "_beside": assets} if isinstance(ticket, dict) else None
        return
    for name in _LISTS:
        if isinstance(page.get(name), list) and "id" not in page:
            yield from _records(page[name], path, depth + 1)
            return
    for name in _SINGLE:
        if isinstance(page.get(name), dict):
            yield {**page[name], "_beside": page}
            return
    if page:
        yield page
