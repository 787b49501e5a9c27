"""Takes secrets out of text before it is written to a log, a report or an export."""

import re

MASK = "[redacted]"

_NAMED = re.compile(
    r"""(?ix)
    (?P<keep> ["']? \b [\w-]* (?: passw(?:or)?d | passphrase | secret | token | api[-_]?key
        | access[-_]?key | authorization | cookie | credential ) [\w-]* ["']? \s* [:=] \s*
        (?: (?:bearer|basic|digest) \s+ )? )
    (?P<value> "[^"]*" | '[^']*' | [^\s,;&]+ )
    """
)
_IN_A_NAME = ("passw", "passphrase", "secret", "token", "key", "author", "cook", "credent")
"""What every name that `_NAMED` finds has in it: looked for first, it saves ten times the time."""

_SHAPES = (
    re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/=-]{8,}"),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
    re.compile(r"\b(?:sk|pk|rk|ghp|gho|xox[abp]|glpat)[-_][\w-]{12,}"),
    re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(r"(?<=://)[^\s/@:]+:[^\s/@]+(?=@)"),
    re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
)


def redact(text: str) -> str:
    """The text with passwords, tokens, keys and credentials replaced by a mask."""
    for shape in _SHAPES:
        text = shape.sub(MASK, text)
    folded = text.casefold()
    if not any(words in folded for words in _IN_A_NAME):
        return text
    return _NAMED.sub(lambda found: found["keep"] + MASK, text)
