"""Words of a text, and its language or script: a rule of frequent words, without a model."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff"
"""Thai, Japanese and Chinese: written without spaces, so each character counts as a word."""

_WORD = re.compile(rf"[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+")
_LETTERS = 200
_FEWEST_HITS = 2

_FREQUENT = {
    "de": "der die das und ist nicht ich wir sie mit ein eine auf für wird bei wenn kann noch",
    "en": "the and is not you we with this that for was are have it when can to of from",
    "es": "el los las es pero con una por para que se del al está cuando muy sin sobre y",
    "fr": "le les des est et pas je nous vous avec une pour dans que sur quand plus il ne",
    "it": "il gli non che di è con una per sono della quando ho anche più nel questo alla ma",
    "nl": "het een en is niet ik wij met van voor dat op wordt bij als kan nog maar deze",
    "pl": "nie się jest na to że do w z jak po ale przez przy czy jego są gdy już",
    "pt": "o os as não é com uma por para que do da em quando mas ao foi muito está",
}
_LANGUAGES: dict[str, list[str]] = {}
for _language, _words in _FREQUENT.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_language)


def words_of(text: str) -> list[str]:
    """The words in lower case, without numbers."""
    return _WORD.findall(text.lower())


def language_of(text: str, words: Sequence[str]) -> str:
    """A language's code where its frequent words lead, else the script of most letters.

    Eight languages of the Latin script are told apart, with two hits or more and no tie;
    what is short or mixed stays 'latin'. A text without letters is 'none'.
    """
    script = _script(text)
    if script != "latin":
        return script
    hits = Counter(language for word in words for language in _LANGUAGES.get(word, ()))
    leading = hits.most_common(2)
    if not leading or leading[0][1] < _FEWEST_HITS:
        return script
    return script if len(leading) > 1 and leading[0][1] == leading[1][1] else leading[0][0]


def _script(text: str) -> str:
    letters = [character for character in text[: 4 * _LETTERS] if character.isalpha()][:_LETTERS]
    counted = Counter(_script_of(letter) for letter in letters)
    if counted["hiragana"] + counted["katakana"] > len(letters) / 10:
        return "japanese"
    return counted.most_common(1)[0][0] if counted else "none"


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    """The script, which begins the letter's Unicode name."""
    return unicodedata.name(letter, "unknown").split()[0].lower()
