"""Says why a section was found: its matching words, the snippet around them, or its meaning."""

import re
from dataclasses import replace

from workbench.search.documents import Hit, Mode
from workbench.search.store import StoredSection
from workbench.search.words import telling, words

_SNIPPET = 220
_SHOWN_WORDS = 6
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_STRESS = re.compile(r"(?<![\w*])(\*{1,3})(\S(?:[^\n*]*\S)?)\1(?![\w*])")
_MARKS = re.compile(r"`+|^[ ]*(?:#{1,6}|>)[ ]+", re.MULTILINE)


def explain(
    section: StoredSection, query: str, mended: dict[str, str], score: float, mode: Mode
) -> Hit:
    """The section as a hit, with the words that matched and the text around them."""
    pairs = [written for written in mended if " " in written]
    asked = list(dict.fromkeys([*pairs, *telling(words(query))]))
    present = list(dict.fromkeys(words(f"{section.title} {section.heading} {section.text}")))
    matches = {word: _match(mended.get(word, word), present) for word in asked}
    found = tuple(dict.fromkeys(match for match in matches.values() if match))
    return Hit(
        score=round(score, 4),
        kind=section.kind,
        key=section.key,
        title=section.title,
        section=section.heading,
        line=section.line,
        snippet=snippet(section.text, found),
        why=_reason(matches, mended, mode),
        matches=found,
    )


def only_the_title(section: StoredSection, found: Hit) -> bool:
    """Whether all that matched stands in the title: then the section itself is no answer."""
    own = set(words(f"{section.heading} {section.text}"))
    return bool(found.matches) and not own.intersection(found.matches)


def at_the_top(found: Hit, first: StoredSection) -> Hit:
    """The hit, showing its document from the first line."""
    return replace(found, section="", line=1, snippet=snippet(first.text, ()))


def snippet(text: str, matches: tuple[str, ...]) -> str:
    """A piece of about 220 letters without Markdown's marks, where most of the matches stand."""
    flat = " ".join(_without_marks(text).split())
    if len(flat) <= _SNIPPET:
        return flat
    lower = flat.lower()
    starts = [0, *(at for word in matches if (at := lower.find(word)) >= 0)]
    windows = {max(0, at - 40): lower[max(0, at - 40) : at + _SNIPPET - 40] for at in starts}
    begin = max(windows, key=lambda at: (sum(word in windows[at] for word in matches), -at))
    if begin:
        begin = flat.find(" ", begin) + 1
    end = min(len(flat), begin + _SNIPPET)
    if end < len(flat):
        end = max(flat.rfind(" ", begin, end), begin + 1)
    return ("… " if begin else "") + flat[begin:end] + (" …" if end < len(flat) else "")


def _without_marks(text: str) -> str:
    return _MARKS.sub("", _STRESS.sub(r"\2", _LINK.sub(r"\1", text)))


def _match(word: str, present: list[str]) -> str:
    """The section's word that is this one or another form of it, "" where there is none."""
    if word in present or (" " in word and set(word.split()).issubset(present)):
        return word
    stem = word[: max(4, len(word) - 3)]
    if len(word) < 4:
        return ""
    alike = [other for other in present if other.startswith(stem) and len(other) - len(stem) <= 4]
    return min(alike, key=len, default="")


def _reason(matches: dict[str, str], mended: dict[str, str], mode: Mode) -> str:
    asked_as: dict[str, str] = {}
    for word, match in matches.items():
        asked_as.setdefault(match, word)
    shown = [
        f"{match} (for {word})" if word in mended else match
        for match, word in asked_as.items()
        if match
    ]
    if shown:
        more = len(shown) - _SHOWN_WORDS
        rest = f" and {more} more" if more > 0 else ""
        return f"words: {', '.join(shown[:_SHOWN_WORDS])}{rest}"
    return "similar meaning" if mode is Mode.HYBRID else "similar spelling"
