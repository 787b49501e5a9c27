"""Misspells words as typists do: a letter missing, doubled, swapped with the next, or wrong."""

import random
import re

SHARE = 0.3
SHORTEST = 5


def misspelt(text: str, chance: random.Random, share: float = SHARE) -> str:
    """The text with this share of its words of five or more letters misspelt."""

    def change(match: re.Match[str]) -> str:
        word = match[0]
        return misspelt_word(word, chance) if chance.random() < share else word

    return re.sub(rf"[A-Za-z]{{{SHORTEST},}}", change, text)


def misspelt_word(word: str, chance: random.Random) -> str:
    """The word with one slip inside it."""
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
    )
    return chance.choice(slips)
