"""Spelling of prose: a hunspell dictionary, the field's words, and words used on many pages."""

import gc
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from workbench.core import paths
from workbench.knowledge.findings import Finding, finding
from workbench.knowledge.prose import Prose

PAGES_THAT_MAKE_A_WORD = 3
_SUGGESTIONS = 5
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[a-z'’]+", re.IGNORECASE)

_BRITISH = (
    (r"is(e|ed|es|ing|er|ers|able|ation|ations)$", r"iz\1"),
    (r"ys(e|ed|es|ing|er|ers)$", r"yz\1"),
    (r"our(s|ed|ing|able|ful|ite|ites)?$", r"or\1"),
    (r"(?<=[^aeiou][aeiou])ll(ed|ing|er|ers)$", r"l\1"),
    (r"^(cen|me|kilome|millime|thea|li)tre(s)?$", r"\1ter\2"),
    (r"ogue(s)?$", r"og\1"),
    (r"ence(s)?$", r"ense\1"),
)


class Speller:
    """Knows which words are right: in English, in this field, on these pages, for this person."""

    def __init__(self, accepted: Iterable[str] = ()) -> None:
        """`accepted` are words to take as right: a personal dictionary, words of many pages."""
        self._accepted = frozenset(word.lower() for word in accepted)
        self._known: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        """Whether a word is right as it stands."""
        plain = word.replace("’", "'")
        known = self._known.get(plain)
        if known is None:
            known = self._known[plain] = self._look_up(plain)
        return known

    def check(self, text: str, prose: Prose, *, suggest: bool = False) -> list[Finding]:
        """The misspelt words of a page; suggestions cost time and are made when asked for."""
        return [
            finding(
                text,
                match.start(),
                len(match[0]),
                "spelling",
                f"'{match[0]}' is not in the dictionary.",
                suggestions=tuple(self.suggest(match[0])) if suggest else (),
            )
            for match in words_of(prose)
            if not self.knows(match[0])
        ]

    def suggest(self, word: str) -> list[str]:
        """The words that were probably meant, best first."""
        from symspellpy import Verbosity

        found = _suggester().lookup(
            word.lower(), Verbosity.CLOSEST, max_edit_distance=2, include_unknown=False
        )
        best = [entry.term for entry in found[:_SUGGESTIONS]]
        return [entry.capitalize() for entry in best] if word[:1].isupper() else best

    def _look_up(self, word: str) -> bool:
        lower = word.lower()
        possessive = re.sub(r"'s?$", "", lower)
        if {lower, possessive} & (self._accepted | field_words()):
            return True
        forms = (word, lower, *_american(lower))
        return any(_dictionary().lookup(form) for form in forms)


def words_of(prose: Prose) -> "list[re.Match[str]]":
    """The words that can be checked: no names, no acronyms, no CamelCase, Latin letters."""
    return [match for match in _TOKEN.finditer(prose.words) if _checkable(match, prose.words)]


def words_of_many_pages(pages: Iterable[Prose]) -> set[str]:
    """Words that stand on several pages: whoever writes them that often means them."""
    counted: Counter[str] = Counter()
    for page in pages:
        counted.update({match[0].lower() for match in words_of(page)})
    return {word for word, count in counted.items() if count >= PAGES_THAT_MAKE_A_WORD}


def _checkable(match: re.Match[str], text: str) -> bool:
    word = match[0]
    if len(word) < 4 or not _LATIN.fullmatch(word):
        return False
    if word != word.lower() and word != word.capitalize():
        return False
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return not (before in _JOINS or after in _JOINS)


_JOINS = frozenset("_=\\$%&+/@") - {""}


def _american(word: str) -> list[str]:
    """The American spelling of a British word, where it has one: both are right."""
    changed = (re.sub(british, american, word) for british, american in _BRITISH)
    return [other for other in changed if other != word]


@cache
def field_words() -> frozenset[str]:
    """Words of running software that no English dictionary has."""
    lines = (paths.resources() / "spelling" / "field-words.txt").read_text(encoding="utf-8")
    return frozenset(
        word.lower()
        for line in lines.splitlines()
        if not line.startswith("#")
        for word in line.split()
    )


@cache
def _dictionary() -> Any:
    from spylls.hunspell import Dictionary

    return _for_good(Dictionary.from_files("en_US"))


@cache
def _suggester() -> Any:
    from importlib.resources import files

    from symspellpy import SymSpell

    made = SymSpell(max_dictionary_edit_distance=2, prefix_length=5)
    source = files("symspellpy") / "frequency_dictionary_en_82_765.txt"
    made.load_dictionary(str(source), term_index=0, count_index=1)
    return _for_good(made)


def _for_good(dictionary: Any) -> Any:
    """Out of the garbage collection: its 200,000 objects would hold up each one by 0.4 s."""
    gc.freeze()
    return dictionary
