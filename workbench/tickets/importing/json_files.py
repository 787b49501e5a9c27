"""Reads JSON exports: one document or JSON Lines, and the records that stand in them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
CHANGE_LOGS = "issueChangeLogs"
"""What a page of Jira's /changelog/bulkfetch holds: no tickets, but their changes."""
BESIDE = "_beside"
"""The page that a record stands in, as a field of the record."""


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
    place = _place(page)
    if place == "assets":
        for ticket in page["assets"]["Ticket"].values():
            yield {**ticket, BESIDE: page} if isinstance(ticket, dict) else None
    elif place in _LISTS:
        named = isinstance(page.get("assets"), dict)
        for record in _records(page[place], path, depth + 1):
            yield {BESIDE: page, **record} if named and record else record
    elif place:
        yield {**page[place], BESIDE: page}
    elif page and CHANGE_LOGS not in page:
        yield page


def _place(page: dict[str, Any]) -> str:
    """Under which name a page holds its records; '' where it is a record itself."""
    beside = page.get("assets")
    if isinstance(beside, dict) and isinstance(beside.get("Ticket"), dict):
        return "assets"
    for name in _LISTS:
        if isinstance(page.get(name), list) and "id" not in page:
            return name
    return next((name for name in _SINGLE if isinstance(page.get(name), dict)), "")


@dataclass(frozen=True)
class Page:
    """An object that holds records, or more of them: those, and what stands beside, by name."""

    records: tuple[Fields, ...]
    beside: Fields


def pages_of(document: Any, path: Path, depth: int = 0) -> Iterator[Page]:
    """The pages of an export; a record that stands alone is none."""
    if isinstance(document, list) and depth <= _DEEPEST:
        for item in cast(list[Any], document):
            yield from pages_of(item, path, depth + 1)
    elif isinstance(document, dict):
        fields = cast(dict[str, Any], document)
        place = _place(fields)
        if place or CHANGE_LOGS in fields:
            records = tuple(record for record in _records(fields, path, 0) if record)
            yield Page(records, {name: fields[name] for name in fields if name != place})
            if place in _LISTS:
                yield from pages_of(fields[place], path, depth + 1)
