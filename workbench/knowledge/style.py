"""Plain language: long words for short things, long sentences, passive voice, reading ease."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from workbench.core import paths
from workbench.knowledge.findings import Finding, finding
from workbench.knowledge.prose import Prose

LONGEST_SENTENCE = 30
"""Words. Reading experiments put the limit of easy sentences at 20 to 25; 30 is kind."""
HARDEST_GRADE = 14.0
"""Flesch-Kincaid grade; 14 is two years of college. Names and commands push it up."""
_FEWEST_WORDS = 100
_SENTENCE_END = re.compile(
    r"[.!?:;](?=\s|$)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+>#|]|\d+[.)])\s)|\n(?=[ \t]*\|)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DONE = (
    r"(?P<done>\w{2,}ed|built|broken|brought|chosen|cut|done|drawn|driven|found|given|held|hidden"
    r"|kept|left|lost|made|met|put|read|run|seen|sent|set|shown|shut|split|taken|thrown|told"
    r"|written|frozen|stolen|overridden)"
)
_PASSIVE = re.compile(
    r"\b(?:(?:was|were|being|has been|have been|had been|(?:must|should|can|could|will|would|may"
    rf"|might|has to|have to|needs? to) be)\s+(?:(?:not|also|then|always|never|\w+ly)\s+)?{_DONE}\b"
    rf"|(?:is|are|be|been)\s+{_DONE.replace('done>', 'done_by>')}\s+by\b)",
    re.IGNORECASE,
)
_NOT_PASSIVE = frozenset({"need", "speed", "feed", "indeed", "exceed", "proceed", "embed", "shed"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How hard a page is to read: Flesch-Kincaid grade, words and words a sentence."""

    grade: float
    words: int
    words_a_sentence: float


def style_findings(text: str, prose: Prose) -> list[Finding]:
    """Everything the plain-language help has to say about a page."""
    return [
        *_plain_words(text, prose),
        *_long_sentences(text, prose),
        *_passives(text, prose),
        *_abbreviations(text, prose),
        *_hard_page(prose),
    ]


def reading_of(prose: Prose) -> Reading:
    """Flesch-Kincaid grade (Kincaid et al. 1975): .39 words/sentence + 11.8 syllables/word - 15.59.

    Only whole sentences count: headings, table rows and bare list items would make any
    page look easy.
    """
    sentences = [words for _, words in _sentences(prose.words) if len(words) >= 4]
    total = sum(map(len, sentences))
    if not total:
        return Reading(0.0, 0, 0.0)
    syllables = sum(_syllables(word) for words in sentences for word in words)
    length = total / len(sentences)
    return Reading(0.39 * length + 11.8 * syllables / total - 15.59, total, length)


def _plain_words(text: str, prose: Prose) -> list[Finding]:
    pattern, plain = _plain_list()
    return [
        finding(
            text,
            match.start(),
            len(match[0]),
            "plain-language",
            f"'{match[0]}': say '{plain[match[0].lower()]}'.",
            suggestions=(plain[match[0].lower()],),
        )
        for match in pattern.finditer(prose.text)
    ]


@cache
def _plain_list() -> tuple[re.Pattern[str], dict[str, str]]:
    """Lines 'long word = plain word' of the resource file, as one pattern and a table."""
    source = (paths.resources() / "spelling" / "plain-words.txt").read_text(encoding="utf-8")
    pairs = [line.split("=", 1) for line in source.splitlines() if "=" in line]
    plain = {hard.strip().lower(): easy.strip() for hard, easy in pairs}
    longest_first = sorted(plain, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE), plain


def _long_sentences(text: str, prose: Prose) -> list[Finding]:
    found: list[Finding] = []
    for start, words in _sentences(prose.text):
        if len(words) > LONGEST_SENTENCE:
            opening = " ".join(words[:6])
            message = f"A sentence of {len(words)} words ('{opening} …'): cut it in two."
            found.append(finding(text, start, len(words[0]), "long-sentence", message))
    return found


def _passives(text: str, prose: Prose) -> list[Finding]:
    return [
        finding(
            text,
            match.start(),
            len(match[0]),
            "passive",
            f"'{' '.join(match[0].split())}' is passive: name who acts, and put that first.",
        )
        for match in _PASSIVE.finditer(prose.text)
        if (match["done"] or match["done_by"]).lower() not in _NOT_PASSIVE
    ]


_ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Z]{2,5}(?:s)?(?![\w-])")


def _abbreviations(text: str, prose: Prose) -> list[Finding]:
    """Abbreviations that the page never spells out, each at its first place."""
    known = _known_abbreviations()
    found: list[Finding] = []
    seen: set[str] = set()
    for match in _ABBREVIATION.finditer(prose.words):
        short = match[0].removesuffix("s")
        if short in seen or short in known or _in_capitals(prose.words, match.start()):
            continue
        seen.add(short)
        explained = rf"\(\s*{short}s?\s*\)|\b{short}s?\b\s*(?:\(|—|–|:|stands for|means|is short)"
        if not re.search(explained, prose.text):
            message = f"'{short}' is not explained: write it out at its first place."
            found.append(finding(text, match.start(), len(match[0]), "abbreviation", message))
    return found


def _in_capitals(text: str, offset: int) -> bool:
    """Whether the whole line is in capitals: a heading or a warning, not an abbreviation."""
    start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    return line.isupper() and len(line.split()) > 1


@cache
def _known_abbreviations() -> frozenset[str]:
    source = (paths.resources() / "spelling" / "abbreviations.txt").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("#")]
    return frozenset(word for line in lines for word in line.split())


def _hard_page(prose: Prose) -> list[Finding]:
    reading = reading_of(prose)
    if reading.words < _FEWEST_WORDS or reading.grade <= HARDEST_GRADE:
        return []
    message = (
        f"The page reads at grade {reading.grade:.0f}"
        f" ({reading.words_a_sentence:.0f} words a sentence): shorter sentences and words help."
    )
    return [Finding(1, 1, 1, "hard-to-read", message)]


def _sentences(text: str) -> list[tuple[int, list[str]]]:
    """(offset of the first word, words) of every sentence."""
    found: list[tuple[int, list[str]]] = []
    start = 0
    ends = [*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    for end in ends:
        words = list(_WORD.finditer(text, start, end))
        if words:
            found.append((words[0].start(), [word[0] for word in words]))
        start = end
    return found


@cache
def _hyphenator() -> Any:
    from pyphen import Pyphen

    return Pyphen(lang="en_US", left=1, right=1)


@cache
def _syllables(word: str) -> int:
    return len(_hyphenator().positions(word.lower())) + 1
