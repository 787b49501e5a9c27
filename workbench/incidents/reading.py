"""Reads a report in Markdown: its parts, their sentences, and what each of them cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

EVIDENCE = "Evidence"
"""The heading of the list of evidence, below the report itself."""

BRACKETS = re.compile(r"\[(?:E\d+(?:,\s*)?)+\]")
"""What cites evidence: [E3], [E1, E4]."""

NUMBER = re.compile(r"E(\d+)")
_ENDED = re.compile(rf"\s*({BRACKETS.pattern})\.?")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a report, in which line (from 1), and the numbers that it cites, if any."""

    line: int
    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a report: its heading, in which line (from 1), and its sentences.

    `remarks` are its lines _in italics_, which say what is missing; they are no sentences.
    """

    title: str
    line: int
    sentences: tuple[Written, ...] = ()
    remarks: str = ""


def read_parts(text: str) -> list[Part]:
    """The sections of a report; what stands above the first of them is one without a title."""
    found: list[Part] = []
    title, start, sentences, remarks = "", 0, list[Written](), list[str]()

    def finish() -> None:
        if title or sentences:
            found.append(Part(title, start, tuple(sentences), " ".join(remarks)))

    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip().removeprefix("- ").strip()
        if said.startswith("#"):
            finish()
            level = len(said) - len(said.lstrip("#"))
            title = said[level:].strip() if level > 1 else ""  # the first level is the report's
            start, sentences, remarks = number, [], []
        elif len(said) > 1 and said[0] == said[-1] == "_":
            remarks.append(_plain(said.strip("_")))
        else:
            sentences += _sentences(number, said)
    finish()
    return found


def without_list(text: str) -> str:
    """A report that was written into a file, without the list of evidence below it."""
    lines = text.splitlines()
    heading = f"## {EVIDENCE}"
    end = next((at for at, line in enumerate(lines) if line.strip() == heading), len(lines))
    return "\n".join(lines[:end])


def numbers_in(text: str) -> set[int]:
    """The numbers of all that is cited in a text."""
    return {int(one) for cited in BRACKETS.findall(text) for one in NUMBER.findall(cited)}


def _sentences(line: int, said: str) -> Iterator[Written]:
    start = 0
    for cited in _ENDED.finditer(said):
        numbers = tuple(int(number) for number in NUMBER.findall(cited[1]))
        yield Written(line, _plain(said[start : cited.start()].strip()), numbers)
        start = cited.end()
    if rest := said[start:].strip():
        yield Written(line, _plain(rest), ())


def _plain(text: str) -> str:
    """Without the signs that keep Markdown from seeing markup."""
    return _ESCAPED.sub(r"\1", text)
