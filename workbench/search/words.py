"""The words of a text as the search sees them: lower case, CamelCase names taken apart."""

import re
import unicodedata
from itertools import pairwise

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
_MARKUP = re.compile(r"[`*_|#>]+")

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
"""Chinese and Japanese: written without spaces, most words two signs long."""

_SPELT_OUT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})

_FILLING_WORDS = """
    a about an and any anybody anything are as at be been but by can could did do does for from
    get gets getting got had has have how i if in into is it its know me my need needs not of on
    or our please should so some somebody something tell than that the their them then there
    these they this to up us want wants was we were what when where which who why will with would
    you your
"""
_FILLING = frozenset(_FILLING_WORDS.split())


def separated(text: str) -> str:
    """The text with CamelCase names as words ("NodeDown" -> "Node Down"), link targets left out.

    Alerts, classes and settings are named this way; who asks about them writes words.
    """
    return _CAMEL.sub(" ", _LINK_TARGET.sub("]", text))


def searched(text: str) -> str:
    """What is indexed of a text: names taken apart, letters composed, unspaced writing in pairs."""
    return _UNSPACED.sub(_in_pairs, unicodedata.normalize("NFC", separated(text)))


def words(text: str) -> list[str]:
    """The words in order, lower case."""
    return [word.lower() for word in _WORD.findall(searched(text))]


def is_filling(word: str) -> bool:
    """Whether it is a word that every question has."""
    return word in _FILLING


def without_accents(word: str) -> str:
    """The word as it is typed on a keyboard without its letters: "größe" as "grosse"."""
    apart = unicodedata.normalize("NFKD", word.translate(_SPELT_OUT))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def plain(text: str) -> str:
    """The text as prose, for an embedder: names taken apart, Markdown marks left out."""
    return " ".join(_MARKUP.sub(" ", separated(text)).split())


def _in_pairs(run: re.Match[str]) -> str:
    signs = run[0]
    return f" {' '.join(a + b for a, b in pairwise(signs))} "


def telling(asked: list[str]) -> list[str]:
    """Without the words that every question has ("what do I do when"), unless none is left."""
    return [word for word in asked if word not in _FILLING] or asked
