"""What changed between two versions, word by word."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_KINDS = {-1: "removed", 0: "same", 1: "added"}


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that is the same, was removed, or was added."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[Change]:
    """The changes in order; without the removed ones they read as the new text."""
    from diff_match_patch import diff_match_patch

    tokens: dict[str, str] = {}

    # Each different word becomes one letter, so that the letter diff is a word diff.
    # Surrogates are no letters, so they are left out.
    def letters(text: str) -> str:
        return "".join(
            tokens.setdefault(token, _letter(len(tokens))) for token in _TOKEN.findall(text)
        )

    differ = diff_match_patch()
    differ.Diff_Timeout = 1.0
    differences = differ.diff_main(letters(old), letters(new), False)
    differ.diff_cleanupSemantic(differences)
    words = {letter: token for token, letter in tokens.items()}
    return [
        Change(_KINDS[kind], "".join(words[letter] for letter in run)) for kind, run in differences
    ]


def _letter(number: int) -> str:
    place = number + 0x100
    return chr(place if place < 0xD800 else place + 0x800)
