"""A report's text made ready for reading: even blanks, whole sentences, quoted speech hidden."""

import re

_BEGINNING, _END = 20_000, 10_000
"""Characters of a long report that are read: people write above a pasted log, errors end it."""
HIDDEN = "\u00b7"
"""Stands for every character of hidden text, so that places in the text stay the same."""

_LONG_WORD = re.compile(r"(\S{200})\S+")
"""Encoded data: its beginning tells as much, and patterns need not walk through it all."""
_EVEN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
                       "\u00ab": '"', "\u00bb": '"', "`": '"', "\r": "\n"})  # fmt: skip
_BLANKS = re.compile(r"[^\S\n]+")
_WRAPPED = re.compile(r"(?<=[^\n.:;!?]{40})(?<![\n.:;!?}\])]) ?\n ?(?=[a-z(])(?![\w ]{1,30}[:=])")
"""A line end within a sentence: a long line, and the next begins in lower case."""
_QUOTED = re.compile(
    r"\"[^\"\n]{1,1000}\"|(?<!\w)'[^'\n]{1,1000}(?:'\w{1,2}\b[^'\n]{1,1000})*'(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_SHORTENED = re.compile(
    r"(?i)\b((?:do|does|did|is|are|was|were|has|have|had|should|would|could|ca|wo|must|need)n)t\b"
)
_KEY = re.compile(r"\"[\w -]{1,30}\" ?: ?$")
_WITH = re.compile(r"(?<!\w)w/(?= )")
_LONGER_THAN_SPEECH = 120
_SENTENCE = re.compile(r"[\w)][.!?] \w")
_ERROR_WORDS = re.compile(
    r"(?i:error|exception|failed|failure|time[d-]? ?out|unavailable|denied|out of memory|"
    r"not found|overloaded|mismatch|refused|invalid|unsupported|exceeded|expired|forbidden|"
    r"unauthori[sz]ed|not (?:supported|allowed)|[45]\d\d)\b"
)
_GIVEN_BEFORE = re.compile(
    r"(?i:prompt|question|query|text|input|ask|asked|typed|entered|sent|send|wrote|said|body)"
    r"(?: \w+){0,2}\W{0,3}$"
)


def even(text: str) -> str:
    """The text in one spelling of what patterns look for, wrapped lines joined, data cut short.

    It has one kind of quotes, single blanks, "doesn't" for "doesnt", and "with" for "w/".
    """
    if len(text) > _BEGINNING + _END:
        text = f"{text[:_BEGINNING]} \u2026\n\u2026 {text[-_END:]}"
    cut = _LONG_WORD.sub(r"\1", text).translate(_EVEN)
    joined = _WRAPPED.sub(" ", _BLANKS.sub(" ", cut))
    return _WITH.sub("with", _SHORTENED.sub(r"\1't", joined))


def hide(pattern: re.Pattern[str], text: str) -> str:
    """The text with what the pattern finds made unreadable, of the same length."""
    return pattern.sub(lambda found: HIDDEN * len(found.group(0)), text)


def without_speech(text: str) -> str:
    """The text with quoted speech made unreadable: what a prompt or an answer says is no fact.

    A quoted name, value or error message stays, and so does a whole message that is passed on.
    """
    return _QUOTED.sub(lambda found: _hidden(found, text), text)


def _hidden(found: re.Match[str], text: str) -> str:
    quoted = found.group(0)
    before = text[max(found.start() - 40, 0) : found.start()]
    words = len(_WORD.findall(quoted))
    is_value = " " not in quoted or (words < 2 and before.rstrip().endswith((":", "=")))
    is_error = _ERROR_WORDS.search(quoted) and not _GIVEN_BEFORE.search(before)
    is_value |= bool(_KEY.search(before) and not _GIVEN_BEFORE.search(before))
    is_passed_on = len(quoted) > _LONGER_THAN_SPEECH and _SENTENCE.search(quoted)
    if is_value or is_error or (is_passed_on and not _GIVEN_BEFORE.search(before)):
        return quoted
    return f"{quoted[0]}{HIDDEN * (len(quoted) - 2)}{quoted[-1]}"
